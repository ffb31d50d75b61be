using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;

namespace Kpi.Web.Tests.Chaos;

/// <summary>The program as its user runs it: a process of its own that can be killed.</summary>
internal sealed class KpiProcess : IDisposable
{
    private readonly Process _process;

    private KpiProcess(Process process) => _process = process;

    public static KpiProcess Start(string data, params string[] arguments) => Start(data, new Dictionary<string, string>(), arguments);

    /// <summary>The same with variables of the environment of its own.</summary>
    public static KpiProcess Start(string data, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.ArgumentList.Add(typeof(Kpi.Cli.CommandLine).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(data);
        return new KpiProcess(Process.Start(start)!);
    }

    /// <summary>Runs to the end and reads the one JSON document it prints.</summary>
    public static Task<JsonElement> Json(string data, CancellationToken token, params string[] arguments) =>
        Json(data, new Dictionary<string, string>(), token, arguments);

    /// <summary>The same with variables of the environment of its own.</summary>
    public static async Task<JsonElement> Json(string data, IReadOnlyDictionary<string, string> environment, CancellationToken token, params string[] arguments)
    {
        using var run = Start(data, environment, [.. arguments, "--json"]);
        var (code, output, error) = await run.End(token);
        code.Should().Be(0, $"{string.Join(' ', arguments)} said: {error}");
        return JsonDocument.Parse(output).RootElement;
    }

    public async Task<(int Code, string Output, string Error)> End(CancellationToken token)
    {
        var output = _process.StandardOutput.ReadToEndAsync(token);
        var error = _process.StandardError.ReadToEndAsync(token);
        await _process.WaitForExitAsync(token);
        return (_process.ExitCode, await output, await error);
    }

    /// <summary>Waits for a line of output that holds a word.</summary>
    public async Task<string> Line(string word, CancellationToken token)
    {
        while (await _process.StandardOutput.ReadLineAsync(token) is { } line)
        {
            if (line.Contains(word, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"The program ended without saying “{word}”: {await _process.StandardError.ReadToEndAsync(token)}");
    }

    /// <summary>kill -9 when so much time is over, if it still runs; true when it did.</summary>
    public async Task<bool> KillAfter(TimeSpan life, CancellationToken token)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(token);
        timer.CancelAfter(life);
        var drains = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(CancellationToken.None), _process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await _process.WaitForExitAsync(timer.Token);
            await drains;
            return false;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            Kill();
            return true;
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}

/// <summary>A data folder of its own for programs that are started.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kpi-chaos-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
