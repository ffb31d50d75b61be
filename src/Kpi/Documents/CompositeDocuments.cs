using System.Globalization;
using System.Numerics;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring.Changes;
using Kpi.Domain.Scoring.Composites;
using Kpi.Domain.Units;

namespace Kpi.Documents;

/// <summary>What <c>kpi scores --composite --json</c> and <c>GET /api/v1/scores/composites</c> give: who stands where.</summary>
/// <param name="Unit">The area whose units these are; null for all of the level.</param>
/// <param name="Ranked">How many have a rank, also of those that the reader may not see.</param>
/// <param name="Draws">How often weights were drawn; null when nobody asked.</param>
public sealed record CompositesDocument(
    string Run, string Period, string Composite, string Set, string Mean, bool Capped, string LeastReported, string Level, string? Unit, string? Class,
    int Ranked, int? Draws, IReadOnlyList<CompositeUnitDocument> Units)
{
    public static CompositesDocument Of(CompositeLeague league, Func<string, bool> sees) => new(
        Ids.Show(league.Run.Id), league.Run.Period.ToString(), league.Composite.Code, league.Composite.Set, Words.Kebab(league.Composite.Mean), league.Composite.Capped,
        league.Composite.LeastReported.ToString(), Words.Kebab(league.Level), league.Within?.Code, league.Class is { } only ? UnitNames.Classes.Code(only) : null, league.Ranked, league.Draws,
        [.. league.Rows.Where(r => sees(r.Unit.Code)).Select(r => CompositeUnitDocument.Of(league, r))]);
}

/// <summary>A unit's composite. Figures are shares, six digits, cut.</summary>
/// <param name="Rank">Equal figures share a rank and the next is left out. Null: not ranked.</param>
/// <param name="Reason">Why it is not ranked; null when it is.</param>
/// <param name="Figure">What a rank goes by: what is owed and not reported counts as nothing.</param>
/// <param name="High">Null when nothing bounds it.</param>
/// <param name="Reported">The share of the weights that is reported.</param>
/// <param name="Failed">Indicators whose target asks for all and that are not at it.</param>
public sealed record CompositeUnitDocument(
    string Unit, string Name, int? Rank, string? Reason, string Figure, string Low, string? High, string Basis, string Reported, int Indicators,
    IReadOnlyList<string> NotReported, IReadOnlyList<string> Failed, StabilityDocument? Stability)
{
    public static CompositeUnitDocument Of(CompositeLeague league, CompositeRow row)
    {
        CompositeIndicator[] parts = [.. league.Composite.Indicators];
        return new(
            row.Unit.Code, row.Unit.Name, row.Rank, row.Rank is null ? "too-little-data" : null, CompositeTexts.Decimal(row.Score.Counted), CompositeTexts.Decimal(row.Score.Low),
            row.Score.High is { } high ? CompositeTexts.Decimal(high) : null, Words.Kebab(row.Score.Basis), CompositeTexts.Decimal(row.Score.Reported), row.Score.Indicators,
            [.. row.Score.NotReported.Select(i => parts[i].Indicator)], [.. row.Score.Failed.Select(i => parts[i].Indicator)],
            row.Spread is { } spread ? new StabilityDocument(spread.Best, spread.Middle, spread.Worst, spread.Same, spread.TopThree) : null);
    }
}

/// <summary>The rank by other weights.</summary>
/// <param name="Best">The rank that one draw in twenty reaches or passes; middle: half of them; worst: nineteen in twenty.</param>
/// <param name="Same">In how many draws the rank was the same.</param>
/// <param name="TopThree">In how many it was among the first three.</param>
public sealed record StabilityDocument(int Best, int Middle, int Worst, int Same, int TopThree);

/// <summary>What <c>kpi scores --composite --unit --json</c> and <c>GET /api/v1/scores/composites/explain</c> give: which parts make a figure.</summary>
/// <param name="Ranked">How many have a rank where this one has its own.</param>
/// <param name="Exact">The figure as a ratio; null for a geometric mean, which no ratio need be.</param>
public sealed record CompositeExplanationDocument(
    string Run, string Period, string Composite, string Mean, string Unit, int? Rank, int Ranked, string Figure, string? Exact, string Low, string? High, string Basis,
    IReadOnlyList<CompositePartDocument> Parts)
{
    public static CompositeExplanationDocument Of(CompositeExplanation of)
    {
        var contributions = CompositeTexts.Contributions(of, 6);
        return new(
            Ids.Show(of.Run.Id), of.Run.Period.ToString(), of.Composite.Code, Words.Kebab(of.Composite.Mean), of.Unit.Code, of.Rank, of.Ranked, CompositeTexts.Decimal(of.Score.Counted),
            of.Count.Counted!.Ratio is { } ratio ? $"{ratio.Top}/{ratio.Bottom}" : null, CompositeTexts.Decimal(of.Score.Low),
            of.Score.High is { } high ? CompositeTexts.Decimal(high) : null, Words.Kebab(of.Score.Basis),
            [.. of.Count.Parts.Select((p, i) => CompositePartDocument.Of(of, p, contributions[i]))]);
    }
}

