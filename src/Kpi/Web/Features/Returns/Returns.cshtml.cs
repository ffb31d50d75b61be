using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
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
    IServiceProvider services) : ReturnListPage(returns, PageSize)
{
    private const int PageSize = 50;

    public IReadOnlyList<Problem> Refusals { get; private set; } = [];

    /// <summary>What was only checked; empty where nothing was.</summary>
    public IReadOnlyList<CheckedReturn> Checks { get; private set; } = [];

    public bool MaySend => Caller.Has(Permission.Submit);

    public bool AnyOpen => Items.Any(i => i.State is ReturnState.Received or ReturnState.Reading);

    [BindProperty(SupportsGet = true)]
    public string? Facility { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    public string Address(int number) =>
        $"/returns?period={Uri.EscapeDataString(Period ?? "")}&facility={Uri.EscapeDataString(Facility ?? "")}&state={Uri.EscapeDataString(State ?? "")}&number={number}";

    public async Task<IActionResult> OnGet(CancellationToken token) => await List(token);

    public Task<IActionResult> OnPost(List<IFormFile>? files, string? statedFacility, string? statedPeriod, CancellationToken token) =>
        Upload(files, new StatedIdentity(statedFacility, null, statedPeriod), async incoming =>
        {
            var outcomes = await receive.Run(incoming, Caller.Actor, token);
            signal.Due(KpiJobs.ProcessReturns);
            Refusals = [.. outcomes.Select(o => o.Problem).OfType<Problem>()];
            if (Refusals.Count > 0) return await List(token);
            return LocalRedirect(outcomes is [var only] ? $"/returns/{Ids.Show(only.Value.Id)}" : "/returns");
        }, token);

    /// <summary>The very judging that sending would meet; nothing is kept.</summary>
    public Task<IActionResult> OnPostCheck(List<IFormFile>? files, string? statedFacility, string? statedPeriod, CancellationToken token) =>
        Upload(files, new StatedIdentity(statedFacility, null, statedPeriod), async incoming =>
        {
            var outcomes = await check.Run(incoming, token);
            Refusals = [.. outcomes.Select(o => o.Problem).OfType<Problem>()];
            Checks = [.. outcomes.Where(o => o.Problem is null).Select(o => o.Value)];
            return await List(token);
        }, token);

    /// <summary>What sending and checking share: who may, that there is something, and what its sender says of it.</summary>
    private async Task<IActionResult> Upload(
        List<IFormFile>? files, StatedIdentity stated, Func<IReadOnlyList<IncomingFile>, Task<IActionResult>> then, CancellationToken token)
    {
        if (!MaySend) return Problem(ProblemMapping.NotAllowed);
        if (files is not { Count: > 0 })
        {
            Refusals = [Domain.Problem.Invalid("file-missing", Texts.NothingChosen.Vi, Texts.NothingChosen.En)];
            return await List(token);
        }

        var required = ReturnSight.RequiredFacility(await Caller.Access(services, token));
        var incoming = new List<IncomingFile>(files.Count);
        foreach (var file in files)
        {
            incoming.Add(new IncomingFile(file.FileName, await UploadedFile.Bytes(file, token), "page", Caller.Name, required) { Stated = stated });
        }

        return await then(incoming);
    }

    private async Task<IActionResult> List(CancellationToken token)
    {
        if (!Queries.PeriodIn(Period).TryGet(out var period, out var problem)) return Problem(problem);
        var filter = new ReturnFilter
        {
            Period = period,
            Facility = Typed(Facility),
            State = Enum.GetValues<ReturnState>().Where(s => Words.Kebab(s) == State).Select(s => (ReturnState?)s).FirstOrDefault(),
        };
        Catalogue = await catalogues.Current(token);
        await Read(await sight.Narrow(Caller, filter, token), token);
        return Page();
    }
}
