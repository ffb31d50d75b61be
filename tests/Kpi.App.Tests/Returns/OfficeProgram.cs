using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>Runs the programs of an office. One that is not installed is a reason to ignore a test, and in continuous integration to fail it.</summary>
internal static class OfficeProgram
{
    public const string Python = "/usr/bin/python3";

    public static void Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Missing(program);
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (errors.Contains("ModuleNotFoundError", StringComparison.Ordinal)) Missing($"{program} ({errors.Trim().Split('\n')[^1]})");
            process.ExitCode.Should().Be(0, errors);
            output.Wait(TimeSpan.FromSeconds(5));
        }
    }

    private static void Missing(string what)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"Continuous integration needs {what}.");
        Assert.Ignore($"Not installed here: {what}.");
    }
}
