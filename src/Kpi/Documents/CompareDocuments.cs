using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Changes;
using Difference = Kpi.Domain.Scoring.Changes.Change;

namespace Kpi.Documents;

/// <summary>A unit that has to do with a cause.</summary>
/// <param name="ReturnBefore">The return that counted before; null when none did.</param>
/// <param name="Numerator">By how much its numerator moved.</param>
/// <param name="Part">Its part of the cause's share, six digits, cut; null where there was no value before or is none after.</param>
public sealed record CompareUnitDocument(string Unit, string? ReturnBefore, string? ReturnAfter, long Numerator, long Denominator, string? Part)
{
    public static CompareUnitDocument Of(UnitPart unit) => new(
        unit.Code, unit.ReturnBefore is { } before ? Ids.Show(before) : null, unit.ReturnAfter is { } after ? Ids.Show(after) : null,
        unit.Numerator, unit.Denominator, unit.Part?.ToDecimalText(6));
}

/// <summary>A verdict by the lead set at two points.</summary>
public sealed record CompareVerdictDocument(string Due, string? Before, string? After);

/// <summary>One cause.</summary>
/// <param name="Change">Its share as a decimal text with a sign; the shares add up to the printed total to the last digit. Null where a value appeared or went.</param>
/// <param name="Exact">The same as a ratio.</param>
/// <param name="UnitsMoved">How many units have to do with it.</param>
/// <param name="Units">Those of them that moved it most.</param>
public sealed record CompareStepDocument(
    string Cause, string? Before, string? After, string? Change, string? Exact, IReadOnlyList<CompareVerdictDocument> Verdicts, int UnitsMoved,
    IReadOnlyList<CompareUnitDocument> Units);

/// <summary>One indicator in two runs.</summary>
public sealed record CompareIndicatorDocument(string Indicator, string? Before, string? After, string? Change, string? Exact, IReadOnlyList<CompareStepDocument> Steps)
{
    private const int Digits = 6;

    public static CompareIndicatorDocument Of(ComparedIndicator compared, int units)
    {
        var change = compared.Change;
        var shares = Shares(change);
        return new(
            change.Indicator, Words.Decimal(change.Before), Words.Decimal(change.After),
            change is { Before: { } before, After: { } after } ? Printed(before, after) : null, change.Total?.ToString(),
            [
                .. change.Steps.Select((step, i) => new CompareStepDocument(
                    Words.Kebab(step.Cause), Words.Decimal(step.Before), Words.Decimal(step.After), shares[i], step.Share?.ToString(), Verdicts(step),
                    step.Units.Length, [.. step.Units.Take(units).Select(CompareUnitDocument.Of)])),
            ]);
    }

    /// <summary>The shares as printed, null where a step has none. They add up to the printed total wherever there is a value all the way.</summary>
    public static IReadOnlyList<string?> Shares(ScoreChange change)
    {
        if (change is { Before: { } before, After: { } after } && change.Steps.All(s => s.Share is not null))
            return Difference.PrintTogether([.. change.Steps.Select(s => s.Share!.Value)], Difference.Printed(before, after, Digits), Digits);
        return [.. change.Steps.Select(s => s.Share?.ToDecimalText(Digits))];
    }

    public static string Printed(Fraction before, Fraction after) =>
        new Difference(Difference.Printed(before, after, Digits), System.Numerics.BigInteger.Pow(10, Digits)).ToDecimalText(Digits);

    private static CompareVerdictDocument[] Verdicts(ChangeStep step) =>
    [
        .. step.VerdictsBefore.Concat(step.VerdictsAfter).Select(v => v.Due).Distinct().Order()
            .Select(due => new CompareVerdictDocument(Words.Day(due), Of(step.VerdictsBefore, due), Of(step.VerdictsAfter, due)))
            .Where(v => v.Before != v.After),
    ];

    private static string? Of(IEnumerable<(DateOnly Due, Verdict Verdict)> verdicts, DateOnly due) =>
        verdicts.Where(v => v.Due == due).Select(v => Words.Kebab(v.Verdict)).FirstOrDefault();
}

/// <summary>What <c>kpi compare --json</c> prints and <c>GET /api/v1/runs/{a}/compare/{b}</c> answers.</summary>
public sealed record CompareDocument(RunDocument Before, RunDocument After, string Unit, IReadOnlyList<CompareIndicatorDocument> Indicators)
{
    public static CompareDocument Of(RunComparison comparison, int units) => new(
        RunDocument.Of(comparison.Before), RunDocument.Of(comparison.After), comparison.Unit.Code,
        [.. comparison.Indicators.Select(i => CompareIndicatorDocument.Of(i, units))]);
}

/// <summary>The words for causes, the same on pages and terminals.</summary>
public static class CauseTexts
{
    public static Text Of(ChangeCause cause) => cause switch
    {
        ChangeCause.Corrections => new("Đính chính, trả lại", "Corrections"),
        ChangeCause.LateReturns => new("Báo cáo nộp muộn", "Late returns"),
        ChangeCause.Definitions => new("Định nghĩa chỉ số", "Definitions"),
        ChangeCause.Geography => new("Địa giới, danh mục đơn vị", "Geography and register"),
        ChangeCause.Targets => new("Mục tiêu", "Targets"),
        ChangeCause.Figures => new("Số liệu nguồn khác của kịch bản", "Figures of other sources"),
        ChangeCause.Options => new("Tùy chọn tính", "Options of the run"),
        _ => new("Số liệu kỳ mới", "New data"),
    };
}
