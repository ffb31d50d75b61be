using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring.Changes;

/// <summary>A point on the way from one run to another: what has changed since the point before it, and complete inputs.</summary>
public sealed record ChangePoint(ChangeCause Cause, ScoringInputs Inputs);

/// <summary>
/// The way from one run's inputs to another's: each point changes one cause and leaves the rest as it was, so that scoring every point by the
/// ordinary engine splits the difference without a remainder. Another order would give the causes that touch each other other shares; the
/// order is fixed and said.
/// </summary>
public static class ChangePath
{
    /// <summary>The points in order; a cause that changes nothing has none. The last point's inputs are those of the later run.</summary>
    /// <param name="before">Inputs of the run that is explained away from.</param>
    /// <param name="beforeKnownLater">
    /// The same period as it was known to the later run; the later run's own inputs where both are of one period.
    /// </param>
    /// <param name="after">Inputs of the run that is explained.</param>
    public static ImmutableArray<ChangePoint> Between(ScoringInputs before, ScoringInputs beforeKnownLater, ScoringInputs after)
    {
        var points = ImmutableArray.CreateBuilder<ChangePoint>();
        var later = Known(beforeKnownLater).ToDictionary(k => (k.UnitId, k.Period));
        var first = Known(before).ToList();

        // A last known return of a unit that has filed since has done its work; it was not taken back.
        // Neither was that of a unit which the later register does not have: the register's change says so in its turn.
        var registered = beforeKnownLater.Units.Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
        var corrected = first
            .Where(k => later.ContainsKey((k.UnitId, k.Period)) || k.Period.LastDay < before.Period.Previous.FirstDay || !registered.Contains(k.UnitId))
            .Select(k => later.GetValueOrDefault((k.UnitId, k.Period), k)).ToList();
        Add(ChangeCause.Corrections, With(before, before.Catalogue, before.Units, corrected), corrected.Select(Id).SequenceEqual(first.Select(Id)));

        List<KnownReturn> known = [.. later.Values, .. corrected.Where(k => !registered.Contains(k.UnitId))];
        var places = before.Units.Select(u => u.UnitId).ToHashSet(StringComparer.Ordinal);
        Add(ChangeCause.LateReturns, With(before, before.Catalogue, before.Units, known),
            known.Where(k => places.Contains(k.UnitId)).Select(Id).ToHashSet().SetEquals(corrected.Select(Id)));

        var sameCatalogue = before.CatalogueHash == after.CatalogueHash;
        var definitions = sameCatalogue ? before.Catalogue : WithTargetsOf(after.Catalogue, before.Catalogue);
        Add(ChangeCause.Definitions, With(before, definitions, before.Units, known), sameCatalogue);

        Add(ChangeCause.Geography, With(before, definitions, after.Units, known, day: after.GeographyDay),
            before.GeographyDay == after.GeographyDay && before.Units.SequenceEqual(after.Units));

        Add(ChangeCause.Targets, With(before, after.Catalogue, after.Units, known, after.TargetSet, after.GeographyDay),
            before.TargetSet == after.TargetSet && (sameCatalogue || SameTargets(before.Catalogue, after.Catalogue)));

        Add(ChangeCause.Figures, With(before, after.Catalogue, after.Units, known, after.TargetSet, after.GeographyDay, figures: after.Figures),
            before.Figures.ToHashSet().SetEquals(after.Figures));

        var sameOptions = before.Options == after.Options && before.AsKnownAt == after.AsKnownAt;
        if (before.Period == after.Period)
        {
            // What is left are the choices: everything else is the later run's by now.
            Add(ChangeCause.Options, after, sameOptions);
            if (points.Count > 0 && sameOptions) points[^1] = points[^1] with { Inputs = after };
            return points.ToImmutable();
        }

        Add(ChangeCause.Options, With(before, after.Catalogue, after.Units, known, after.TargetSet, after.GeographyDay, after.Options, after.Figures), sameOptions);
        points.Add(new ChangePoint(ChangeCause.NewData, after));
        return points.ToImmutable();

        void Add(ChangeCause cause, ScoringInputs inputs, bool nothingChanged)
        {
            if (!nothingChanged) points.Add(new ChangePoint(cause, inputs));
        }
    }

    private static (string Unit, Period Period, long Return) Id(KnownReturn known) => (known.UnitId, known.Period, known.ReturnId);

    private static IEnumerable<KnownReturn> Known(ScoringInputs inputs) =>
        inputs.Filings.Select(f => new KnownReturn(inputs.Units[f.Unit].UnitId, f.Period, f.ReturnId, f.Values, inputs.Catalogue));

    private static ScoringInputs With(
        ScoringInputs before, Catalogue catalogue, ImmutableArray<ScoredUnit> units, IEnumerable<KnownReturn> known, string? set = null, DateOnly? day = null,
        ScoringOptions? options = null, ImmutableArray<Figure>? figures = null)
    {
        var places = new Dictionary<string, int>(units.Length, StringComparer.Ordinal);
        for (var i = 0; i < units.Length; i++) places.Add(units[i].UnitId, i);
        return new ScoringInputs
        {
            Period = before.Period,
            Catalogue = catalogue,
            // A point on the way is scored and not kept: what its catalogue would be called matters to nobody.
            CatalogueHash = before.CatalogueHash,
            TargetSet = set ?? before.TargetSet,
            GeographyDay = day ?? before.GeographyDay,
            AsKnownAt = before.AsKnownAt,
            Options = options ?? before.Options,
            Units = units,
            Filings = [.. known.Where(k => places.ContainsKey(k.UnitId)).Select(k => new Filing(places[k.UnitId], k.Period, k.ReturnId, k.In(catalogue)))],
            Figures = figures ?? before.Figures,
        };
    }

    /// <summary>One version's definitions with another's targets, as far as they are over indicators that are still there.</summary>
    private static Catalogue WithTargetsOf(Catalogue definitions, Catalogue targets) => new(
        definitions.Version, definitions.Title, definitions.Elements, definitions.Forms, definitions.Indicators, targets.TargetSets,
        [.. targets.Targets.Where(t => definitions.Indicator(t.Indicator) is not null)], definitions.NotCountable, definitions.Holidays)
    {
        WorkingWeekends = definitions.WorkingWeekends,
        HolidayYears = definitions.HolidayYears,
    };

    private static bool SameTargets(Catalogue before, Catalogue after) =>
        before.Targets.Length == after.Targets.Length && before.Targets.Zip(after.Targets).All(pair => Same(pair.First, pair.Second));

    private static bool Same(Target one, Target other) =>
        one.Scopes.SequenceEqual(other.Scopes) && one.Rows.SequenceEqual(other.Rows) && one with { Scopes = other.Scopes, Rows = other.Rows } == other;

    private sealed record KnownReturn(string UnitId, Period Period, long ReturnId, long?[] Values, Catalogue Catalogue)
    {
        /// <summary>The values in the places that another version gives the elements.</summary>
        public long?[] In(Catalogue other)
        {
            if (ReferenceEquals(other, Catalogue)) return Values;
            var placed = new long?[other.Elements.Length];
            for (var i = 0; i < placed.Length; i++)
            {
                var place = Catalogue.IndexOf(other.Elements[i].Code);
                if (place >= 0 && place < Values.Length) placed[i] = Values[place];
            }

            return placed;
        }
    }
}
