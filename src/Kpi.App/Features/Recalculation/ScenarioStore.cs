using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Recalculation;

/// <summary>The rows of scenarios. What became of a proposed one is read from its draft.</summary>
internal sealed class ScenarioStore
{
    public Task Add(Session session, Scenario scenario, CancellationToken token) => session.Execute(
        Sql.Add,
        new
        {
            scenario.Id,
            scenario.Name,
            scenario.Owner,
            State = Words<ScenarioState>.Of(scenario.State),
            scenario.BaseVersion,
            scenario.PatchSha256,
            scenario.CatalogueSha256,
            scenario.FiguresSha256,
            Missing = Words<MissingPolicy>.Of(scenario.Missing),
            scenario.ApprovedOnly,
            scenario.MadeAt,
        },
        token);

    public async Task<Scenario?> Find(Session session, long id, CancellationToken token) =>
        (await session.QueryOne<Row>(Sql.ById, new { Id = id }, token))?.ToScenario();

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Scenario>> All(Session session, CancellationToken token) =>
        [.. (await session.Query<Row>(Sql.All, null, token)).Select(r => r.ToScenario())];

    /// <summary>The runs of scenarios, latest first.</summary>
    /// <param name="id">Of one scenario; null for all.</param>
    public async Task<ILookup<long, (long Run, Period Period)>> Runs(Session session, long? id, CancellationToken token) =>
        (await session.Query<RunRow>(id is null ? Sql.Runs : Sql.RunsOf, new { Id = id }, token)).ToLookup(r => r.ScenarioId, r => (r.Id, Period.Parse(r.Period)));

    /// <summary>False when it is not in a state from which it can go there.</summary>
    public async Task<bool> Move(Session session, long id, ScenarioState to, long? draftId, CancellationToken token)
    {
        string[] from = to switch
        {
            ScenarioState.Shared => [Words<ScenarioState>.Of(ScenarioState.Kept)],
            _ => [Words<ScenarioState>.Of(ScenarioState.Kept), Words<ScenarioState>.Of(ScenarioState.Shared)],
        };
        return await session.Execute(Sql.Move, new { Id = id, State = Words<ScenarioState>.Of(to), DraftId = draftId, From = from }, token) == 1;
    }

    private sealed class RunRow
    {
        public long Id { get; init; }

        public long ScenarioId { get; init; }

        public string Period { get; init; } = "";
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string Owner { get; init; } = "";

        public string State { get; init; } = "";

        public int BaseVersion { get; init; }

        public string PatchSha256 { get; init; } = "";

        public string CatalogueSha256 { get; init; } = "";

        public string? FiguresSha256 { get; init; }

        public string Missing { get; init; } = "";

        public bool ApprovedOnly { get; init; }

        public DateTimeOffset MadeAt { get; init; }

        public long? DraftId { get; init; }

        public string? Decision { get; init; }

        public string? DecidedBy { get; init; }

        public string? Note { get; init; }

        public Scenario ToScenario() => new()
        {
            Id = Id,
            Name = Name,
            Owner = Owner,
            State = (Decision is null ? (DraftState?)null : Words<DraftState>.Read(Decision)) switch
            {
                DraftState.Published => ScenarioState.Promoted,
                DraftState.Declined => ScenarioState.Declined,
                _ => Words<ScenarioState>.Read(State),
            },
            BaseVersion = BaseVersion,
            PatchSha256 = PatchSha256,
            CatalogueSha256 = CatalogueSha256,
            FiguresSha256 = FiguresSha256,
            Missing = Words<MissingPolicy>.Read(Missing),
            ApprovedOnly = ApprovedOnly,
            MadeAt = MadeAt,
            DraftId = DraftId,
            DecidedBy = DecidedBy,
            Note = Note,
        };
    }

    internal static class Sql
    {
        private const string Rows =
            "SELECT s.id, s.name, s.owner, s.state, s.base_version, s.patch_sha256, s.catalogue_sha256, s.figures_sha256, s.missing, s.approved_only, s.made_at, s.draft_id, " +
            "d.state AS decision, d.decided_by, d.note FROM scenario s LEFT JOIN catalogue_draft d ON d.id = s.draft_id ";

        public const string Add =
            "INSERT INTO scenario (id, name, owner, state, base_version, patch_sha256, catalogue_sha256, figures_sha256, missing, approved_only, made_at) " +
            "VALUES (@Id, @Name, @Owner, @State, @BaseVersion, @PatchSha256, @CatalogueSha256, @FiguresSha256, @Missing, @ApprovedOnly, @MadeAt)";

        public const string ById = Rows + "WHERE s.id = @Id";
        public const string All = Rows + "ORDER BY s.id DESC";
        public const string Runs = "SELECT id, scenario_id, period FROM score_run WHERE scenario_id IS NOT NULL ORDER BY id DESC";
        public const string RunsOf = "SELECT id, scenario_id, period FROM score_run WHERE scenario_id = @Id ORDER BY id DESC";
        public const string Move = "UPDATE scenario SET state = @State, draft_id = @DraftId WHERE id = @Id AND state IN @From";
    }
}
