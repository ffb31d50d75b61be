using System.CommandLine;
using Kpi.App;
using Kpi.Documents;
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

    /// <summary>The service's own parts, as the web and the jobs use them; nothing is touched before they are used.</summary>
    public IServiceProvider Services => _services ??= Build();

    /// <summary>What has been opened so far; null when nothing has.</summary>
    public IServiceProvider? Opened => _services;

    /// <summary>The clock the service goes by; the demonstration brings its own before it opens the service.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string Say(string vi, string en) => language == Language.Vi ? vi : en;

    public string Say(Text text) => text.In(language);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Makes the database ready for work; a problem when it cannot be.</summary>
    public Task<Problem?> Ready(CancellationToken token) => Preparation.Run(Services, token);

    /// <summary>One JSON document where JSON was asked for, else text for people.</summary>
    public async Task Print<T>(T document, Action text)
    {
        if (json) await terminal.Output.WriteLineAsync(JsonText.Of(document));
        else text();
    }

    /// <summary>A remark that is no result.</summary>
    public Task Remark(string vi, string en) => terminal.Error.WriteLineAsync(Say(vi, en));

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

    private ServiceProvider Build()
    {
        var configuration = settings.Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(Clock)
            .AddLogging(logging => logging.AddFileLog(configuration))
            .AddKpi(configuration)
            .BuildServiceProvider();
    }
}
