using System.Globalization;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.Documents;

/// <summary>What <c>kpi scenarios list --json</c> and <c>GET /api/v1/scenarios</c> give.</summary>
public sealed record ScenariosDocument(IReadOnlyList<ScenarioDocument> Scenarios)
{
    public static ScenariosDocument Of(IEnumerable<ScenarioWithRuns> scenarios) => new([.. scenarios.Select(ScenarioDocument.Of)]);
}

/// <summary>One scenario.</summary>
/// <param name="Draft">The proposed catalogue it became; null while it is none.</param>
/// <param name="DecidedBy">Who published or declined it; null while nobody has.</param>
public sealed record ScenarioDocument(
    string Id, string Name, string Owner, string State, int BaseCatalogue, string Sha256, string Missing, bool ApprovedOnly, string MadeAt, string? Draft,
    string? DecidedBy, string? Note, IReadOnlyList<ScenarioRunDocument> Runs)
{
    public static ScenarioDocument Of(ScenarioWithRuns found)
    {
        var scenario = found.Scenario;
        return new(
            Ids.Show(scenario.Id), scenario.Name, scenario.Owner, Words.Kebab(scenario.State), scenario.BaseVersion, scenario.CatalogueSha256,
            Words.Kebab(scenario.Missing), scenario.ApprovedOnly, Words.Instant(scenario.MadeAt), scenario.DraftId is { } draft ? Ids.Show(draft) : null,
            scenario.DecidedBy, scenario.Note, [.. found.Runs.Select(ScenarioRunDocument.Of)]);
    }

    public static ScenarioDocument Of(Scenario scenario) => Of(new ScenarioWithRuns(scenario, []));
}

public sealed record ScenarioRunDocument(string Run, string Period)
{
    public static ScenarioRunDocument Of((long Run, Period Period) run) => new(Ids.Show(run.Run), run.Period.ToString());
}

/// <summary>A scenario that was proposed.</summary>
/// <param name="Rebased">The catalogue had moved on; its changes stand upon the newest, and a run may differ from those tried.</param>
public sealed record ProposedScenarioDocument(ScenarioDocument Scenario, CatalogueDraftDocument Draft, bool Rebased)
{
    public static ProposedScenarioDocument Of(ProposedScenario proposed) => new(ScenarioDocument.Of(proposed.Scenario), CatalogueDraftDocument.Of(proposed.Draft), proposed.Rebased);
}

/// <summary>A trial beside the official results: <c>GET /api/v1/runs/{id}/beside</c>.</summary>
public sealed record BesideDocument(
    string Run, string Official, string Period, string Unit, IReadOnlyList<BesideIndicatorDocument> Indicators, IReadOnlyList<BesideCompositeDocument> Composites)
{
    /// <param name="beside">What was laid beside what.</param>
    /// <param name="sees">Whose composites the reader may see.</param>
    public static BesideDocument Of(RunBeside beside, Func<string, bool> sees) => new(
        Ids.Show(beside.Trial.Id), Ids.Show(beside.Official.Id), beside.Trial.Period.ToString(), beside.UnitCode,
        [
            .. beside.Indicators.Select(i => new BesideIndicatorDocument(
                i.Indicator.Code, i.Moved,
                i.Official is { } was ? ScoreDocument.Of(beside.Official, i.Indicator, was, beside.OfficialCatalogue) : null,
                i.Trial is { } now ? ScoreDocument.Of(beside.Trial, i.Indicator, now, beside.TrialCatalogue) : null)),
        ],
        [.. beside.Composites.Select(c => BesideCompositeDocument.Of(c, sees))]);
}

public sealed record BesideIndicatorDocument(string Indicator, bool Moved, ScoreDocument? Official, ScoreDocument? Trial);

/// <summary>The list of a composite in both.</summary>
/// <param name="Level">The level it lists.</param>
/// <param name="Within">The area whose units these are; null for all of the level.</param>
/// <param name="Moved">How many units have another rank, figure or range, also of those that the reader may not see.</param>
/// <param name="Draws">How often weights were drawn; null when nobody asked.</param>
/// <param name="Units">Those that moved, by their rank in the trial.</param>
/// <param name="Unlisted">Why there is no list although there are units; null otherwise.</param>
public sealed record BesideCompositeDocument(
    string Composite, string? Level, string? Within, int Moved, int? Draws, IReadOnlyList<BesideCompositeUnitDocument> Units, Text? Unlisted)
{
    public static BesideCompositeDocument Of(CompositeBeside of, Func<string, bool> sees)
    {
        var league = of.Trial ?? of.Official;
        return new(
            of.Composite.Code, league is null ? null : Words.Kebab(league.Level), league?.Within?.Code, of.Rows.Count(r => r.Moved), league?.Draws,
            [
                .. of.Rows.Where(r => r.Moved && sees(r.Unit.Code)).Select(r => new BesideCompositeUnitDocument(
                    r.Unit.Code,
                    r.Official is { } was ? CompositeUnitDocument.Of(of.Official!, was) : null,
                    r.Trial is { } now ? CompositeUnitDocument.Of(of.Trial!, now) : null)),
            ],
            of.Unlisted?.Message);
    }
}

