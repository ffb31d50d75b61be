using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>A number of another source that a trial takes in place of what a unit filed, or did not file.</summary>
/// <param name="UnitId">Identity of the unit that files the element.</param>
/// <param name="Period">The filing period.</param>
/// <param name="Element">Code of the element.</param>
/// <param name="Value">The whole number, as a return would give it.</param>
/// <param name="Source">Whose figure it is.</param>
/// <param name="Line">On which line of the trial's file it stands, from 1.</param>
public sealed record Figure(string UnitId, Period Period, string Element, long Value, string Source, int Line)
{
    /// <summary>
    /// Some filings with the figures in place of what they say. A unit that filed nothing has by its figures these elements and nothing else: such a filing
    /// is no return (<see cref="Filing.IsReturn"/>).
    /// </summary>
    /// <param name="filings">What was filed.</param>
    /// <param name="figures">The figures; those of units that have no place are passed over.</param>
    /// <param name="catalogue">The catalogue that gives the elements their places.</param>
    /// <param name="placeOf">The place of a unit by its identity; a negative number when it has none.</param>
    public static IEnumerable<Filing> Upon(IEnumerable<Filing> filings, ImmutableArray<Figure> figures, Catalogue catalogue, Func<string, int> placeOf)
    {
        if (figures.IsEmpty) return filings;
        var given = figures.Select(f => (Place: placeOf(f.UnitId), Figure: f)).Where(f => f.Place >= 0).GroupBy(f => (f.Place, f.Figure.Period), f => f.Figure)
            .ToDictionary(g => g.Key);
        var filed = filings.Select(f => given.Remove((f.Unit, f.Period), out var of) ? f with { Values = With(f.Values, of) } : f).ToList();
        return [.. filed, .. given.Select(g => new Filing(g.Key.Place, g.Key.Period, Filing.NoReturn, With(new long?[catalogue.Elements.Length], g.Value)))];

        long?[] With(long?[] values, IEnumerable<Figure> of)
        {
            long?[] others = [.. values];
            foreach (var figure in of)
            {
                if (catalogue.IndexOf(figure.Element) is >= 0 and var place) others[place] = figure.Value;
            }

            return others;
        }
    }
}
