using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform.Files;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Scoring.Composites;

namespace Kpi.App.Features.Recalculation;

/// <summary>
/// What a catalogue would do before it is published: scores the last official period by it, as the official run would be, and lays that beside what
/// the catalogue in force gives. Nothing is kept.
/// </summary>
public sealed class TryCatalogue(
    PublishCatalogue publish, CatalogueReader catalogues, ScoreReader scores, ScoringMemory memory, LoadInputs inputs)
{
    // A return that comes between the two calculations would look like the catalogue's doing. More than once in a row is bad luck, thrice is a busy hour.
    private const int MostTries = 3;

    /// <param name="json">The catalogue; it must be one that could be published.</param>
    /// <param name="validFrom">It would hold for periods that end on this day or later; null for all.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<CatalogueTrial>> Run(ReadOnlyMemory<byte> json, DateOnly? validFrom, CancellationToken token)
    {
        if (!CatalogueJson.Read(json).TryGet(out var tried, out var problem)) return problem;
        if (await publish.Refusal(tried, token) is { } refusal) return refusal;
        if (await scores.Latest(token) is not { } official) return RunProblems.NothingScored;
        var inForce = await catalogues.For(official.Period, token);
        var (before, after) = await Both(official.Period, inForce, tried, FileVault.HashOf(json.Span), token);
        var places = after.Inputs.Units.Index().ToDictionary(u => u.Item.UnitId, u => u.Index, StringComparer.Ordinal);
        var trial = new Laid(before, after, [.. before.Inputs.Units.Select(u => places.GetValueOrDefault(u.UnitId, -1))]);
        IndicatorTrial[] all =
        [
            .. tried.Indicators.Concat(inForce.Indicators.Where(i => tried.Indicator(i.Code) is null)).Select(i => trial.Of(i)).OfType<IndicatorTrial>(),
        ];
        ImmutableArray<IndicatorTrial> moved =
            [.. all.Where(i => i.Change != CatalogueChangeKind.Changed || i.Nation.Moved || i.Provinces.Moved || i.Facilities.Moved)];
        var (from, standing) = (validFrom ?? DateOnly.MinValue, (await catalogues.Versions(token)).First(v => v.Version == inForce.Version).ValidFrom ?? DateOnly.MinValue);
        return new CatalogueTrial(
            official, official.Hash == before.Hash, standing <= from && from <= official.Period.LastDay, inForce, tried, after.Hash, moved,
            [
                .. tried.Composites.Concat(inForce.Composites.Where(c => tried.Composite(c.Code) is null)).Select(trial.Of)
                    .Where(c => c.Change != CatalogueChangeKind.Changed || c.Levels.Any(l => l.Figures + l.Ranks > 0)),
            ],
            all.Length - moved.Length);
    }

    private async Task<(PeriodResults Before, PeriodResults After)> Both(Period period, Catalogue inForce, Catalogue tried, string sha256, CancellationToken token)
    {
        for (var i = 1; ; i++)
        {
            var before = await memory.Score(inForce, period, (_, _) => { }, token);
            var after = await inputs.Run(tried, sha256, tried.TargetSets[0].Code, ScoreRequest.Due(period), token);
            if (i < MostTries && await inputs.Since(before.Inputs, 0, token) is not { Count: 0 }) continue;
            return (PeriodResults.Of(before, token), PeriodResults.Of(ScoredPeriod.Of(after, token), token));
        }
    }

    /// <summary>Two results of one period, unit by unit.</summary>
    /// <param name="places">Where in the later list each unit of the earlier one stands; -1: nowhere.</param>
    private sealed class Laid(PeriodResults before, PeriodResults after, int[] places)
    {
        private readonly Judging _was = new(before.Inputs), _becomes = new(after.Inputs);

        /// <summary>Null where neither scores the indicator.</summary>
        public IndicatorTrial? Of(Indicator indicator)
        {
            var (scored, wouldBe) = (_was.Scores(indicator.Code), _becomes.Scores(indicator.Code));
            if (!scored && !wouldBe) return null;
            var nation = Pairs(indicator.Code, UnitLevel.Nation).FirstOrDefault();
            return new IndicatorTrial(
                IndicatorBeside.Of(indicator, (nation.Was, before.Inputs.Catalogue), (nation.Becomes, after.Inputs.Catalogue)),
                scored ? wouldBe ? CatalogueChangeKind.Changed : CatalogueChangeKind.Removed : CatalogueChangeKind.Added,
                Level(indicator.Code, UnitLevel.Province), Level(indicator.Code, UnitLevel.Facility));
        }

        public CompositeTrial Of(Composite composite)
        {
            var (scored, wouldBe) = (before.Inputs.Catalogue.Composite(composite.Code) is not null, after.Inputs.Catalogue.Composite(composite.Code) is not null);
            return new CompositeTrial(
                composite, scored ? wouldBe ? CatalogueChangeKind.Changed : CatalogueChangeKind.Removed : CatalogueChangeKind.Added,
                [.. Enum.GetValues<UnitLevel>().Select(level => Level(composite, level)).Where(l => l.Scored > 0)]);
        }

        private CompositeLevelTrial Level(Composite composite, UnitLevel level)
        {
            var now = Ranked(after, composite, level).ToDictionary(r => r.Score.Unit);
            var (units, figures, ranks) = (0, 0, 0);
            foreach (var was in Ranked(before, composite, level))
            {
                now.Remove(places[was.Score.Unit], out var becomes);
                Count(was, becomes);
            }

            foreach (var come in now.Values) Count(null, come);
            return new CompositeLevelTrial(level, units, figures, ranks);

            void Count(RankedScore? was, RankedScore? becomes)
            {
                units++;
                if ((was?.Score.Counted, was?.Score.Low, was?.Score.High) != (becomes?.Score.Counted, becomes?.Score.Low, becomes?.Score.High)) figures++;
                if (was?.Rank != becomes?.Rank) ranks++;
            }
        }

        private static ImmutableArray<RankedScore> Ranked(PeriodResults results, Composite composite, UnitLevel level) =>
            CompositeRanks.Of(results.Composite(composite.Code, level), unit => results.Inputs.Units[unit].Code);

        private LevelTrial Level(string indicator, UnitLevel level)
        {
            var (units, values, verdicts, undecided, decided) = (0, 0, 0, 0, 0);
            var moves = new Dictionary<(string Set, DateOnly Due, Verdict? From, Verdict? To), int>();
            foreach (var (was, becomes) in Pairs(indicator, level))
            {
                units++;
                if (!SameFigures(was, becomes)) values++;
                var (moved, opened, closed) = (false, false, false);
                foreach (var (key, from, to) in Verdicts(was, becomes))
                {
                    opened |= to is { Certain: false } && from is not { Certain: false };
                    closed |= from is { Certain: false } && to is { Certain: true };
                    if (from?.Verdict == to?.Verdict) continue;
                    moved = true;
                    var move = (key.Set, key.Due, from?.Verdict, to?.Verdict);
                    moves[move] = moves.GetValueOrDefault(move) + 1;
                }

                if (moved) verdicts++;
                if (opened) undecided++;
                if (closed) decided++;
            }

            return new LevelTrial(
                units, values, verdicts, undecided, decided,
                [
                    .. moves.Select(m => new VerdictMove(m.Key.Set, m.Key.Due, m.Key.From, m.Key.To, m.Value))
                        .OrderByDescending(m => m.Units).ThenBy(m => m.Set, StringComparer.Ordinal).ThenBy(m => m.Due).ThenBy(m => m.From).ThenBy(m => m.To),
                ]);
        }

        private IEnumerable<(Score? Was, Score? Becomes)> Pairs(string indicator, UnitLevel level)
        {
            var now = after.Scores(indicator, level).ToDictionary(s => s.Unit);
            foreach (var score in before.Scores(indicator, level))
            {
                now.Remove(places[score.Unit], out var becomes);
                yield return (score, becomes);
            }

            foreach (var come in now.Values) yield return (null, come);
        }

        private static bool SameFigures(Score? was, Score? becomes) => was is null || becomes is null
            ? was is null && becomes is null
            : (was.Expected, was.Reporting, was.Numerator, was.Denominator, was.Low, was.High, was.Basis)
                == (becomes.Expected, becomes.Reporting, becomes.Numerator, becomes.Denominator, becomes.Low, becomes.High, becomes.Basis);

        /// <summary>The verdicts of a unit by set and due day, where any differ; where one day has several targets, in the order of the catalogue.</summary>
        private IEnumerable<((string Set, DateOnly Due) Target, TargetVerdict? From, TargetVerdict? To)> Verdicts(Score? was, Score? becomes)
        {
            if (was is null ? becomes is null : becomes is not null && _was.Same(was, _becomes, becomes)) yield break;
            var to = _becomes.Of(becomes);
            foreach (var (target, from) in _was.Of(was))
            {
                var place = to.FindIndex(t => t.Target == target);
                yield return (target, from, place < 0 ? null : to[place].Verdict);
                if (place >= 0) to.RemoveAt(place);
            }

            foreach (var (target, come) in to) yield return (target, null, come);
        }
    }

    /// <summary>What is judged in some inputs, and by which targets.</summary>
    private sealed class Judging(ScoringInputs inputs)
    {
        private readonly HashSet<string> _scored = [.. ScoringEngine.Scored(inputs).Select(i => i.Code)];
        private readonly (string Set, DateOnly Due)[] _targets = [.. inputs.Catalogue.Targets.Select(t => (t.Set, t.Due))];

        public bool Scores(string indicator) => _scored.Contains(indicator);

        /// <summary>Whether two scores say the same by the same targets: nearly all do, so that nothing is made to find it out.</summary>
        public bool Same(Score own, Judging other, Score others)
        {
            if (own.Verdicts.Length != others.Verdicts.Length) return false;
            for (var i = 0; i < own.Verdicts.Length; i++)
            {
                var (one, two) = (own.Verdicts[i], others.Verdicts[i]);
                if (one.Verdict != two.Verdict || one.Certain != two.Certain || _targets[one.TargetIndex] != other._targets[two.TargetIndex]) return false;
            }

            return true;
        }

        public List<((string Set, DateOnly Due) Target, TargetVerdict Verdict)> Of(Score? score) =>
            score is null ? [] : [.. score.Verdicts.Select(v => (_targets[v.TargetIndex], v))];
    }
}
