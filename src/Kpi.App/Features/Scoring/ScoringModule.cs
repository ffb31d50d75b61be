using Microsoft.Extensions.DependencyInjection;

namespace Kpi.App.Features.Scoring;

public static class ScoringModule
{
    public static IServiceCollection AddScoring(this IServiceCollection services) => services
        .AddSingleton<LoadInputs>()
        .AddSingleton<ScoringMemory>()
        .AddSingleton<ScorePeriod>()
        .AddSingleton<ScoreDuePeriods>()
        .AddSingleton<RescoreOtherEngines>()
        .AddSingleton<ScoreReader>()
        .AddSingleton<FindRun>()
        .AddSingleton<RunUnits>()
        .AddSingleton<ExplainScore>()
        .AddSingleton<TraceCell>()
        .AddSingleton<FindUndecided>()
        .AddSingleton<LoadRun>()
        .AddSingleton<VerifyRun>()
        .AddSingleton<CompareRuns>()
        .AddSingleton<FindComposites>();
}
