using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Scoring;

/// <summary>Takes the snapshot that a run is calculated from: register, filings of the period and of the one before, last known filings.</summary>
public sealed class LoadInputs(UnitReader units, ReturnReader returns, CatalogueReader catalogues, ScoreReader scores, TimeProvider clock)
{
    /// <summary>Longer than any batch holds what it has read: what carries an earlier instant than that is in the database, or never will be.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    /// <summary>Why a request cannot have an answer that would be the same tomorrow; null when it can.</summary>
    public async Task<Problem?> Refusal(ScoreRequest request, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.AsKnownAt is { } known && clock.GetUtcNow() - Settling is var latest && known > latest)
        {
            var said = latest.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return Problem.Invalid("not-settled-yet",
                $"Số liệu của thời điểm này có thể còn đang được ghi, tính lại sau có thể ra kết quả khác. Chọn thời điểm không muộn hơn {said}.",
                $"What was known at that instant may still be being written, and asked again later it could differ. Choose an instant not later than {said}.");
        }

        var tree = await units.Tree(request.AsKnownAt, token);
        foreach (var day in new[] { request.Period.LastDay, request.Geography ?? request.Period.LastDay })
        {
            if (tree.On(day).ByCode(Geography.NationCode) is not null) continue;
            var first = tree.Versions.Where(v => v.Code == Geography.NationCode).Select(v => v.ValidFrom).DefaultIfEmpty().Min();
            return Problem.Invalid("no-geography",
                $"Danh mục đơn vị không có địa giới của ngày {Iso(day)}. Chọn ngày từ {Iso(first)} trở đi.",
                $"The register has no geography for {Iso(day)}. Choose a day from {Iso(first)} on.");
        }

        return null;

        static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    public async Task<ScoringInputs> Run(Catalogue catalogue, string set, ScoreRequest request, CancellationToken token) =>
        await Run(catalogue, request.Scenario?.Sha256 ?? await catalogues.Hash(catalogue.Version, token), set, request, token);

    /// <summary>The same by a catalogue that need not be kept anywhere.</summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="sha256">Of its bytes.</param>
    /// <param name="set">The target set that is judged.</param>
    /// <param name="request">What to calculate.</param>
    /// <param name="token">Gives up.</param>
    public async Task<ScoringInputs> Run(Catalogue catalogue, string sha256, string set, ScoreRequest request, CancellationToken token)
    {
        var day = request.Geography ?? request.Period.LastDay;
        // Two days: who is counted is a matter of the period, where they are shown a matter of the map (ADR 0030).
        var scored = ScoredUnits.On(await units.Tree(request.AsKnownAt, token), request.Period.LastDay, day);
        var chosen = new Chosen<FiledReturn>(catalogue, scored, r => (r.UnitId, r.Form, r.Period));
        var wanted = Wanted(catalogue, request.Period);
        chosen.Add(await returns.CurrentFor(wanted, request.ApprovedOnly, request.AsKnownAt, catalogue, token));
        foreach (var (form, ids) in chosen.Silent(request.Period))
            chosen.Add(await returns.LastBefore(ids, form, wanted[0], request.ApprovedOnly, request.AsKnownAt, catalogue, token));

        return new ScoringInputs
        {
            Period = request.Period,
            Catalogue = catalogue,
            CatalogueHash = sha256,
            TargetSet = set,
            GeographyDay = day,
            AsKnownAt = request.AsKnownAt,
            Options = new ScoringOptions(request.Missing, request.ApprovedOnly) { Beside = [.. request.Beside.Where(s => s != set)] },
            Units = scored,
            Filings = [.. chosen.Returns.Select(r => new Filing(r.Key.Unit, r.Key.Period, r.Value.Id, r.Value.Values))],
            Figures = Read(await scores.Figures(request.Scenario, token), catalogue, scored, request.Period),
        };
    }

