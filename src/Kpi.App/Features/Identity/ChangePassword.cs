using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>A person's own change of password; also ends the must-change state.</summary>
public sealed class ChangePassword
{
    public Task<Outcome<Account>> Run(string login, string oldPassword, string newPassword, CancellationToken token) =>
        throw new NotImplementedException();
}
