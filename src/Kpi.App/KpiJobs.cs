using System.Collections.Immutable;
using Kpi.App.Platform.Work;

namespace Kpi.App;

/// <summary>The one list of jobs. The host reconciles its queue with it at start: jobs no longer listed are removed.</summary>
public static class KpiJobs
{
    public const string ProcessReturns = "process-returns";
    public const string ScoreDue = "score-due";
    public const string Sweep = "sweep";
    public const string Collect = "collect";

    public static ImmutableArray<JobDefinition> All { get; } = [];
}
