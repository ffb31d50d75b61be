using Spectre.Console;

namespace Kpi.Cli;

/// <summary>Where a verb writes: results to the output, everything else to the error stream.</summary>
public sealed class Terminal
{
    private const int WidthOfPipes = 160;

    public Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
    {
        Output = output;
        Error = error;
        IsInteractive = errorIsTerminal;
        Tables = Create(output, outputIsTerminal);
        Messages = Create(error, errorIsTerminal);
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Whether somebody watches: progress bars are drawn for people only.</summary>
    public bool IsInteractive { get; }

    /// <summary>Tables of results, on the output.</summary>
    public IAnsiConsole Tables { get; }

    /// <summary>Progress and remarks, on the error stream.</summary>
    public IAnsiConsole Messages { get; }

    public static Terminal OfConsole() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal) console.Profile.Width = WidthOfPipes;
        return console;
    }
}
