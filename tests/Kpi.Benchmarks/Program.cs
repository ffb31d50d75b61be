using System.Globalization;
using Kpi.Benchmarks;
using Kpi.Benchmarks.Peers;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

switch (args)
{
    case ["read"]:
        ReadingBenchmark.Run();
        return 0;
    case ["large"]:
        LargeBenchmark.Run();
        return 0;
    case ["books", var folder]:
        return await BooksTrial.Run(folder);
    case ["hostile"]:
        return await BooksTrial.RunHostile();
    case ["books-served"]:
        return BooksTrial.Serve();
    case ["form"]:
        FormBenchmark.Run();
        return 0;
    case ["annotate"]:
        AnnotateBenchmark.Run();
        return 0;
    case ["intake", var count]:
        return await Intake.Run(int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture), stop.Token);
    case ["score", var folder, var period]:
        await ScoringBenchmark.Run(folder, period);
        return 0;
    case ["peers", var folder, var period]:
        return await PeersBenchmark.Run(folder, period, stop.Token);
    case ["clerks", var count]:
        return await ClerksBenchmark.Run(int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture), stop.Token);
    case ["completeness", var folder, var period]:
        await CompletenessBenchmark.Run(folder, period, stop.Token);
        return 0;
    case ["report"]:
        return ReportBenchmark.Run();
    default:
        Console.Error.WriteLine("usage: Kpi.Benchmarks read | large | books FOLDER | hostile | form | annotate | intake N | score DATA-FOLDER PERIOD | peers DATA-FOLDER PERIOD | clerks N | completeness DATA-FOLDER PERIOD | report");
        return 2;
}
