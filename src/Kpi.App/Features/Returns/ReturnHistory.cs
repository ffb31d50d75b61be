using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>One of what was sent for a unit, form and period, with the last word of a reviewer.</summary>
public sealed record ReturnVersion(ReturnSummary Summary, DateTimeOffset SentAt, DateTimeOffset? ReviewedAt, string? ReviewedBy, string? Note);

/// <summary>Whether a version counts, and if not, why.</summary>
public enum Standing
{
    /// <summary>Its values are the ones that count.</summary>
    Counts,

    /// <summary>Nobody has read it yet.</summary>
    Pending,

    /// <summary>It has errors.</summary>
    Refused,

    /// <summary>A reviewer sent it back.</summary>
    SentBack,

    /// <summary>A version sent later took its place.</summary>
    Superseded,
}

/// <summary>What two versions do not say alike.</summary>
public sealed record VersionDifference(ReturnSummary Before, ReturnSummary After, ImmutableArray<ValueChange> Changes, int Unchanged);

/// <summary>Versions of a return: which counts, why the others do not, and how they differ.</summary>
public sealed class ReturnHistory(ReturnReader returns, CatalogueReader catalogues)
{
    public static Standing Of(ReturnSummary item) => item.State switch
    {
        ReturnState.Received or ReturnState.Reading => Standing.Pending,
        ReturnState.Refused => Standing.Refused,
        ReturnState.SentBack => Standing.SentBack,
        _ => item.IsCurrent ? Standing.Counts : Standing.Superseded,
    };

    /// <summary>
    /// How a return differs from another version of it: the one named by its id or its version number; unnamed, the last approved before it,
    /// else the accepted one before it.
    /// </summary>
    /// <param name="detail">The return.</param>
    /// <param name="chain">The versions of it that the asker may see: nobody learns another's values by comparing with them.</param>
    /// <param name="with">The other version.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<VersionDifference>> Difference(
        ReturnDetail detail, IReadOnlyList<ReturnVersion> chain, string? with, CancellationToken token)
    {
        if (Other(chain, detail.Summary, with) is not { } other)
        {
            return string.IsNullOrWhiteSpace(with)
                ? Problem.NotFound("no-version-before",
                    "Không có bản nào được chấp nhận trước bản này để so sánh.", "No version was accepted before this one, so there is nothing to compare it with.")
                : Problem.NotFound("no-such-version",
                    $"Báo cáo này không có bản “{with.Trim()}”. Ghi số bản, ví dụ 1, hoặc mã của bản.",
                    $"This return has no version “{with.Trim()}”. Give the number of a version, such as 1, or its id.");
        }

        if (await returns.Get(other.Id, token) is not { } before) return Problem.NotFound("no-such-version", "Bản ấy không còn.", "That version is gone.");
        return Between(before, detail, await catalogues.Current(token));
    }

    public static VersionDifference Between(ReturnDetail before, ReturnDetail after, Catalogue catalogue)
    {
        var changes = ReturnDifference.Between(before.Content, after.Content, catalogue);
        var same = before.Values.Count(v => !changes.Any(c => c.Element == v.Element));
        return new VersionDifference(before.Summary, after.Summary, changes, same);
    }

    private static ReturnSummary? Other(IReadOnlyList<ReturnVersion> chain, ReturnSummary item, string? with)
    {
        var others = chain.Select(v => v.Summary).Where(s => s.Id != item.Id && s.Version is not null).ToList();
        if (!string.IsNullOrWhiteSpace(with))
        {
            return Platform.Ids.TryRead(with.Trim(), out var id)
                ? others.Find(o => o.Id == id)
                : others.Find(o => o.Version?.ToString(CultureInfo.InvariantCulture) == with.Trim());
        }

        return others.Find(o => o.Version == item.ApprovedBefore)
            ?? others.Where(o => o.Version < (item.Version ?? int.MaxValue)).MaxBy(o => o.Version);
    }
}
