using Kpi.Domain;

namespace Kpi.App.Features.Identity;

/// <summary>Checks a login and a password, and later whether a session is still good.</summary>
public sealed class SignIn
{
    public Task<Outcome<Account>> Run(string login, string password, CancellationToken token) => throw new NotImplementedException();

    /// <summary>The account behind a session; null when it was disabled, locked by an administrator, or carries another stamp by now.</summary>
    public Task<Account?> Current(string login, string securityStamp, CancellationToken token) => throw new NotImplementedException();
}