/// <param name="Official">Null: the official run does not list it.</param>
/// <param name="Trial">Null: the trial does not.</param>
public sealed record BesideCompositeUnitDocument(string Unit, CompositeUnitDocument? Official, CompositeUnitDocument? Trial);

public static class ScenarioTexts
{
    public static Text Of(ScenarioState state) => state switch
    {
        ScenarioState.Kept => new("riêng tôi", "mine alone"),
        ScenarioState.Shared => new("đã chia sẻ", "shared"),
        ScenarioState.Discarded => new("đã bỏ", "discarded"),
        ScenarioState.Proposed => new("chờ người thứ hai", "awaits a second person"),
        ScenarioState.Promoted => new("đã ban hành", "published"),
        _ => new("không được ban hành", "declined"),
    };
}

/// <summary>A score in one line each, to stand beside another.</summary>
public static class BesideTexts
{
    public static string Value(Indicator indicator, Score? score, Catalogue catalogue, Language language) => score switch
    {
        null => "–",
        _ when indicator.Kind == IndicatorKind.Milestone => score.Numerator?.ToString(CultureInfo.InvariantCulture) ?? "–",
        { Value: { } value } => PercentTexts.Of(value, score, catalogue, language),
        _ => "–",
    };

    /// <summary>Value with its exact counts, and what is said of it.</summary>
    public static string Whole(Indicator indicator, Score? score, Catalogue catalogue, Language language)
    {
        if (score is null) return "–";
        var counts = score is { Numerator: { } top, Denominator: { } bottom }
            ? string.Create(CultureInfo.InvariantCulture, $" ({top}/{bottom})")
            : "";
        return $"{Value(indicator, score, catalogue, language)}{counts}; {Verdicts(score, catalogue, language)}";
    }

    /// <summary>A unit's rank and figure by a composite, with its range; with how firm the rank is where that was asked.</summary>
    public static string Composite(CompositeLeague? league, CompositeRow? row, Language language)
    {
        if (league is null || row is null) return "–";
        var rank = row.Rank is null ? CompositeTexts.TooLittle.In(language) : $"{new Text("hạng", "rank").In(language)} {CompositeTexts.Rank(league, row)}";
        var firm = row.Spread is { } spread && league.Draws is { } draws
            ? string.Create(CultureInfo.InvariantCulture, $"; 5–50–95 %: {spread.Best}–{spread.Middle}–{spread.Worst}, {new Text("giữ hạng", "same rank").In(language)} {CompositeTexts.Share(spread.Same, draws, language)}")
            : "";
        return $"{rank}: {CompositeTexts.Percent(row.Score.Counted, language)} [{CompositeTexts.Range(row.Score, language)}]{firm}";
    }

    /// <summary>What a score says against its targets: year, value asked for, verdict and how much of it is reached.</summary>
    public static string Verdicts(Score? score, Catalogue catalogue, Language language) => score is null || score.Verdicts.IsEmpty ? "–" : string.Join("; ", score.Verdicts.Select(v =>
    {
        var target = catalogue.Targets[v.TargetIndex];
        var asked = target.Comparison == Comparison.Done ? "" : $" {Words.Sign(target.Comparison)} {target.Value.ToPercentText(language)}";
        var open = v.Certain ? "" : $" ({VerdictTexts.Undecided.In(language)})";
        return $"{target.Due.Year.ToString(CultureInfo.InvariantCulture)}{asked}: {VerdictTexts.Of(v.Verdict).In(language)}{open}{Attained(score, target, language)}";
    }));

    /// <summary>Cut to a tenth of a percent, so that 100 % is reached and not nearly so.</summary>
    private static string Attained(Score score, Target target, Language language)
    {
        if (target.Comparison == Comparison.Done || score.AttainmentOf(target) is not { } part) return "";
        var (whole, tenth) = Int128.DivRem(part.Numerator * 1000 / part.Denominator, 10);
        return string.Create(CultureInfo.InvariantCulture, $" ({whole}{(language == Language.Vi ? ',' : '.')}{tenth} %)");
    }
}
