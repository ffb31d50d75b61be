using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Returns;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>Returns that wait for a review, and the approval of many of them at once.</summary>
[Requires(Permission.Review)]
public sealed class ReviewModel(
    ReviewQueue queue, ReturnReader returns, CatalogueReader catalogues, JobSignal signal, IServiceProvider services) : ReturnListPage(returns, PageSize)
{
    private const int PageSize = 100;

    public ILookup<long, Finding> Findings { get; private set; } = null!;

    public ILookup<long, ReturnStatement> Statements { get; private set; } = null!;

    /// <summary>What an approval came to; null where none was asked for.</summary>
    public ManyApproved? Done { get; private set; }

    public Text? Nothing { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Unit { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Form { get; set; }

    /// <summary><c>yes</c>, <c>no</c>, or nothing for both.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Warned { get; set; }

    public string Address(int number) =>
        $"/review?period={Uri.EscapeDataString(Period ?? "")}&unit={Uri.EscapeDataString(Unit ?? "")}&form={Uri.EscapeDataString(Form ?? "")}&warned={Uri.EscapeDataString(Warned ?? "")}&number={number}";

    public bool IsOwn(ReturnSummary item) => ReviewReturn.IsOwn(item.Sender, Caller.Actor);

    public async Task<IActionResult> OnGet(CancellationToken token) => await List(token);

    /// <summary>
    /// Approves those picked, or those shown except the picked. What came in after the page was made is in neither: nobody approves unseen.
    /// </summary>
    public async Task<IActionResult> OnPost(string? which, string? reason, string[]? shown, string[]? picked, CancellationToken token)
    {
        var chosen = Numbers(picked);
        var meant = which == "others" ? Numbers(shown).Except(chosen).ToList() : chosen;
        if (meant.Count == 0)
        {
            Nothing = Texts.NothingPicked;
            return await List(token);
        }

        var access = await Caller.Access(services, token);
        var request = new ApproveRequest(new QueueRequest(null, null, null, null), meant, [], reason);
        if (!(await queue.Approve(request, Caller.Actor, access, token)).TryGet(out var done, out var problem)) return Problem(problem);
        signal.Due(KpiJobs.ScoreDue);
        Done = done;
        return await List(token);
    }

    private static List<long> Numbers(string[]? texts) =>
        [.. (texts ?? []).Select(text => Ids.TryRead(text, out var number) ? number : 0).Where(number => number != 0).Distinct()];

    private async Task<IActionResult> List(CancellationToken token)
    {
        if (!Queries.PeriodIn(Period).TryGet(out var period, out var noPeriod)) return Problem(noPeriod);
        var request = new QueueRequest(period, Typed(Unit), Typed(Form), Warned switch { "yes" => true, "no" => false, _ => null });
        var access = await Caller.Access(services, token);
        if (!(await queue.Filter(request, access, token)).TryGet(out var filter, out var problem)) return Problem(problem);
        await Read(filter, token);
        long[] ids = [.. Items.Select(i => i.Id)];
        Findings = await Stored.Findings(ids, token);
        Statements = await Stored.Statements(ids, token);
        Catalogue = await catalogues.Current(token);
        return Page();
    }
}
