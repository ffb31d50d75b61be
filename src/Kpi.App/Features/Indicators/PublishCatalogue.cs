using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Indicators;

/// <summary>Publishes a catalogue: checked, kept byte for byte, its elements numbered, in one transaction with its audit entry.</summary>
public sealed class PublishCatalogue(Database database, FileVault vault, CatalogueStore store, AuditTrail audit, TimeProvider clock)
{
    private const int MostReason = 400;

    /// <summary>Gives the version published.</summary>
    public async Task<Outcome<int>> Run(byte[] json, string reason, Actor actor, CancellationToken token)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MostReason)
        {
            return Problem.Invalid("catalogue-reason",
                "Hãy ghi lý do công bố danh mục (không quá 400 ký tự).",
                "Say why the catalogue is published (at most 400 characters).");
        }

        if (!CatalogueJson.Read(json).TryGet(out var catalogue, out var problem)) return problem;
        return await database.Write<Outcome<int>>(
            async session =>
            {
                if (await store.Last(session, token) is { } last)
                {
                    if (catalogue.Version <= last.Version) return NotNewer(catalogue.Version, last.Version);
                    var before = await vault.Get(session, last.Sha256, token);
                    if (before is not null && Redefined(CatalogueJson.ReadPublished(before), catalogue) is { } redefined) return redefined;
                }

                return await Keep(session, catalogue, json, reason, actor, token);
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
                    session, ShippedCatalogue.Load(), ShippedCatalogue.Json(), "Danh mục đi kèm chương trình / shipped with the program",
                    Actor.Job("start"), token);
            },
            token);
    }

    private async Task<int> Keep(Session session, Catalogue catalogue, byte[] json, string reason, Actor actor, CancellationToken token)
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
            },
            token);
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

    private static Problem NotNewer(int given, int last) => Problem.Conflict("catalogue-not-newer",
        string.Create(CultureInfo.InvariantCulture, $"Phiên bản {given} không lớn hơn phiên bản đang dùng ({last}). Hãy ghi version là {last + 1}."),
        string.Create(CultureInfo.InvariantCulture, $"Version {given} is not greater than the one in force ({last}). Set version to {last + 1}."));
}
