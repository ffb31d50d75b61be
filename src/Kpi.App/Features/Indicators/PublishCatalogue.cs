using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Indicators;

/// <summary>Publishes a catalogue: checked, kept byte for byte, its elements numbered, in one transaction with its audit entry.</summary>
public sealed class PublishCatalogue(Database database, FileVault vault, CatalogueStore store, AuditTrail audit, Ids ids, TimeProvider clock)
{
    private const int MostReason = 400;

    /// <summary>Publishes at once, without a second person: for whoever installs and runs the service. Gives the version published.</summary>
    /// <param name="json">The catalogue.</param>
    /// <param name="reason">Why.</param>
    /// <param name="validFrom">It holds for periods that end on this day or later; null for all.</param>
    /// <param name="actor">Who.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<int>> Run(byte[] json, string reason, DateOnly? validFrom, Actor actor, CancellationToken token)
    {
        if (CatalogueProblems.NoReason(reason, MostReason) is { } silent) return silent;
        if (!CatalogueJson.Read(json).TryGet(out var catalogue, out var problem)) return problem;
        return await database.Write<Outcome<int>>(
            async session => await Refusal(session, catalogue, token) is { } refusal ? refusal : await Keep(session, catalogue, json, reason, validFrom, actor, token),
            token);
    }

    /// <summary>Proposes a catalogue: checked as if it were published, and kept until a second person decides.</summary>
    public Task<Outcome<CatalogueDraft>> Propose(byte[] json, string reason, DateOnly? validFrom, Actor actor, CancellationToken token) =>
        database.Write(session => Propose(session, json, reason, validFrom, actor, token), token);

    /// <summary>The same within a transaction; a problem leaves nothing behind in it.</summary>
    internal async Task<Outcome<CatalogueDraft>> Propose(
        Session session, byte[] json, string reason, DateOnly? validFrom, Actor actor, CancellationToken token)
    {
        if (CatalogueProblems.NoReason(reason, MostReason) is { } silent) return silent;
        if (!CatalogueJson.Read(json).TryGet(out var catalogue, out var problem)) return problem;
        if (await Refusal(session, catalogue, token) is { } refusal) return refusal;
        var draft = new CatalogueDraft
        {
            Id = ids.Next(),
            Version = catalogue.Version,
            Title = catalogue.Title,
            Sha256 = await vault.Put(session, json, token),
            ValidFrom = validFrom,
            Reason = reason,
            ProposedAt = clock.GetUtcNow(),
            ProposedBy = actor.Name,
            State = DraftState.Proposed,
        };
        await store.AddDraft(session, draft, token);
        await audit.Append(session, actor, "catalogue.proposed", Ids.Show(draft.Id), $"{reason}; sha256 {draft.Sha256}", token);
        return draft;
    }

    /// <summary>Why a catalogue could not be published as it stands; null when it could.</summary>
    public Task<Problem?> Refusal(Catalogue catalogue, CancellationToken token) => database.Read(session => Refusal(session, catalogue, token), token);

    /// <summary>The last version published, as a transaction sees it.</summary>
    internal async Task<CatalogueVersion> Newest(Session session, CancellationToken token) =>
        await store.Last(session, token) ?? throw new InvalidOperationException("No catalogue has been published yet.");

    /// <summary>Publishes what another person proposed; nobody approves their own. Gives the version published.</summary>
    public Task<Outcome<int>> Approve(long draftId, Actor actor, CancellationToken token) => database.Write<Outcome<int>>(
        async session =>
        {
            if (!(await Waiting(session, draftId, token)).TryGet(out var draft, out var problem)) return problem;
            if (actor.DidItself(draft.ProposedBy)) return CatalogueProblems.OwnDraft;
            var json = await vault.Get(session, draft.Sha256, token)
                ?? throw new InvalidOperationException($"The file {draft.Sha256} of a proposed catalogue is missing: the database is damaged.");
            // The catalogue in force may be another by now than the one it was proposed against.
            if (!CatalogueJson.Read(json).TryGet(out var catalogue, out problem)) return problem;
            if (await Refusal(session, catalogue, token) is { } refusal) return refusal;
            if (!await store.Decide(session, draftId, DraftState.Published, actor.Name, clock.GetUtcNow(), null, token)) return CatalogueProblems.Decided(draftId);
            return await Keep(session, catalogue, json, draft.Reason, draft.ValidFrom, actor, token);
        },
        token);

