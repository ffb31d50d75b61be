using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Recalculation;

/// <summary>How many units of a level a target's verdict would move from one to another.</summary>
/// <param name="Set">The target's set.</param>
/// <param name="Due">Its due day.</param>
/// <param name="From">Null: there is no such target now.</param>
/// <param name="To">Null: there would be no such target any more.</param>
/// <param name="Units">How many.</param>
public sealed record VerdictMove(string Set, DateOnly Due, Verdict? From, Verdict? To, int Units);

/// <summary>How many units of a level a catalogue would move, for one indicator.</summary>
/// <param name="Scored">Units that have a score now or would have one.</param>
/// <param name="Values">Of them, those whose counts or range would be other.</param>
/// <param name="Verdicts">Those of which a verdict would be another, would come or would go.</param>
/// <param name="Undecided">Those of which a verdict would be undecided that is certain now, or is not there.</param>
/// <param name="Decided">Those of which a verdict would be certain that is undecided now.</param>
/// <param name="Moves">The verdicts that would move, those of most units first.</param>
public sealed record LevelTrial(int Scored, int Values, int Verdicts, int Undecided, int Decided, ImmutableArray<VerdictMove> Moves)
{
    /// <summary>Whether anything would move.</summary>
    public bool Moved => Values + Verdicts + Undecided + Decided > 0;
}

/// <summary>What a catalogue would do to one indicator.</summary>
/// <param name="Nation">The nation's score now, and what it would be.</param>
/// <param name="Change">Whether the indicator would be scored for the first time, no longer, or otherwise.</param>
/// <param name="Provinces">What would become of the provinces.</param>
/// <param name="Facilities">What would become of the units that file.</param>
public sealed record IndicatorTrial(IndicatorBeside Nation, CatalogueChangeKind Change, LevelTrial Provinces, LevelTrial Facilities);

/// <summary>How many units of a level a catalogue would move, for one composite.</summary>
/// <param name="Scored">Units that have a figure now or would have one.</param>
/// <param name="Figures">Of them, those whose figure or range would be other.</param>
/// <param name="Ranks">Those whose rank among all of the level would be other, would come or would go.</param>
public sealed record CompositeLevelTrial(UnitLevel Level, int Scored, int Figures, int Ranks);

/// <summary>What a catalogue would do to one composite.</summary>
/// <param name="Change">Whether it would be made for the first time, no longer, or otherwise.</param>
public sealed record CompositeTrial(Composite Composite, CatalogueChangeKind Change, ImmutableArray<CompositeLevelTrial> Levels);

/// <summary>What a catalogue that is not published would do to the last period that was scored officially. Nothing of it is kept.</summary>
/// <param name="Official">The run that holds for the period.</param>
/// <param name="Fresh">
/// Whether that run is what would be calculated now. If not, returns or the register have changed since; what would be calculated now by the catalogue in
/// force is then what the trial is held against, so that a difference is always the catalogue's.
/// </param>
/// <param name="Holds">Whether the catalogue would score this period at all: its day may be later, or another version's nearer.</param>
/// <param name="Before">The catalogue in force for the period.</param>
/// <param name="After">The catalogue that is tried.</param>
/// <param name="Hash">Of the results: that of the run which follows when this is published, as long as nothing else changes.</param>
/// <param name="Indicators">What would move, come or go.</param>
/// <param name="Composites">The composites that would move, come or go.</param>
/// <param name="Unmoved">How many indicators would stay as they are.</param>
public sealed record CatalogueTrial(
    RunInfo Official, bool Fresh, bool Holds, Catalogue Before, Catalogue After, string Hash, ImmutableArray<IndicatorTrial> Indicators,
    ImmutableArray<CompositeTrial> Composites, int Unmoved);
