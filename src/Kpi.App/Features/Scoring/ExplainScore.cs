using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>
/// The trail from a score to the cells it was typed in. The facilities' numerators sum to the score's; so do their denominators, with what is
/// <see cref="MissingFacility.Counted"/> of those that are missing.
/// </summary>
/// <param name="Facilities">The returns whose counts are in the value.</param>
/// <param name="Missing">Units that did not report, or not in full; those first that can move the score most.</param>
/// <param name="Before">Returns of the period before, against which verdicts hold or progress; empty where they were not asked for.</param>
public sealed record Explanation(
    RunInfo Run, Catalogue Catalogue, Indicator Indicator, ScoredUnit Unit, Score Score, IReadOnlyList<ExplainedFacility> Facilities,
    IReadOnlyList<MissingFacility> Missing, IReadOnlyList<ExplainedFacility> Before)
{
    public Period Period => Run.Period;

    public long? Numerator => Score.Numerator;

    public long? Denominator => Score.Denominator;
}

/// <summary>One return that a score rests on. Over several months a facility appears once for each.</summary>
/// <param name="Return">Null, with what follows of it: figures of another source stand alone, without a return.</param>
/// <param name="Cells">What was typed and counts; a cell that a figure stands in place of is not among them.</param>
public sealed record ExplainedFacility(
    string Facility, string Name, Period Period, ReturnRole Role, long? Numerator, long? Denominator, long? Return, int? Version, string? Sha256,
    string? FileName, string? Sender, DateTimeOffset? ReceivedAt, IReadOnlyList<ExplainedCell> Cells)
{
    /// <summary>The figures of other sources that count in place of cells.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Which part of the return falls to the unit, on a map on which the facility's area was several; null: all of it.</summary>
    public ExplainedShare? Share { get; init; }
}

/// <summary>A part of a return.</summary>
/// <param name="Weight">The weight of the unit that is explained, by which the numerator is shared.</param>
/// <param name="Of">The weight of the whole.</param>
/// <param name="Source">Where the weights come from.</param>
public sealed record ExplainedShare(long Weight, long Of, string Source);

/// <param name="Factor">What the number in the cell was multiplied by; 1 on every form of ours.</param>
public sealed record ExplainedCell(string Element, string Sheet, string Cell, string Text, int Factor);

/// <summary>A unit that is missing from a score.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Form">The form it owes; null where none is in force.</param>
/// <param name="Periods">The filing periods for which it gave nothing, or not all that is needed.</param>
/// <param name="Weight">By how much it can move the numerator; null when nothing says.</param>
/// <param name="Moves">By how much of the value that is; null where there are no bounds, and of milestones.</param>
/// <param name="Basis">What its own range rests on.</param>
/// <param name="LastFiled">The latest return of it that the run knew; null when there is none.</param>
public sealed record MissingReturns(
    ScoredUnit Unit, string? Form, ImmutableArray<Period> Periods, long? Weight, Fraction? Moves, RangeBasis Basis, ReturnSummary? LastFiled);

/// <param name="Counted">What stands in the denominator although nothing was reported: 1 in a coverage, else null.</param>
/// <param name="Returns">What it filed without giving all that is needed, and what its denominator was last known from.</param>
public sealed record MissingFacility(MissingReturns Of, long? Counted, IReadOnlyList<ExplainedFacility> Returns);

