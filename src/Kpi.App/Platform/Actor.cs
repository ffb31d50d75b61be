namespace Kpi.App.Platform;

/// <summary>Who acts: a signed-in person, an API key, a job or the command line. Always an argument, never ambient.</summary>
public sealed record Actor(string Name)
{
    public static Actor Job(string job) => new($"job:{job}");

    public static Actor CommandLine { get; } = new("cli");
}
