using System.Collections.Immutable;
using System.Security.Cryptography;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>What counts for a unit and a filing period from now on.</summary>
/// <param name="Unit">Place of the unit in the run's list.</param>
/// <param name="Period">The filing period.</param>
/// <param name="Filing">Null when nothing counts any more.</param>
public sealed record FilingChange(int Unit, Period Period, Filing? Filing);

/// <summary>The scores of one indicator at one level as they are hashed and stored. As long as nothing in them changes the bytes are the same object.</summary>
/// <param name="Indicator">Code of the indicator.</param>
/// <param name="Level">The level.</param>
/// <param name="Bytes">What <see cref="ScoreCodec"/> writes and reads.</param>
public readonly record struct PackedBlock(string Indicator, UnitLevel Level, byte[] Bytes);

/// <summary>
/// A period's scores together with the sums they were made from, so that a further return changes what it touches (its unit, commune, province,
/// the nation) and nothing else. The bytes are those of scoring everything again.
/// </summary>
public sealed class ScoredPeriod
{
    private readonly byte[] _head;
    private readonly Standing[] _standings;
    private readonly FilingTable _filings;
    private readonly PackedList<(int Unit, Period Period)> _packed;

    private ScoredPeriod(ScoringInputs inputs, FilingTable filings, Standing[] standings, byte[] head, PackedList<(int, Period)> packed) =>
        (Inputs, _filings, _standings, _head, _packed) = (inputs, filings, standings, head, packed);

    /// <summary>What the scores are of.</summary>
    public ScoringInputs Inputs { get; }

    /// <summary>The scores of every indicator and level.</summary>
    public IEnumerable<PackedBlock> Blocks => _standings.SelectMany(s => s.Blocks);

    /// <summary>Scores everything.</summary>
    public static ScoredPeriod Of(ScoringInputs inputs, CancellationToken token) => Of(inputs, static (_, _) => { }, token);

    /// <summary>Scores everything, telling after each indicator how many of how many are scored.</summary>
    public static ScoredPeriod Of(ScoringInputs inputs, Action<int, int> progress, CancellationToken token)
    {
        var filings = new FilingTable(inputs);
        var areas = 1;
        for (var i = 0; i < inputs.Units.Length; i++)
        {
            if (inputs.Units[i].Level != UnitLevel.Facility) areas = i + 1;
        }

        var standings = ScoringEngine.EachIndicator(inputs, filings, (pass, now, before) => new Standing(pass, now, before, areas), progress, token);
        var head = new PackedWriter();
        inputs.PackHead(head);
        Filing[] sorted = [.. inputs.Filings.OrderBy(f => f.Unit).ThenBy(f => f.Period)];
        var packed = PackedList<(int, Period)>.Of(sorted, f => (f.Unit, f.Period), (writer, i) => inputs.Pack(sorted[i], writer));
        return new(inputs, filings, standings, head.Written.ToArray(), packed);
    }

