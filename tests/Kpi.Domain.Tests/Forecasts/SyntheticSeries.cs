using System.Collections.Immutable;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Tests.Forecasts;

/// <summary>How a made series behaves.</summary>
internal enum SeriesShape
{
    Logistic, Linear, Flat, Stepped, Noisy, HeavyTailed, NearAnEnd, Seasonal,
}

/// <summary>A made series: what is known, and what came after.</summary>
internal sealed record SyntheticSeries(SeriesShape Shape, Series Known, ImmutableArray<Fraction> Came)
{
    public const int Ahead = 36;

    /// <summary>One series for each seed; 4 to 48 months are known and three years follow.</summary>
    public static SyntheticSeries Of(int seed)
    {
        var random = new Random(seed);
        var shape = (SeriesShape)(seed % 8);
        var months = random.Next(4, 49);
        var whole = (long)Math.Pow(10, 1.7 + (3.3 * random.NextDouble()));
        var noise = shape == SeriesShape.Noisy ? 0.25 + (0.35 * random.NextDouble()) : 0.03 + (0.15 * random.NextDouble());
        var start = shape == SeriesShape.NearAnEnd ? (random.Next(2) == 0 ? -4 : 3.5) + random.NextDouble() : -2.5 + (4 * random.NextDouble());
        var slope = shape switch
        {
            SeriesShape.Flat or SeriesShape.NearAnEnd => 0,
            SeriesShape.Linear => 0.02 * random.NextDouble(),
            _ => -0.02 + (0.12 * random.NextDouble()),
        };
        var pattern = new double[12];
        if (shape == SeriesShape.Seasonal)
        {
            var (wave, turn) = (0.3 + (0.7 * random.NextDouble()), random.Next(12));
            for (var m = 0; m < 12; m++) pattern[m] = (wave * Math.Sin(2 * Math.PI * (m + turn) / 12)) + (0.15 * Normal(random));
        }

        // Slow wander: what a straight line never knows of a real programme.
        double wander = 0, step = 0;
        var first = Period.Month(2022, random.Next(1, 13));
        var points = ImmutableArray.CreateBuilder<SeriesPoint>(months);
        var came = ImmutableArray.CreateBuilder<Fraction>(Ahead);
        var period = first;
        for (var t = 0; t < months + Ahead; t++, period = period.Next)
        {
            wander += 0.03 * Normal(random);
            if (shape == SeriesShape.Stepped && random.Next(18) == 0) step += 0.6 * Normal(random);
            var shock = shape == SeriesShape.HeavyTailed && random.Next(10) == 0 ? 8 : 1;
            var off = wander + step + pattern[period.Number - 1] + (noise * shock * Normal(random));
            var share = shape == SeriesShape.Linear
                ? Math.Clamp(Logistic(start) + (slope * t), 0.02, 0.98)
                : Logistic(start + (slope * t));
            var value = Logistic(Math.Log(share / (1 - share)) + off);
            var counted = (long)Math.Clamp(Math.Round((value * whole) + (Math.Sqrt(value * (1 - value) * whole) * Normal(random))), 0, whole);
            if (t < months) points.Add(new SeriesPoint(period, new Fraction(counted, whole), 10, 10));
            else came.Add(new Fraction(counted, whole));
        }

        return new SyntheticSeries(shape, new Series(points.ToImmutable(), []), came.ToImmutable());
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
