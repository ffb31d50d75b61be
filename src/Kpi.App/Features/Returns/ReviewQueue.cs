using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>Which returns that wait for a review are meant; null does not restrict.</summary>
/// <param name="UnitCode">Of this unit and all within it.</param>
/// <param name="Warned">With warnings (true) or without (false).</param>
public sealed record QueueRequest(Period? Period, string? UnitCode, string? Form, bool? Warned);

/// <summary>Many to be approved at once: those named, or all of the queue; in either case without the excepted.</summary>
public sealed record ApproveRequest(QueueRequest Queue, IReadOnlyCollection<long>? Only, IReadOnlyCollection<long> Except, string? Reason);

/// <summary>Returns that wait for a review: accepted, counting, and not reviewed yet.</summary>
public sealed class ReviewQueue(ReturnReader returns, ReviewReturn review, UnitReader units, TimeProvider clock)
{
    private const int Page = 1000;

    /// <summary>The filter of the queue for somebody; null access means the operator of the machine, who sees all of it.</summary>
    public async Task<Outcome<ReturnFilter>> Filter(QueueRequest request, Access? access, CancellationToken token)
    {
        var filter = new ReturnFilter
        {
            Period = request.Period,
            Form = request.Form,
            Warned = request.Warned,
            State = ReturnState.Accepted,
            CurrentOnly = true,
        };
        var geography = await units.On(BusinessDay.Today(clock), token);
        var reviewed = access is null || access.AllowsEverywhere(Permission.Review) ? null : access.Units(Permission.Review);
        if (!string.IsNullOrWhiteSpace(request.UnitCode))
        {
            if (geography.ByCode(request.UnitCode.Trim()) is not { } top)
            {
                return Problem.NotFound("no-such-unit",
                    $"Không có đơn vị mang mã “{request.UnitCode}”.", $"There is no unit with the code “{request.UnitCode}”.");
            }

            reviewed = (reviewed ?? geography.Units).Where(u => u.UnitId == top.UnitId || geography.IsWithin(u, top));
        }

        return reviewed is null ? filter : filter with { UnitIds = [.. reviewed.Select(u => u.UnitId)] };
    }

    /// <summary>Approves many. Of those that were named and stay as they are, it says why; what the queue does not hold is not touched.</summary>
    public async Task<Outcome<ManyApproved>> Approve(ApproveRequest request, Actor actor, Access? access, CancellationToken token)
    {
        var left = new List<NotApproved>();
        var meant = new List<long>();
        if (request.Only is { } only)
        {
            var found = await returns.Summaries(only, token);
            foreach (var id in only.Distinct())
            {
                if (access is null || (found.TryGetValue(id, out var item) && ReturnRights.May(ReturnAct.SendBack, actor.Name, access, item))) meant.Add(id);
                else left.Add(new NotApproved(id, NotFound(id)));
            }
        }
        else
        {
            if (!(await Filter(request.Queue, access, token)).TryGet(out var filter, out var problem)) return problem;
            meant.AddRange((await All(filter, token)).Select(r => r.Id));
        }

        var done = await review.ApproveMany([.. meant.Except(request.Except)], request.Reason, actor, token);
        return done with { Left = [.. left, .. done.Left] };
    }

    private async Task<IReadOnlyList<ReturnSummary>> All(ReturnFilter filter, CancellationToken token)
    {
        var all = new List<ReturnSummary>();
        IReadOnlyList<ReturnSummary> page;
        do all.AddRange(page = await returns.List(filter, all.Count, Page, token));
        while (page.Count == Page);
        return all;
    }

    private static Problem NotFound(long id) => Problem.NotFound("return-not-found",
        $"Không có báo cáo mang số {Ids.Show(id)} trong phạm vi xét duyệt.", $"There is no return with the number {Ids.Show(id)} among those to be reviewed here.");
}
