namespace Kpi.App.Platform;

/// <summary>Who acts: a signed-in person, an API key, a job or the command line. Always an argument, never ambient.</summary>
public sealed record Actor(string Name)
{
    public static Actor Job(string job) => new($"job:{job}");

    public static Actor CommandLine { get; } = new("cli");

    /// <summary>
    /// Whether what somebody did is this actor's own doing, which the actor may not judge. The command line stands for whoever sits at the
    /// machine: it can be bound to nobody.
    /// </summary>
    public bool DidItself(string by) => by == Name && this != CommandLine;
}