/// <summary>An indicator within a unit's composite.</summary>
/// <param name="Weight">Its share of the whole weight, exactly; 0/1 where it does not count.</param>
/// <param name="Counted">The attainment that is counted, exactly; null where none is.</param>
/// <param name="Contribution">What it gives to the figure; all together give it to the last digit. Null for a geometric mean, in which the powers are multiplied.</param>
/// <param name="Failed">Whether its target asks for all and is not reached.</param>
public sealed record CompositePartDocument(
    string Group, string Indicator, string State, string Weight, long? Numerator, long? Denominator, int Reporting, int Expected, string? Value, string? Target, string? Due,
    string? Counted, string? Contribution, bool Failed)
{
    public static CompositePartDocument Of(CompositeExplanation of, CompositePart part, string? contribution)
    {
        var weight = part.Counts ? new Attainment(part.Weight, of.Count.Weights) : Attainment.None;
        return new(
            of.Composite.Groups[part.Group].Code, part.Indicator.Indicator, Words.Kebab(part.State), $"{weight.Top}/{weight.Bottom}", part.Score?.Numerator, part.Score?.Denominator,
            part.Score?.Reporting ?? 0, part.Score?.Expected ?? 0, Words.Decimal(part.Score?.Value), part.Target?.Value.ToDecimalText(6), part.Target is { } target ? Words.Day(target.Due) : null,
            part.Counts ? $"{part.Counted.Top}/{part.Counted.Bottom}" : null, contribution, part.FailsAll);
    }
}

/// <summary>How composites are written, the same on pages and terminals.</summary>
public static class CompositeTexts
{
    private const int PercentDigits = 2;

    public static Text TooLittle { get; } = new("không xếp hạng: chưa đủ số liệu", "not ranked: too little data");

    /// <summary>A figure as a share, six digits, cut.</summary>
    public static string Decimal(BigInteger figure) => ExactMean.Print(figure / BigInteger.Pow(10, CompositeScore.Digits - 6), 6);

    /// <summary>A figure as a percentage, two digits, cut.</summary>
    public static string Percent(BigInteger figure, Language language) =>
        Shown(ExactMean.Print(figure / BigInteger.Pow(10, CompositeScore.Digits - 2 - PercentDigits), PercentDigits), language) + " %";

    /// <summary>An attainment likewise.</summary>
    public static string Percent(Attainment attainment, Language language) => Percent(attainment.Cut(CompositeScore.Digits), language);

    public static string Range(CompositeScore score, Language language) => score.High is not { } high ? $"≥ {Percent(score.Low, language)}"
        : score.Basis == Domain.Scoring.RangeBasis.Complete ? ScoreTexts.Of(score.Basis).In(language)
        : high == score.Low ? Percent(high, language)
        : $"{Percent(score.Low, language)} – {Percent(high, language)}";

    public static Text Of(PartState state) => state switch
    {
        PartState.Reported => new("đã báo cáo", "reported"),
        PartState.NotReported => new("chưa báo cáo đủ, tính là 0", "not fully reported, counted as nothing"),
        PartState.NoTarget => new("không có mục tiêu, không tính", "no target, left out"),
        _ => new("không áp dụng, không tính", "does not apply, left out"),
    };

    public static Text Of(CompositeMean mean) =>
        mean == CompositeMean.Arithmetic ? new("trung bình cộng có trọng số", "weighted arithmetic mean") : new("trung bình nhân có trọng số", "weighted geometric mean");

    /// <summary>A rank, with a sign that others share it.</summary>
    public static string Rank(CompositeLeague league, CompositeRow row) => row.Rank is not { } rank ? "–"
        : rank.ToString(CultureInfo.InvariantCulture) + (league.Rows.Count(r => r.Rank == rank) > 1 ? "=" : "");

    public static string Share(int draws, int of, Language language) => new Fraction(draws, of).ToPercentText(language, digits: 0);

    /// <summary>
    /// What each part gives to the figure, printed so that they add up to the printed figure; null where it does not count, and for a geometric mean.
    /// </summary>
    public static IReadOnlyList<string?> Contributions(CompositeExplanation of, int digits, int shift = 0)
    {
        if (of.Composite.Mean != CompositeMean.Arithmetic) return [.. of.Count.Parts.Select(_ => (string?)null)];
        CompositePart[] counted = [.. of.Count.Parts.Where(p => p.Counts)];
        var scale = BigInteger.Pow(10, shift);
        var printed = Change.PrintTogether(
            [.. counted.Select(p => new Change(p.Counted.Top * p.Weight * scale, p.Counted.Bottom * of.Count.Weights))], of.Count.Counted!.Cut(digits + shift), digits);
        var next = 0;
        return [.. of.Count.Parts.Select(p => p.Counts ? printed[next++].TrimStart('+') : null)];
    }

    /// <summary>What a part gives in percentage points, for people.</summary>
    public static IReadOnlyList<string?> Points(CompositeExplanation of, Language language) =>
        [.. Contributions(of, PercentDigits, 2).Select(c => c is null ? null : Shown(c, language))];

    private static string Shown(string number, Language language) => language == Language.Vi ? number.Replace('.', ',') : number;
}
