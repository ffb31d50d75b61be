using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Calendar;

/// <summary>What was decided about one filing period, for every unit of the register of its last day.</summary>
public sealed class FilingCalendar
{
    private readonly ImmutableArray<(UnitVersion Area, PeriodDecision Decision)> _decisions;
    private readonly ImmutableArray<(UnitVersion Area, Extension Extension)> _extensions;
    private readonly Geography _geography;
    private readonly ConcurrentDictionary<(int Catalogue, string Form, long? Extension, long? Decision), FilingWindow> _windows = new();

    /// <summary>The calendar of a filing period.</summary>
    /// <param name="period">The filing period.</param>
    /// <param name="geography">The register of its last day.</param>
    /// <param name="decisions">Every decision about it or a period around it.</param>
    /// <param name="extensions">Every extension for it; those not granted change nothing.</param>
    public FilingCalendar(Period period, Geography geography, IEnumerable<PeriodDecision> decisions, IEnumerable<Extension> extensions)
    {
        Period = period;
        _geography = geography;
        _decisions = [.. decisions
            .Where(d => d.Period.Contains(period))
            .OrderByDescending(d => d.Id)
            .Select(d => (Area: geography.CarriedOn(d.UnitId), d))
            .Where(p => p.Area is not null)
            .Select(p => (p.Area!, p.d))];
        _extensions = [.. extensions
            .Where(e => e.Period == period && e.State == ExtensionState.Granted)
            .OrderByDescending(e => e.GrantedUntil)
            .Select(e => (Area: geography.CarriedOn(e.UnitId), e))
            .Where(p => p.Area is not null)
            .Select(p => (p.Area!, p.e))];
    }

    /// <summary>The filing period.</summary>
    public Period Period { get; }

    /// <summary>When a unit can file a form.</summary>
    public FilingWindow Window(Catalogue catalogue, Form form, UnitVersion unit)
    {
        ArgumentNullException.ThrowIfNull(form);
        var (extension, decision) = (ExtensionOf(unit), DecisionOn(unit, form.Code));
        // Most units share their window: counting its days anew for each of thirteen thousand would be most of the work.
        return _windows.GetOrAdd(
            (catalogue.Version, form.Code, extension?.Id, decision?.Id), _ => FilingWindow.Of(catalogue, form, Period, extension, decision));
    }

    /// <summary>The last decision that covers the whole of a unit, for a form or (null) for all of them; null when there is none.</summary>
    public PeriodDecision? DecisionOn(UnitVersion unit, string? form) => DecisionsOn(unit, form).FirstOrDefault();

    /// <summary>
    /// The closings of a form (null: of all of them) that hold over the whole of a unit, the last first: those said since it was last opened. A
    /// later closing does not end an earlier one, by whomever each was said.
    /// </summary>
    public IEnumerable<PeriodDecision> ClosingsOn(UnitVersion unit, string? form) => DecisionsOn(unit, form).TakeWhile(d => d.Closed);

    private IEnumerable<PeriodDecision> DecisionsOn(UnitVersion unit, string? form) =>
        _decisions.Where(d => (d.Decision.Form is null || d.Decision.Form == form) && Covers(d.Area, unit)).Select(d => d.Decision);

    private Extension? ExtensionOf(UnitVersion unit)
    {
        foreach (var (area, extension) in _extensions)
        {
            if (Covers(area, unit)) return extension;
        }

        return null;
    }

    /// <summary>A province's word does not reach the facilities of Defence and Public Security that stand in it (policy Q28).</summary>
    private bool Covers(UnitVersion area, UnitVersion unit)
    {
        if (area.UnitId == unit.UnitId || area.Code == Geography.NationCode) return true;
        return unit.Manager is not (Manager.Defence or Manager.PublicSecurity) && _geography.IsWithin(unit, area);
    }
}
