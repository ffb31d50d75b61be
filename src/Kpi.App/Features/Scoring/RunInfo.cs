using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>What to calculate. A set may be several, with commas between. Null means the default: the first target set, the geography of the period's last day, everything known.</summary>
public sealed record ScoreRequest(
    Period Period, string? Set, DateOnly? Geography, DateTimeOffset? AsKnownAt, MissingPolicy Missing, bool ApprovedOnly, string? Name, bool Official)
{
    /// <summary>Further sets judged beside the first: <c>--set r157,later-2030</c> names them after it.</summary>
    public IReadOnlyList<string> Beside => Set?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1).Distinct(StringComparer.Ordinal).ToArray() ?? [];

    /// <summary>The run that the service makes by itself and that becomes current.</summary>
    public static ScoreRequest Due(Period period) => new(period, null, null, null, MissingPolicy.Strict, false, null, true);
}

/// <summary>One calculation that was made and kept.</summary>
public sealed record RunInfo
{
    public required long Id { get; init; }

    public required Period Period { get; init; }

    public required int CatalogueVersion { get; init; }

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

    /// <summary>Why its numbers cannot be read or calculated again by this program; null when they can.</summary>
    public Problem? OtherEngine => Engine == ScoringEngine.Version ? null : Problem.Conflict(
        "other-engine",
        $"Lượt tính này do bộ tính phiên bản {Engine} tạo ra, chương trình có phiên bản {ScoringEngine.Version}. Hãy dùng đúng phiên bản chương trình, hoặc tính lại kỳ này.",
        $"This run was made by engine {Engine}; the program has engine {ScoringEngine.Version}. Use the program that made it, or score the period again.");
}
