using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Scoring;

/// <summary>A part of a run's results or inputs as it is stored.</summary>
internal readonly record struct StoredBlock(string Name, string Level, byte[] Bytes);

/// <summary>A period whose numbers have changed since its last run.</summary>
internal readonly record struct DuePeriod(Period Period, long Mark);

/// <summary>Runs, their packed results, and which periods are due.</summary>
internal sealed class ScoreStore
{
    /// <summary>The blocks that are not results: the list of units and the ids of the returns that went in.</summary>
    public const string UnitsBlock = "units", ReturnsBlock = "returns", InputLevel = "input";

    // A block that did not change since it was last stored is not deflated again.
    private static readonly ConditionalWeakTable<byte[], byte[]> Deflated = [];

    public async Task Add(Session session, RunInfo run, IEnumerable<StoredBlock> blocks, CancellationToken token)
    {
        await session.Execute(Sql.InsertRun, new
        {
            run.Id,
            Period = run.Period.ToString(),
            run.CatalogueVersion,
            run.CatalogueSha256,
            ScenarioId = run.Scenario?.Id,
            run.Set,
            run.Geography,
            run.AsKnownAt,
            Options = JsonSerializer.Serialize(run.Options),
            run.Engine,
            run.InputsHash,
            run.Hash,
            run.Name,
            run.Official,
            run.MadeAt,
            run.MadeBy,
            run.Milliseconds,
        }, token);
        await session.BulkInsert(
            "score_block", ["run_id", "name", "level", "bytes"],
            blocks.Select(b => new object?[] { run.Id, b.Name, b.Level, Deflated.GetValue(b.Bytes, Deflate) }), token);
    }

    public async Task MakeCurrent(Session session, Period period, long runId, CancellationToken token)
    {
        var arguments = new { Period = period.ToString(), RunId = runId };
        if (await session.Execute(Sql.MoveCurrent, arguments, token) == 0) await session.Execute(Sql.InsertCurrent, arguments, token);
    }

    /// <summary>The run that holds for a period, as this transaction sees it; null when there is none.</summary>
    public Task<long?> CurrentId(Session session, Period period, CancellationToken token) =>
        session.QueryOne<long?>(Sql.CurrentId, new { Period = period.ToString() }, token);

    public async Task<IReadOnlyList<DuePeriod>> Due(Session session, DateTimeOffset markedBefore, CancellationToken token) =>
        [.. (await session.Query<DueRow>(Sql.Due, new { MarkedBefore = markedBefore }, token)).Select(r => new DuePeriod(Period.Parse(r.Period), r.Mark))];

    /// <summary>Periods whose current run was made by another engine and which nobody has called due yet.</summary>
    public async Task<IReadOnlyList<Period>> OfOtherEngines(Session session, string engine, CancellationToken token) =>
        [.. (await session.Query<string>(Sql.OfOtherEngines, new { Engine = engine }, token)).Select(Period.Parse)];

    public async Task<bool> Claim(Session session, Period period, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken token) =>
        await session.Execute(Sql.ClaimDue, new { Period = period.ToString(), Holder = holder, Now = now, Until = until }, token) == 1;

    /// <summary>Takes the mark away if nothing changed since it was seen; else only lets go of it, so that the period is scored again.</summary>
    public async Task Settle(Session session, DuePeriod due, string holder, CancellationToken token)
    {
        var arguments = new { Period = due.Period.ToString(), due.Mark, Holder = holder };
        if (await session.Execute(Sql.DeleteDue, arguments, token) == 0) await session.Execute(Sql.ReleaseDue, arguments, token);
    }

    public Task Release(Session session, Period period, string holder, CancellationToken token) =>
        session.Execute(Sql.ReleaseDue, new { Period = period.ToString(), Holder = holder }, token);

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Inflate(byte[] packed)
    {
        using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var bytes = new MemoryStream(packed.Length * 4);
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class DueRow
    {
        public string Period { get; init; } = "";

        public long Mark { get; init; }
    }

    internal static class Sql
    {
        public const string InsertRun =
            "INSERT INTO score_run (id, period, catalogue_version, catalogue_sha256, scenario_id, target_set, geography, as_known_at, options, engine, inputs_hash, hash, name, official, made_at, made_by, milliseconds) " +
            "VALUES (@Id, @Period, @CatalogueVersion, @CatalogueSha256, @ScenarioId, @Set, @Geography, @AsKnownAt, @Options, @Engine, @InputsHash, @Hash, @Name, @Official, @MadeAt, @MadeBy, @Milliseconds)";

        public const string CurrentId = "SELECT run_id FROM current_run WHERE period = @Period";
        public const string MoveCurrent = "UPDATE current_run SET run_id = @RunId WHERE period = @Period";
        public const string InsertCurrent = "INSERT INTO current_run (period, run_id) VALUES (@Period, @RunId)";
        public const string Due = "SELECT period, mark FROM period_due WHERE marked_at <= @MarkedBefore ORDER BY marked_at, period";

        public const string OfOtherEngines =
            "SELECT c.period FROM current_run c JOIN score_run r ON r.id = c.run_id " +
            "WHERE r.engine <> @Engine AND NOT EXISTS (SELECT 1 FROM period_due d WHERE d.period = c.period)";

        public const string ClaimDue =
            "UPDATE period_due SET held_by = @Holder, held_until = @Until WHERE period = @Period AND (held_until IS NULL OR held_until < @Now)";

        public const string DeleteDue = "DELETE FROM period_due WHERE period = @Period AND mark = @Mark AND held_by = @Holder";
        public const string ReleaseDue = "UPDATE period_due SET held_by = NULL, held_until = NULL WHERE period = @Period AND held_by = @Holder";
    }
}
