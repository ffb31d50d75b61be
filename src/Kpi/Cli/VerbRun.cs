using System.CommandLine;
using Kpi.Domain;
using Kpi.Hosting;

namespace Kpi.Cli;

/// <summary>One run of a verb: its arguments, its writers, and the service it opens when it needs one.</summary>
public sealed class VerbRun(ParseResult parse, HostSettings settings, Terminal terminal, Language language, bool json) : IAsyncDisposable
{
    private ServiceProvider? _services;

    public ParseResult Parse => parse;

    public HostSettings Settings => settings;

    public Terminal Terminal => terminal;

    public Language Language => language;

    public bool Json => json;

    /// <summary>What has been opened so far; null before.</summary>
    public IServiceProvider? Services => _services;

    public string Say(string vi, string en) => language == Language.Vi ? vi : en;

    /// <summary>The service's own parts, as the web and the jobs use them.</summary>
    public IServiceProvider Open()
    {
        var configuration = settings.Build();
        return _services ??= new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .BuildServiceProvider();
    }

    /// <summary>Says the problem in both languages and returns its exit code.</summary>
    public async Task<int> Fail(Problem problem)
    {
        await terminal.Error.WriteLineAsync($"Lỗi: {problem.Message.Vi}");
        await terminal.Error.WriteLineAsync($"Error: {problem.Message.En}");
        foreach (var detail in problem.Details) await terminal.Error.WriteLineAsync($"  - {detail}");
        return ExitCode.Of(problem.Kind);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
    }
}
