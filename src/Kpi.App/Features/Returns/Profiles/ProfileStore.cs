using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>Statements that change profiles and proposals; each runs in its caller's transaction.</summary>
public sealed class ProfileStore(FileVault vault)
{
    private const int ByLength = 100;

    public async Task AddProposal(Session session, StoredProposal proposal, byte[] content, ReadOnlyMemory<byte> file, CancellationToken token)
    {
        var hashes = await vault.PutMany(session, [content, file], token);
        await session.BulkInsert(
            "profile_proposal",
            ["id", "unit_id", "facility", "form", "period", "sha256", "file_name", "content_sha256", "proposed_at", "proposed_by"],
            [[
                proposal.Id, proposal.UnitId, proposal.Facility, proposal.Form, proposal.Period, hashes[1], proposal.FileName, hashes[0], proposal.ProposedAt,
                FileNames.Text(proposal.ProposedBy, ByLength),
            ]],
            token);
    }

    /// <summary>Adds the next version of a unit's profile and marks the proposal it came from; the version it got, null when somebody was quicker.</summary>
    public async Task<int?> Add(
        Session session, long id, StoredProposal proposal, byte[] content, DateOnly validFrom, DateTimeOffset now, string by, CancellationToken token)
    {
        if (await session.Execute(Sql.HoldWaiting, new { proposal.Id }, token) == 0) return null;
        var version = (await session.QueryOne<int?>(Sql.LastVersion, new { proposal.UnitId, proposal.Form }, token) ?? 0) + 1;
        var hash = await vault.Put(session, content, token);
        await session.BulkInsert(
            "reading_profile",
            ["id", "unit_id", "form", "version", "content_sha256", "valid_from", "confirmed_at", "confirmed_by"],
            [[id, proposal.UnitId, proposal.Form, version, hash, validFrom, now, FileNames.Text(by, ByLength)]],
            token);
        await session.Execute(Sql.MarkConfirmed, new { proposal.Id, ProfileId = id }, token);
        return version;
    }

    /// <summary>False when it was retired before.</summary>
    public async Task<bool> Retire(Session session, long id, DateTimeOffset now, string by, CancellationToken token) =>
        await session.Execute(Sql.Retire, new { Id = id, Now = now, By = FileNames.Text(by, ByLength) }, token) == 1;

    internal static class Sql
    {
        public const string LastVersion = "SELECT MAX(version) FROM reading_profile WHERE unit_id = @UnitId AND form = @Form";

        // Changes nothing; takes the proposal while it waits, so that of two who confirm it at once one comes too late.
        public const string HoldWaiting = "UPDATE profile_proposal SET profile_id = profile_id WHERE id = @Id AND profile_id IS NULL";

        public const string MarkConfirmed = "UPDATE profile_proposal SET profile_id = @ProfileId WHERE id = @Id";

        public const string Retire = "UPDATE reading_profile SET retired_at = @Now, retired_by = @By WHERE id = @Id AND retired_at IS NULL";
    }
}
