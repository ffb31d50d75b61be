using System.Collections.Immutable;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Recalculation;

public enum RecalculationState
{
    Waiting,
    Running,
    Done,
    Failed,

    /// <summary>Stopped by who asked for it; the periods that were done are kept.</summary>
    Cancelled,
}

/// <summary>A calculation that a job makes.</summary>
public sealed record Recalculation
{
    public required long Id { get; init; }

    public required RecalculationRequest Request { get; init; }

    public required RecalculationState State { get; init; }

    /// <summary>Indicators scored, over all periods.</summary>
    public required int Done { get; init; }

    /// <summary>Indicators to score, over all periods; 0 before it begins.</summary>
    public required int Total { get; init; }

    /// <summary>It was asked to stop.</summary>
    public required bool Cancel { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public Text? Problem { get; init; }

    public bool Ended => State is RecalculationState.Done or RecalculationState.Failed or RecalculationState.Cancelled;

    /// <summary>Whoever asked for it sees it, and whoever sits at the machine.</summary>
    public bool IsFor(Actor reader) => AskedBy == reader.Name || reader == Actor.CommandLine;
}

/// <summary>What to calculate: one run for each period, under ids that are given before, so that it can be taken up again where it stopped.</summary>
public sealed record RecalculationRequest(
    ImmutableArray<string> Periods, ImmutableArray<long> Runs, string? Set, DateOnly? Geography, DateTimeOffset? AsKnownAt, MissingPolicy Missing,
    bool ApprovedOnly, string? Name, int? Catalogue, ScenarioCatalogue? Scenario)
{
    public static RecalculationRequest Of(ScoreRequest request, IReadOnlyList<Period> periods, ImmutableArray<long> runs) => new(
        [.. periods.Select(p => p.ToString())], runs, request.Set, request.Geography, request.AsKnownAt, request.Missing, request.ApprovedOnly, request.Name,
        request.Catalogue, request.Scenario);

    /// <summary>The run of one of the periods; never official.</summary>
    public ScoreRequest At(int place) => new(Period.Parse(Periods[place]), Set, Geography, AsKnownAt, Missing, ApprovedOnly, Name, Official: false)
    {
        Catalogue = Catalogue,
        Scenario = Scenario,
        RunId = Runs[place],
    };
}
