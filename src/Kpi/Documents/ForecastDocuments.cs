using Kpi.App.Features.Forecasts;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;
using Kpi.Domain.Units;

namespace Kpi.Documents;

/// <summary>What <c>kpi forecast --json</c> and <c>GET /api/v1/forecasts</c> give. Shares are decimals with six digits.</summary>
/// <param name="Run">The run of the last month it rests on.</param>
/// <param name="Abstained">Why there is no forecast; null when there is one, and then all that follows is there.</param>
/// <param name="Months">How many months that say something it rests on.</param>
/// <param name="Since">The break after which they were counted; null when there was none.</param>
/// <param name="Breaks">Every break between the months known.</param>
public sealed record ForecastDocument(
    string Indicator, string Unit, string Set, string Run, string Period, AbstentionDocument? Abstained, int Months, BreakDocument? Since, bool? Seasonal,
    IReadOnlyList<KnownMonthDocument> Known, IReadOnlyList<ForecastMonthDocument> Ahead, IReadOnlyList<TargetForecastDocument> Targets, BackTestDocument? BackTest,
    IReadOnlyList<BreakDocument> Breaks)
{
    public static ForecastDocument Of(IndicatorForecast of)
    {
        var forecast = of.Outcome as Forecast;
        var abstained = of.Outcome as Abstained;
        return new ForecastDocument(
            of.Indicator.Code, of.Unit.Code, of.Set, Ids.Show(of.Run.Id), of.Run.Period.ToString(), abstained is null ? null : AbstentionDocument.Of(abstained),
            forecast?.Months ?? abstained!.Points, BreakDocument.OrNull(forecast is null ? abstained!.Since : forecast.Since), forecast?.Seasonal,
            [.. of.Series.Points.Select(p => new KnownMonthDocument(p.Period.ToString(), Words.Decimal(p.Value), p.Reporting, p.Expected, p.IsTelling))],
            [.. forecast is null ? [] : forecast.Points.Select(ForecastMonthDocument.Of)],
            [.. forecast is null ? [] : forecast.Targets.Select(TargetForecastDocument.Of)],
            forecast is null ? null : BackTestDocument.Of(forecast.BackTest), [.. of.BreaksShown.Select(BreakDocument.Of)]);
    }
}

/// <param name="Reason">Stable, kebab-case.</param>
public sealed record AbstentionDocument(string Reason, Text Message)
{
    public static AbstentionDocument Of(Abstained abstained) => new(Words.Kebab(abstained.Reason), ForecastTexts.Of(abstained));
}

/// <summary>A day from which on the months before cannot be compared with those after.</summary>
/// <param name="Reason">Stable, kebab-case.</param>
public sealed record BreakDocument(string Day, string Reason, Text Message)
{
    public static BreakDocument Of(SeriesBreak broken) => new(Words.Day(broken.Day), Words.Kebab(broken.Reason), broken.Text);

    public static BreakDocument? OrNull(SeriesBreak? broken) => broken is { } b ? Of(b) : null;
}

/// <param name="Telling">Whether enough units reported for the month to count.</param>
public sealed record KnownMonthDocument(string Period, string? Value, int Reporting, int Expected, bool Telling);

/// <param name="Low">Lower end of the interval that holds four of five.</param>
/// <param name="High">Upper end.</param>
public sealed record ForecastMonthDocument(string Period, string Value, string Low, string High)
{
    public static ForecastMonthDocument Of(ForecastPoint p) =>
        new(p.Period.ToString(), Words.Decimal(p.Value)!, Words.Decimal(p.Low)!, Words.Decimal(p.High)!);
}

/// <param name="Earliest">First month in which the upper end meets it; null when none of the next sixty does.</param>
/// <param name="Likely">The same of the middle.</param>
/// <param name="Latest">The same of the lower end.</param>
/// <param name="Chance">Percent, in steps of five from 5 to 95, of meeting it in the month of the due day; null when that is over or too far.</param>
public sealed record TargetForecastDocument(
    string Set, string Due, string Cmp, string Target, bool MetNow, string? Earliest, string? Likely, string? Latest, int? Chance)
{
    public static TargetForecastDocument Of(TargetForecast t) => new(
        t.Target.Set, Words.Day(t.Target.Due), Words.Sign(t.Target.Comparison), t.Target.Value.ToDecimalText(6), t.MetNow,
        t.Earliest?.ToString(), t.Likely?.ToString(), t.Latest?.ToString(), t.Chance);
}

/// <param name="Forecasts">How many earlier looks, up to a year ahead, could be compared.</param>
/// <param name="Error">Mean distance of the method; null when there was nothing to compare.</param>
/// <param name="NaiveError">The same of "last value plus last slope".</param>
/// <param name="Covered">How many fell inside the interval.</param>
public sealed record BackTestDocument(int Forecasts, string? Error, string? NaiveError, int Covered)
{
    public static BackTestDocument Of(BackTest b) => new(b.Forecasts, Words.Decimal(b.Error), Words.Decimal(b.NaiveError), b.Covered);
}

/// <summary>What <c>kpi warnings --json</c> and <c>GET /api/v1/warnings</c> give.</summary>
/// <param name="Total">How many warnings the list would hold in whole.</param>
public sealed record WarningsDocument(string Period, string? Unit, int Returns, int Figures, int Total, IReadOnlyList<WarningDocument> Warnings)
{
    public static WarningsDocument Of(WarningsOf of, IEnumerable<UnitWarning> listed) => new(
        of.Period.ToString(), of.Unit?.Code, of.Returns, of.Figures, of.Warnings.Count, [.. listed.Select(w => WarningDocument.Of(w, of.Catalogue))]);
}

/// <param name="Element">Null where all figures of the month are meant.</param>
/// <param name="Strength">How far off, 1 to 99: what to look at first.</param>
public sealed record WarningDocument(
    string? Province, string Unit, string Name, string Form, string Return, string Kind, string? Element, string? Other, long Value, long? Usual, long? Meant,
    int Months, int Strength, Text Reason)
{
    public static WarningDocument Of(UnitWarning w, Catalogue catalogue) => new(
        w.Province?.Code, w.Unit.Code, w.Unit.Name, w.Form.Code, Ids.Show(w.ReturnId), Words.Kebab(w.Warning.Kind), w.Warning.Element, w.Warning.Other,
        w.Warning.Value, w.Warning.Usual, w.Warning.Meant, w.Warning.Months, w.Warning.Strength, ForecastTexts.Of(w.Warning, catalogue));
}
