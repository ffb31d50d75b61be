using Kpi.Benchmarks;

switch (args.FirstOrDefault())
{
    case "read":
        ReadingBenchmark.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: Kpi.Benchmarks read");
        return 2;
}