    /// <summary>The same as <see cref="ScoringInputs.Hash"/> of <see cref="Inputs"/>.</summary>
    public string InputsHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_head);
        hash.AppendData(_packed.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The scores after something has changed.</summary>
    /// <param name="changes">At most one for each unit and filing period.</param>
    /// <param name="token">Breaks it off.</param>
    public ScoredPeriod With(IReadOnlyCollection<FilingChange> changes, CancellationToken token)
    {
        // What is shared among areas is divided return by return; its parts are in no sums that could be exchanged. Figures stand upon whatever is filed.
        if (!Inputs.Figures.IsEmpty || changes.Any(c => Inputs.Units[c.Unit].Shares is not null)) return Of(Inputs.With(Replaced(Inputs.Filings, changes)), token);
        var (filings, units) = (_filings.With(changes), changes.Select(c => c.Unit).Distinct().Order().ToArray());
        var inputs = Inputs.With(Replaced(Inputs.Filings, changes));
        var standings = new Standing[_standings.Length];
        for (var i = 0; i < standings.Length; i++)
        {
            token.ThrowIfCancellationRequested();
            var was = new IndicatorPass(Inputs, _filings, _standings[i].Indicator);
            var pass = new IndicatorPass(inputs, filings, _standings[i].Indicator);
            standings[i] = _standings[i].With(was, pass, inputs, units);
        }

        var packed = _packed.With(changes.ToDictionary(c => (c.Unit, c.Period), c => c.Filing is { } filing ? Packed(w => inputs.Pack(filing, w)) : null));
        return new(inputs, filings, standings, _head, packed);
    }

    private static ImmutableArray<Filing> Replaced(ImmutableArray<Filing> filings, IReadOnlyCollection<FilingChange> changes)
    {
        var gone = changes.Select(c => (c.Unit, c.Period)).ToHashSet();
        return [.. filings.Where(f => !gone.Contains((f.Unit, f.Period))), .. changes.Select(c => c.Filing).OfType<Filing>()];
    }

    private static byte[] Packed(Action<PackedWriter> pack)
    {
        var writer = new PackedWriter(256);
        pack(writer);
        return writer.Written.ToArray();
    }

    /// <summary>The sums and the scores of one indicator.</summary>
    private sealed class Standing
    {
        private static readonly UnitLevel[] Levels = Enum.GetValues<UnitLevel>();
        private readonly Tally[] _now, _before;
        private readonly PackedList<int>[] _scores;
        private readonly ImmutableArray<Gap> _gaps;

        // Room for the tallies of all units is lent; those of areas, which come first, are kept.
        public Standing(IndicatorPass pass, Tally[] now, Tally[] before, int areas)
        {
            Indicator = pass.Indicator;
            _scores = [.. pass.Score(now, before, out _gaps).Select(b => PackedList<int>.Of(
                b.Scores, s => s.Unit, (writer, i) => ScoreCodec.Pack(writer, b.Scores[i], i == 0 ? -1 : b.Scores[i - 1].Unit)))];
            (_now, _before) = (now[..areas], before[..areas]);
        }

        private Standing(Indicator indicator, Tally[] now, Tally[] before, ImmutableArray<Gap> gaps, PackedList<int>[] scores) =>
            (Indicator, _now, _before, _gaps, _scores) = (indicator, now, before, gaps, scores);

        public Indicator Indicator { get; }

        public IEnumerable<PackedBlock> Blocks => Levels.Select(level => new PackedBlock(Indicator.Code, level, _scores[(int)level].Bytes));

        public Standing With(IndicatorPass was, IndicatorPass pass, ScoringInputs inputs, int[] units)
        {
            var counted = units
                .Select(unit => (
                    Unit: unit,
                    OldNow: Count(was, unit, inputs.Period), OldBefore: Count(was, unit, inputs.Period.Previous),
                    Now: Count(pass, unit, inputs.Period), Before: Count(pass, unit, inputs.Period.Previous)))
                .Where(c => c.OldNow != c.Now || c.OldBefore != c.Before)
                .ToList();
            if (counted.Count == 0) return this;

            Tally[] areasNow = [.. _now], areasBefore = [.. _before];
            var touched = new SortedSet<int>();
            foreach (var (unit, oldNow, oldBefore, now, before) in counted)
            {
                touched.Add(unit);
                Put(areasNow, unit, now);
                Put(areasBefore, unit, before);
                foreach (var area in pass.AreasOf(unit))
                {
                    touched.Add(area);
                    areasNow[area].Exchange(oldNow, now);
                    areasBefore[area].Exchange(oldBefore, before);
                }
            }

            var own = counted.ToDictionary(c => c.Unit, c => (c.Now, c.Before));
            var gaps = pass.Judges ? Exchanged(own) : _gaps;
            var changed = new Dictionary<int, byte[]?>?[Levels.Length];
            foreach (var place in touched)
            {
                var level = (int)inputs.Units[place].Level;
                var (now, before) = own.TryGetValue(place, out var tallies) ? tallies : (areasNow[place], areasBefore[place]);
                // Who owes what the register says, not the returns: a score may change, but it is there before and after.
                if (now.Touched == 0) continue;
                var score = pass.Finish(place, now, before, gaps);
                var after = _scores[level].TryBefore(place, out var other) ? other : -1;
                (changed[level] ??= []).Add(place, Packed(writer => ScoreCodec.Pack(writer, score, after)));
            }

            return new(Indicator, areasNow, areasBefore, gaps, [.. _scores.Select((list, level) => changed[level] is { } put ? list.With(put) : list)]);
        }

        private static Tally Count(IndicatorPass pass, int unit, Period period) => pass.TryCount(unit, period, out var tally) ? tally : default;

        private static void Put(Tally[] kept, int unit, in Tally tally)
        {
            if (unit < kept.Length) kept[unit] = tally;
        }

        private ImmutableArray<Gap> Exchanged(Dictionary<int, (Tally Now, Tally Before)> own) =>
        [
            .. _gaps.Where(g => !own.ContainsKey(g.Unit))
                .Concat(own.Where(o => o.Value.Now.Missing > 0).Select(o => new Gap(o.Key, o.Value.Now.Width)))
                .Order(),
        ];
    }
}
