using Kpi.Domain.Identity;
using Kpi.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kpi.Web.Features.Identity;

[Requires(Permission.None)]
public sealed class SignOutModel : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPost()
    {
        await HttpContext.SignOutAsync(Authentication.Cookie);
        return LocalRedirect(Authentication.SignInPath);
    }
}
