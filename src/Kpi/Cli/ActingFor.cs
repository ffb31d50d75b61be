using System.CommandLine;
using Kpi.App.Features.Identity;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Identity;

namespace Kpi.Cli;

/// <summary>
/// Who acts through a verb. Without a word it is the operator of the machine, whom nothing here can bind; <c>--as LOGIN</c> acts for a person
/// with that person's rights and limits, and the log says so.
/// </summary>
/// <param name="Access">What the person may; null for the operator.</param>
internal sealed record ActingFor(Actor Actor, Access? Access)
{
    public static Option<string?> Option(VerbHost host) =>
        Arguments.Text(host, "--as", "LOGIN", "Hành động thay tài khoản này, với quyền của tài khoản đó", "Act for this account, with its rights");

    public static async Task<Outcome<ActingFor>> Of(VerbRun run, Option<string?> option, string doing, CancellationToken token)
    {
        if (run.Parse.GetValue(option) is not { } login) return new ActingFor(Actor.CommandLine, null);
        return (await run.Get<ActAs>().Run(login, doing, token)).Then(person => Outcome<ActingFor>.Of(new ActingFor(person.Actor, person.Access)));
    }

    /// <summary>The return, for who wants to do something with it.</summary>
    public async Task<Outcome<ReturnDetail>> Find(VerbRun run, ReturnAct act, string id, CancellationToken token)
    {
        if (!Arguments.Id(id).TryGet(out var number, out var unreadable)) return unreadable;
        if (await run.Get<ReturnReader>().Get(number, token) is not { } detail || !May(ReturnAct.See, detail.Summary)) return Verbs.ReturnsVerb.NotFound(id);
        // Who sent a return may read on why they cannot approve it: the use case says so.
        return May(act == ReturnAct.Approve ? ReturnAct.SendBack : act, detail.Summary) ? detail : Hosting.ProblemMapping.NotAllowed;
    }

    private bool May(ReturnAct act, ReturnSummary item) => Access is null || ReturnRights.May(act, Actor.Name, Access, item);
}
