using System.Collections.Immutable;
using Kpi.App.Features.Collection;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.App.Platform.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App;

/// <summary>The one list of jobs. The host reconciles its queue with it at start: jobs no longer listed are removed.</summary>
public static class KpiJobs
{
    public const string ProcessReturns = "process-returns";
    public const string ScoreDue = "score-due";
    public const string Sweep = "sweep";
    public const string Collect = "collect";
    public const string Recalculate = "recalculate";

    private const string EachMinute = "* * * * *";
    private const int Batch = 200;

    public static ImmutableArray<JobDefinition> All { get; } =
    [
        new(ProcessReturns, null, Process) { Next = ScoreDue },
        new(ScoreDue, null, (services, token) => Score(services, TimeSpan.Zero, token)),
        new(Recalculate, null, async (services, token) => await services.GetRequiredService<RunRecalculations>().Run(token)),
        new(Collect, EachMinute, async (services, token) =>
            await services.GetRequiredService<CollectFolders>().Run(Actor.Job(Collect), token)) { Next = ProcessReturns },

        // Whatever a killed process or a lost message has left undone stands in the database, and is done here at the latest.
        new(Sweep, EachMinute, async (services, token) =>
        {
            await Process(services, token);
            // A period whose returns are still coming in is left for the job that follows them.
            await Score(services, TimeSpan.FromSeconds(10), token);
        }) { Next = Recalculate },
    ];

    private static async Task Process(IServiceProvider services, CancellationToken token) =>
        await services.GetRequiredService<ProcessReturns>().Run(Batch, Actor.Job(ProcessReturns), token);

    private static async Task Score(IServiceProvider services, TimeSpan wait, CancellationToken token) =>
        await services.GetRequiredService<ScoreDuePeriods>().Run(Actor.Job(ScoreDue), wait, token);
}
