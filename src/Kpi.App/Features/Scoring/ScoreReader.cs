using System.Collections.Immutable;
using System.Text.Json;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;

namespace Kpi.App.Features.Scoring;

/// <summary>Reads runs and their scores. Blocks of a run never change, so the ones read last are kept in memory.</summary>
public sealed class ScoreReader(Database database, FileVault vault, CatalogueReader catalogues)
{
    private const int KeptBlocks = 512;
    private readonly BlockCache _cache = new(KeptBlocks);

    /// <summary>The run whose scores hold for a period; null when it was never scored, or by another engine only.</summary>
    public Task<RunInfo?> Current(Period period, CancellationToken token) => One(Sql.Current, new { Period = period.ToString(), Engine = ScoringEngine.Version }, token);

    public Task<RunInfo?> Run(long id, CancellationToken token) => One(Sql.ById, new { Id = id }, token);

    /// <summary>The current run of the latest month scored; of the latest period of any length when no month was.</summary>
    public async Task<RunInfo?> Latest(CancellationToken token)
    {
        var periods = await Periods(token);
        var latest = periods.Where(p => p.Kind == PeriodKind.Month).DefaultIfEmpty(periods.Count > 0 ? periods[0] : default).First();
        return periods.Count == 0 ? null : await Current(latest, token);
    }

    /// <summary>The last official run of a period made before another run: what a reader of that run could have seen. It never changes.</summary>
    public Task<RunInfo?> LastBefore(Period period, long runId, CancellationToken token) => database.Read(async session =>
        (await session.QueryOne<Row>(Sql.LastBefore + session.Dialect.Page, new { Period = period.ToString(), RunId = runId, Engine = ScoringEngine.Version, skip = 0, take = 1 }, token))?.ToRun(),
        token);

    /// <summary>Every period with a current run, latest first.</summary>
    public async Task<IReadOnlyList<Period>> Periods(CancellationToken token) => await database.Read(async session =>
        (IReadOnlyList<Period>)[.. (await session.Query<string>(Sql.Periods, new { Engine = ScoringEngine.Version }, token)).Select(Period.Parse).OrderDescending()], token);

    /// <summary>The run that holds for each scored period, latest period first.</summary>
    public Task<IReadOnlyList<RunInfo>> CurrentRuns(CancellationToken token) => database.Read(async session =>
        (IReadOnlyList<RunInfo>)[.. (await session.Query<Row>(Sql.AllCurrent, new { Engine = ScoringEngine.Version }, token)).Select(r => r.ToRun()).OrderByDescending(r => r.Period)], token);

    /// <summary>The latest runs, official or not.</summary>
    public Task<IReadOnlyList<RunInfo>> Runs(int take, CancellationToken token) => database.Read(async session =>
        (IReadOnlyList<RunInfo>)[.. (await session.Query<Row>(Sql.Latest + session.Dialect.Page, new { skip = 0, take }, token)).Select(r => r.ToRun())], token);

    /// <summary>The units of a run; a score names its unit by its place in this list.</summary>
    public async Task<ImmutableArray<ScoredUnit>> Units(long runId, CancellationToken token) =>
        (ImmutableArray<ScoredUnit>)await _cache.Get((runId, ScoreStore.UnitsBlock, ScoreStore.InputLevel),
            async () => ScoreCodec.UnpackUnits(await Block(runId, ScoreStore.UnitsBlock, ScoreStore.InputLevel, token)));

    /// <summary>The returns that went into a run, by id.</summary>
    public async Task<ImmutableArray<long>> Returns(long runId, CancellationToken token) =>
        ScoreCodec.UnpackIds(await Block(runId, ScoreStore.ReturnsBlock, ScoreStore.InputLevel, token));

    /// <summary>The figures of other sources that a scenario has; empty for none.</summary>
    public async Task<ImmutableArray<Figure>> Figures(ScenarioCatalogue? scenario, CancellationToken token)
    {
        if (scenario?.FiguresSha256 is not { } sha256) return [];
        return ScoreCodec.UnpackFigures(
            await database.Read(session => vault.Get(session, sha256, token), token)
            ?? throw new InvalidOperationException($"The file {sha256} of a scenario's figures is missing: the database is damaged."));
    }

    /// <summary>The scores of an indicator at a level; empty when the indicator was not scored.</summary>
    public async Task<ImmutableArray<Score>> Scores(long runId, string indicator, UnitLevel level, CancellationToken token)
    {
        var name = Words<UnitLevel>.Of(level);
        return (ImmutableArray<Score>)await _cache.Get((runId, indicator, name), async () => ScoreCodec.Unpack(await Block(runId, indicator, name, token)));
    }

    /// <summary>The scores of a composite at a level; empty when it was not made.</summary>
    public async Task<ImmutableArray<CompositeScore>> Composite(long runId, string composite, UnitLevel level, CancellationToken token)
    {
        var (block, name) = (RunBlocks.NameOf(composite), Words<UnitLevel>.Of(level));
        return (ImmutableArray<CompositeScore>)await _cache.Get((runId, block, name), async () => CompositeCodec.Unpack(await Block(runId, block, name, token)));
    }

