using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>What to calculate. A set may be several, with commas between. Null means the default: the first target set, the geography of the period's last day, everything known.</summary>
public sealed record ScoreRequest(
    Period Period, string? Set, DateOnly? Geography, DateTimeOffset? AsKnownAt, MissingPolicy Missing, bool ApprovedOnly, string? Name, bool Official)
{
    /// <summary>Further sets judged beside the first: <c>--set r157,later-2030</c> names them after it.</summary>
    public IReadOnlyList<string> Beside => Set?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1).Distinct(StringComparer.Ordinal).ToArray() ?? [];

    /// <summary>A published version of the catalogue that was named; null takes the one that holds for the period.</summary>
    public int? Catalogue { get; init; }

    /// <summary>The scenario whose catalogue is used in place of a published one; null for none.</summary>
    public ScenarioCatalogue? Scenario { get; init; }

    /// <summary>The id that was given to the run before it was made; null takes a new one.</summary>
    public long? RunId { get; init; }

    /// <summary>The run that the service makes by itself and that becomes current.</summary>
    public static ScoreRequest Due(Period period) => new(period, null, null, null, MissingPolicy.Strict, false, null, true);
}

/// <summary>The catalogue of a what-if scenario.</summary>
/// <param name="Id">The scenario.</param>
/// <param name="BaseVersion">The published version it stands on.</param>
/// <param name="Sha256">Of the whole catalogue as the scenario has it.</param>
public sealed record ScenarioCatalogue(long Id, int BaseVersion, string Sha256)
{
    /// <summary>SHA-256 of its figures of other sources, packed; null where it has none.</summary>
    public string? FiguresSha256 { get; init; }
}

/// <summary>One calculation that was made and kept.</summary>
public sealed record RunInfo
{
    public required long Id { get; init; }

    public required Period Period { get; init; }

    /// <summary>The published version used; of a scenario's run the one that the scenario stands on.</summary>
    public required int CatalogueVersion { get; init; }

    /// <summary>SHA-256 of the catalogue used; null in runs from before it was kept: then the bytes published under the version.</summary>
    public string? CatalogueSha256 { get; init; }

    /// <summary>The scenario it was made for; null for every other run.</summary>
    public ScenarioCatalogue? Scenario { get; init; }

    /// <summary>Who alone may see it, the owner of a scenario that is not shared; null: whoever may see runs.</summary>
    public string? PrivateTo { get; init; }

    /// <summary>Whether somebody may see it at all; of which units, their access says.</summary>
    public bool IsFor(Actor reader) => IsFor(PrivateTo, reader);

    /// <summary>The same of anything that is made of a run.</summary>
    internal static bool IsFor(string? privateTo, Actor reader) => privateTo is null || privateTo == reader.Name || reader == Actor.CommandLine;

    public required string Set { get; init; }

    public required DateOnly Geography { get; init; }

    public DateTimeOffset? AsKnownAt { get; init; }

    public required ScoringOptions Options { get; init; }

    public required string Engine { get; init; }

    public required string InputsHash { get; init; }

    public required string Hash { get; init; }

    public string? Name { get; init; }

    /// <summary>Whether it may be current; an analyst's run never is.</summary>
    public required bool Official { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }

    public required long Milliseconds { get; init; }

    /// <summary>The last day on which an indicator had a subject, where that is before the run's period; null while it goes on.</summary>
    public DateOnly? EndOf(Indicator indicator) => indicator.EndsOn is { } end && end < Period.FirstDay ? end : null;

    /// <summary>Why its numbers cannot be read or calculated again by this program; null when they can.</summary>
    public Problem? OtherEngine => Engine == ScoringEngine.Version ? null : Problem.Conflict(
        "other-engine",
        $"Lượt tính này do bộ tính phiên bản {Engine} tạo ra, chương trình có phiên bản {ScoringEngine.Version}. Hãy dùng đúng phiên bản chương trình, hoặc tính lại kỳ này.",
        $"This run was made by engine {Engine}; the program has engine {ScoringEngine.Version}. Use the program that made it, or score the period again.");
}
