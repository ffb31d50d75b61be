using System.Diagnostics;
using System.Globalization;
using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.Benchmarks;

/// <summary>
/// Scores a period of an existing data folder (made by <c>kpi demo --scale national</c>) without keeping the run: loading, scoring, hashing,
/// packing, each beside the floor of adding up the same integers.
/// </summary>
internal static class ScoringBenchmark
{
    private const int Rounds = 7;

    public static async Task Run(string folder, string period)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddKpi(new ConfigurationBuilder().AddInMemoryCollection([new("Data:Folder", folder)]).Build())
            .BuildServiceProvider();
        await using var _ = services;
        var catalogue = await services.GetRequiredService<CatalogueReader>().Current(CancellationToken.None);
        var load = services.GetRequiredService<LoadInputs>();
        var request = ScoreRequest.Due(Period.Parse(period));

        var watch = Stopwatch.StartNew();
        var inputs = await load.Run(catalogue, catalogue.TargetSets[0].Code, request, CancellationToken.None);
        var blocks = ScoringEngine.Run(inputs, CancellationToken.None);
        var cold = watch.Elapsed;

        var (hash, packed) = ("", 0);
        var loading = await Median(async () => inputs = await load.Run(catalogue, catalogue.TargetSets[0].Code, request, CancellationToken.None));
        var scoring = await Median(() => Done(() => blocks = ScoringEngine.Run(inputs, CancellationToken.None)));
        var hashing = await Median(() => Done(() => hash = inputs.Hash()));
        var packing = await Median(() => Done(() => packed = blocks.Sum(b => ScoreCodec.Pack(b.Scores).Length)));
        long values = 0, sum = 0;
        var scan = await Median(() => Done(() =>
        {
            values = sum = 0;
            foreach (var filing in inputs.Filings)
            {
                foreach (var value in filing.Values)
                {
                    if (value is not { } given) continue;
                    values++;
                    sum = unchecked(sum + given);
                }
            }
        }));

        // One return goes and comes back: what it costs to have the scores without it and with it again.
        var scored = ScoredPeriod.Of(inputs, CancellationToken.None);
        var one = inputs.Filings.First(f => f.Period == inputs.Period);
        var there = true;
        var changing = await Median(() => Done(() =>
        {
            there = !there;
            scored = scored.With([new FilingChange(one.Unit, one.Period, there ? one : null)], CancellationToken.None);
            hash = scored.InputsHash();
        }));
        if (!there) scored = scored.With([new FilingChange(one.Unit, one.Period, one)], CancellationToken.None);
        if (scored.InputsHash() != inputs.Hash() || !scored.Blocks.Select(b => b.Bytes).Zip(blocks).All(b => b.First.AsSpan().SequenceEqual(ScoreCodec.Pack(b.Second.Scores))))
            throw new InvalidOperationException("The changed scores are not those of scoring everything.");

        var whole = await OneMoreReturn(services, request.Period, one.ReturnId);
        var scores = blocks.Sum(b => b.Scores.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{inputs.Units.Length} units, {inputs.Filings.Length} returns, {values} values (sum {sum}), {scores} scores in {packed} bytes, inputs {hash[..8]}, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000} MB"));
        foreach (var (name, time) in new[] { ("cold: load and score", cold), ("load", loading), ("score", scoring), ("hash inputs", hashing), ("pack results", packing), ("one return: its scores", changing), ("one return: due to kept", whole), ("floor: scan the integers", scan) })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-26} {time.TotalMilliseconds,9:0.0} ms  {time / scan,7:0.0} x scan"));
    }

    /// <summary>
    /// A return stops counting, or counts again, and the run that holds is made: seeing what has changed, scoring it, keeping it. The folder is changed:
    /// give it a copy.
    /// </summary>
    private static async Task<TimeSpan> OneMoreReturn(ServiceProvider services, Period period, long returnId)
    {
        var database = services.GetRequiredService<Database>();
        var score = services.GetRequiredService<ScorePeriod>();
        var counts = 1;
        var times = new List<TimeSpan>();
        for (var i = 0; i < Rounds * 2; i++)
        {
            counts = 1 - counts;
            await database.Write(session => session.Execute(
                "UPDATE facility_return SET is_current = @Counts WHERE id = @Id", new { Counts = counts, Id = returnId }, CancellationToken.None), CancellationToken.None);
            var watch = Stopwatch.StartNew();
            await score.Run(ScoreRequest.Due(period), Actor.Job("benchmark"), CancellationToken.None);
            times.Add(watch.Elapsed);
        }

        Console.WriteLine($"runs of one return more or less: {string.Join(", ", times.Select(t => t.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)))} ms (the first scores everything)");
        return times.Skip(2).Order().ElementAt(Rounds - 1);
    }

    private static Task Done(Action work)
    {
        work();
        return Task.CompletedTask;
    }

    private static async Task<TimeSpan> Median(Func<Task> work)
    {
        await work();
        var times = new List<TimeSpan>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            await work();
            times.Add(watch.Elapsed);
        }

        return times.Order().ElementAt(Rounds / 2);
    }
}
