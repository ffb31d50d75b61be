using System.Collections.Immutable;
using System.Numerics;

namespace Kpi.Domain.Scoring.Composites;

/// <summary>Composite scores as bytes, in one fixed way, as <see cref="ScoreCodec"/> does it with scores.</summary>
public static class CompositeCodec
{
    private const int LimbBits = 62;

    /// <summary>The scores of one block.</summary>
    public static byte[] Pack(ImmutableArray<CompositeScore> scores)
    {
        var writer = new PackedWriter();
        var last = -1;
        foreach (var score in scores)
        {
            writer.Number(score.Unit - last);
            last = score.Unit;
            Pack(writer, score.Counted);
            Pack(writer, score.Low);
            writer.Number(score.High is null ? 0 : 1);
            if (score.High is { } high) Pack(writer, high);
            writer.Number((long)score.Basis);
            writer.Number(score.Ranked ? 1 : 0);
            writer.Number(score.Order);
            Pack(writer, score.Reported);
            writer.Number(score.Indicators);
            Pack(writer, score.NotReported);
            Pack(writer, score.Failed);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Pack(ImmutableArray{CompositeScore})"/> wrote.</summary>
    public static ImmutableArray<CompositeScore> Unpack(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var scores = ImmutableArray.CreateBuilder<CompositeScore>();
        var unit = -1;
        while (!reader.AtEnd)
        {
            unit += (int)reader.Number();
            scores.Add(new CompositeScore
            {
                Unit = unit,
                Counted = UnpackFigure(ref reader),
                Low = UnpackFigure(ref reader),
                High = reader.Number() == 0 ? null : UnpackFigure(ref reader),
                Basis = (RangeBasis)reader.Number(),
                Ranked = reader.Number() == 1,
                Order = (int)reader.Number(),
                Reported = UnpackFigure(ref reader),
                Indicators = (int)reader.Number(),
                NotReported = UnpackPlaces(ref reader),
                Failed = UnpackPlaces(ref reader),
            });
        }

        return scores.ToImmutable();
    }

    /// <summary>A number that 63 bits may not hold: how many limbs, then each, the lowest first.</summary>
    private static void Pack(PackedWriter writer, BigInteger figure)
    {
        var limbs = Math.Max(1, (int)((figure.GetBitLength() + LimbBits - 1) / LimbBits));
        writer.Number(limbs);
        for (var i = 0; i < limbs; i++) writer.Number((long)((figure >> (i * LimbBits)) & ((BigInteger.One << LimbBits) - 1)));
    }

    private static BigInteger UnpackFigure(ref PackedReader reader)
    {
        var limbs = (int)reader.Number();
        var figure = BigInteger.Zero;
        for (var i = 0; i < limbs; i++) figure += (BigInteger)reader.Number() << (i * LimbBits);
        return figure;
    }

    private static void Pack(PackedWriter writer, ImmutableArray<int> places)
    {
        writer.Number(places.Length);
        foreach (var place in places) writer.Number(place);
    }

    private static ImmutableArray<int> UnpackPlaces(ref PackedReader reader)
    {
        var places = ImmutableArray.CreateBuilder<int>((int)reader.Number());
        while (places.Count < places.Capacity) places.Add((int)reader.Number());
        return places.MoveToImmutable();
    }
}
