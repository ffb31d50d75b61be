using System.Collections.Immutable;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Recalculation;

/// <summary>A scenario with the runs made of it, latest first.</summary>
public sealed record ScenarioWithRuns(Scenario Scenario, IReadOnlyList<(long Run, Period Period)> Runs);

/// <summary>A scenario that was proposed.</summary>
/// <param name="Rebased">The catalogue had moved on, so that its changes were applied to the newest one: a run of it may differ from those tried.</param>
public sealed record ProposedScenario(Scenario Scenario, CatalogueDraft Draft, bool Rebased);

/// <summary>Scenarios kept, shared, discarded, and proposed as catalogues that a second person publishes.</summary>
public sealed class Scenarios(
    Database database, FileVault vault, CatalogueReader catalogues, UnitReader units, PublishCatalogue publish, AuditTrail audit, Ids ids, TimeProvider clock)
{
    private const int LongestName = 200;
    private readonly ScenarioStore _store = new();

    /// <summary>Checks a file against the catalogue in force for the last of the periods, and keeps what comes of it.</summary>
    /// <param name="file">The what-if as JSON.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="periods">The periods it will be tried on, at least one.</param>
    /// <param name="missing">Where the file does not say what becomes of units that did not report.</param>
    /// <param name="approvedOnly">Only approved returns, also where the file does not say so.</param>
    /// <param name="actor">The owner.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<Scenario>> Keep(
        ReadOnlyMemory<byte> file, string? name, IReadOnlyCollection<Period> periods, MissingPolicy missing, bool approvedOnly, Actor actor, CancellationToken token)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > LongestName) return ScenarioProblems.NoName;
        if (!WhatIf.Read(file).TryGet(out var whatIf, out var problem)) return problem;
        var standing = (await catalogues.For(periods.Max(), token)).Version;
        if (!(await catalogues.Export(standing, token)).TryGet(out var published, out problem)) return problem;
        var next = (await catalogues.Versions(token))[0].Version + 1;
        var tree = await units.Tree(token);
        var tried = periods.Distinct().Order().ToDictionary(p => p, p => ScoredUnits.On(tree, p.LastDay, p.LastDay));
        if (!whatIf.ApplyTo(published, next, name.Trim(), tried).TryGet(out var applied, out problem)) return problem;
        return await database.Write<Outcome<Scenario>>(
            async session =>
            {
                var files = await vault.PutMany(session, [whatIf.Json, applied.Catalogue, .. applied.Figures.IsEmpty ? [] : new ReadOnlyMemory<byte>[] { ScoreCodec.Pack(applied.Figures) }], token);
                var scenario = new Scenario
                {
                    Id = ids.Next(),
                    Name = name.Trim(),
                    Owner = actor.Name,
                    State = ScenarioState.Kept,
                    BaseVersion = standing,
                    PatchSha256 = files[0],
                    CatalogueSha256 = files[1],
                    FiguresSha256 = files.Count > 2 ? files[2] : null,
                    Missing = whatIf.Missing ?? missing,
                    ApprovedOnly = whatIf.ApprovedOnly || approvedOnly,
                    MadeAt = clock.GetUtcNow(),
                };
                await _store.Add(session, scenario, token);
                await audit.Append(session, actor, "scenario.kept", Ids.Show(scenario.Id), $"{scenario.Name}; sha256 {scenario.PatchSha256}", token);
                return scenario;
            },
            token);
    }

    /// <summary>What somebody may see, newest first.</summary>
    public Task<IReadOnlyList<ScenarioWithRuns>> List(Actor reader, CancellationToken token) => database.Read(
        async session =>
        {
            var runs = await _store.Runs(session, null, token);
            return (IReadOnlyList<ScenarioWithRuns>)
                [.. (await _store.All(session, token)).Where(s => s.IsFor(reader)).Select(s => new ScenarioWithRuns(s, [.. runs[s.Id]]))];
        },
        token);

    /// <summary>One scenario; one that the reader may not see is not there.</summary>
    public Task<Outcome<ScenarioWithRuns>> Find(long id, Actor reader, CancellationToken token) => database.Read<Outcome<ScenarioWithRuns>>(
        async session => await _store.Find(session, id, token) is { } found && found.IsFor(reader)
            ? new ScenarioWithRuns(found, [.. (await _store.Runs(session, id, token))[id]])
            : ScenarioProblems.None(Ids.Show(id)),
        token);

    /// <summary>The file of changes as it was given.</summary>
    public async Task<Outcome<byte[]>> File(long id, Actor reader, CancellationToken token)
    {
        if (!(await Find(id, reader, token)).TryGet(out var found, out var problem)) return problem;
        return await database.Read(session => Bytes(session, found.Scenario.PatchSha256, token), token);
    }

    public Task<Outcome<Scenario>> Share(long id, Actor actor, CancellationToken token) =>
        Change(id, actor, "scenario.shared", async (session, _) => await _store.Move(session, id, ScenarioState.Shared, null, token) ? null : ScenarioProblems.NoWayBack(id), token);

    public Task<Outcome<Scenario>> Discard(long id, Actor actor, CancellationToken token) =>
        Change(id, actor, "scenario.discarded", async (session, _) => await _store.Move(session, id, ScenarioState.Discarded, null, token) ? null : ScenarioProblems.NoWayBack(id), token);

    /// <summary>
    /// Makes its catalogue a proposal for a second person: the same bytes that its runs were calculated by, as long as the version it stands on is
    /// the newest; else its changes upon the newest.
    /// </summary>
    public async Task<Outcome<ProposedScenario>> Propose(long id, string reason, DateOnly? validFrom, Actor actor, CancellationToken token)
    {
        CatalogueDraft? draft = null;
        var rebased = false;
        var changed = await Change(
            id, actor, "scenario.proposed",
            async (session, scenario) =>
            {
                var patch = await Bytes(session, scenario.PatchSha256, token);
                if (!WhatIf.Read(patch).TryGet(out var whatIf, out var problem)) return problem;
                if (scenario.FiguresSha256 is not null) return ScenarioProblems.HasFigures;
                if (!whatIf.ChangesCatalogue) return ScenarioProblems.OnlyChoices;
                if (scenario.Missing != MissingPolicy.Strict || scenario.ApprovedOnly) return ScenarioProblems.HasChoices;
                var bytes = await Bytes(session, scenario.CatalogueSha256, token);
                var newest = await publish.Newest(session, token);
                rebased = newest.Version != scenario.BaseVersion;
                if (rebased)
                {
                    var untried = ImmutableDictionary<Period, ImmutableArray<ScoredUnit>>.Empty;
                    if (!whatIf.ApplyTo(await Bytes(session, newest.Sha256, token), newest.Version + 1, scenario.Name, untried).TryGet(out var applied, out problem)) return problem;
                    bytes = applied.Catalogue;
                }

                if (!(await publish.Propose(session, bytes, reason, validFrom, actor, token)).TryGet(out draft, out problem)) return problem;
                if (!await _store.Move(session, id, ScenarioState.Proposed, draft.Id, token)) throw new StepPassedException();
                return null;
            },
            token);
        return changed.Then(scenario => Outcome<ProposedScenario>.Of(new ProposedScenario(scenario, draft!, rebased)));
    }

    /// <summary>Publishes the catalogue of a scenario that another person proposed. Gives the version published.</summary>
    public async Task<Outcome<int>> Approve(long id, Actor actor, CancellationToken token)
    {
        if (!(await Find(id, actor, token)).TryGet(out var found, out var problem)) return problem;
        return found.Scenario.DraftId is { } draft ? await publish.Approve(draft, actor, token) : ScenarioProblems.NotProposed(id);
    }

    /// <summary>Puts a proposed scenario aside.</summary>
    public async Task<Outcome<Scenario>> Decline(long id, string reason, Actor actor, CancellationToken token)
    {
        if (!(await Find(id, actor, token)).TryGet(out var found, out var problem)) return problem;
        if (found.Scenario.DraftId is not { } draft) return ScenarioProblems.NotProposed(id);
        if (!(await publish.Decline(draft, reason, actor, token)).TryGet(out _, out problem)) return problem;
        return (await Find(id, actor, token)).Then(s => Outcome<Scenario>.Of(s.Scenario));
    }

    private async Task<Outcome<Scenario>> Change(
        long id, Actor actor, string act, Func<Session, Scenario, Task<Problem?>> work, CancellationToken token)
    {
        try
        {
            return await database.Write<Outcome<Scenario>>(
                async session =>
                {
                    if (await _store.Find(session, id, token) is not { } scenario || !scenario.IsFor(actor)) return ScenarioProblems.None(Ids.Show(id));
                    if (!scenario.IsOf(actor)) return ScenarioProblems.NotOwner;
                    if (scenario.State is not (ScenarioState.Kept or ScenarioState.Shared)) return ScenarioProblems.NoWayBack(id);
                    if (await work(session, scenario) is { } problem) return problem;
                    await audit.Append(session, actor, act, Ids.Show(id), scenario.Name, token);
                    return (await _store.Find(session, id, token))!;
                },
                token);
        }
        catch (StepPassedException)
        {
            // Somebody else was first; what this transaction had written is gone with it.
            return ScenarioProblems.NoWayBack(id);
        }
    }

    private async Task<byte[]> Bytes(Session session, string sha256, CancellationToken token) =>
        await vault.Get(session, sha256, token) ?? throw new InvalidOperationException($"The file {sha256} of a scenario is missing: the database is damaged.");

    private sealed class StepPassedException : Exception;
}
