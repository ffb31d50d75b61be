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
    private readonly Dictionary<(UnitKind, Period), ReturnLimits> _limits;

    public FilingTable(ScoringInputs inputs)
    {
        _catalogue = inputs.Catalogue;
        (_byPeriod, _limits) = ([], []);
        _none = new Filing?[inputs.Units.Length];
        _byUnit = new Filing[]?[inputs.Units.Length];
        foreach (var filing in inputs.Filings)
        {
            if (!_byPeriod.TryGetValue(filing.Period, out var filed)) _byPeriod.Add(filing.Period, filed = new Filing?[inputs.Units.Length]);
            filed[filing.Unit] = filing;
        }

        foreach (var filings in inputs.Filings.GroupBy(f => f.Unit))
            _byUnit[filings.Key] = [.. filings.OrderByDescending(f => f.Period)];
    }

    /// <summary>The table after other filings took the place of some; what is not touched is shared.</summary>
    private FilingTable(FilingTable old, IEnumerable<FilingChange> changes)
    {
        (_catalogue, _none, _limits) = (old._catalogue, old._none, old._limits);
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
    public ReturnLimits LimitsOf(UnitKind kind, Period period)
    {
        if (!_limits.TryGetValue((kind, period), out var limits)) _limits.Add((kind, period), limits = ReturnLimits.Of(_catalogue, kind, period));
        return limits;
    }

    /// <summary>What a unit filed before a period, latest first.</summary>
    public IEnumerable<Filing> Before(int unit, Period period) => (_byUnit[unit] ?? []).Where(f => f.Period < period);
}
