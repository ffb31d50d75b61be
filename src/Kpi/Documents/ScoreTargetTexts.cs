using System.Globalization;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.Documents;

/// <summary>What is said of a score against each target, in words: of every set that was judged, and of targets and indicators that are over.</summary>
public static class ScoreTargetTexts
{
    /// <summary>One text for each target, those of the run's own set first; one that says so where none is set.</summary>
    public static IReadOnlyList<string> Of(RunInfo run, Indicator indicator, Score score, Catalogue catalogue, Language language)
    {
        List<string> said =
        [
            .. score.Verdicts.OrderBy(v => catalogue.Targets[v.TargetIndex].Set != run.Set).Select(v => Say(run, catalogue, v, language)),
            .. catalogue.ClosedBefore(run.Period.LastDay, indicator.Code, run.Set)
                .Select(t => $"{Demand(t, language)}: {ScoreTexts.Closed(t.ValidTo!.Value).In(language)}"),
        ];
        if (said.Count == 0) said.Add((run.EndOf(indicator) is { } end ? ScoreTexts.Closed(end) : new Text("chưa đặt", "not set")).In(language));
        return said;
    }

    private static string Demand(Target target, Language language) => target.Due.Year.ToString(CultureInfo.InvariantCulture)
        + (target.Comparison is Comparison.Done ? "" : $" {Words.Sign(target.Comparison)} {target.Value.ToPercentText(language)}");

    private static string Say(RunInfo run, Catalogue catalogue, TargetVerdict verdict, Language language)
    {
        var target = catalogue.Targets[verdict.TargetIndex];
        var word = VerdictTexts.Of(verdict.Verdict).In(language);
        var certain = verdict.Certain ? "" : $" ({VerdictTexts.Undecided.In(language)}: {ScoreTexts.Deciding(verdict).In(language)})";
        var set = target.Set == run.Set ? "" : $"{target.Set} ";
        var laxer = catalogue.NationalOf(target) is { } national && target.IsLaxerThan(national) ? $" [{ScoreTexts.Laxer.In(language)}]" : "";
        return $"{set}{Demand(target, language)}: {word}{certain}{laxer}";
    }
}