/// <summary>Answers: where does this number come from? Follows a score to returns, files, sheets, cells and the text as typed.</summary>
public sealed class ExplainScore(ScoreReader scores, RunUnits units, ReturnReader returns, CatalogueReader catalogues)
{
    /// <param name="run">A run that whoever asks may see.</param>
    /// <param name="indicator">Code of the indicator.</param>
    /// <param name="unitCode">Code of the unit on the day whose geography the run follows.</param>
    /// <param name="before">Whether the returns of the period before are wanted as well.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<Explanation>> Run(RunInfo run, string indicator, string unitCode, bool before, CancellationToken token)
    {
        if (run.OtherEngine is { } other) return other;
        var catalogue = await catalogues.Of(run, token);
        if (catalogue.Indicator(indicator) is not { } known) return IndicatorProblems.Unknown(indicator, catalogue);
        if (!(await units.Find(run, unitCode, token)).TryGet(out var unit, out var problem)) return problem;

        var (all, place) = unit;
        var own = (await scores.Scores(run.Id, indicator, unit.Unit.Level, token)).FirstOrDefault(s => s.Unit == place)
            ?? new Score { Unit = place, Expected = 0, Reporting = 0 };
        int? area = unit.Unit.Level is UnitLevel.Province or UnitLevel.Commune ? place : null;
        // What is counted once is in one area wholly; amounts are divided, return by return.
        var within = (await scores.Scores(run.Id, indicator, UnitLevel.Facility, token)).Where(s => all[s.Unit].IsWithin(s.Unit, place))
            .Where(s => area is null || !Counting.IsAskedOfSums(known) || all[s.Unit].Shares is not { } shares || shares.IsLargest(place)).ToList();
        var trail = new Trail(run, catalogue, known, all, within, area);
        await trail.Load(scores, returns, before, token);
        return new Explanation(
            run, catalogue, known, unit.Unit, own,
            trail.Entries(ReturnRole.Value), trail.Missing(Deciders.Among(known, [.. within], all, place), own), trail.Entries(ReturnRole.Previous));
    }

    /// <summary>The returns of the units of one area, taken apart into what each gives.</summary>
    private sealed class Trail(RunInfo run, Catalogue catalogue, Indicator indicator, ImmutableArray<ScoredUnit> units, IReadOnlyList<Score> within, int? area)
    {
        private readonly string[] _elements = [.. indicator.Elements];
        private readonly List<(int Unit, ReturnSummary? Return, Contribution Part)> _parts = [];
        private readonly Dictionary<int, ReturnSummary> _last = [];
        private ILookup<string, Figure> _figures = Array.Empty<Figure>().ToLookup(f => f.UnitId);
        private ILookup<long, ReturnCell> _cells = Array.Empty<ReturnCell>().ToLookup(c => c.ReturnId);

        public async Task Load(ScoreReader scores, ReturnReader returns, bool before, CancellationToken token)
        {
            var places = within.ToDictionary(s => units[s.Unit].UnitId, s => s, StringComparer.Ordinal);
            var filed = (await returns.Summaries(await scores.Returns(run.Id, token), token)).Values
                .Where(r => r is { UnitId: { } unit, Period: not null } && places.ContainsKey(unit)).ToLookup(r => places[r.UnitId!]);
            // Of units that reported in full only the period itself is needed, unless the one before is asked for.
            var wanted = filed.SelectMany(g => g.Where(r => before || g.Key.Reporting < g.Key.Expected || Owed(g.Key).Contains(r.Period!.Value))).Select(r => r.Id);
            _cells = (await returns.CellsOf([.. wanted], _elements, token)).ToLookup(c => c.ReturnId);
            _figures = LoadInputs.Read(await scores.Figures(run.Scenario, token), catalogue, units, run.Period).Where(f => _elements.Contains(f.Element)).ToLookup(f => f.UnitId);
            foreach (var score in within)
            {
                var (unit, of) = (units[score.Unit], filed[score].ToList());
                var figures = _figures[unit.UnitId].ToImmutableArray();
                if (of.Count == 0 && figures.IsEmpty) continue;
                if (of.Count > 0) _last[score.Unit] = of.MaxBy(r => (r.Period, r.ReceivedAt))!;
                var byId = of.ToDictionary(r => r.Id);
                var filings = Figure.Upon(of.Select(r => new Filing(score.Unit, r.Period!.Value, r.Id, Values(r.Id))), figures, catalogue, _ => score.Unit);
                _parts.AddRange(Contributions.Of(catalogue, indicator, unit, run.Period, score, filings)
                    .Where(p => before || p.Role != ReturnRole.Previous).Select(p => (score.Unit, byId.GetValueOrDefault(p.ReturnId), p)));
            }
        }

