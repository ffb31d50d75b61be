using Kpi.Domain.Forecasts;

namespace Kpi.Domain.Tests.Forecasts;

/// <summary>What forecasts were worth on made series of which the future is known.</summary>
internal sealed class ForecastTrial
{
    private int _covered;
    private double _error, _naive, _last;

    /// <summary>Months compared.</summary>
    public int Months { get; private set; }

    public int Abstained { get; private set; }

    public double Coverage => (double)_covered / Months;

    public double Error => _error / Months;

    public double NaiveError => _naive / Months;

    public double LastValueError => _last / Months;

    /// <param name="outcomes">What was said of each series.</param>
    /// <param name="from">First month ahead that is compared.</param>
    /// <param name="to">Last one.</param>
    public static ForecastTrial Of(IEnumerable<(SyntheticSeries Made, ForecastOutcome Outcome)> outcomes, int from = 1, int to = 12)
    {
        var trial = new ForecastTrial();
        foreach (var (made, outcome) in outcomes) trial.Take(made, outcome, from, to);
        return trial;
    }

    private void Take(SyntheticSeries made, ForecastOutcome outcome, int from, int to)
    {
        if (outcome is not Forecast forecast)
        {
            Abstained++;
            return;
        }

        var last = Share(made.Known.Points[^1].Value!.Value);
        var step = last - Share(made.Known.Points[^2].Value!.Value);
        for (var i = from - 1; i < to; i++)
        {
            var came = made.Came[i];
            var point = forecast.Points[i];
            if (point.Low <= came && came <= point.High) _covered++;
            _error += Math.Abs(Share(came) - Share(point.Value));
            _naive += Math.Abs(Share(came) - Math.Clamp(last + (step * (i + 1)), 0, 1));
            _last += Math.Abs(Share(came) - last);
            Months++;
        }
    }

    private static double Share(Fraction value) => (double)value.Numerator / value.Denominator;
}
