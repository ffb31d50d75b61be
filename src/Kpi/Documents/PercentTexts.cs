using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.Documents;

/// <summary>Percentages of a score in words: cut, and with as many digits as it takes to look like none of its targets by accident.</summary>
public static class PercentTexts
{
    public static string Of(Fraction value, Score score, Catalogue catalogue, Language language) =>
        score.Verdicts.Select(v => catalogue.Targets[v.TargetIndex]).Where(t => t.Comparison != Comparison.Done)
            .Select(t => value.ToPercentText(language, t.Value)).MaxBy(text => text.Length) ?? value.ToPercentText(language);

    /// <summary>What the missing returns leave open; it says so where they leave everything open.</summary>
    public static string Range(Score score, Catalogue catalogue, Language language) => score switch
    {
        { RangeOpen: true } => ScoreTexts.Of(RangeBasis.Open).In(language),
        { Basis: RangeBasis.OpenAbove, Low: { } low } => $"≥ {Of(low, score, catalogue, language)}, {ScoreTexts.Of(RangeBasis.OpenAbove).In(language)}",
        { Basis: RangeBasis.LastKnown, Low: { } low, High: { } high } =>
            $"{Of(low, score, catalogue, language)} – {Of(high, score, catalogue, language)}, {ScoreTexts.Of(RangeBasis.LastKnown).In(language)}",
        { Low: { } low, High: { } high } => $"{Of(low, score, catalogue, language)} – {Of(high, score, catalogue, language)}",
        _ => "–",
    };
}
