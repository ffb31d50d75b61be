using System.Text;
using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Returns;

/// <summary><c>/api/v1/returns</c> and <c>/api/v1/forms</c>.</summary>
internal static class ReturnsApi
{
    private const int MostRows = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/returns", Send).Requires(Permission.Submit).RequireRateLimiting(Hardening.UploadLimit)
            .Produces<ReceiptDocument>(StatusCodes.Status202Accepted).Produces<ReceiptDocument>()
            .WithSummary("Sends a return: multipart field “file”, or the raw workbook of any content type with ?name=. 200 for bytes held before. "
                + "A workbook of the unit's own design also needs “facility” and “period”. "
                + "With ?dryRun=true it is judged as if it were sent, nothing is kept, and the answer is what would become of it (CheckDocument).");
        api.MapGet("/returns", List).Requires(Permission.Read).Produces<ReturnsDocument>();
        api.MapGet("/returns/{id}", Show).Requires(Permission.Read).Produces<ReturnDetailDocument>();
        api.MapGet("/returns/{id}/receipt", GetReceipt).Requires(Permission.Read).Produces<SignedReceiptDocument>()
            .WithSummary("The signed receipt; ?format=text gives it as the file that openssl checks (docs/receipts.md).");
        api.MapGet("/returns/{id}/file", File).Requires(Permission.Read);
        api.MapGet("/returns/{id}/annotated", Annotated).Requires(Permission.Read)
            .WithSummary("The workbook that was sent, its findings marked in the cells; ?lang=vi or en, else both languages.");
        api.MapPost("/returns/{id}/approval", Review).Requires(Permission.Review).Produces<ReturnDocument>();
        api.MapPost("/returns/{id}/answers", Answer).Requires(Permission.Submit).Produces<ReturnDetailDocument>()
            .WithSummary("Answers a warning with a reason: why the figure is right as it stands.");
        api.MapGet("/forms/{form}", Form).Requires(Permission.Read);
    }

    private static async Task<IResult> Send(
        HttpContext http, bool? dryRun, ReceiveReturn receive, GiveReceipt give, JobSignal signal, CancellationToken token)
    {
        var caller = http.Caller();
        if (!(await UploadedFile.Read(http.Request, Uploads.Unnamed, token)).TryGet(out var upload, out var unreadable)) return ProblemMapping.Result(unreadable);
        var access = await caller.Access(http.RequestServices, token);
        var incoming = new IncomingFile(upload.Name, upload.Bytes, "api", caller.Name, ReturnSight.RequiredFacility(access)) { Stated = Uploads.Stated(http.Request) };
        if (dryRun == true) return await Check(http, incoming, token);
        var outcome = (await receive.Run([incoming], caller.Actor, token))[0];
        if (!outcome.TryGet(out var receipt, out var problem)) return ProblemMapping.Result(problem);
        signal.Due(KpiJobs.ProcessReturns);
        var document = ReceiptDocument.Of(
            receipt, upload.Name, upload.Bytes.Length, await give.OfBytes(receipt, upload.Bytes.Length, token));
        var location = $"{Paths.Api}/returns/{document.Id}";
        if (!receipt.AlreadyHeld) return Results.Accepted(location, document);
        http.Response.Headers.Location = location;
        return Results.Ok(document);
    }

    /// <summary>The very judging that sending would meet; nothing is kept.</summary>
    private static async Task<IResult> Check(HttpContext http, IncomingFile file, CancellationToken token)
    {
        var outcome = (await http.RequestServices.GetRequiredService<CheckReturns>().Run([file], token))[0];
        if (!outcome.TryGet(out var verdict, out var problem)) return ProblemMapping.Result(problem);
        var catalogue = await http.RequestServices.GetRequiredService<CatalogueReader>().Current(token);
        return Results.Ok(CheckDocument.Of(verdict, catalogue, Queries.LanguageOf(http)));
    }

    private static async Task<IResult> List(
        HttpContext http, ReturnReader returns, ReturnSight sight, string? period, string? facility, string? state, string? form, bool? current, bool? warned,
        int? skip, int? take, CancellationToken token)
    {
        if (!Queries.PeriodIn(period).TryGet(out var wanted, out var noPeriod)) return ProblemMapping.Result(noPeriod);
        ReturnState? inState = null;
        if (state is not null)
        {
            var match = Enum.GetValues<ReturnState>().Where(s => Words.Kebab(s) == state).ToList();
            if (match.Count == 0) return ProblemMapping.Result(Problem.Invalid("bad-state", $"Không có trạng thái “{state}”.", $"There is no state “{state}”."));
            inState = match[0];
        }

        var filter = await sight.Narrow(
            http.Caller(),
            new ReturnFilter
            {
                Period = wanted,
                Facility = facility,
                State = inState,
                Form = form,
                CurrentOnly = current == true,
                Warned = warned,
            },
            token);
        var page = await returns.List(filter, Math.Max(skip ?? 0, 0), Math.Clamp(take ?? MostRows, 1, MostRows), token);
        return Results.Ok(new ReturnsDocument([.. page.Select(ReturnDocument.Of)]));
    }

    private static async Task<IResult> Show(
        string id, HttpContext http, ReturnSight sight, CatalogueReader catalogues, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        return Results.Ok(await Document(detail, catalogues, http, token));
    }

    /// <summary>In the words of the catalogue that it was judged by.</summary>
    private static async Task<ReturnDetailDocument> Document(ReturnDetail detail, CatalogueReader catalogues, HttpContext http, CancellationToken token) =>
        ReturnDetailDocument.Of(
            detail, detail.CatalogueVersion is { } version ? await catalogues.Version(version, token) : await catalogues.Current(token), Queries.LanguageOf(http));

    private static async Task<IResult> Answer(
        string id, AnswerBody body, HttpContext http, ReturnSight sight, AnswerFinding answer, CatalogueReader catalogues, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Answer, http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        var outcome = await answer.Run(detail.Summary.Id, body.Finding, body.Reason ?? "", http.Caller().Actor, token);
        return outcome.TryGet(out var answered, out problem)
            ? Results.Ok(await Document(answered, catalogues, http, token))
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> GetReceipt(
        string id, string? format, HttpContext http, ReturnSight sight, GiveReceipt give, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        if (!(await give.Run(detail.Summary.Id, token)).TryGet(out var receipt, out problem)) return ProblemMapping.Result(problem);
        return format == "text"
            ? Results.File(Encoding.UTF8.GetBytes(receipt.File), "text/plain; charset=utf-8", $"receipt-{id}.txt")
            : Results.Ok(SignedReceiptDocument.Of(receipt));
    }

    private static async Task<IResult> File(string id, HttpContext http, ReturnSight sight, ReturnReader returns, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        var file = await returns.File(detail.Summary.Id, token);
        return file is null
            ? ProblemMapping.Result(ProblemMapping.NotFound)
            : Results.File(file.Bytes, Queries.Xlsx, file.FileName, entityTag: new($"\"{file.Sha256}\""));
    }

    private static async Task<IResult> Annotated(
        string id, string? lang, HttpContext http, ReturnSight sight, AnnotateReturn annotate, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        Language? language = lang switch { "vi" => Language.Vi, "en" => Language.En, _ => null };
        return (await annotate.Run(detail.Summary.Id, language, token)).TryGet(out var annotated, out problem)
            ? Results.File(annotated.Bytes, Queries.Xlsx, annotated.FileName)
            : ProblemMapping.Result(problem);
    }

    private static async Task<IResult> Review(
        string id, ReviewBody body, HttpContext http, ReturnSight sight, ReviewReturn review, JobSignal signal, CancellationToken token)
    {
        if (!(await sight.FindFor(body.Approve ? ReturnAct.Approve : ReturnAct.SendBack, http.Caller(), id, token)).TryGet(out var detail, out var problem)) return ProblemMapping.Result(problem);
        var outcome = body.Approve
            ? await review.Approve(detail.Summary.Id, body.Reason, http.Caller().Actor, token)
            : await review.SendBack(detail.Summary.Id, body.Reason, body.Places ?? [], http.Caller().Actor, token);
        if (!outcome.TryGet(out var summary, out problem)) return ProblemMapping.Result(problem);
        signal.Due(KpiJobs.ScoreDue);
        return Results.Ok(ReturnDocument.Of(summary));
    }

    private static async Task<IResult> Form(
        string form, string facility, string period, HttpContext http, IssueForm issue, CancellationToken token)
    {
        if (!Period.TryParse(period, out var parsed)) return ProblemMapping.Result(Queries.NoPeriod(period));
        var access = await http.Caller().Access(http.RequestServices, token);
        if (!access.Allows(Permission.Read, facility)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        var outcome = await issue.Run(form, facility, parsed, token);
        return outcome.TryGet(out var issued, out var problem)
            ? Results.File(issued.Bytes, Queries.Xlsx, issued.FileName)
            : ProblemMapping.Result(problem);
    }

    /// <param name="Finding">Number of the warning within the return.</param>
    /// <param name="Reason">Why the figure is right as it stands.</param>
    internal sealed record AnswerBody(int Finding, string? Reason);

    /// <param name="Approve">True approves; false sends back, which needs a reason.</param>
    /// <param name="Places">When sent back: lines (an element's code or a cell) with the reason at each.</param>
    internal sealed record ReviewBody(bool Approve, string? Reason, IReadOnlyList<PlaceReason>? Places);
}
