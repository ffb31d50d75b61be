using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Recalculation;

/// <summary>Where a scenario stands. It only goes forward.</summary>
public enum ScenarioState
{
    /// <summary>Its owner's alone.</summary>
    Kept,

    /// <summary>Whoever may see runs sees it and its runs.</summary>
    Shared,

    /// <summary>Put aside by its owner; its runs stay, and stay the owner's.</summary>
    Discarded,

    /// <summary>Its catalogue waits for a second person.</summary>
    Proposed,

    /// <summary>Its catalogue was published.</summary>
    Promoted,

    /// <summary>Its catalogue was not published.</summary>
    Declined,
}

/// <summary>A named what-if: a file of changes, and the whole catalogue that they make of a published one.</summary>
public sealed record Scenario
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Who made it.</summary>
    public required string Owner { get; init; }

    public required ScenarioState State { get; init; }

    /// <summary>The published catalogue that it stands on.</summary>
    public required int BaseVersion { get; init; }

    /// <summary>SHA-256 of the file of changes as it was given.</summary>
    public required string PatchSha256 { get; init; }

    /// <summary>SHA-256 of the catalogue that comes of it.</summary>
    public required string CatalogueSha256 { get; init; }

    /// <summary>SHA-256 of the figures of other sources that it has, packed; null where it has none.</summary>
    public string? FiguresSha256 { get; init; }

    public required MissingPolicy Missing { get; init; }

    public required bool ApprovedOnly { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The proposed catalogue it became; null while it is none.</summary>
    public long? DraftId { get; init; }

    /// <summary>Who published or declined it; null while nobody has.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? Note { get; init; }

    /// <summary>Whether somebody may see it: others only what is shared or proposed; whoever sits at the machine all.</summary>
    public bool IsFor(Actor reader) => State is not (ScenarioState.Kept or ScenarioState.Discarded) || IsOf(reader);

    /// <summary>Whether somebody decides what becomes of it.</summary>
    public bool IsOf(Actor actor) => Owner == actor.Name || actor == Actor.CommandLine;

    /// <summary>A run of it: its catalogue and its choices, never official.</summary>
    public ScoreRequest Of(ScoreRequest request) => request with
    {
        Scenario = new ScenarioCatalogue(Id, BaseVersion, CatalogueSha256) { FiguresSha256 = FiguresSha256 },
        Missing = Missing,
        ApprovedOnly = ApprovedOnly,
        Name = Name,
        Official = false,
    };
}
