using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns.Profiles;
using Kpi.Documents;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Returns;

/// <summary><c>/api/v1/profiles</c>: how workbooks of units' own design are read.</summary>
internal static class ProfilesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/profiles/proposals", Propose).Requires(Permission.Read).RequireRateLimiting(Hardening.UploadLimit)
            .Produces<ProposalDocument>(StatusCodes.Status201Created)
            .WithSummary("Proposes how to read a unit's own workbook: multipart fields “file”, “facility”, “period”, perhaps “form”.");
        api.MapGet("/profiles/proposals/{id}", ShowProposal).Requires(Permission.Read).Produces<ProposalDocument>();
        api.MapPost("/profiles", Confirm).Requires(Permission.Review).Produces<ProfileDocument>(StatusCodes.Status201Created)
            .WithSummary("Confirms a proposal, as it was given or with its chosen places edited.");
        api.MapGet("/profiles", List).Requires(Permission.Read).Produces<ProfilesDocument>();
        api.MapGet("/profiles/{id}", Show).Requires(Permission.Read).Produces<ProfileDocument>();
        api.MapPost("/profiles/{id}/retirement", Retire).Requires(Permission.Review).Produces<ProfileDocument>();
    }

    private static async Task<IResult> Propose(HttpContext http, ProfileSight sight, ProposeProfile propose, CancellationToken token)
    {
        if (!http.Request.HasFormContentType) return ProblemMapping.Result(ProblemMapping.BadRequest);
        if (!(await UploadedFile.Read(http.Request, Uploads.Unnamed, token)).TryGet(out var file, out var missing)) return ProblemMapping.Result(missing);
        var form = http.Request.Form;
        var facility = form["facility"].ToString().Trim();
        if (!Period.TryParse(form["period"].ToString().Trim(), out var period)) return ProblemMapping.Result(Queries.NoPeriod(form["period"].ToString()));
        if (!await sight.MayPropose(http.Caller(), facility, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        var code = form["form"].ToString().Trim();
        var outcome = await propose.Run(file.Name, file.Bytes, facility, code.Length == 0 ? null : code, period, http.Caller().Actor, token);
        if (!outcome.TryGet(out var made, out var problem)) return ProblemMapping.Result(problem);
        var document = ProposalDocument.Of(made.Stored, made.Content, Queries.LanguageOf(http));
        return Results.Created($"{Paths.Api}/profiles/proposals/{document.Id}", document);
    }

    private static async Task<IResult> ShowProposal(string id, HttpContext http, ProfileSight sight, CancellationToken token) =>
        (await sight.FindProposal(http.Caller(), id, token)).TryGet(out var known, out var problem)
            ? Results.Ok(ProposalDocument.Of(known.Stored, known.Content, Queries.LanguageOf(http)))
            : ProblemMapping.Result(problem);

    private static async Task<IResult> Confirm(
        ConfirmationDocument body, HttpContext http, ProfileSight sight, ConfirmProfile confirm, CatalogueReader catalogues, CancellationToken token)
    {
        if (!body.Read().TryGet(out var chosen, out var problem)) return ProblemMapping.Result(problem);
        if (!(await sight.FindProposal(http.Caller(), body.Id, token)).TryGet(out var known, out problem)) return ProblemMapping.Result(problem);
        if (!await sight.MayConfirm(http.Caller(), known.Stored.Facility, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!(await confirm.Run(chosen.Proposal, chosen.Places, chosen.Percentages, http.Caller().Actor, token)).TryGet(out var profile, out problem)) return ProblemMapping.Result(problem);
        var document = ProfileDocument.Of(profile, await catalogues.Current(token), Queries.LanguageOf(http));
        return Results.Created($"{Paths.Api}/profiles/{document.Id}", document);
    }

    private static async Task<IResult> List(HttpContext http, ProfileSight sight, CatalogueReader catalogues, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var (profiles, waiting) = await sight.List(http.Caller(), token);
        var language = Queries.LanguageOf(http);
        return Results.Ok(new ProfilesDocument([.. profiles.Select(p => ProfileDocument.Of(p, catalogue, language))], [.. waiting.Select(WaitingProposalDocument.Of)]));
    }

    private static async Task<IResult> Show(string id, HttpContext http, ProfileSight sight, CatalogueReader catalogues, CancellationToken token) =>
        (await sight.Find(http.Caller(), id, token)).TryGet(out var profile, out var problem)
            ? Results.Ok(ProfileDocument.Of(profile, await catalogues.Current(token), Queries.LanguageOf(http)))
            : ProblemMapping.Result(problem);

    private static async Task<IResult> Retire(
        string id, RetirementBody body, HttpContext http, ProfileSight sight, ConfirmProfile confirm, CatalogueReader catalogues, CancellationToken token)
    {
        if (!(await sight.Find(http.Caller(), id, token)).TryGet(out var profile, out var problem)) return ProblemMapping.Result(problem);
        if (!await sight.MayConfirm(http.Caller(), profile.Content.Facility, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        return (await confirm.Retire(profile.Id, body.Reason, http.Caller().Actor, token)).TryGet(out profile, out problem)
            ? Results.Ok(ProfileDocument.Of(profile, await catalogues.Current(token), Queries.LanguageOf(http)))
            : ProblemMapping.Result(problem);
    }

    internal sealed record RetirementBody(string? Reason);
}
