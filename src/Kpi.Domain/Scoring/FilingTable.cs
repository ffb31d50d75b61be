using System.Collections.Concurrent;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>Finds the filing of a unit for a filing period, those before it, and what limits those that are missing.</summary>
internal sealed class FilingTable
{
    private readonly Dictionary<Period, Filing?[]> _byPeriod;
    private readonly Filing[]?[] _byUnit;
    private readonly Filing?[] _none;
    private readonly Catalogue _catalogue;
    // Indicators are scored side by side and ask for the same limits.
    private readonly ConcurrentDictionary<(UnitKind, Period), ReturnLimits> _limits;
    private readonly ILookup<UnitKind, int> _units;

    public FilingTable(ScoringInputs inputs)
    {
        _catalogue = inputs.Catalogue;
        (_byPeriod, _limits) = ([], []);
        _none = new Filing?[inputs.Units.Length];
        _byUnit = new Filing[]?[inputs.Units.Length];
        _units = inputs.Units.Index().Where(u => u.Item.Level == UnitLevel.Facility).ToLookup(u => u.Item.Kind, u => u.Index);
        var places = inputs.Figures.IsEmpty ? null : inputs.Units.Index().ToDictionary(u => u.Item.UnitId, u => u.Index, StringComparer.Ordinal);
        Filing[] counted = [.. Figure.Upon(inputs.Filings, inputs.Figures, inputs.Catalogue, id => places!.GetValueOrDefault(id, -1))];
        foreach (var filing in counted)
        {
            if (!_byPeriod.TryGetValue(filing.Period, out var filed)) _byPeriod.Add(filing.Period, filed = new Filing?[inputs.Units.Length]);
            filed[filing.Unit] = filing;
        }

        foreach (var filings in counted.GroupBy(f => f.Unit))
            _byUnit[filings.Key] = [.. filings.OrderByDescending(f => f.Period)];
    }

    /// <summary>The table after other filings took the place of some; what is not touched is shared.</summary>
    private FilingTable(FilingTable old, IEnumerable<FilingChange> changes)
    {
        (_catalogue, _none, _limits, _units) = (old._catalogue, old._none, old._limits, old._units);
        _byPeriod = new(old._byPeriod);
        _byUnit = [.. old._byUnit];
        var own = new HashSet<Period>();
        foreach (var change in changes)
        {
            if (own.Add(change.Period)) _byPeriod[change.Period] = [.. old.Of(change.Period)];
            _byPeriod[change.Period][change.Unit] = change.Filing;
            var others = (_byUnit[change.Unit] ?? []).Where(f => f.Period != change.Period);
            _byUnit[change.Unit] = [.. (change.Filing is { } filing ? others.Append(filing) : others).OrderByDescending(f => f.Period)];
        }
    }

    public FilingTable With(IEnumerable<FilingChange> changes) => new(this, changes);

    /// <summary>What was filed for a period, by unit.</summary>
    public Filing?[] Of(Period period) => _byPeriod.GetValueOrDefault(period, _none);

    /// <summary>What the rules say of every return of a kind of unit for a period.</summary>
    public ReturnLimits LimitsOf(UnitKind kind, Period period) =>
        _limits.GetOrAdd((kind, period), static (key, catalogue) => ReturnLimits.Of(catalogue, key.Item1, key.Item2), _catalogue);

    /// <summary>The places of the units of a kind that file.</summary>
    public IEnumerable<int> UnitsOf(UnitKind kind) => _units[kind];

    /// <summary>What a unit filed before a period, latest first.</summary>
    public IEnumerable<Filing> Before(int unit, Period period) => (_byUnit[unit] ?? []).Where(f => f.Period < period);
}
