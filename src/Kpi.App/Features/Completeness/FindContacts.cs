using Kpi.App.Features.Identity;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Completeness;

/// <summary>Whom to call about a return.</summary>
/// <param name="Own">What the register says of the unit itself; null when it says nothing.</param>
/// <param name="Senders">People who may send for it: its own or, where it has none, those of the nearest unit above that has some.</param>
/// <param name="SendersOf">The unit these belong to; null when there are none.</param>
public sealed record FilingContact(UnitContact? Own, IReadOnlyList<Sender> Senders, string? SendersOf)
{
    public static FilingContact None { get; } = new(null, [], null);
}

/// <summary>Finds whom to call at units.</summary>
public sealed class FindContacts(ContactReader contacts, SenderReader senders, UnitReader units, TimeProvider clock)
{
    /// <summary>By the identity of the unit.</summary>
    public async Task<IReadOnlyDictionary<string, FilingContact>> Run(IReadOnlyCollection<UnitVersion> wanted, CancellationToken token)
    {
        var today = await units.On(BusinessDay.Today(clock), token);
        var distinct = wanted.DistinctBy(u => u.UnitId).ToList();
        // People are known by the codes of today; the nation's are left out: they are nobody's clerks.
        var upward = distinct.ToDictionary(u => u.UnitId, u => Codes(today, u), StringComparer.Ordinal);
        var people = await senders.Of([.. upward.Values.SelectMany(c => c).Distinct(StringComparer.Ordinal)], token);
        var own = await contacts.Of([.. upward.Keys], token);
        return distinct.ToDictionary(
            u => u.UnitId,
            u =>
            {
                var at = upward[u.UnitId].FirstOrDefault(people.Contains);
                return new FilingContact(own.GetValueOrDefault(u.UnitId), at is null ? [] : [.. people[at]], at);
            },
            StringComparer.Ordinal);
    }

    private static string[] Codes(Geography today, UnitVersion unit) => today.CarriedOn(unit.UnitId) is { } now
        ? [.. today.Upward(now).Where(u => u.Kind != UnitKind.Nation).Select(u => u.Code)]
        : [];
}
