using System.Text;
using System.Text.Json;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;

namespace Kpi.Web.Features.Returns;

/// <summary><c>/api/v1/rules</c>: for analysts, who alone see the rules that are only watched.</summary>
internal static class RulesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", List).Requires(Permission.Calculate).Produces<RulesDocument>()
            .WithSummary("The rules with their stages and owners, and how often each was broken in a period (by default the last one that is over).");
        api.MapPost("/rules/trial", Try).Requires(Permission.Calculate).Produces<TrialsDocument>()
            .WithSummary("Who would break a rule: of the catalogue in force by “code”, or of a proposed “catalogue”. Nothing changes.");
    }

    /// <summary>Whose returns a caller may try rules on; null for everybody's.</summary>
    public static async Task<Func<UnitVersion, bool>?> Sees(Caller caller, IServiceProvider services, CancellationToken token)
    {
        var access = await caller.Access(services, token);
        if (access.Grants.Any(g => g.UnitCode == Geography.NationCode && g.Permissions.HasFlag(Permission.Calculate))) return null;
        var units = access.Units(Permission.Calculate).Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
        return unit => units.Contains(unit.UnitId);
    }

    private static async Task<IResult> List(HttpContext http, TryRules rules, string? period, CancellationToken token)
    {
        if (!PeriodOf(period).TryGet(out var wanted, out var problem)) return ProblemMapping.Result(problem);
        return Results.Ok(RulesDocument.Of(await rules.List(wanted.Value, token), Queries.LanguageOf(http)));
    }

    private static async Task<IResult> Try(TrialBody body, HttpContext http, TryRules rules, CancellationToken token)
    {
        if (!PeriodOf(body.Period).TryGet(out var wanted, out var problem)) return ProblemMapping.Result(problem);
        Catalogue? proposed = null;
        if (body.Catalogue is { ValueKind: JsonValueKind.Object } json && !CatalogueJson.Read(Encoding.UTF8.GetBytes(json.GetRawText())).TryGet(out proposed, out problem))
            return ProblemMapping.Result(problem);
        if (body.Code is null && proposed is null)
        {
            return ProblemMapping.Result(Problem.Invalid("nothing-to-try",
                "Hãy nêu mã quy tắc (code) hoặc danh mục đề xuất (catalogue).", "Name a rule (code) or give a proposed catalogue."));
        }

        var outcome = await rules.Run(body.Code, proposed, wanted.Value, await Sees(http.Caller(), http.RequestServices, token), token);
        return outcome.TryGet(out var trials, out problem) ? Results.Ok(TrialsDocument.Of(trials, Queries.LanguageOf(http))) : ProblemMapping.Result(problem);
    }

    internal static Outcome<Wanted> PeriodOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? new Wanted(null) : Period.TryParse(text.Trim(), out var period) ? new Wanted(period) : Queries.NoPeriod(text);

    /// <summary>The period asked for; null for the last one.</summary>
    internal sealed record Wanted(Period? Value);

    /// <param name="Code">A rule; null takes every rule of the proposed catalogue that is new or bites harder.</param>
    /// <param name="Period">Null takes the last one that is over.</param>
    /// <param name="Catalogue">A proposed catalogue; null takes the one in force.</param>
    internal sealed record TrialBody(string? Code, string? Period, JsonElement? Catalogue);
}
