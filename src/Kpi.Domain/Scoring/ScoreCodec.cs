using System.Collections.Immutable;
using System.Security.Cryptography;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>
/// Results as bytes, in one fixed way. A run's hash is taken over these bytes, and they are what is stored: what was hashed is what is read.
/// </summary>
public static class ScoreCodec
{
    /// <summary>The scores of one block.</summary>
    public static byte[] Pack(ImmutableArray<Score> scores)
    {
        var writer = new PackedWriter();
        var last = -1;
        foreach (var score in scores)
        {
            Pack(writer, score, last);
            last = score.Unit;
        }

        return writer.Written.ToArray();
    }

    /// <summary>Writes one score, after that of another unit (-1: it is the first).</summary>
    internal static void Pack(PackedWriter writer, Score score, int after)
    {
        writer.Number(score.Unit - after);
        writer.Number(score.Expected);
        writer.Number(score.Reporting);
        writer.Optional(score.Numerator);
        writer.Optional(score.Denominator);
        Pack(writer, score.Low);
        Pack(writer, score.High);
        writer.Number((long)score.Basis);
        Pack(writer, score.DenominatorReported);
        writer.Number(score.Verdicts.Length);
        foreach (var verdict in score.Verdicts)
        {
            writer.Number(verdict.TargetIndex);
            writer.Number((long)verdict.Verdict);
            writer.Number(verdict.Certain ? 1 : 0);
            if (verdict.Certain) continue;
            writer.Number(verdict.AtLeast);
            writer.Number(verdict.AtMost);
        }
    }

    /// <summary>Reads what <see cref="Pack(ImmutableArray{Score})"/> wrote.</summary>
    public static ImmutableArray<Score> Unpack(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var scores = ImmutableArray.CreateBuilder<Score>();
        var unit = -1;
        while (!reader.AtEnd)
        {
            unit += (int)reader.Number();
            scores.Add(Unpack(ref reader, unit));
        }

        return scores.ToImmutable();
    }

    private static Score Unpack(ref PackedReader reader, int unit)
    {
        var (expected, reporting) = ((int)reader.Number(), (int)reader.Number());
        var (numerator, denominator) = (reader.Optional(), reader.Optional());
        var (low, high) = (UnpackFraction(ref reader), UnpackFraction(ref reader));
        var score = new Score
        {
            Unit = unit,
            Expected = expected,
            Reporting = reporting,
            Numerator = numerator,
            Denominator = denominator,
            Basis = (RangeBasis)reader.Number(),
            // The first of the two sums is the denominator that stands above.
            WholeDenominator = UnpackFraction(ref reader)?.Denominator,
            Verdicts = UnpackVerdicts(ref reader),
        };
        return score.Value == low && score.Value == high ? score : score with { Range = new ScoreRange(low, high) };
    }

    /// <summary>The units of a run.</summary>
    public static byte[] Pack(ImmutableArray<ScoredUnit> units)
    {
        var writer = new PackedWriter();
        foreach (var unit in units) unit.Pack(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Pack(ImmutableArray{ScoredUnit})"/> wrote.</summary>
    public static ImmutableArray<ScoredUnit> UnpackUnits(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var units = ImmutableArray.CreateBuilder<ScoredUnit>();
        while (!reader.AtEnd) units.Add(ScoredUnit.Unpack(ref reader));
        return units.ToImmutable();
    }

    /// <summary>Row ids of the returns that went in, rising.</summary>
    public static byte[] Pack(IEnumerable<long> returnIds)
    {
        var writer = new PackedWriter();
        var last = 0L;
        foreach (var id in returnIds.Order())
        {
            writer.Number(id - last);
            last = id;
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Pack(IEnumerable{long})"/> wrote.</summary>
    public static ImmutableArray<long> UnpackIds(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var ids = ImmutableArray.CreateBuilder<long>();
        var last = 0L;
        while (!reader.AtEnd) ids.Add(last += reader.Number());
        return ids.ToImmutable();
    }

    /// <summary>Figures of other sources, by unit, period and element.</summary>
    public static byte[] Pack(ImmutableArray<Figure> figures)
    {
        var writer = new PackedWriter();
        foreach (var figure in figures.OrderBy(f => f.UnitId, StringComparer.Ordinal).ThenBy(f => f.Period).ThenBy(f => f.Element, StringComparer.Ordinal))
        {
            writer.Text(figure.UnitId);
            writer.Text(figure.Period.ToString());
            writer.Text(figure.Element);
            writer.Number(figure.Value);
            writer.Text(figure.Source);
            writer.Number(figure.Line);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Pack(ImmutableArray{Figure})"/> wrote.</summary>
    public static ImmutableArray<Figure> UnpackFigures(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var figures = ImmutableArray.CreateBuilder<Figure>();
        while (!reader.AtEnd)
            figures.Add(new Figure(reader.Text(), Period.Parse(reader.Text()), reader.Text(), reader.Number(), reader.Text(), (int)reader.Number()));
        return figures.ToImmutable();
    }

    /// <summary>The hash of a run's results: its units, then every block under its name and level. Lower-case hexadecimal.</summary>
    public static string Hash(byte[] units, IEnumerable<(string Name, string Level, byte[] Bytes)> blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(units);
        foreach (var (name, level, bytes) in blocks.OrderBy(b => b.Name, StringComparer.Ordinal).ThenBy(b => b.Level, StringComparer.Ordinal))
        {
            var head = new PackedWriter();
            head.Text(name);
            head.Text(level);
            head.Number(bytes.Length);
            hash.AppendData(head.Written);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Pack(PackedWriter writer, Fraction? fraction)
    {
        writer.Optional(fraction?.Denominator);
        if (fraction is { } given) writer.Number(given.Numerator);
    }

    private static Fraction? UnpackFraction(ref PackedReader reader) =>
        reader.Optional() is { } denominator ? new Fraction(reader.Number(), denominator) : null;

    private static ImmutableArray<TargetVerdict> UnpackVerdicts(ref PackedReader reader)
    {
        var count = (int)reader.Number();
        var verdicts = ImmutableArray.CreateBuilder<TargetVerdict>(count);
        for (var i = 0; i < count; i++)
        {
            var verdict = new TargetVerdict((int)reader.Number(), (Verdict)reader.Number(), reader.Number() == 1);
            verdicts.Add(verdict.Certain ? verdict : verdict with { AtLeast = (int)reader.Number(), AtMost = (int)reader.Number() });
        }

        return verdicts.MoveToImmutable();
    }
}
