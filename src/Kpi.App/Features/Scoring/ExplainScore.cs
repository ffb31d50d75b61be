using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>The trail from a score to the cells it was typed in.</summary>
public sealed record Explanation(
    string Indicator, string Unit, Period Period, long Run, long? Numerator, long? Denominator, IReadOnlyList<ExplainedFacility> Facilities);

/// <summary>One return that a score rests on. Over several months a facility appears once for each.</summary>
public sealed record ExplainedFacility(
    string Facility, string Name, Period Period, long? Numerator, long? Denominator, long Return, int Version, string Sha256, string FileName,
    string Sender, DateTimeOffset ReceivedAt, IReadOnlyList<ExplainedCell> Cells)
{
    /// <summary>Which part of the return falls to the unit, on a map on which the facility's area was several; null: all of it.</summary>
    public ExplainedShare? Share { get; init; }
}

/// <summary>A part of a return.</summary>
/// <param name="Weight">The weight of the unit that is explained, by which the numerator is shared.</param>
/// <param name="Of">The weight of the whole.</param>
/// <param name="Source">Where the weights come from.</param>
public sealed record ExplainedShare(long Weight, long Of, string Source);

/// <param name="Factor">What the number in the cell was multiplied by; 1 on every form of ours.</param>
public sealed record ExplainedCell(string Element, string Sheet, string Cell, string Text, int Factor);

/// <summary>Answers: where does this number come from? Follows a score to returns, files, sheets, cells and the text as typed.</summary>
public sealed class ExplainScore(ScoreReader scores, RunUnits runUnits, ReturnReader returns, CatalogueReader catalogues)
{
    public async Task<Outcome<Explanation>> Run(string indicator, string unitCode, Period period, long? runId, CancellationToken token)
    {
        var run = runId is { } id ? await scores.Run(id, token) : await scores.Current(period, token);
        if (run is null || run.Period != period)
        {
            return Problem.NotFound("no-run",
                $"Kỳ {period} chưa được tính. Hãy chạy: kpi score --period {period}.",
                $"The period {period} has not been scored. Run: kpi score --period {period}.");
        }

        if (run.OtherEngine is { } other) return other;
        var catalogue = await catalogues.Of(run, token);
        if (catalogue.Indicator(indicator) is not { } known)
            return IndicatorProblems.Unknown(indicator, catalogue);

        if (!(await runUnits.Find(run, unitCode, token)).TryGet(out var found, out var problem)) return problem;
        var (units, place) = found;
        var own = (await scores.Scores(run.Id, indicator, units[place].Level, token)).FirstOrDefault(s => s.Unit == place);
        var facilities = (await scores.Scores(run.Id, indicator, UnitLevel.Facility, token))
            .Where(s => s.Numerator is not null && units[s.Unit].IsWithin(s.Unit, place))
            .Where(s => !Counting.IsAskedOfSums(known) || units[s.Unit].Shares is not { } shares || units[place].Level is UnitLevel.Nation or UnitLevel.Facility || shares.IsLargest(place))
            .ToDictionary(s => units[s.Unit].UnitId, s => new Counted(units[s.Unit], s, OwedBy(catalogue, known, units[s.Unit], run.Period)), StringComparer.Ordinal);
        return new Explanation(indicator, unitCode, period, run.Id, own?.Numerator, own?.Denominator,
            await Trail(run, known, catalogue, facilities, units[place].Level is UnitLevel.Province or UnitLevel.Commune ? place : null, token));
    }

    private static ImmutableArray<Period> OwedBy(Catalogue catalogue, Indicator indicator, ScoredUnit unit, Period period) =>
        Counting.OwedBy(Counting.Periods(catalogue, indicator, unit.Kind, period), unit);

    private async Task<IReadOnlyList<ExplainedFacility>> Trail(
        RunInfo run, Indicator indicator, Catalogue catalogue, Dictionary<string, Counted> facilities, int? area, CancellationToken token)
    {
        var filed = (await returns.Summaries(await scores.Returns(run.Id, token), token)).Values
            .Where(r => r is { UnitId: { } unit, Period: { } period } && facilities.TryGetValue(unit, out var counted) && counted.Owed.Contains(period)).ToList();
        string[] elements = [.. indicator.Elements];
        var cells = (await returns.CellsOf([.. filed.Select(r => r.Id)], elements, token)).ToLookup(c => c.ReturnId);
        var last = filed.GroupBy(r => r.UnitId!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(r => r.Period!.Value), StringComparer.Ordinal);
        var trail = new List<ExplainedFacility>(filed.Count);
        foreach (var one in filed)
        {
            var (facility, score, owed) = facilities[one.UnitId!];
            var (numerator, denominator) = owed.Length > 1 && Counting.IsAskedOfSums(indicator)
                ? OfSums(indicator, score, one.Period == last[one.UnitId!])
                : OfReturn(indicator, catalogue, cells[one.Id]);
            // Of a sum of months only the last carries the answer; every other return stands only where it gave something of its own.
            if (numerator is null && !(owed.Length > 1 && Counting.IsAskedOfSums(indicator))) continue;
            // What is counted once is in one area wholly; amounts are divided, return by return.
            var shares = area is null || Counting.IsAskedOfSums(indicator) ? null : facility.Shares;
            if (shares is not null) (numerator, denominator) = shares.PartOf(area!.Value, indicator, numerator ?? 0, denominator ?? 0);
            trail.Add(new ExplainedFacility(
                facility.Code, facility.Name, one.Period!.Value, numerator, denominator, one.Id, one.Version ?? 0, one.Sha256, one.FileName,
                one.Sender, one.ReceivedAt,
                [.. cells[one.Id].OrderBy(c => Array.IndexOf(elements, c.Element)).Select(c => new ExplainedCell(c.Element, c.Sheet, c.Cell, c.Text, c.Factor))])
            {
                Share = shares?.WeightsOf(indicator).Numerator is { } weights ? new ExplainedShare(shares.WeightOf(area!.Value, weights), weights.Sum(), shares.Source) : null,
            });
        }

        return [.. trail.OrderBy(f => f.Facility, StringComparer.Ordinal).ThenBy(f => f.Period)];
    }

    /// <summary>What one return gave; nothing where a needed cell is empty.</summary>
    private static (long? Numerator, long? Denominator) OfReturn(Indicator indicator, Catalogue catalogue, IEnumerable<ReturnCell> cells)
    {
        var values = new long?[catalogue.Elements.Length];
        foreach (var cell in cells) values[catalogue.IndexOf(cell.Element)] = cell.Value;
        var numerator = indicator.Numerator.Evaluate(values);
        var denominator = indicator.Denominator?.Evaluate(values) ?? (indicator.Kind == IndicatorKind.Coverage ? 1 : null);
        return numerator is null || (indicator.Kind == IndicatorKind.Ratio && denominator is null) ? (null, null) : (numerator, denominator);
    }

    /// <summary>A condition over several months is one answer: it stands at the last return of them, so that the trail still sums to the score.</summary>
    private static (long? Numerator, long? Denominator) OfSums(Indicator indicator, Score score, bool last) =>
        last ? (score.Numerator, indicator.Kind == IndicatorKind.Milestone ? null : score.Denominator) : (null, null);

    private sealed record Counted(ScoredUnit Unit, Score Score, ImmutableArray<Period> Owed);
}
