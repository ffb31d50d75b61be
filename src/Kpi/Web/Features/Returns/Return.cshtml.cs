using System.Collections.Immutable;
using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Kpi.Web.Features.Returns;

/// <summary>One return with all that belongs to it: findings, review, receipt, versions, questions, evidence, values.</summary>
[Requires(Permission.Read)]
[EnableRateLimiting(Hardening.UploadLimit)]
public sealed class ReturnModel(
    ReturnReader returns, ReturnSight sight, ReviewReturn review, AnswerFinding answer, AnnotateReturn annotate, ReturnEvidence evidence, ReturnQuestions questions,
    CatalogueReader catalogues, JobSignal signal, IServiceProvider services) : KpiPage
{
    private const string PlacePrefix = "at.";

    public ReturnDetail Detail { get; private set; } = null!;

    public ReturnSummary Summary => Detail.Summary;

    public Catalogue Catalogue { get; private set; } = null!;

    /// <summary>Every version, first sent first; this one is among them.</summary>
    public IReadOnlyList<ReturnVersion> Chain { get; private set; } = [];

    public IReadOnlyList<EvidencePiece> Pieces { get; private set; } = [];

    public IReadOnlyList<QuestionThread> Threads { get; private set; } = [];

    /// <summary>What the form asks for, as far as the form is known.</summary>
    public ImmutableArray<DataElement> Elements { get; private set; } = [];

    public bool MayReview { get; private set; }

    public bool MayAnswer { get; private set; }

    public bool IsOwn => ReviewReturn.IsOwn(Summary.Sender, Caller.Actor);

    public bool MayApprove => MayReview && Summary is { State: ReturnState.Accepted, IsCurrent: true } && !IsOwn;

    public bool MayAttach { get; private set; }

    public bool MayAsk { get; private set; }

    public bool IsOpen => Summary.State is ReturnState.Received or ReturnState.Reading;

    public string NameOf(Speech speech, string? element) =>
        element is null ? speech[Texts.WholeReturn] : Catalogue.Element(element) is { } known ? speech[known.Name] : element;

    public async Task<IActionResult> OnGet(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        Detail = detail;
        Catalogue = detail.CatalogueVersion is { } version ? await catalogues.Version(version, token) : await catalogues.Current(token);
        Elements =
        [
            .. (Catalogue.Forms.Where(f => f.Code == Summary.Form).MaxBy(f => f.Version)?.Fields ?? [])
                .Select(f => Catalogue.Element(f.Element)).OfType<DataElement>(),
        ];
        Chain = await sight.Chain(Caller, Summary, token);
        long[] ids = [.. Chain.Select(v => v.Summary.Id)];
        Pieces = await evidence.Of(ids, token);
        Threads = await questions.Of(ids, token);
        var access = await Caller.Access(services, token);
        MayReview = Summary.State is ReturnState.Accepted or ReturnState.Approved && ReturnRights.May(ReturnAct.SendBack, Caller.Name, access, Summary);
        MayAttach = ReturnRights.May(ReturnAct.Attach, Caller.Name, access, Summary);
        MayAsk = ReturnRights.May(ReturnAct.Ask, Caller.Name, access, Summary);
        MayAnswer = Summary.State is ReturnState.Accepted or ReturnState.Approved && ReturnRights.May(ReturnAct.Answer, Caller.Name, access, Summary);
        return Page();
    }

    public async Task<IActionResult> OnGetFile(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        return await returns.File(detail.Summary.Id, token) is { } file
            ? File(file.Bytes, Queries.Xlsx, file.FileName)
            : Problem(ProblemMapping.NotFound);
    }

    public async Task<IActionResult> OnGetAnnotated(string id, CancellationToken token)
    {
        if (!(await sight.Find(Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        return (await annotate.Run(detail.Summary.Id, null, token)).TryGet(out var annotated, out problem)
            ? File(annotated.Bytes, Queries.Xlsx, annotated.FileName)
            : Problem(problem);
    }

    public async Task<IActionResult> OnGetEvidence(string id, string piece, CancellationToken token)
    {
        if (!(await sight.FindEvidence(Caller, id, piece, token)).TryGet(out var found, out var problem)) return Problem(problem);
        return await evidence.File(found.Id, token) is { } file
            ? File(file.Bytes, file.MediaType, file.Piece.FileName)
            : Problem(ProblemMapping.NotFound);
    }

    public async Task<IActionResult> OnPostExplanation(string id, int finding, string? reason, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Answer, Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        var outcome = await answer.Run(detail.Summary.Id, finding, reason ?? "", Caller.Actor, token);
        return outcome.TryGet(out var answered, out problem) ? LocalRedirect($"/returns/{Ids.Show(answered.Summary.Id)}") : Problem(problem);
    }

    public async Task<IActionResult> OnPost(string id, string? decision, string? reason, CancellationToken token)
    {
        var approves = decision == "approve";
        if (!(await sight.FindFor(approves ? ReturnAct.Approve : ReturnAct.SendBack, Caller, id, token)).TryGet(out var detail, out var problem))
            return Problem(problem);
        var outcome = approves
            ? await review.Approve(detail.Summary.Id, reason, Caller.Actor, token)
            : await review.SendBack(detail.Summary.Id, reason, Places(), Caller.Actor, token);
        if (!outcome.TryGet(out _, out problem)) return Problem(problem);
        signal.Due(KpiJobs.ScoreDue);
        return Back(id, "");
    }

    public async Task<IActionResult> OnPostEvidence(string id, IFormFile? file, string? element, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Attach, Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        if (file is null) return Problem(Domain.Problem.Invalid("file-missing", Texts.NothingChosen.Vi, Texts.NothingChosen.En));
        if (evidence.TooLarge(file.Length) is { } large) return Problem(large);
        var offered = new OfferedEvidence(file.FileName, await UploadedFile.Bytes(file, token), element);
        return (await evidence.Add(detail.Summary.Id, offered, Caller.Actor, token)).TryGet(out _, out problem) ? Back(id, "#evidence") : Problem(problem);
    }

    public async Task<IActionResult> OnPostWithdraw(string id, string piece, string? reason, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Attach, Caller, id, token)).TryGet(out _, out var problem)) return Problem(problem);
        if (!(await sight.FindEvidence(Caller, id, piece, token)).TryGet(out var found, out problem)) return Problem(problem);
        return (await evidence.Withdraw(found.Id, reason, Caller.Actor, token)).TryGet(out _, out problem) ? Back(id, "#evidence") : Problem(problem);
    }

    public async Task<IActionResult> OnPostQuestion(string id, string? text, string? place, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Ask, Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        return (await questions.Ask(detail.Summary.Id, text, place, Caller.Actor, token)).TryGet(out _, out problem) ? Back(id, "#questions") : Problem(problem);
    }

    public async Task<IActionResult> OnPostAnswer(string id, string question, string? text, CancellationToken token)
    {
        if (!(await sight.FindFor(ReturnAct.Ask, Caller, id, token)).TryGet(out var detail, out var problem)) return Problem(problem);
        if (!(await sight.FindQuestion(Caller, detail.Summary, question, token)).TryGet(out var thread, out problem)) return Problem(problem);
        return (await questions.Answer(thread, text, Caller.Actor, token)).TryGet(out _, out problem) ? Back(id, "#questions") : Problem(problem);
    }

    /// <summary>The reasons written beside single values.</summary>
    private List<PlaceReason> Places() =>
    [
        .. Request.Form.Where(f => f.Key.StartsWith(PlacePrefix, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(f.Value))
            .Select(f => new PlaceReason(f.Key[PlacePrefix.Length..], f.Value.ToString())),
    ];

    private LocalRedirectResult Back(string id, string part) => LocalRedirect($"/returns/{Uri.EscapeDataString(id)}{part}");
}
