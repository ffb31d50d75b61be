namespace Kpi.App.Features.Identity;

/// <summary>Makes the account <c>admin</c> when there is nobody yet.</summary>
public sealed class FirstAdministrator
{
    /// <summary>The one-time password, to be shown once; null when there are users already.</summary>
    public Task<string?> Ensure(CancellationToken token) => throw new NotImplementedException();
}
