using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>Takes the snapshot that a run is calculated from: register, filings of the period and of the one before, last known filings.</summary>
public sealed class LoadInputs(UnitReader units, ReturnReader returns, CatalogueReader catalogues)
{
    public async Task<ScoringInputs> Run(Catalogue catalogue, string set, ScoreRequest request, CancellationToken token)
    {
        var day = request.Geography ?? request.Period.LastDay;
        var scored = ScoredUnits.On(await units.Tree(token), day);
        var places = new Dictionary<string, int>(scored.Length, StringComparer.Ordinal);
        for (var i = 0; i < scored.Length; i++) places.Add(scored[i].UnitId, i);

        var wanted = Wanted(catalogue, request.Period);
        var filed = await returns.CurrentFor(wanted, request.ApprovedOnly, request.AsKnownAt, catalogue, token);
        var filings = new Dictionary<(int Unit, Period Period), Filing>(filed.Count);
        foreach (var one in filed) Add(one);

        // Units that filed nothing in these periods: what they last filed tells how much is missing.
        var seen = filings.Keys.Select(f => f.Unit).ToHashSet();
        var silent = Enumerable.Range(0, scored.Length)
            .Where(i => scored[i].Level == UnitLevel.Facility && !seen.Contains(i))
            .GroupBy(i => catalogue.FormFor(scored[i].Kind, request.Period)?.Code);
        foreach (var group in silent)
        {
            if (group.Key is not { } form) continue;
            string[] ids = [.. group.Select(i => scored[i].UnitId)];
            foreach (var one in await returns.LastBefore(ids, form, wanted[0], request.ApprovedOnly, request.AsKnownAt, catalogue, token)) Add(one);
        }

        return new ScoringInputs
        {
            Period = request.Period,
            Catalogue = catalogue,
            CatalogueHash = request.Scenario?.Sha256 ?? await catalogues.Hash(catalogue.Version, token),
            TargetSet = set,
            GeographyDay = day,
            AsKnownAt = request.AsKnownAt,
            Options = new ScoringOptions(request.Missing, request.ApprovedOnly) { Beside = [.. request.Beside.Where(s => s != set)] },
            Units = scored,
            Filings = [.. filings.Values],
        };

        void Add(FiledReturn one)
        {
            // A return of a unit that is not in force on the day stays out of the sums; the register's dates decide, not the file.
            if (!places.TryGetValue(one.UnitId, out var unit)) return;
            // A unit whose kind was corrected may have filed the form of either kind. One counts: that of what it is.
            if (catalogue.FormFor(scored[unit].Kind, one.Period)?.Code == one.Form) filings[(unit, one.Period)] = new Filing(unit, one.Period, one.Id, one.Values);
            else filings.TryAdd((unit, one.Period), new Filing(unit, one.Period, one.Id, one.Values));
        }
    }

    /// <summary>The filing periods of the period before and of the period itself, earliest first.</summary>
    private static ImmutableArray<Period> Wanted(Catalogue catalogue, Period period)
    {
        var frequencies = catalogue.Forms.Select(f => f.Frequency).Distinct();
        return
        [
            .. frequencies
                .SelectMany(f => ScoringInputs.FilingPeriods(f, period.Previous).Concat(ScoringInputs.FilingPeriods(f, period)))
                .Distinct().Order(),
        ];
    }
}