    /// <summary>Every active indicator's score for one unit; where the indicator is not counted for the unit, a score with nothing expected.</summary>
    public async Task<IReadOnlyList<(Indicator Indicator, Score Score)>> ScoresOfUnit(long runId, string unitCode, CancellationToken token)
    {
        if (await Run(runId, token) is not { } run) return [];
        var units = await Units(runId, token);
        var place = -1;
        for (var i = 0; i < units.Length && place < 0; i++)
        {
            if (units[i].Code == unitCode) place = i;
        }

        if (place < 0) return [];
        var catalogue = await catalogues.Of(run, token);
        var found = new List<(Indicator, Score)>();
        foreach (var indicator in catalogue.Indicators.Where(i => i.Active))
        {
            var scores = await Scores(runId, indicator.Code, units[place].Level, token);
            var at = scores.AsSpan().BinarySearch(new ByUnit(place));
            found.Add((indicator, at >= 0 ? scores[at] : new Score { Unit = place, Expected = 0, Reporting = 0 }));
        }

        return found;
    }

    private Task<RunInfo?> One(string sql, object arguments, CancellationToken token) =>
        database.Read(async session => (await session.QueryOne<Row>(sql, arguments, token))?.ToRun(), token);

    private async Task<byte[]> Block(long runId, string name, string level, CancellationToken token)
    {
        var packed = await database.Read(session => session.QueryOne<byte[]>(Sql.Block, new { RunId = runId, Name = name, Level = level }, token), token);
        return packed is null ? [] : ScoreStore.Inflate(packed);
    }

    private readonly struct ByUnit(int unit) : IComparable<Score>
    {
        public int CompareTo(Score? other) => unit.CompareTo(other!.Unit);
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public string Period { get; init; } = "";

        public int CatalogueVersion { get; init; }

        public string? CatalogueSha256 { get; init; }

        public long? ScenarioId { get; init; }

        public string? PrivateTo { get; init; }

        public string? FiguresSha256 { get; init; }

        public string TargetSet { get; init; } = "";

        public DateOnly Geography { get; init; }

        public DateTimeOffset? AsKnownAt { get; init; }

        public string Options { get; init; } = "";

        public string Engine { get; init; } = "";

        public string InputsHash { get; init; } = "";

        public string Hash { get; init; } = "";

        public string? Name { get; init; }

        public bool Official { get; init; }

        public DateTimeOffset MadeAt { get; init; }

        public string MadeBy { get; init; } = "";

        public long Milliseconds { get; init; }

        public RunInfo ToRun() => new()
        {
            Id = Id,
            Period = Domain.Periods.Period.Parse(Period),
            CatalogueVersion = CatalogueVersion,
            CatalogueSha256 = CatalogueSha256,
            Scenario = ScenarioId is { } scenario ? new ScenarioCatalogue(scenario, CatalogueVersion, CatalogueSha256!) { FiguresSha256 = FiguresSha256 } : null,
            PrivateTo = PrivateTo,
            Set = TargetSet,
            Geography = Geography,
            AsKnownAt = AsKnownAt,
            Options = JsonSerializer.Deserialize<ScoringOptions>(Options)!,
            Engine = Engine,
            InputsHash = InputsHash,
            Hash = Hash,
            Name = Name,
            Official = Official,
            MadeAt = MadeAt,
            MadeBy = MadeBy,
            Milliseconds = Milliseconds,
        };
    }

    /// <summary>Keeps the blocks used last. Blocks are immutable, so there is nothing to invalidate.</summary>
    private sealed class BlockCache(int capacity)
    {
        private readonly Dictionary<(long, string, string), LinkedListNode<((long, string, string) Key, object Value)>> _nodes = [];
        private readonly LinkedList<((long, string, string) Key, object Value)> _used = new();
        private readonly Lock _gate = new();

        public async Task<object> Get<T>((long, string, string) key, Func<Task<T>> load) where T : struct
        {
            lock (_gate)
            {
                if (_nodes.TryGetValue(key, out var node))
                {
                    _used.Remove(node);
                    _used.AddFirst(node);
                    return node.Value.Value;
                }
            }

            object value = await load();
            lock (_gate)
            {
                if (!_nodes.ContainsKey(key)) _nodes.Add(key, _used.AddFirst((key, value)));
                while (_nodes.Count > capacity)
                {
                    _nodes.Remove(_used.Last!.Value.Key);
                    _used.RemoveLast();
                }
            }

            return value;
        }
    }

    // Part of texts, also of what is made of runs: who alone may see them, given their scenario as s.
    internal const string PrivateTo = "CASE WHEN s.state IN ('kept', 'discarded') THEN s.owner ELSE NULL END AS private_to";

    internal static class Sql
    {
        private const string Columns =
            "SELECT r.id, r.period, r.catalogue_version, r.catalogue_sha256, r.scenario_id, r.target_set, r.geography, r.as_known_at, r.options, r.engine, " +
            "r.inputs_hash, r.hash, r.name, r.official, r.made_at, r.made_by, r.milliseconds, s.figures_sha256, " +
            PrivateTo + " " +
            "FROM score_run r LEFT JOIN scenario s ON s.id = r.scenario_id ";

        public const string Current = Columns + "JOIN current_run c ON c.run_id = r.id WHERE c.period = @Period AND r.engine = @Engine";
        public const string AllCurrent = Columns + "JOIN current_run c ON c.run_id = r.id WHERE r.engine = @Engine";
        public const string ById = Columns + "WHERE r.id = @Id";
        public const string LastBefore = Columns + "WHERE r.period = @Period AND r.official = 1 AND r.engine = @Engine AND r.id < @RunId ORDER BY r.id DESC ";
        public const string Latest = Columns + "ORDER BY r.id DESC ";
        public const string Periods = "SELECT c.period FROM current_run c JOIN score_run r ON r.id = c.run_id WHERE r.engine = @Engine";
        public const string Block = "SELECT bytes FROM score_block WHERE run_id = @RunId AND name = @Name AND level = @Level";
    }
}
