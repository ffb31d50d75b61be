using System.Collections.Immutable;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Reports;

/// <summary>A target and what was said of it. <paramref name="Note"/> is its number among the sources.</summary>
public sealed record TargetLine(Target Target, TargetVerdict Verdict, int Note)
{
    /// <summary>Whether a reader must be sent to the note: something about the target is in doubt.</summary>
    public bool Doubtful => Target.Doubt is not null || Target.YearEvidence != YearEvidence.Confirmed;
}

/// <summary>One indicator for the unit the report is about.</summary>
/// <param name="Indicator">What is judged.</param>
/// <param name="Score">Its score; null when the run has none.</param>
/// <param name="Near">Targets due up to the end of 2025.</param>
/// <param name="Far">Targets due later.</param>
/// <param name="Before">Its score in the run it is compared with; null when there is none.</param>
public sealed record IndicatorLine(
    Indicator Indicator, Score? Score, ImmutableArray<TargetLine> Near, ImmutableArray<TargetLine> Far, Score? Before)
{
    public IEnumerable<TargetLine> Targets => Near.Concat(Far);

    /// <summary>Whether the change since is certain: the ranges of then and now do not touch, so missing returns alone cannot explain it.</summary>
    public bool Moved => Score is { Low: { } low, High: { } high } && Before is { Low: { } lowThen, High: { } highThen } && (low > highThen || high < lowThen);

    /// <summary>The target shown where there is room for one.</summary>
    public TargetLine? Leading => Targets.FirstOrDefault();
}

/// <summary>A province with its scores, in the order of the report's lines; null where the run has none.</summary>
public sealed record ProvinceLine(ScoredUnit Unit, ImmutableArray<Score?> Scores);

/// <summary>A return that was owed and did not go into the run.</summary>
/// <param name="Due">The last day on which it was due, moved by an extension that was granted before the run.</param>
/// <param name="DaysOverdue">Counted from the due day to the day of the run; null while it is not late (the days of grace are not over).</param>
public sealed record MissingReturn(
    string ProvinceCode, string ProvinceName, string Facility, string Name, Text Form, string Period, DateOnly Due, int? DaysOverdue);

/// <summary>How many returns a province owed and how many of these are missing.</summary>
public sealed record ReturnCount(string Code, string Name, int Expected, int Missing);

/// <summary>A numbered target with the indicator it judges.</summary>
public sealed record SourceLine(int Note, Indicator Indicator, Target Target, int TargetIndex);

/// <summary>Facts of one run, frozen and ready to print. Nothing here is computed but order, selection and counting of lines.</summary>
public sealed record ReportModel
{
    /// <summary>The last day of the nearer horizon; a target due later stands in the column of 2030.</summary>
    public static readonly DateOnly Horizon = new(2025, 12, 31);

    public required RunInfo Run { get; init; }

    public required Catalogue Catalogue { get; init; }

    public required TargetSet Set { get; init; }

    public required ScoredUnit Unit { get; init; }

    public required ImmutableArray<IndicatorLine> Lines { get; init; }

    public required ImmutableArray<ProvinceLine> Provinces { get; init; }

    /// <summary>Places in <see cref="Lines"/> of the indicators shown where there is room for a dozen only.</summary>
    public required ImmutableArray<int> Headline { get; init; }

    public required ImmutableArray<SourceLine> Sources { get; init; }

    public required ImmutableArray<ReturnCount> Returns { get; init; }

    public required ImmutableArray<MissingReturn> Missing { get; init; }

    /// <summary>The run of the period before, which changes are named against; null when there was none.</summary>
    public RunInfo? Previous { get; init; }

    /// <summary>True: every sheet says so.</summary>
    public required bool Synthetic { get; init; }

    public required string TemplateSha256 { get; init; }

    public int Expected => Returns.Sum(r => r.Expected);

    /// <summary>The lines of a unit: each active indicator with its score and the targets it was judged by.</summary>
    public static ImmutableArray<IndicatorLine> LinesOf(
        Catalogue catalogue, ImmutableArray<SourceLine> sources, IReadOnlyDictionary<string, Score> scores, IReadOnlyDictionary<string, Score> before)
    {
        var notes = sources.ToDictionary(s => s.TargetIndex, s => s.Note);
        return [.. catalogue.Indicators.Where(i => i.Active).Select(indicator =>
        {
            var score = scores.GetValueOrDefault(indicator.Code);
            var targets = (score?.Verdicts ?? []).Where(v => notes.ContainsKey(v.TargetIndex))
                .Select(v => new TargetLine(catalogue.Targets[v.TargetIndex], v, notes.GetValueOrDefault(v.TargetIndex)))
                .OrderBy(t => t.Target.Due).ToList();
            return new IndicatorLine(
                indicator, score, [.. targets.Where(t => t.Target.Due <= Horizon)], [.. targets.Where(t => t.Target.Due > Horizon)],
                before.GetValueOrDefault(indicator.Code));
        })];
    }

    /// <summary>Every target of a set, numbered in the order of the catalogue's indicators.</summary>
    public static ImmutableArray<SourceLine> SourcesOf(Catalogue catalogue, string set) =>
        [.. catalogue.Indicators
            .SelectMany(i => catalogue.Targets.Select((t, at) => (Indicator: i, Target: t, At: at)).Where(p => p.Target.Set == set && p.Target.Indicator == i.Code))
            .Select((p, i) => new SourceLine(i + 1, p.Indicator, p.Target, p.At))];

    /// <summary>The indicators a template wants in front, as far as this catalogue has them; else the first that are shares of something.</summary>
    public static ImmutableArray<int> HeadlineOf(ImmutableArray<IndicatorLine> lines, ImmutableArray<string> wanted)
    {
        var found = wanted.Select(code => lines.IndexOf(lines.FirstOrDefault(l => l.Indicator.Code == code)!)).Where(i => i >= 0).ToImmutableArray();
        return found.Length > 0
            ? found
            : [.. lines.Select((l, i) => (l, i)).Where(p => p.l.Indicator.Kind != IndicatorKind.Milestone).Take(12).Select(p => p.i)];
    }
}
