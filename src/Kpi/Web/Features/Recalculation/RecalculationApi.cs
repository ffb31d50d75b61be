using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Features.Indicators;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Recalculation;

/// <summary><c>/api/v1/runs</c> and <c>/api/v1/scenarios</c>: calculations asked for, and what-ifs.</summary>
internal static class RecalculationApi
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5), LongestWait = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/runs", Start).Requires(Permission.Calculate).Produces<RecalculationDocument>(StatusCodes.Status202Accepted)
            .WithSummary("Asks for a run of a period, or of several (2025-10..2026-09), with a published catalogue or a whatIf. A job makes it; ?wait= seconds (default 5, at most 60) for short ones.");
        api.MapGet("/runs/{id}", Run).Requires(Permission.Read).Produces<RunDocument>()
            .WithSummary("A run; until it is there its state, done and total. ?wait= seconds for its end.");
        api.MapPost("/runs/{id}/cancel", Cancel).Requires(Permission.Calculate).Produces<RecalculationDocument>()
            .WithSummary("Stops a calculation between two indicators; periods that are done are kept.");
        api.MapGet("/runs/{id}/beside", Beside).Requires(Permission.Read).Produces<BesideDocument>()
            .WithSummary("A run's results of a unit beside the official ones, and composites with their ranks; ?stability=true draws the weights anew.");
        api.MapGet("/scenarios", List).Requires(Permission.Calculate).Produces<ScenariosDocument>();
        api.MapGet("/scenarios/{id}", Show).Requires(Permission.Calculate).Produces<ScenarioDocument>();
        api.MapGet("/scenarios/{id}/file", File).Requires(Permission.Calculate).WithSummary("The what-if as it was given.");
        api.MapPost("/scenarios/{id}/share", Share).Requires(Permission.Calculate).Produces<ScenarioDocument>();
        api.MapPost("/scenarios/{id}/discard", Discard).Requires(Permission.Calculate).Produces<ScenarioDocument>();
        api.MapPost("/scenarios/{id}/proposal", Propose).Requires(Permission.Calculate).Produces<ProposedScenarioDocument>()
            .WithSummary("Makes its catalogue a proposal that a second person publishes.");
        api.MapPost("/scenarios/{id}/publication", Publish).Requires(Permission.Administer).Produces<ScenarioDocument>();
        api.MapPost("/scenarios/{id}/refusal", Decline).Requires(Permission.Calculate).Produces<ScenarioDocument>();
        api.MapPost("/catalogue/trial", Try).Requires(Permission.Calculate).Produces<CatalogueTrialDocument>()
            .WithSummary("What a catalogue (multipart “file”, or the body; JSON or the workbook; ?validFrom=) would do to the last official results. Nothing is kept.");
        api.MapGet("/catalogue/drafts/{id}/trial", TryDraft).Requires(Permission.Calculate).Produces<CatalogueTrialDocument>()
            .WithSummary("What a proposal would do to the last official results. Nothing is kept.");
    }

    private static async Task<IResult> Try(HttpContext http, TryCatalogue tries, string? validFrom, CancellationToken token)
    {
        if (!await MayNational(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!IndicatorsApi.DayOf(validFrom).TryGet(out var from, out var problem)) return ProblemMapping.Result(problem);
        if (!(await UploadedFile.Read(http.Request, "catalogue.json", token)).TryGet(out var file, out problem)) return ProblemMapping.Result(problem);
        if (!CatalogueFile.Read(file.Bytes, token).TryGet(out var brought, out problem)) return ProblemMapping.Result(problem);
        return Answer(await tries.Run(brought.Json, from.Day, token), CatalogueTrialDocument.Of);
    }

    private static async Task<IResult> TryDraft(string id, HttpContext http, CatalogueReader catalogues, TryCatalogue tries, CancellationToken token)
    {
        if (!await MayNational(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await catalogues.Draft(Number(id), token)).TryGet(out var found, out var problem)) return ProblemMapping.Result(problem);
        return Answer(await tries.Run(found.Json, found.Draft.ValidFrom, token), CatalogueTrialDocument.Of);
    }

    private static async Task<IResult> Start(
        RunBody body, HttpContext http, Recalculations recalculations, Scenarios scenarios, ScorePeriod score, JobSignal signal, TimeProvider clock, int? wait, CancellationToken token)
    {
        var actor = http.Caller().Actor;
        if (!PeriodRange.TryParse(body.Period, out var periods)) return ProblemMapping.Result(Queries.NoPeriod(body.Period ?? ""));
        if (!MapDay.Read(body.Geography ?? MapDay.Then, clock).TryGet(out var geography, out var unread)) return ProblemMapping.Result(unread);

        // A call of the API is an analyst's trial; the official run is the service's own.
        if (!Missing(body.Missing).TryGet(out var missing, out var noPolicy)) return ProblemMapping.Result(noPolicy);
        var request = new ScoreRequest(periods[0], body.Set, geography, body.AsKnownAt, missing, body.ApprovedOnly, body.Name, Official: false) { Catalogue = body.Catalogue };
        if (body.WhatIf is { ValueKind: not JsonValueKind.Null } whatIf)
        {
            if (!(await Keep(scenarios, score, request, periods, Encoding.UTF8.GetBytes(whatIf.GetRawText()), actor, token)).TryGet(out request, out var wrong))
                return ProblemMapping.Result(wrong);
        }

        if (!(await recalculations.Ask(request, periods, actor, token)).TryGet(out var asked, out var problem)) return ProblemMapping.Result(problem);
        signal.Due(KpiJobs.Recalculate);
        var now = await recalculations.Find(asked.Id, actor, Wait(wait), token) ?? asked;
        return Results.Accepted($"{Paths.Api}/runs/{Ids.Show(asked.Id)}", await Document(recalculations, now, token));
    }

    /// <summary>What becomes of units that did not report; what is not said is the official way, and a word that is none is refused.</summary>
    internal static Outcome<MissingPolicy> Missing(string? word) => word is null ? MissingPolicy.Strict
        : Words<MissingPolicy>.TryRead(word, out var policy) ? policy
        : Problem.Invalid("bad-missing",
            $"“missing” phải là một trong: {Words<MissingPolicy>.List}; không có “{word}”.", $"“missing” must be one of: {Words<MissingPolicy>.List}; there is no “{word}”.");

    private static TimeSpan Wait(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(Math.Clamp(given, 0, (int)LongestWait.TotalSeconds)) : UsualWait;

    /// <summary>Keeps a what-if, and gives the request of a run of it; whatever would refuse the run is said before anything is kept.</summary>
    internal static async Task<Outcome<ScoreRequest>> Keep(
        Scenarios scenarios, ScorePeriod score, ScoreRequest request, ImmutableArray<Period> periods, ReadOnlyMemory<byte> file, Actor actor, CancellationToken token)
    {
        if (request.Catalogue is not null)
        {
            return Problem.Invalid("whatif-and-catalogue",
                "Chỉ dùng một trong whatIf và catalogue: kịch bản dựa trên danh mục đang có hiệu lực.", "Use either whatIf or catalogue: a scenario stands on the catalogue in force.");
        }

        foreach (var period in periods)
        {
            if (await score.Refusal(request with { Period = period }, token) is { } refusal) return refusal;
        }

        return (await scenarios.Keep(file, request.Name, periods, request.Missing, request.ApprovedOnly, actor, token))
            .Then(scenario => Outcome<ScoreRequest>.Of(scenario.Of(request)));
    }

    private static async Task<IResult> Run(string id, HttpContext http, FindRun find, Recalculations recalculations, int? wait, CancellationToken token)
    {
        var actor = http.Caller().Actor;
        // Who looks again and again had better wait here.
        if (wait > 0 && Ids.TryRead(id, out var waited)) await recalculations.Find(waited, actor, Wait(wait), token);
        if ((await find.Run(id, null, actor, token)).TryGet(out var run, out var problem))
            return Results.Ok(RunDocument.Of(run, await ScoredRuns.Restated(http.RequestServices, run, null, token)));
        return Ids.TryRead(id, out var number) && await recalculations.Find(number, actor, token) is { } asked
            ? Results.Ok(await Document(recalculations, asked, token))
            : ProblemMapping.Result(problem);
    }

    /// <summary>The run itself where it is the only one and there; else how far it is.</summary>
    private static async Task<object> Document(Recalculations recalculations, Kpi.App.Features.Recalculation.Recalculation asked, CancellationToken token)
    {
        var runs = await recalculations.Runs(asked, token);
        return asked.Request.Runs.Length == 1 && runs is [var only] ? RunDocument.Of(only) : RecalculationDocument.Of(asked, runs);
    }

    private static async Task<IResult> Cancel(string id, HttpContext http, Recalculations recalculations, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number)) return ProblemMapping.Result(RunProblems.NoRun(id));
        return (await recalculations.Cancel(number, http.Caller().Actor, token)).TryGet(out var asked, out var problem)
            ? Results.Ok(RecalculationDocument.Of(asked, await recalculations.Runs(asked, token)))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Beside(string id, HttpContext http, FindRun find, BesideOfficial beside, string? unit, bool? stability, CancellationToken token)
    {
        var unitCode = unit ?? http.Caller().HomeUnit;
        var access = await http.Caller().Access(http.RequestServices, token);
        if (!access.Allows(Permission.Read, unitCode)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await find.Run(id, null, http.Caller().Actor, token)).TryGet(out var run, out var problem)) return ProblemMapping.Result(problem);
        return Answer(await beside.Run(run, unitCode, stability ?? false, token), found => BesideDocument.Of(found, code => access.Allows(Permission.Read, code)));
    }

    private static async Task<IResult> List(HttpContext http, Scenarios scenarios, CancellationToken token) =>
        Results.Ok(ScenariosDocument.Of(await scenarios.List(http.Caller().Actor, token)));

    private static async Task<IResult> Show(string id, HttpContext http, Scenarios scenarios, CancellationToken token) =>
        Answer(await scenarios.Find(Number(id), http.Caller().Actor, token), ScenarioDocument.Of);

    private static async Task<IResult> File(string id, HttpContext http, Scenarios scenarios, CancellationToken token) =>
        (await scenarios.File(Number(id), http.Caller().Actor, token)).TryGet(out var bytes, out var problem)
            ? Results.Bytes(bytes, "application/json", "kpi-what-if.json")
            : ProblemMapping.Result(problem);

    private static async Task<IResult> Share(string id, HttpContext http, Scenarios scenarios, CancellationToken token) =>
        Answer(await scenarios.Share(Number(id), http.Caller().Actor, token), ScenarioDocument.Of);

    private static async Task<IResult> Discard(string id, HttpContext http, Scenarios scenarios, CancellationToken token) =>
        Answer(await scenarios.Discard(Number(id), http.Caller().Actor, token), ScenarioDocument.Of);

    private static async Task<IResult> Propose(string id, ProposalBody body, HttpContext http, Scenarios scenarios, CancellationToken token)
    {
        if (!await MayNational(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        return Answer(await scenarios.Propose(Number(id), body.Reason ?? "", body.ValidFrom, http.Caller().Actor, token), ProposedScenarioDocument.Of);
    }

    private static async Task<IResult> Publish(string id, HttpContext http, Scenarios scenarios, CancellationToken token)
    {
        // A second person, not a second key of the first one.
        if (http.Caller().IsKey || !await MayNational(http.Caller(), Permission.Administer, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        return (await scenarios.Approve(Number(id), http.Caller().Actor, token)).TryGet(out _, out var problem)
            ? await Show(id, http, scenarios, token)
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Decline(string id, ProposalBody body, HttpContext http, Scenarios scenarios, CancellationToken token)
    {
        if (!await MayNational(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        return Answer(await scenarios.Decline(Number(id), body.Reason ?? "", http.Caller().Actor, token), ScenarioDocument.Of);
    }

    /// <summary>The catalogue is the nation's: whoever changes it needs the right there.</summary>
    internal static async Task<bool> MayNational(Caller caller, Permission permission, IServiceProvider services, CancellationToken token) =>
        (await caller.Access(services, token)).Allows(permission, Geography.NationCode);

    private static IResult Answer<T, TDocument>(Outcome<T> outcome, Func<T, TDocument> document) =>
        outcome.TryGet(out var value, out var problem) ? Results.Ok(document(value)) : ProblemMapping.Result(problem);

    /// <summary>A text that is no id names nothing: no scenario has the number 0.</summary>
    internal static long Number(string? id) => Ids.TryRead(id, out var number) ? number : 0;

    internal sealed record RunBody(
        string? Period, string? Set, string? Geography, DateTimeOffset? AsKnownAt, string? Missing, bool ApprovedOnly, string? Name, int? Catalogue, JsonElement? WhatIf);

    internal sealed record ProposalBody(string? Reason, DateOnly? ValidFrom);
}
