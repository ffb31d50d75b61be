using Kpi.App.Features.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Looks up, for a whole batch, what a return is judged against beside its own cells.</summary>
public sealed class FindBackground(ReturnReader returns, CalendarReader calendar)
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
            var last = (await returns.LastBefore(
                    [.. group.Select(i => i.Unit!.UnitId)], group.Key.Form, group.Key.Period, approvedOnly: false, asKnownAt: null, catalogue, token))
                .ToDictionary(f => f.UnitId, f => new PastReturn(f.Period, [.. f.Values]), StringComparer.Ordinal);
            var days = await calendar.For(group.Key.Period, token);
            // Who filed before only matters where a form closes by itself.
            var filed = group.Any(i => i.Form!.ClosesWorkingDays is not null)
                ? await returns.OnceAccepted([.. group.Select(i => i.Unit!.UnitId)], group.Key.Form, group.Key.Period, token)
                : new HashSet<string>(0);
            foreach (var identity in group)
            {
                var unit = identity.Unit!;
                found[identity] = new ReturnBackground(last.GetValueOrDefault(unit.UnitId))
                {
                    Window = days.Window(catalogue, identity.Form!, unit),
                    IsCorrection = filed.Contains(unit.UnitId),
                };
            }
        }

        return found;
    }
}
