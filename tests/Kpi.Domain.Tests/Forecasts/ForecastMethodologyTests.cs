using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Forecasts;

/// <summary>Executes the examples of docs/methodology.md on forecasts and warnings, and measures again what its tables say.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class ForecastMethodologyTests
{
    private const int TrialSeed = 1;

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "methodology.md"));

    private static readonly Lazy<WatchTrial> Trial = new(() => WatchTrial.Of(TrialSeed));

    [TestCaseSource(nameof(Blocks), ["forecast"])]
    public void Forecast_comes_out_as_printed(string example)
    {
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        var breaks = ImmutableArray.CreateBuilder<SeriesBreak>();
        var targets = ImmutableArray.CreateBuilder<Target>();
        var said = new List<string>();
        foreach (var line in Lines(example))
        {
            if (KnownLine().Match(line) is { Success: true } known)
            {
                var month = Period.Parse(known.Groups[1].Value);
                foreach (var text in known.Groups[2].Value.Split(", "))
                {
                    points.Add(new SeriesPoint(month, text == "-" ? null : new Fraction(Number(text), Number(known.Groups[3].Value)), text == "-" ? 0 : 1, 1));
                    month = month.Next;
                }
            }
            else if (BreakLine().Match(line) is { Success: true } broken) breaks.Add(new SeriesBreak(Day(broken.Groups[1].Value), BreakReason.Merged));
            else if (TargetLine().Match(line) is { Success: true } target) targets.Add(Target(Number(target.Groups[1].Value), Day(target.Groups[2].Value)));
            else if (line.StartsWith("-> ", StringComparison.Ordinal)) said.Add(line[3..]);
            else Assert.Fail($"This line of the example is not understood: {line}");
        }

        said.Should().NotBeEmpty("an example without a result proves nothing");
        var outcome = Forecaster.Of(new Series(points.ToImmutable(), breaks.ToImmutable()), targets.ToImmutable());
        foreach (var one in said) Shown(outcome).Should().Contain(one);
    }

    [TestCaseSource(nameof(Blocks), ["watch"])]
    public void Warning_comes_out_as_printed(string example)
    {
        var elements = ImmutableArray.CreateBuilder<ElementHistory>();
        var pairs = ImmutableArray.CreateBuilder<PartOfWhole>();
        var said = new List<string>();
        foreach (var line in Lines(example))
        {
            if (ElementLine().Match(line) is { Success: true } element)
                elements.Add(new ElementHistory(
                    element.Groups[2].Value, element.Groups[1].Value == "flow", [.. element.Groups[3].Value.Split(", ").Select(v => v == "-" ? (long?)null : Number(v))]));
            else if (PartLine().Match(line) is { Success: true } part)
                pairs.Add(new PartOfWhole(Place(part.Groups[1].Value), Place(part.Groups[2].Value)));
            else if (line.StartsWith("-> ", StringComparison.Ordinal)) said.Add(line[3..]);
            else Assert.Fail($"This line of the example is not understood: {line}");
        }

        var warnings = Watch.Of(new UnitHistory(Period.Month(2026, 1), elements.ToImmutable(), pairs.ToImmutable())).Select(Shown).ToList();
        (warnings.Count == 0 ? ["nothing"] : warnings).Should().Equal(said);

        int Place(string code) => elements.Select(e => e.Code).ToList().IndexOf(code);
    }

    [Test]
    public void The_page_has_examples()
    {
        Blocks("forecast").Should().HaveCountGreaterThan(2);
        Blocks("watch").Should().HaveCountGreaterThan(5);
    }

    [TestCaseSource(nameof(Errors))]
    public void The_table_of_warnings_says_what_is_measured(int error)
    {
        var planted = (PlantedError)error;
        var measured = new[] { Trial.Value.Recall(planted), Trial.Value.NamedRightly(planted) }
            .Concat(WatchTrial.Others.Select(o => Trial.Value.RecallOf(o.Name, planted))).Select(r => 100 * r).ToArray();
        Row(planted.ToString(), measured.Length + 1).Skip(1).Should().Equal(measured, Near, $"measured: {Trial.Value.Planted(planted)} {string.Join(' ', measured)}");
        Row(planted.ToString(), measured.Length + 1)[0].Should().BeApproximately(Trial.Value.Planted(planted), 3);
    }

    [Test]
    public void The_table_of_warnings_says_how_many_alarms_are_false()
    {
        double[] measured = [Trial.Value.AlarmsPerThousand, .. WatchTrial.Others.Select(o => Trial.Value.AlarmsPerThousandOf(o.Name))];
        double[] said = Row("false alarms per 1,000 cells", measured.Length);
        said.Should().Equal(measured, (a, b) => Math.Abs(a - b) < 0.3, $"measured: {string.Join(' ', measured)} of {Trial.Value.Cells} cells");
        measured[0].Should().BeLessThan(measured.Skip(1).Min() / 3);
    }

    [Test]
    public void The_table_of_forecasts_says_what_is_measured()
    {
        var all = ForecasterTests.Outcomes.Value;
        var seasonal = all.Where(o => o.Made.Shape == SeriesShape.Seasonal).ToList();
        Holds("forecast-all", ForecastTrial.Of(all));
        Holds("forecast-seasonal", ForecastTrial.Of(seasonal));
        Holds("forecast-seasonal-long", ForecastTrial.Of(seasonal.Where(o => o.Made.Known.Points.Length >= 24)));
        Holds("forecast-short", ForecastTrial.Of(all.Where(o => o.Made.Known.Points.Length < 8)));
        Holds("forecast-far", ForecastTrial.Of(all, 25, 36));
        Page.Should().Contain($"on {all.Length.ToString("#,0", CultureInfo.InvariantCulture)} made series");

        static void Holds(string code, ForecastTrial trial)
        {
            double[] measured = [100 * trial.Coverage, 100 * trial.Error, 100 * trial.NaiveError, 100 * trial.LastValueError];
            Row(code, measured.Length).Should().Equal(measured, (said, found) => Math.Abs(said - found) <= 0.6, $"{code} measured: {string.Join(' ', measured)}");
        }
    }

    [Test]
    public void Of_every_kind_of_error_but_turned_digits_and_swapped_columns_four_of_five_are_noticed()
    {
        foreach (var error in Enum.GetValues<PlantedError>().Except([PlantedError.TwoDigitsTurned, PlantedError.TwoColumnsSwapped]))
            Trial.Value.Recall(error).Should().BeGreaterThan(0.8, error.ToString());
    }

    private static IEnumerable<int> Errors() => Enum.GetValues<PlantedError>().Select(e => (int)e);

    private static bool Near(double said, double measured) => Math.Abs(said - measured) <= 1;

    /// <summary>The numbers of a row of a table, told by the code in its first cell.</summary>
    private static double[] Row(string code, int numbers)
    {
        var row = Page.Split('\n').Single(l => l.StartsWith("| ", StringComparison.Ordinal) && l.Contains($"`{code}`", StringComparison.Ordinal));
        return [.. row.Split('|', StringSplitOptions.TrimEntries)[2..^1].Where(c => c.Length > 0).TakeLast(numbers).Select(c => double.Parse(c.Replace(" %", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))];
    }

    private static string[] Shown(ForecastOutcome outcome) => outcome switch
    {
        Abstained abstained => [$"abstains: {Kebab(abstained.Reason.ToString())}, {abstained.Points} months"],
        Forecast forecast =>
        [
            .. forecast.Points.Select(p => $"{p.Period}: {p.Value.ToPercentText(Language.En)}, four of five between {p.Low.ToPercentText(Language.En)} and {p.High.ToPercentText(Language.En)}"),
            .. forecast.Targets.Select(t => $"{t.Target.Value.ToPercentText(Language.En, digits: 0)} by {Iso(t.Target.Due)}: earliest {t.Earliest?.ToString() ?? "never"}, likely {t.Likely?.ToString() ?? "never"}, latest {t.Latest?.ToString() ?? "never"}, chance {(t.Chance is { } c ? $"{c} %" : "none")}"),
            $"rests on {forecast.Months} months{(forecast.Seasonal ? ", seasonal" : "")}",
        ],
        _ => [],
    };

    private static string Shown(Warning warning) =>
        string.Join(' ', new[] { Kebab(warning.Kind.ToString()), warning.Element, warning.Other, warning.Meant is { } meant ? $"meant {meant}" : null }.OfType<string>());

    private static IEnumerable<TestCaseData> Blocks(string language) => Regex.Matches(Page, $"```{language}\n(.*?)```", RegexOptions.Singleline)
        .Select((m, i) => new TestCaseData(m.Groups[1].Value).SetArgDisplayNames($"{language} {i + 1}"));

    private static string[] Lines(string example) => example.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Target Target(long percent, DateOnly due) => new(
        "r157", "share", [UnitLevel.Nation], Comparison.AtLeast, new Fraction(percent, 100), due, "", "", YearEvidence.Confirmed, null, new DateOnly(2023, 1, 1), null,
        TargetStatus.InForce);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Kebab(string name) => UpperCase().Replace(name, m => "-" + m.Value.ToLowerInvariant()).TrimStart('-');

    [GeneratedRegex("^from ([0-9-]+): ([0-9, -]+) of ([0-9]+)$")]
    private static partial Regex KnownLine();

    [GeneratedRegex("^merged on ([0-9-]+)$")]
    private static partial Regex BreakLine();

    [GeneratedRegex("^target ([0-9]+) % by ([0-9-]+)$")]
    private static partial Regex TargetLine();

    [GeneratedRegex("^(flow|state) ([a-z_]+): ([0-9, -]+)$")]
    private static partial Regex ElementLine();

    [GeneratedRegex("^([a-z_]+) is part of ([a-z_]+)$")]
    private static partial Regex PartLine();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperCase();
}
