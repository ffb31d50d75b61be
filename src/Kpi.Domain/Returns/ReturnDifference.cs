using System.Collections.Immutable;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Returns;

/// <summary>What a return says: its values, and its statements in place of values.</summary>
public sealed record ReturnContent(ImmutableArray<ReturnValue> Values, ImmutableArray<ReturnStatement> Statements)
{
    /// <summary>A return that says nothing.</summary>
    public static ReturnContent Nothing { get; } = new([], []);
}

/// <summary>One element that two returns do not say alike.</summary>
/// <param name="Element">The data element; null for a statement about the whole return.</param>
/// <param name="Before">Its value in the first return; null where that gives none.</param>
/// <param name="After">Its value in the second; null where that gives none.</param>
/// <param name="BeforeStatement">What the first states in place of a value; null where it states nothing.</param>
/// <param name="AfterStatement">What the second states in place of a value.</param>
/// <param name="Change">
/// Second minus first, in the element's unit; null unless both give a value of a kind that can be subtracted (a count, an amount, a level).
/// </param>
public sealed record ValueChange(
    string? Element, ReturnValue? Before, ReturnValue? After, ReturnStatement? BeforeStatement, ReturnStatement? AfterStatement, long? Change);

/// <summary>Compares what two returns say. A value that moved to another cell, or is typed in another way, is no difference.</summary>
public static class ReturnDifference
{
    /// <summary>What is not alike: the statement about the whole first, then the elements in the order of the catalogue.</summary>
    public static ImmutableArray<ValueChange> Between(ReturnContent before, ReturnContent after, Catalogue catalogue)
    {
        var (first, second) = (new Sides(before), new Sides(after));
        var elements = first.Values.Keys.Union(second.Values.Keys, StringComparer.Ordinal)
            .Union(first.Statements.Keys, StringComparer.Ordinal).Union(second.Statements.Keys, StringComparer.Ordinal)
            .Select(code => (Code: code, Place: catalogue.IndexOf(code)))
            .OrderBy(e => e.Place < 0 ? int.MaxValue : e.Place).ThenBy(e => e.Code, StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<ValueChange>();
        if (!SayAlike(first.OfAll, second.OfAll)) changes.Add(new ValueChange(null, null, null, first.OfAll, second.OfAll, null));
        foreach (var (code, _) in elements)
        {
            var (old, now) = (first.Values.GetValueOrDefault(code), second.Values.GetValueOrDefault(code));
            var (oldSaid, nowSaid) = (first.Statements.GetValueOrDefault(code), second.Statements.GetValueOrDefault(code));
            if (old?.Value == now?.Value && SayAlike(oldSaid, nowSaid)) continue;
            var subtracted = catalogue.Element(code)?.Kind is ElementKind.Count or ElementKind.Amount or ElementKind.Level && old is not null && now is not null;
            changes.Add(new ValueChange(code, old, now, oldSaid, nowSaid, subtracted ? now!.Value - old!.Value : null));
        }

        return changes.ToImmutable();
    }

    private static bool SayAlike(ReturnStatement? one, ReturnStatement? other) => one?.Kind == other?.Kind && one?.Reason == other?.Reason;

    private sealed class Sides(ReturnContent content)
    {
        public Dictionary<string, ReturnValue> Values { get; } = content.Values.ToDictionary(v => v.Element, StringComparer.Ordinal);

        public Dictionary<string, ReturnStatement> Statements { get; } =
            content.Statements.Where(s => s.Element is not null).ToDictionary(s => s.Element!, StringComparer.Ordinal);

        public ReturnStatement? OfAll { get; } = content.Statements.FirstOrDefault(s => s.Element is null);
    }
}
