using Kpi.App;
using Kpi.App.Features.Calendar;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Calendar;

/// <summary><c>/api/v1/deadlines</c>, <c>/periods</c> and <c>/extensions</c>.</summary>
internal static class CalendarApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/deadlines", ListDeadlines).Requires(Permission.Read).Produces<DeadlinesDocument>()
            .WithSummary("When the returns of a period are due, late and taken no more: for a unit, or for everybody.");
        api.MapGet("/periods", ListDecisions).Requires(Permission.Read).Produces<PeriodDecisionsDocument>()
            .WithSummary("What was closed and opened again, newest first.");
        api.MapPost("/periods", Decide).Requires(Permission.Review).Produces<PeriodDecisionDocument>()
            .WithSummary("Closes a period for a unit and all within it, or opens it again.");
        api.MapGet("/extensions", ListExtensions).Requires(Permission.Read).Produces<ExtensionsDocument>();
        api.MapPost("/extensions", Ask).Requires(Permission.Submit).Produces<ExtensionDocument>().WithSummary("Asks for more time.");
        api.MapPost("/extensions/{id}/answer", Answer).Requires(Permission.Review).Produces<ExtensionDocument>().WithSummary("Grants or refuses more time.");
    }

    private static async Task<IResult> ListDeadlines(string period, string? unit, HttpContext http, Deadlines deadlines, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        if (unit is not null && !(await http.Caller().Access(http.RequestServices, token)).Allows(Permission.Read, unit))
            return ProblemMapping.Result(ProblemMapping.NotAllowed);
        return (await deadlines.Run(parsed, unit, token)).TryGet(out var found, out var problem)
            ? Results.Ok(new DeadlinesDocument([.. found.Select(DeadlineDocument.Of)]))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> ListDecisions(string? period, HttpContext http, CalendarSight sight, CancellationToken token)
    {
        if (!Queries.PeriodIn(period).TryGet(out var wanted, out var problem)) return ProblemMapping.Result(problem);
        var decisions = await sight.Decisions(http.Caller(), wanted, token);
        return Results.Ok(new PeriodDecisionsDocument([.. decisions.Select(PeriodDecisionDocument.Of)]));
    }

    private static async Task<IResult> Decide(DecisionBody body, HttpContext http, DecidePeriod decide, JobSignal signal, CancellationToken token)
    {
        if (!Period.TryParse(body.Period, out var period)) return ProblemMapping.Result(Queries.NoPeriod(body.Period ?? ""));
        var request = new PeriodRequest(period, body.Form, body.Unit ?? Geography.NationCode, body.Reason ?? "");
        var access = await http.Caller().Access(http.RequestServices, token);
        var outcome = body.Closed
            ? await decide.Close(request, access, http.Caller().Actor, token)
            : await decide.Reopen(request, access, http.Caller().Actor, token);
        if (!outcome.TryGet(out var decision, out var problem)) return ProblemMapping.Result(problem);
        signal.Due(KpiJobs.ProcessReturns);
        return Results.Ok(PeriodDecisionDocument.Of(decision));
    }

    private static async Task<IResult> ListExtensions(string? period, string? state, HttpContext http, CalendarSight sight, CancellationToken token)
    {
        if (!Queries.PeriodIn(period).TryGet(out var wanted, out var problem)) return ProblemMapping.Result(problem);
        ExtensionState? inState = null;
        if (state is not null)
        {
            var match = Enum.GetValues<ExtensionState>().Where(s => Words.Kebab(s) == state).ToList();
            if (match.Count == 0) return ProblemMapping.Result(Problem.Invalid("bad-state", $"Không có trạng thái “{state}”.", $"There is no state “{state}”."));
            inState = match[0];
        }

        var list = await sight.Extensions(http.Caller(), new ExtensionFilter(wanted, inState), token);
        return Results.Ok(new ExtensionsDocument([.. list.Select(ExtensionDocument.Of)]));
    }

    private static async Task<IResult> Ask(AskBody body, HttpContext http, ManageExtensions extensions, CancellationToken token)
    {
        if (!Period.TryParse(body.Period, out var period)) return ProblemMapping.Result(Queries.NoPeriod(body.Period ?? ""));
        if (body.Until is not { } until) return ProblemMapping.Result(Queries.NoDay(""));
        var access = await http.Caller().Access(http.RequestServices, token);
        var outcome = await extensions.Ask(new ExtensionRequest(body.Unit ?? "", period, until, body.Reason ?? ""), access, http.Caller().Actor, token);
        return Answered(outcome);
    }

    private static async Task<IResult> Answer(string id, AnswerBody body, HttpContext http, ManageExtensions extensions, CancellationToken token)
    {
        if (!Ids.TryRead(id, out var number))
        {
            return ProblemMapping.Result(Problem.NotFound("no-such-extension",
                $"Không có đề nghị gia hạn mang mã “{id}”.", $"There is no request for more time with the id “{id}”."));
        }

        var access = await http.Caller().Access(http.RequestServices, token);
        return Answered(body.Grant
            ? await extensions.Grant(number, body.Until, body.Reason, access, http.Caller().Actor, token)
            : await extensions.Refuse(number, body.Reason ?? "", access, http.Caller().Actor, token));
    }

    private static IResult Answered(Outcome<Extension> outcome) => outcome.TryGet(out var extension, out var problem)
        ? Results.Ok(ExtensionDocument.Of(extension))
        : ProblemMapping.Result(problem);

    /// <param name="Form">Code of a form; null for all.</param>
    /// <param name="Unit">For this unit and all within it; null for the nation.</param>
    /// <param name="Closed">True closes, false opens again.</param>
    internal sealed record DecisionBody(string? Period, string? Form, string? Unit, bool Closed, string? Reason);

    internal sealed record AskBody(string? Unit, string? Period, DateOnly? Until, string? Reason);

    /// <param name="Grant">True grants; false refuses, which needs a reason.</param>
    /// <param name="Until">The new due day, when it is not the one asked for.</param>
    internal sealed record AnswerBody(bool Grant, DateOnly? Until, string? Reason);
}
