using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Indicators;

/// <summary><c>/api/v1/catalogue</c>: the catalogue as published, byte for byte; its versions, differences and proposals.</summary>
internal static class IndicatorsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/catalogue", Get).Requires(Permission.Read).WithSummary("A published version as it was published: ?version=, by default the newest; ?format=xlsx as a workbook to edit.");
        api.MapGet("/catalogue/versions", Versions).Requires(Permission.Read).Produces<CatalogueVersionsDocument>();
        api.MapGet("/catalogue/difference", Difference).Requires(Permission.Read).Produces<CatalogueDifferenceDocument>()
            .WithSummary("What version ?to= says otherwise than ?from=, row by row.");
        api.MapGet("/catalogue/drafts", Drafts).Requires(Permission.Calculate).Produces<CatalogueDraftsDocument>();
        api.MapPost("/catalogue/drafts", Propose).Requires(Permission.Calculate).Produces<CatalogueDraftDocument>(StatusCodes.Status201Created)
            .WithSummary("Proposes a catalogue (multipart “file”, or the body; JSON or the workbook) with ?reason= and ?validFrom=. Another person publishes it.");
        api.MapGet("/catalogue/drafts/{id}/difference", DraftDifference).Requires(Permission.Calculate).Produces<CatalogueDifferenceDocument>()
            .WithSummary("What a proposal says otherwise than the newest version.");
        api.MapPost("/catalogue/drafts/{id}/publication", Publish).Requires(Permission.Administer).Produces<CatalogueVersionsDocument>()
            .WithSummary("Publishes what another person proposed.");
        api.MapPost("/catalogue/drafts/{id}/refusal", Decline).Requires(Permission.Calculate).Produces<CatalogueDraftDocument>();
    }

    /// <summary>The catalogue is the nation's: whoever changes it needs the right there.</summary>
    public static async Task<bool> May(Caller caller, Permission permission, IServiceProvider services, CancellationToken token) =>
        (await caller.Access(services, token)).Allows(permission, Geography.NationCode);

    private static async Task<IResult> Get(HttpContext http, CatalogueReader catalogues, int? version, string? format, CancellationToken token)
    {
        if (!(await catalogues.Export(version, token)).TryGet(out var json, out var problem)) return ProblemMapping.Result(problem);
        return format == "xlsx"
            ? Results.File(CatalogueWorkbook.Write(json, Queries.LanguageOf(http)), Queries.Xlsx, FileName(version))
            : Results.Bytes(json, "application/json");
    }

    public static string FileName(int? version) => $"kpi-catalogue{(version is { } v ? "-" + v.ToString(CultureInfo.InvariantCulture) : "")}.xlsx";

    private static async Task<IResult> Versions(CatalogueReader catalogues, CancellationToken token) =>
        Results.Ok(CatalogueVersionsDocument.Of(await catalogues.Versions(token)));

    private static async Task<IResult> Difference(CatalogueReader catalogues, int from, int to, CancellationToken token)
    {
        if (!(await catalogues.Export(from, token)).TryGet(out var before, out var problem)) return ProblemMapping.Result(problem);
        if (!(await catalogues.Export(to, token)).TryGet(out var after, out problem)) return ProblemMapping.Result(problem);
        return Results.Ok(CatalogueDifferenceDocument.Of(CatalogueDifference.Between(before, after)));
    }

    private static async Task<IResult> Drafts(HttpContext http, CatalogueReader catalogues, CancellationToken token) =>
        await May(http.Caller(), Permission.Calculate, http.RequestServices, token)
            ? Results.Ok(new CatalogueDraftsDocument([.. (await catalogues.Drafts(token)).Select(CatalogueDraftDocument.Of)]))
            : ProblemMapping.Result(ProblemMapping.NotAllowed);

    private static async Task<IResult> Propose(HttpContext http, PublishCatalogue publish, string? reason, string? validFrom, CancellationToken token)
    {
        if (!await May(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!DayOf(validFrom).TryGet(out var from, out var problem)) return ProblemMapping.Result(problem);
        if (!(await UploadedFile.Read(http.Request, "catalogue.json", token)).TryGet(out var file, out problem)) return ProblemMapping.Result(problem);
        if (!CatalogueFile.Read(file.Bytes, token).TryGet(out var brought, out problem)) return ProblemMapping.Result(problem);
        if (!(await publish.Propose(brought.Json, reason ?? "", from.Day, http.Caller().Actor, token)).TryGet(out var draft, out problem)) return ProblemMapping.Result(problem);
        var document = CatalogueDraftDocument.Of(draft);
        return Results.Created($"{Paths.Api}/catalogue/drafts/{document.Id}/difference", document);
    }

    private static async Task<IResult> DraftDifference(string id, HttpContext http, CatalogueReader catalogues, CancellationToken token)
    {
        if (!await May(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!Ids.TryRead(id, out var number)) return ProblemMapping.Result(ProblemMapping.NotFound);
        if (!(await catalogues.Draft(number, token)).TryGet(out var draft, out var problem)) return ProblemMapping.Result(problem);
        if (!(await catalogues.Export(null, token)).TryGet(out var before, out problem)) return ProblemMapping.Result(problem);
        return Results.Ok(CatalogueDifferenceDocument.Of(CatalogueDifference.Between(before, draft.Json)));
    }

    private static async Task<IResult> Publish(string id, HttpContext http, PublishCatalogue publish, CatalogueReader catalogues, CancellationToken token)
    {
        // A second person, not a second key of the first one.
        if (http.Caller().IsKey || !await May(http.Caller(), Permission.Administer, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!Ids.TryRead(id, out var number)) return ProblemMapping.Result(ProblemMapping.NotFound);
        if (!(await publish.Approve(number, http.Caller().Actor, token)).TryGet(out var version, out var problem)) return ProblemMapping.Result(problem);
        return Results.Ok(CatalogueVersionsDocument.Of((await catalogues.Versions(token)).Where(v => v.Version == version)));
    }

    private static async Task<IResult> Decline(string id, DeclineBody body, HttpContext http, PublishCatalogue publish, CancellationToken token)
    {
        if (!await May(http.Caller(), Permission.Calculate, http.RequestServices, token)) return ProblemMapping.Result(ProblemMapping.NotAllowed);
        if (!Ids.TryRead(id, out var number)) return ProblemMapping.Result(ProblemMapping.NotFound);
        return (await publish.Decline(number, body.Reason ?? "", http.Caller().Actor, token)).TryGet(out var draft, out var problem)
            ? Results.Ok(CatalogueDraftDocument.Of(draft))
            : ProblemMapping.Result(problem);
    }

    internal static Outcome<From> DayOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new From(null);
        return DateOnly.TryParseExact(text.Trim(), ["yyyy-MM-dd", "d/M/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new From(day)
            : Queries.NoDay(text);
    }

    /// <summary>From which day's periods on; null for all.</summary>
    internal sealed record From(DateOnly? Day);

    internal sealed record DeclineBody(string? Reason);
}
