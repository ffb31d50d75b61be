using System.CommandLine;
using Kpi.Domain;

namespace Kpi.Cli;

/// <summary>What every verb is built with; gives it the one handler of problems and faults.</summary>
public sealed class VerbHost(GlobalOptions globals, Terminal terminal, Language language)
{
    public GlobalOptions Globals => globals;

    public Language Language => language;

    public string Say(string vi, string en) => language == Language.Vi ? vi : en;

    public Command Verb(string name, string vi, string en, params Symbol[] symbols)
    {
        var command = new Command(name, Say(vi, en));
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument: command.Arguments.Add(argument); break;
                case Option option: command.Options.Add(option); break;
                case Command child: command.Subcommands.Add(child); break;
            }
        }

        return command;
    }

    /// <summary>Gives a command its body. A problem is printed and becomes the exit code; a fault never shows a stack trace.</summary>
    public Command Does(Command command, Func<VerbRun, CancellationToken, Task<Outcome<int>>> body)
    {
        command.SetAction(async (parse, token) =>
        {
            await using var run = new VerbRun(parse, globals.Settings(parse), terminal, language, parse.GetValue(globals.Json));
            try
            {
                var outcome = await body(run, token);
                return outcome.TryGet(out var code, out var problem) ? code : await run.Fail(problem);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                await terminal.Error.WriteLineAsync(Say("Đã dừng theo yêu cầu.", "Stopped as asked."));
                return ExitCode.Failed;
            }
#pragma warning disable CA1031 // The last place before the user: whatever it is, it must be said without a stack trace.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                return await run.Fail(Faults.Explain(fault, run.Opened, run.Settings));
            }
        });
        return command;
    }
}
