using Kpi.App.Features.Identity;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Hosting;
using Kpi.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Kpi.Web.Features.Identity;

[Requires(Permission.None)]
[EnableRateLimiting(Hardening.SignInLimit)]
public sealed class PasswordModel(ChangePassword change) : KpiPage
{
    public Text? Refusal { get; private set; }

    public bool Done { get; private set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPost(string? old, string? fresh, string? again, CancellationToken token)
    {
        if (Caller.IsKey) return Problem(ProblemMapping.NotAllowed);
        if (fresh != again)
        {
            Refusal = Texts.NotTheSame;
            return Page();
        }

        if (!(await change.Run(Caller.Name, old ?? "", fresh ?? "", token)).TryGet(out var account, out var problem))
        {
            Refusal = problem.Message;
            return Page();
        }

        // The stamp is new: this session goes on with it, every other one of the account ends.
        await Authentication.SignIn(HttpContext, account);
        if (Caller.MustChangePassword) return LocalRedirect("/");
        Done = true;
        return Page();
    }
}
