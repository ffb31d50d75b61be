using System.Text;
using Kpi.App;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Recalculation;

/// <summary>Calculations asked for, what-ifs, and their results beside the official ones.</summary>
[Requires(Permission.Calculate)]
public sealed class RecalculateModel(
    Recalculations recalculations, Scenarios scenarios, ScorePeriod score, ScoreReader scores, BesideOfficial beside, FindRun find, JobSignal signal, IServiceProvider services)
    : KpiPage
{
    private const int MostShown = 10;

    public IReadOnlyList<Kpi.App.Features.Recalculation.Recalculation> Mine { get; private set; } = [];

    public IReadOnlyList<ScenarioWithRuns> Known { get; private set; } = [];

    /// <summary>The calculation that is followed; null when none is.</summary>
    public Kpi.App.Features.Recalculation.Recalculation? Followed { get; private set; }

    /// <summary>Results beside the official ones, a period each.</summary>
    public IReadOnlyList<RunBeside> Besides { get; private set; } = [];

    /// <summary>What kept a what-if from being calculated.</summary>
    public Problem? Wrong { get; private set; }

    public bool Rebased { get; private set; }

    /// <summary>Whether the ranks of composites are drawn anew.</summary>
    public bool Firm { get; private set; }

    /// <summary>Whose composites the caller may see.</summary>
    public Func<string, bool> Sees { get; private set; } = _ => false;

    public string Period { get; private set; } = "";

    public string? Name { get; private set; }

    public string? WhatIf { get; private set; }

    /// <summary>Whether the caller may propose a catalogue, which is the nation's.</summary>
    public bool MayPropose { get; private set; }

    public bool MayPublish { get; private set; }

    public async Task<IActionResult> OnGet(string? run, string? scenario, bool rebased, bool firm, CancellationToken token)
    {
        (Rebased, Firm) = (rebased, firm);
        if (!string.IsNullOrWhiteSpace(run))
        {
            Followed = Ids.TryRead(run, out var number) ? await recalculations.Find(number, Caller.Actor, token) : null;
            if (Followed is null && await Lay(await find.Run(run, null, Caller.Actor, token), token) is { } unknown) return Problem(unknown);
            if (Followed is { Ended: true })
            {
                foreach (var one in await recalculations.Runs(Followed, token))
                {
                    if (await Lay(one, token) is { } problem && problem.Kind != ProblemKind.NotFound) return Problem(problem);
                }
            }
        }

        if (!string.IsNullOrWhiteSpace(scenario))
        {
            if (!(await scenarios.Find(RecalculationApi.Number(scenario), Caller.Actor, token)).TryGet(out var found, out var none)) return Problem(none);
            foreach (var one in found.Runs.DistinctBy(r => r.Period))
            {
                if (await Lay((await scores.Run(one.Run, token))!, token) is { } problem && problem.Kind != ProblemKind.NotFound) return Problem(problem);
            }
        }

        return await Show(token);
    }

    public async Task<IActionResult> OnPostStart(
        string? period, string? name, string? whatIf, IFormFile? file, string? missing, bool approvedOnly, CancellationToken token)
    {
        (Period, Name, WhatIf) = (period?.Trim() ?? "", name?.Trim(), whatIf);
        if (!PeriodRange.TryParse(Period, out var periods)) return await Say(Queries.NoPeriod(Period), token);
        if (!RecalculationApi.Missing(missing).TryGet(out var policy, out var noPolicy)) return await Say(noPolicy, token);
        var request = new ScoreRequest(periods[0], null, null, null, policy, approvedOnly, string.IsNullOrEmpty(Name) ? null : Name, Official: false);
        var changes = file is { Length: > 0 } ? await UploadedFile.Bytes(file, token) : string.IsNullOrWhiteSpace(whatIf) ? null : Encoding.UTF8.GetBytes(whatIf.Trim());
        if (changes is not null)
        {
            if (!(await RecalculationApi.Keep(scenarios, score, request, periods, changes, Caller.Actor, token)).TryGet(out request, out var wrong)) return await Say(wrong, token);
        }

        if (!(await recalculations.Ask(request, periods, Caller.Actor, token)).TryGet(out var asked, out var problem)) return await Say(problem, token);
        signal.Due(KpiJobs.Recalculate);
        return LocalRedirect($"/recalculate?run={Ids.Show(asked.Id)}");
    }

    public async Task<IActionResult> OnPostStop(string? id, CancellationToken token) =>
        (await recalculations.Cancel(RecalculationApi.Number(id), Caller.Actor, token)).Problem is { } problem ? Problem(problem) : LocalRedirect($"/recalculate?run={id}");

    public async Task<IActionResult> OnPostScenario(string? id, string? act, string? reason, CancellationToken token)
    {
        var number = RecalculationApi.Number(id);
        if (act is "propose" or "decline" && !await RecalculationApi.MayNational(Caller, Permission.Calculate, services, token)) return Problem(ProblemMapping.NotAllowed);
        if (act is "publish" && !await RecalculationApi.MayNational(Caller, Permission.Administer, services, token)) return Problem(ProblemMapping.NotAllowed);
        switch (act)
        {
            case "propose":
                return (await scenarios.Propose(number, reason ?? "", null, Caller.Actor, token)).TryGet(out var proposed, out var refused)
                    ? LocalRedirect($"/recalculate?scenario={id}&rebased={(proposed.Rebased ? "true" : "false")}")
                    : Problem(refused);
            case "share": return After((await scenarios.Share(number, Caller.Actor, token)).Problem, id);
            case "discard": return After((await scenarios.Discard(number, Caller.Actor, token)).Problem, id);
            case "publish": return After((await scenarios.Approve(number, Caller.Actor, token)).Problem, id);
            case "decline": return After((await scenarios.Decline(number, reason ?? "", Caller.Actor, token)).Problem, id);
            default: return Problem(ProblemMapping.BadRequest);
        }
    }

    private IActionResult After(Problem? problem, string? id) => problem is null ? LocalRedirect($"/recalculate?scenario={id}") : Problem(problem);

    /// <summary>Lays a run beside the official one for the unit at the top of what the caller may read.</summary>
    private async Task<Problem?> Lay(Outcome<RunInfo> run, CancellationToken token)
    {
        if (!run.TryGet(out var trial, out var problem)) return problem;
        var access = await Caller.Access(services, token);
        if (!access.Allows(Permission.Read, Caller.HomeUnit)) return ProblemMapping.NotAllowed;
        Sees = code => access.Allows(Permission.Read, code);
        if (!(await beside.Run(trial, Caller.HomeUnit, Firm, token)).TryGet(out var found, out problem)) return problem;
        Besides = [.. Besides, found];
        return null;
    }

    private Task<IActionResult> Say(Problem problem, CancellationToken token)
    {
        Wrong = problem;
        Response.StatusCode = ProblemMapping.StatusOf(problem.Kind);
        return Show(token);
    }

    private async Task<IActionResult> Show(CancellationToken token)
    {
        Mine = await recalculations.Of(Caller.Actor, MostShown, token);
        Known = await scenarios.List(Caller.Actor, token);
        MayPropose = await RecalculationApi.MayNational(Caller, Permission.Calculate, services, token);
        MayPublish = await RecalculationApi.MayNational(Caller, Permission.Administer, services, token);
        if (Period.Length == 0) Period = (await scores.Latest(token))?.Period.ToString() ?? "";
        return Page();
    }
}