    /// <summary>Of some figures those that a run of a period reads: of units that it has, for filing periods that it looks at.</summary>
    internal static ImmutableArray<Figure> Read(ImmutableArray<Figure> figures, Catalogue catalogue, ImmutableArray<ScoredUnit> units, Period period)
    {
        if (figures.IsEmpty) return [];
        var (wanted, known) = (Wanted(catalogue, period), units.Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal));
        return [.. figures.Where(f => wanted.Contains(f.Period) && known.Contains(f.UnitId))];
    }

    /// <summary>What has changed since a snapshot was taken of what was known last; null where that is more than the most asked for.</summary>
    public async Task<IReadOnlyList<FilingChange>?> Since(ScoringInputs snapshot, int most, CancellationToken token)
    {
        var chosen = new Chosen<CountedReturn>(snapshot.Catalogue, snapshot.Units, r => (r.UnitId, r.Form, r.Period));
        var wanted = Wanted(snapshot.Catalogue, snapshot.Period);
        chosen.Add(await returns.Counted(wanted, token));
        foreach (var (form, ids) in chosen.Silent(snapshot.Period)) chosen.Add(await returns.CountedBefore(ids, form, wanted[0], token));

        var known = snapshot.Filings.ToDictionary(f => (f.Unit, f.Period), f => f.ReturnId);
        var come = chosen.Returns.Where(c => !known.TryGetValue(c.Key, out var id) || id != c.Value.Id).ToDictionary(c => c.Value.Id, c => c.Key);
        var gone = known.Keys.Where(k => !chosen.Returns.ContainsKey(k)).ToList();
        if (come.Count + gone.Count > most) return null;
        return
        [
            .. gone.Select(k => new FilingChange(k.Unit, k.Period, null)),
            .. (await returns.Filed(come.Keys, snapshot.Catalogue, token)).Select(r => (Key: come[r.Id], Return: r))
                .Select(c => new FilingChange(c.Key.Unit, c.Key.Period, new Filing(c.Key.Unit, c.Key.Period, c.Return.Id, c.Return.Values))),
        ];
    }

    /// <summary>The filing periods of the period before and of the period itself, earliest first.</summary>
    internal static ImmutableArray<Period> Wanted(Catalogue catalogue, Period period)
    {
        var frequencies = catalogue.Forms.Select(f => f.Frequency).Distinct();
        return
        [
            .. frequencies
                .SelectMany(f => ScoringInputs.FilingPeriods(f, period.Previous).Concat(ScoringInputs.FilingPeriods(f, period)))
                .Distinct().Order(),
        ];
    }

    /// <summary>Of each unit and filing period the return that goes in.</summary>
    private sealed class Chosen<T>(Catalogue catalogue, ImmutableArray<ScoredUnit> units, Func<T, (string UnitId, string Form, Period Period)> of)
    {
        private readonly Dictionary<string, int> _places = units.Select((u, i) => (u.UnitId, i)).ToDictionary(u => u.UnitId, u => u.i, StringComparer.Ordinal);

        public Dictionary<(int Unit, Period Period), T> Returns { get; } = [];

        public void Add(IEnumerable<T> counted)
        {
            foreach (var one in counted)
            {
                var (unitId, form, period) = of(one);
                // A return of a unit that is not in force on the day stays out of the sums; the register's dates decide, not the file.
                if (!_places.TryGetValue(unitId, out var unit)) continue;
                // A unit whose kind was corrected may have filed the form of either kind. One counts: that of what it is.
                if (!Returns.TryGetValue((unit, period), out var other) || IsRather(form, of(other).Form, unit, period)) Returns[(unit, period)] = one;
            }
        }

        /// <summary>Units that filed nothing in the periods, by the form they owe: what they last filed tells how much is missing.</summary>
        public IEnumerable<(string Form, string[] UnitIds)> Silent(Period period)
        {
            var seen = Returns.Keys.Select(k => k.Unit).ToHashSet();
            return
            [
                .. Enumerable.Range(0, units.Length)
                    .Where(i => units[i].Level == UnitLevel.Facility && !seen.Contains(i))
                    .GroupBy(i => catalogue.FormFor(units[i].Kind, period)?.Code)
                    .Where(g => g.Key is not null)
                    .Select(g => (g.Key!, g.Select(i => units[i].UnitId).ToArray())),
            ];
        }

        private bool IsRather(string form, string other, int unit, Period period)
        {
            var own = catalogue.FormFor(units[unit].Kind, period)?.Code;
            return form == own || (other != own && string.CompareOrdinal(form, other) < 0);
        }
    }
}
