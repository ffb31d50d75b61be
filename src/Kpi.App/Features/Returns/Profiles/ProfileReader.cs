using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>A proposal as it is kept.</summary>
/// <param name="ProfileId">The profile that was made of it; null while it waits for a person.</param>
public sealed record StoredProposal(
    long Id, string UnitId, string Facility, string Form, string Period, string Sha256, string FileName, DateTimeOffset ProposedAt, string ProposedBy, long? ProfileId);

/// <summary>Profiles and proposals, for everybody who reads them.</summary>
public sealed class ProfileReader(Database database, FileVault vault)
{
    private const int Batch = 500;

    /// <summary>Every profile of the units that still reads.</summary>
    public Task<IReadOnlyList<ReadingProfile>> Standing(IReadOnlyCollection<string> unitIds, CancellationToken token) =>
        database.Read<IReadOnlyList<ReadingProfile>>(async session =>
        {
            var found = new List<ReadingProfile>();
            foreach (var some in unitIds.Chunk(Batch))
                found.AddRange((await session.Query<ProfileRow>(Sql.Standing, new { Units = some }, token)).Select(r => r.ToProfile()));
            return found;
        }, token);

    /// <summary>Profiles of units, retired ones too, newest first; null asks for those of all units.</summary>
    public Task<IReadOnlyList<ReadingProfile>> List(IReadOnlyCollection<string>? unitIds, int take, CancellationToken token) =>
        database.Read<IReadOnlyList<ReadingProfile>>(async session =>
        {
            var found = new List<ReadingProfile>();
            if (unitIds is null)
            {
                found.AddRange((await session.Query<ProfileRow>($"{Sql.All} {session.Dialect.Page}", new { skip = 0, take }, token)).Select(r => r.ToProfile()));
                return found;
            }

            foreach (var some in unitIds.Chunk(Batch))
                found.AddRange((await session.Query<ProfileRow>($"{Sql.OfUnits} {session.Dialect.Page}", new { Units = some, skip = 0, take }, token)).Select(r => r.ToProfile()));
            return [.. found.OrderByDescending(p => p.Id).Take(take)];
        }, token);

    public Task<ReadingProfile?> Get(long id, CancellationToken token) =>
        database.Read(async session => (await session.QueryOne<ProfileRow>(Sql.ById, new { Id = id }, token))?.ToProfile(), token);

    /// <summary>Proposals that nobody has confirmed, newest first; null asks for those of all units.</summary>
    public Task<IReadOnlyList<StoredProposal>> Waiting(IReadOnlyCollection<string>? unitIds, int take, CancellationToken token) =>
        database.Read<IReadOnlyList<StoredProposal>>(async session =>
        {
            if (unitIds is null)
                return [.. (await session.Query<ProposalRow>($"{Sql.Waiting} {session.Dialect.Page}", new { skip = 0, take }, token)).Select(r => r.ToProposal())];
            var found = new List<StoredProposal>();
            foreach (var some in unitIds.Chunk(Batch))
                found.AddRange((await session.Query<ProposalRow>($"{Sql.WaitingOfUnits} {session.Dialect.Page}", new { Units = some, skip = 0, take }, token)).Select(r => r.ToProposal()));
            return [.. found.OrderByDescending(p => p.Id).Take(take)];
        }, token);

    /// <summary>A proposal with what was proposed.</summary>
    public Task<(StoredProposal Stored, ProfileProposal Content)?> Proposal(long id, CancellationToken token) =>
        database.Read<(StoredProposal, ProfileProposal)?>(async session =>
            await session.QueryOne<ProposalRow>(Sql.Proposal, new { Id = id }, token) is { } row
                ? (row.ToProposal(), ProfileJson.Read<ProfileProposal>(row.Content))
                : null, token);

    /// <summary>The file of a proposal.</summary>
    public Task<byte[]?> File(StoredProposal proposal, CancellationToken token) => database.Read(session => vault.Get(session, proposal.Sha256, token), token);

    private sealed class ProfileRow
    {
        public long Id { get; init; }

        public string UnitId { get; init; } = "";

        public string Form { get; init; } = "";

        public int Version { get; init; }

        public DateOnly ValidFrom { get; init; }

        public DateTimeOffset ConfirmedAt { get; init; }

        public string ConfirmedBy { get; init; } = "";

        public DateTimeOffset? RetiredAt { get; init; }

        public string? RetiredBy { get; init; }

        public byte[] Content { get; init; } = [];

        public ReadingProfile ToProfile() =>
            new(Id, UnitId, Form, Version, ValidFrom, ConfirmedAt, ConfirmedBy, RetiredAt, RetiredBy, ProfileJson.Read<ProfileContent>(Content));
    }

    private sealed class ProposalRow
    {
        public long Id { get; init; }

        public string UnitId { get; init; } = "";

        public string Facility { get; init; } = "";

        public string Form { get; init; } = "";

        public string Period { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public string FileName { get; init; } = "";

        public DateTimeOffset ProposedAt { get; init; }

        public string ProposedBy { get; init; } = "";

        public long? ProfileId { get; init; }

        public byte[] Content { get; init; } = [];

        public StoredProposal ToProposal() => new(Id, UnitId, Facility, Form, Period, Sha256, FileName, ProposedAt, ProposedBy, ProfileId);
    }

    // Parts of the texts below; not texts themselves.
    private const string Profiles = """
        p.id, p.unit_id, p.form, p.version, p.valid_from, p.confirmed_at, p.confirmed_by, p.retired_at, p.retired_by, f.bytes AS content
        FROM reading_profile p INNER JOIN stored_file f ON f.sha256 = p.content_sha256
        """;

    private const string Proposals = "id, unit_id, facility, form, period, sha256, file_name, proposed_at, proposed_by, profile_id";

    internal static class Sql
    {
        public const string Standing = "SELECT " + Profiles + " WHERE p.unit_id IN @Units AND p.retired_at IS NULL";

        public const string OfUnits = "SELECT " + Profiles + " WHERE p.unit_id IN @Units ORDER BY p.id DESC";

        public const string All = "SELECT " + Profiles + " ORDER BY p.id DESC";

        public const string ById = "SELECT " + Profiles + " WHERE p.id = @Id";

        public const string Waiting = $"SELECT {Proposals} FROM profile_proposal WHERE profile_id IS NULL ORDER BY id DESC";

        public const string WaitingOfUnits = $"SELECT {Proposals} FROM profile_proposal WHERE profile_id IS NULL AND unit_id IN @Units ORDER BY id DESC";

        public const string Proposal = """
            SELECT p.id, p.unit_id, p.facility, p.form, p.period, p.sha256, p.file_name, p.proposed_at, p.proposed_by, p.profile_id, f.bytes AS content
            FROM profile_proposal p INNER JOIN stored_file f ON f.sha256 = p.content_sha256
            WHERE p.id = @Id
            """;
    }
}
