using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Web.Features.Returns;

/// <summary>Blank forms for download.</summary>
[Requires(Permission.Read)]
public sealed class FormsModel(IssueForm issue, UnitReader units, TimeProvider clock) : KpiPage
{
    // Beyond this a list of suggestions is slower than typing the code.
    private const int MostSuggestions = 400;

    public IReadOnlyList<UnitVersion> Suggestions { get; private set; } = [];

    public Period Default { get; private set; }

    public string? Facility { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken token)
    {
        var today = BusinessDay.Today(clock);
        Default = Period.Containing(today, PeriodKind.Month).Previous;
        var access = Access.Of(Caller.Grants, await units.On(today, token));
        Suggestions = [.. access.Units(Permission.Read).Where(u => u.Files).Take(MostSuggestions)];
        Facility = Suggestions is [var only] ? only.Code : null;
        return Page();
    }

    public async Task<IActionResult> OnGetFile(string? facility, string? period, CancellationToken token)
    {
        if (!Period.TryParse(period?.Trim(), out var parsed)) return Problem(Queries.NoPeriod(period ?? ""));
        var code = facility?.Trim() ?? "";
        var access = Access.Of(Caller.Grants, await units.On(parsed.LastDay, token));
        if (!access.Allows(Permission.Read, code)) return Problem(ProblemMapping.NotAllowed);
        return (await issue.Run(null, code, parsed, token)).TryGet(out var issued, out var problem)
            ? File(issued.Bytes, Queries.Xlsx, issued.FileName)
            : Problem(problem);
    }
}