        public IReadOnlyList<ExplainedFacility> Entries(ReturnRole role) => Entries(_parts.Where(p => p.Part.Role == role));

        public IReadOnlyList<MissingFacility> Missing(ImmutableArray<MissingUnit> missing, Score area)
        {
            var byUnit = _parts.ToLookup(p => p.Unit);
            var scored = within.ToDictionary(s => s.Unit);
            return
            [
                .. missing.Select(m => new MissingFacility(
                    MissingOf(run, catalogue, indicator, units[m.Unit], m, byUnit[m.Unit].Select(p => p.Part), area, _last.GetValueOrDefault(m.Unit)),
                    IsCounted(scored[m.Unit]) ? 1 : null,
                    Entries(byUnit[m.Unit].Where(p => p.Part.Role is ReturnRole.Incomplete or ReturnRole.LastKnown)))),
            ];
        }

        private bool IsCounted(Score score) =>
            score.Numerator is null && indicator.Kind == IndicatorKind.Coverage && run.Options.Missing == MissingPolicy.Strict;

        private ImmutableArray<Period> Owed(Score score) => Contributions.Owed(catalogue, indicator, units[score.Unit], run.Period);

        private long?[] Values(long returnId)
        {
            var values = new long?[catalogue.Elements.Length];
            foreach (var cell in _cells[returnId]) values[catalogue.IndexOf(cell.Element)] = cell.Value;
            return values;
        }

        private IReadOnlyList<ExplainedFacility> Entries(IEnumerable<(int Unit, ReturnSummary? Return, Contribution Part)> parts) =>
            [.. parts.Select(Entry).OrderBy(f => f.Facility, StringComparer.Ordinal).ThenBy(f => f.Period).ThenBy(f => f.Role)];

        private ExplainedFacility Entry((int Unit, ReturnSummary? Return, Contribution Part) of)
        {
            var (unit, part) = (units[of.Unit], of.Part);
            var (numerator, denominator) = (part.Numerator, part.Denominator);
            var shares = area is null || numerator is null || Counting.IsAskedOfSums(indicator) ? null : unit.Shares;
            if (shares is not null) (numerator, denominator) = shares.PartOf(area!.Value, indicator, numerator ?? 0, denominator ?? 0);
            Figure[] figures = [.. _figures[unit.UnitId].Where(f => f.Period == part.Period).OrderBy(f => Array.IndexOf(_elements, f.Element))];
            return new ExplainedFacility(
                unit.Code, unit.Name, part.Period, part.Role, numerator, denominator, of.Return?.Id, of.Return is { } filed ? filed.Version ?? 0 : null, of.Return?.Sha256,
                of.Return?.FileName, of.Return?.Sender, of.Return?.ReceivedAt,
                [
                    .. _cells[part.ReturnId].Where(c => figures.All(f => f.Element != c.Element)).OrderBy(c => Array.IndexOf(_elements, c.Element))
                        .Select(c => new ExplainedCell(c.Element, c.Sheet, c.Cell, c.Text, c.Factor)),
                ])
            {
                Figures = figures,
                Share = shares?.WeightsOf(indicator).Numerator is { } weights ? new ExplainedShare(shares.WeightOf(area!.Value, weights), weights.Sum(), shares.Source) : null,
            };
        }
    }

    /// <summary>What is missing of a unit, from its place among the missing and what its returns give.</summary>
    internal static MissingReturns MissingOf(
        RunInfo run, Catalogue catalogue, Indicator indicator, ScoredUnit unit, MissingUnit missing, IEnumerable<Contribution> parts, Score area,
        ReturnSummary? lastFiled)
    {
        var given = parts.Where(p => p.Role == ReturnRole.Value).Select(p => p.Period).ToHashSet();
        return new MissingReturns(
            unit, catalogue.FormFor(unit.Kind, run.Period)?.Code,
            [.. Contributions.Owed(catalogue, indicator, unit, run.Period).Where(p => !given.Contains(p))],
            missing.Weight, missing.Weight is { } weight && area.Low is { } low ? new Fraction(weight, low.Denominator) : null, missing.Basis, lastFiled);
    }
}
