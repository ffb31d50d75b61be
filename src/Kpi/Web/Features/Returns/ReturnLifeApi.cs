using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Returns;

/// <summary>What happens to a return after it was read: versions, evidence, questions, approval of many.</summary>
internal static class ReturnLifeApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/returns/{id}/history", History).Requires(Permission.Read).Produces<HistoryDocument>()
            .WithSummary("Everything sent for the same unit, form and period, and which of it counts.");
        api.MapGet("/returns/{id}/difference", Difference).Requires(Permission.Read).Produces<DifferenceDocument>()
            .WithSummary("How a return differs from another version (with: its id or number; without it, the last approved before, else the one before).");
        api.MapGet("/returns/{id}/evidence", Evidence).Requires(Permission.Read).Produces<EvidenceListDocument>();
        api.MapPost("/returns/{id}/evidence", Attach).Requires(Permission.Submit).RequireRateLimiting(Hardening.UploadLimit)
            .Produces<EvidenceDocument>(StatusCodes.Status201Created)
            .WithSummary("Adds evidence (PDF, PNG, JPEG, .xlsx): multipart field “file”, or the raw bytes with ?name=; ?element= binds it to a line.");
        api.MapGet("/returns/{id}/evidence/{piece}/file", EvidenceBytes).Requires(Permission.Read);
        api.MapPost("/returns/{id}/evidence/{piece}/withdrawal", Withdraw).Requires(Permission.Submit).Produces<EvidenceDocument>();
        api.MapGet("/returns/{id}/questions", Questions).Requires(Permission.Read).Produces<QuestionsDocument>();
        api.MapPost("/returns/{id}/questions", Ask).Requires(Permission.Read).Produces<QuestionDocument>(StatusCodes.Status201Created);
        api.MapPost("/returns/{id}/questions/{question}/answers", Answer).Requires(Permission.Read).Produces<QuestionDocument>();
        api.MapPost("/approvals", Approve).Requires(Permission.Review).Produces<ApprovalsDocument>()
            .WithSummary("Approves many: those of ids, or every return of the queue for a period; never those of except, never one's own.");
    }

    private static async Task<IResult> History(string id, HttpContext http, ReturnSight sight, ReturnReader returns, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        return Results.Ok(HistoryDocument.Of(detail.Summary, await sight.Chain(http.Caller(), detail.Summary, token), Queries.LanguageOf(http)));
    }

    private static async Task<IResult> Difference(
        string id, string? with, HttpContext http, ReturnSight sight, ReturnHistory history, CatalogueReader catalogues, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        var chain = await sight.Chain(http.Caller(), detail.Summary, token);
        return (await history.Difference(detail, chain, with, token)).TryGet(out var difference, out problem)
            ? Results.Ok(DifferenceDocument.Of(difference, await catalogues.Current(token), Queries.LanguageOf(http)))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Evidence(string id, HttpContext http, ReturnSight sight, ReturnEvidence evidence, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        var chain = await sight.Chain(http.Caller(), detail.Summary, token);
        return Results.Ok(new EvidenceListDocument([.. (await evidence.Of([.. chain.Select(v => v.Summary.Id)], token)).Select(EvidenceDocument.Of)]));
    }

    private static async Task<IResult> Attach(
        string id, string? element, HttpContext http, ReturnSight sight, ReturnEvidence evidence, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Attach, http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        if (!(await UploadedFile.Read(http.Request, Uploads.Unnamed, token)).TryGet(out var upload, out problem)) return ProblemMapping.Result(problem);
        var line = element ?? (http.Request.HasFormContentType ? http.Request.Form["element"].FirstOrDefault() : null);
        var outcome = await evidence.Add(detail.Summary.Id, new OfferedEvidence(upload.Name, upload.Bytes, line), http.Caller().Actor, token);
        if (!outcome.TryGet(out var piece, out problem)) return ProblemMapping.Result(problem);
        var document = EvidenceDocument.Of(piece);
        return Results.Created($"{Paths.Api}/returns/{document.Return}/evidence/{document.Id}/file", document);
    }

    private static async Task<IResult> EvidenceBytes(
        string id, string piece, HttpContext http, ReturnSight sight, ReturnEvidence evidence, CancellationToken token)
    {
        if (!(await sight.FindEvidence(http.Caller(), id, piece, token)).TryGet(out var found, out var problem)) return ProblemMapping.Result(problem);
        return await evidence.File(found.Id, token) is { } file
            ? Results.File(file.Bytes, file.MediaType, file.Piece.FileName, entityTag: new($"\"{file.Piece.Sha256}\""))
            : ProblemMapping.Result(ProblemMapping.NotFound);
    }

    private static async Task<IResult> Withdraw(
        string id, string piece, ReasonBody body, HttpContext http, ReturnSight sight, ReturnEvidence evidence, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Attach, http.Caller(), id, token)).TryGet(out _, out var problem)) return ProblemMapping.Result(problem);
        if (!(await sight.FindEvidence(http.Caller(), id, piece, token)).TryGet(out var found, out problem)) return ProblemMapping.Result(problem);
        return (await evidence.Withdraw(found.Id, body.Reason, http.Caller().Actor, token)).TryGet(out var withdrawn, out problem)
            ? Results.Ok(EvidenceDocument.Of(withdrawn))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Questions(string id, HttpContext http, ReturnSight sight, ReturnQuestions questions, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        var chain = await sight.Chain(http.Caller(), detail.Summary, token);
        return Results.Ok(new QuestionsDocument([.. (await questions.Of([.. chain.Select(v => v.Summary.Id)], token)).Select(QuestionDocument.Of)]));
    }

    private static async Task<IResult> Ask(
        string id, QuestionBody body, HttpContext http, ReturnSight sight, ReturnQuestions questions, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Ask, http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        return (await questions.Ask(detail.Summary.Id, body.Text, body.Place, http.Caller().Actor, token)).TryGet(out var thread, out problem)
            ? Results.Created($"{Paths.Api}/returns/{Ids.Show(detail.Summary.Id)}/questions", QuestionDocument.Of(thread))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Answer(
        string id, string question, AnswerBody body, HttpContext http, ReturnSight sight, ReturnQuestions questions, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Ask, http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        if (!(await sight.FindQuestion(http.Caller(), detail.Summary, question, token)).TryGet(out var thread, out problem)) return ProblemMapping.Result(problem);
        return (await questions.Answer(thread, body.Text, http.Caller().Actor, token)).TryGet(out var told, out problem)
            ? Results.Ok(QuestionDocument.Of(told))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Approve(
        ApprovalsBody body, HttpContext http, ReviewQueue queue, JobSignal signal, CancellationToken token)
    {
        Period? wanted = null;
        if (!string.IsNullOrWhiteSpace(body.Period))
        {
            if (!Period.TryParse(body.Period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(body.Period));
            wanted = parsed;
        }

        if (body.Ids is null && wanted is null)
        {
            return ProblemMapping.Result(Problem.Invalid("nothing-named",
                "Hãy nêu kỳ báo cáo (period) hoặc các báo cáo (ids) cần duyệt.", "Name the period, or the ids, of the returns to approve."));
        }

        if (!Numbers(body.Ids).TryGet(out var only, out var problem)) return ProblemMapping.Result(problem);
        if (!Numbers(body.Except).TryGet(out var except, out problem)) return ProblemMapping.Result(problem);
        var request = new ApproveRequest(
            new QueueRequest(wanted, body.Unit, body.Form, body.WithoutWarnings ? false : null), body.Ids is null ? null : only, except, body.Reason);
        var access = await http.Caller().Access(http.RequestServices, token);
        if (!(await queue.Approve(request, http.Caller().Actor, access, token)).TryGet(out var done, out problem)) return ProblemMapping.Result(problem);
        signal.Due(KpiJobs.ScoreDue);
        return Results.Ok(ApprovalsDocument.Of(done, Queries.LanguageOf(http)));
    }

    private static Outcome<IReadOnlyCollection<long>> Numbers(IReadOnlyList<string>? texts)
    {
        var numbers = new List<long>();
        foreach (var text in texts ?? [])
        {
            if (!Ids.TryRead(text, out var number))
                return Problem.NotFound("no-such-return", $"Không có báo cáo mang mã “{text}”.", $"There is no return with the id “{text}”.");
            numbers.Add(number);
        }

        return Outcome<IReadOnlyCollection<long>>.Of(numbers);
    }

    internal sealed record ReasonBody(string? Reason);

    /// <param name="Place">Code of an element or a cell; null for the whole return.</param>
    internal sealed record QuestionBody(string? Text, string? Place);

    internal sealed record AnswerBody(string? Text);

    /// <param name="Ids">Only these; null takes the queue of the period.</param>
    internal sealed record ApprovalsBody(
        string? Period, string? Unit, string? Form, bool WithoutWarnings, IReadOnlyList<string>? Ids, IReadOnlyList<string>? Except, string? Reason);
}
