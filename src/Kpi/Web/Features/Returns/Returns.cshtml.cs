using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Kpi.Web.Features.Returns;

/// <summary>Sends returns and lists them with their states.</summary>
[Requires(Permission.Read)]
[EnableRateLimiting(Hardening.UploadLimit)]
public sealed class ReturnsModel(
    ReturnReader returns, ReceiveReturn receive, CheckReturns check, ReturnSight sight, CatalogueReader catalogues, JobSignal signal,
    IServiceProvider services) : KpiPage
{
    public const int PageSize = 50;

    public IReadOnlyList<ReturnSummary> Items { get; private set; } = [];

    public IReadOnlyList<Problem> Refusals { get; private set; } = [];

    /// <summary>What was only checked; empty where nothing was.</summary>
    public IReadOnlyList<CheckedReturn> Checks { get; private set; } = [];

    /// <summary>Of what is checked or listed here.</summary>
    public Catalogue Catalogue { get; private set; } = null!;

    public bool MaySend => Caller.Has(Permission.Submit);

    public bool HasMore { get; private set; }

    public bool AnyOpen => Items.Any(i => i.State is ReturnState.Received or ReturnState.Reading);

    [BindProperty(SupportsGet = true)]
    public string? Period { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Facility { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Number { get; set; }

    public string Address(int number) =>
        $"/returns?period={Uri.EscapeDataString(Period ?? "")}&facility={Uri.EscapeDataString(Facility ?? "")}&state={Uri.EscapeDataString(State ?? "")}&number={number}";

    public async Task<IActionResult> OnGet(CancellationToken token) => await List(token);

    public async Task<IActionResult> OnPost(List<IFormFile>? files, string? statedFacility, string? statedPeriod, CancellationToken token)
    {
        if (!MaySend) return Problem(ProblemMapping.NotAllowed);
        if (files is not { Count: > 0 })
        {
            Refusals = [Domain.Problem.Invalid("file-missing", Texts.NothingChosen.Vi, Texts.NothingChosen.En)];
            return await List(token);
        }

        var outcomes = await receive.Run(await Incoming(files, statedFacility, statedPeriod, token), Caller.Actor, token);
        signal.Due(KpiJobs.ProcessReturns);
        Refusals = [.. outcomes.Where(o => o.Problem is not null).Select(o => o.Problem!)];
        if (Refusals.Count > 0) return await List(token);
        return LocalRedirect(outcomes is [var only] ? $"/returns/{Ids.Show(only.Value.Id)}" : "/returns");
    }

    /// <summary>The very judging that sending would meet; nothing is kept.</summary>
    public async Task<IActionResult> OnPostCheck(List<IFormFile>? files, string? statedFacility, string? statedPeriod, CancellationToken token)
    {
        if (!MaySend) return Problem(ProblemMapping.NotAllowed);
        if (files is not { Count: > 0 })
        {
            Refusals = [Domain.Problem.Invalid("file-missing", Texts.NothingChosen.Vi, Texts.NothingChosen.En)];
            return await List(token);
        }

        var outcomes = await check.Run(await Incoming(files, statedFacility, statedPeriod, token), token);
        Refusals = [.. outcomes.Where(o => o.Problem is not null).Select(o => o.Problem!)];
        Checks = [.. outcomes.Where(o => o.Problem is null).Select(o => o.Value)];
        return await List(token);
    }

    private async Task<IReadOnlyList<IncomingFile>> Incoming(
        List<IFormFile> files, string? statedFacility, string? statedPeriod, CancellationToken token)
    {
        var required = ReturnSight.RequiredFacility(await Caller.Access(services, token));
        var incoming = new List<IncomingFile>(files.Count);
        foreach (var file in files)
        {
            incoming.Add(new IncomingFile(file.FileName, await Uploads.Bytes(file, token), "page", Caller.Name, required)
            {
                Stated = new StatedIdentity(statedFacility, null, statedPeriod),
            });
        }

        return incoming;
    }

    private async Task<IActionResult> List(CancellationToken token)
    {
        Period? period = null;
        if (!string.IsNullOrWhiteSpace(Period))
        {
            if (!Domain.Periods.Period.TryParse(Period.Trim(), out var parsed)) return Problem(Queries.NoPeriod(Period));
            period = parsed;
        }

        var filter = new ReturnFilter
        {
            Period = period,
            Facility = string.IsNullOrWhiteSpace(Facility) ? null : Facility.Trim(),
            State = Enum.GetValues<ReturnState>().Where(s => Words.Kebab(s) == State).Select(s => (ReturnState?)s).FirstOrDefault(),
        };
        Catalogue = await catalogues.Current(token);
        Number = Math.Max(1, Number);
        var page = await returns.List(await sight.Narrow(Caller, filter, token), (Number - 1) * PageSize, PageSize + 1, token);
        HasMore = page.Count > PageSize;
        Items = [.. page.Take(PageSize)];
        return Page();
    }
}