    /// <summary>Puts a proposed catalogue aside; whoever proposed it may do so too.</summary>
    public async Task<Outcome<CatalogueDraft>> Decline(long draftId, string reason, Actor actor, CancellationToken token)
    {
        if (CatalogueProblems.NoReason(reason, MostReason) is { } silent) return silent;
        return await database.Write<Outcome<CatalogueDraft>>(
            async session =>
            {
                if (!(await Waiting(session, draftId, token)).TryGet(out _, out var problem)) return problem;
                if (!await store.Decide(session, draftId, DraftState.Declined, actor.Name, clock.GetUtcNow(), reason, token)) return CatalogueProblems.Decided(draftId);
                await audit.Append(session, actor, "catalogue.declined", Ids.Show(draftId), reason, token);
                return (await store.Draft(session, draftId, token))!;
            },
            token);
    }

    /// <summary>Publishes the shipped catalogue where none has been published yet.</summary>
    public async Task EnsureShipped(CancellationToken token)
    {
        if (await database.Read(session => store.Last(session, token), token) is not null) return;
        await database.Write(
            async session =>
            {
                // Two processes may start at once; the later one finds the earlier one's version.
                if (await store.Last(session, token) is not null) return;
                await Keep(
                    session, ShippedCatalogue.Load(), ShippedCatalogue.Json(), "Danh mục đi kèm chương trình / shipped with the program", null,
                    Actor.Job("start"), token);
            },
            token);
    }

    private async Task<Outcome<CatalogueDraft>> Waiting(Session session, long draftId, CancellationToken token) =>
        await store.Draft(session, draftId, token) is not { } draft ? CatalogueProblems.NoDraft(draftId)
        : draft.State != DraftState.Proposed ? CatalogueProblems.Decided(draftId)
        : draft;

    /// <summary>Why a catalogue cannot follow the last one published; null when it can.</summary>
    private async Task<Problem?> Refusal(Session session, Catalogue catalogue, CancellationToken token)
    {
        if (await store.Last(session, token) is not { } last) return null;
        if (catalogue.Version <= last.Version) return CatalogueProblems.NotNewer(catalogue.Version, last.Version);
        // Every version: values may be stored under an element that the last one no longer has.
        foreach (var version in await store.All(session, token))
        {
            var before = await vault.Get(session, version.Sha256, token);
            if (before is not null && Redefined(CatalogueJson.ReadPublished(before), catalogue) is { } redefined) return redefined;
        }

        return null;
    }

    private async Task<int> Keep(
        Session session, Catalogue catalogue, byte[] json, string reason, DateOnly? validFrom, Actor actor, CancellationToken token)
    {
        var sha256 = await vault.Put(session, json, token);
        await store.Add(
            session,
            new CatalogueVersion
            {
                Version = catalogue.Version,
                Title = catalogue.Title,
                Sha256 = sha256,
                PublishedAt = clock.GetUtcNow(),
                PublishedBy = actor.Name,
                Reason = reason,
                ValidFrom = validFrom,
            },
            token);
        // What was scored by another version, and this one holds for, is scored again.
        await DuePeriods.MarkScored(session, validFrom ?? DateOnly.MinValue, ids.Next(), clock.GetUtcNow(), token);
        await store.Number(session, catalogue.Elements.Select(e => e.Code), token);
        await audit.Append(
            session, actor, "catalogue.published", catalogue.Version.ToString(CultureInfo.InvariantCulture), $"{reason}; sha256 {sha256}", token);
        return catalogue.Version;
    }

    /// <summary>Stored values keep the meaning they were given under: a code cannot become another sort of thing.</summary>
    private static Problem? Redefined(Catalogue before, Catalogue after)
    {
        var changed = after.Elements.FirstOrDefault(e => before.Element(e.Code) is { } old && (old.Kind != e.Kind || old.Time != e.Time));
        return changed is null ? null : Problem.Conflict("catalogue-element-redefined",
            $"Phần tử {changed.Code} đã có số liệu theo loại hoặc cách cộng dồn khác. Hãy đặt mã mới cho phần tử mới.",
            $"The element {changed.Code} already holds values of another kind or time aggregation. Give the new one a new code.");
    }
}
