using System.Collections.Immutable;
using Kpi.Domain;

namespace Kpi.App.Platform.Storage;

/// <summary>What a migration did: the scripts it ran (none when the schema was current) and the version the schema now has.</summary>
public sealed record MigrationResult(ImmutableArray<string> Ran, string Version);

/// <summary>How the schema stands against the program. A version is the number of the last script, such as <c>0004</c>.</summary>
public sealed record MigrationState(string Dialect, string DatabaseVersion, string ProgramVersion, ImmutableArray<string> Applied, ImmutableArray<string> Pending)
{
    public bool IsCurrent => Pending.IsEmpty;
}

/// <summary>Brings the schema up to the program, forward only; refuses a schema that is newer or was made by other scripts.</summary>
public sealed class Migrator(Database database, TimeProvider clock)
{
    public Task<Outcome<MigrationResult>> Migrate(CancellationToken token) => throw new NotImplementedException($"{database} {clock} {token}");

    public Task<Outcome<MigrationState>> Check(CancellationToken token) => throw new NotImplementedException($"{database} {clock} {token}");
}
