using Kpi.App.Features.Identity;
using Kpi.Domain;
using Kpi.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Kpi.Web.Features.Identity;

[AllowAnonymous]
[EnableRateLimiting(Hardening.SignInLimit)]
public sealed class SignInModel(SignIn signIn) : PageModel
{
    public Problem? Refusal { get; private set; }

    [BindProperty]
    public string? Login { get; set; }

    [BindProperty(SupportsGet = true, Name = "return")]
    public string? Return { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPost(string? password, CancellationToken token)
    {
        var outcome = await signIn.Run(Login ?? "", password ?? "", token);
        if (!outcome.TryGet(out var account, out var problem))
        {
            Refusal = problem;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        await Authentication.SignIn(HttpContext, account);
        if (account.MustChangePassword) return LocalRedirect(Authentication.PasswordPath);
        return LocalRedirect(LanguageSwitch.IsLocal(Return) ? Return! : "/");
    }
}
