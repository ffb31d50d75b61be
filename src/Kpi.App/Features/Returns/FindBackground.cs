using System.Collections.Immutable;
using Kpi.App.Features.Calendar;
using Kpi.App.Features.Units;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Looks up, for a whole batch, what a return is judged against beside its own cells.</summary>
public sealed class FindBackground(ReturnReader returns, UnitReader units, CalendarReader calendar)
{
    /// <summary>One for each identity, whether anything is known or not.</summary>
    public async Task<IReadOnlyDictionary<ReturnIdentity, ReturnBackground>> Of(
        IReadOnlyCollection<ReturnIdentity> identities, Catalogue catalogue, CancellationToken token)
    {
        // By reference: what two files say of themselves may be equal, and hashing their findings would cost more than asking twice.
        var found = new Dictionary<ReturnIdentity, ReturnBackground>(ReferenceEqualityComparer.Instance);
        foreach (var identity in identities) found[identity] = ReturnBackground.None;
        var known = identities.Where(i => i is { Unit: not null, Form: not null, Period: not null }).ToList();
        foreach (var group in known.GroupBy(i => (Form: i.Form!.Code, Period: i.Period!.Value)))
        {
            string[] ids = [.. group.Select(i => i.Unit!.UnitId)];
            var last = (await returns.LastBefore(ids, group.Key.Form, group.Key.Period, approvedOnly: false, asKnownAt: null, catalogue, token))
                .ToDictionary(f => f.UnitId, f => new PastReturn(f.Period, [.. f.Values]), StringComparer.Ordinal);
            var days = await calendar.For(group.Key.Period, token);
            // Who filed before only matters where a form closes by itself.
            var filed = group.Any(i => i.Form!.ClosesWorkingDays is not null)
                ? await returns.OnceAccepted(ids, group.Key.Form, group.Key.Period, token)
                : new HashSet<string>(0);
            var answered = await returns.Answered(ids, group.Key.Form, group.Key.Period, token);
            var within = await Within([.. group], catalogue, token);
            foreach (var identity in group)
            {
                var unit = identity.Unit!;
                found[identity] = new ReturnBackground(last.GetValueOrDefault(unit.UnitId))
                {
                    Window = days.Window(catalogue, identity.Form!, unit),
                    IsCorrection = filed.Contains(unit.UnitId),
                    Answered = [.. answered[unit.UnitId]],
                    Within = within.GetValueOrDefault(unit.UnitId, []),
                };
            }
        }

        return found;
    }

    /// <summary>Asked only where a rule in force needs it: of the thousands of facilities no rule does.</summary>
    private async Task<IReadOnlyDictionary<string, ImmutableArray<WithinSum?>>> Within(
        IReadOnlyList<ReturnIdentity> group, Catalogue catalogue, CancellationToken token)
    {
        var (form, period) = (group[0].Form!, group[0].Period!.Value);
        var elements = Elements(form.RulesOn(period.LastDay).Select(r => r.Rule));
        if (elements.Count == 0) return ImmutableDictionary<string, ImmutableArray<WithinSum?>>.Empty;
        return await Within([.. group.Select(i => i.Unit!)], form, period, elements, catalogue, token);
    }

    /// <summary>What the units inside some others filed for a period.</summary>
    internal async Task<IReadOnlyDictionary<string, ImmutableArray<WithinSum?>>> Within(
        IReadOnlyCollection<Domain.Units.UnitVersion> areas, Form form, Period period, IReadOnlyCollection<string> elements, Catalogue catalogue,
        CancellationToken token) => WithinSums.Of(
            areas, form, period, elements, await returns.ValuesWithin(period, form.Code, elements, token), await units.On(period.LastDay, token), catalogue);

    /// <summary>The elements of which rules ask what the units within say.</summary>
    internal static IReadOnlyCollection<string> Elements(IEnumerable<FormRule> rules) =>
    [
        .. rules.SelectMany(r => r.Check.Quantities)
            .Where(q => q.Kind is QuantityKind.Within or QuantityKind.Reporting or QuantityKind.Expected)
            .Select(q => q.Element).Distinct(StringComparer.Ordinal),
    ];
}
