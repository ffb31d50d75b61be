using Kpi.Domain.Identity;

namespace Kpi.App.Features.Returns;

/// <summary>What somebody may want to do with a return.</summary>
public enum ReturnAct
{
    /// <summary>See it with everything that belongs to it.</summary>
    See,

    /// <summary>Put evidence beside it, or withdraw evidence.</summary>
    Attach,

    /// <summary>Ask, and answer questions.</summary>
    Ask,

    /// <summary>Answer a warning: say why the figure is right as it stands.</summary>
    Answer,

    /// <summary>Approve it, if it is not one's own.</summary>
    Approve,

    /// <summary>Send it back.</summary>
    SendBack,
}

/// <summary>
/// Who may do what with a return: the one place that decides it, for pages, API and command line. The sender and everybody with a grant over
/// the unit see it; whoever files for the unit attaches evidence and answers warnings; both sides ask and answer; reviewers of the unit judge it, but nobody
/// approves what they sent.
/// </summary>
public static class ReturnRights
{
    /// <summary>Whether somebody may. What one may not see does not exist for one.</summary>
    /// <param name="act">What they want.</param>
    /// <param name="name">Their name as a sender's: a login, or <c>key:</c> and the key's id.</param>
    /// <param name="access">What their grants allow today.</param>
    /// <param name="item">The return.</param>
    public static bool May(ReturnAct act, string name, Access access, ReturnSummary item) => act switch
    {
        ReturnAct.See => item.Sender == name || Over(access, Permission.Submit, item) || Over(access, Permission.Review, item),
        ReturnAct.Attach or ReturnAct.Answer => Over(access, Permission.Submit, item),
        ReturnAct.Ask => Over(access, Permission.Submit, item) || Over(access, Permission.Review, item),
        ReturnAct.Approve => Over(access, Permission.Review, item) && item.Sender != name,
        _ => Over(access, Permission.Review, item),
    };

    /// <summary>Over the nation everything, even what nobody could place; else the unit the return was taken for, never its mere code.</summary>
    private static bool Over(Access access, Permission permission, ReturnSummary item) =>
        access.AllowsEverywhere(permission)
        || (item is { Facility: { } code, UnitId: { } unit } && access.Unit(code)?.UnitId == unit && access.Allows(permission, code));
}
