namespace Kpi.Domain.Forecasts;

/// <summary>
/// A robust line through the last months, carried on with a step that fades. One of a few ways of drawing it is chosen for each series by how
/// well each would have foretold what is already known.
/// </summary>
internal sealed class Trend
{
    /// <summary>Fewer points than these carry no line.</summary>
    public const int Fewest = 4;

    /// <summary>How far ahead a way of drawing is tried.</summary>
    public const int TriedAhead = 12;

    /// <summary>Before so many months a step is let fade soon: a few months in line are soon found by chance.</summary>
    private const int MonthsForLongSteps = 12;

    private const double MostFadeWhenShort = 0.8;

    /// <summary>How much the months of the year must differ, as a multiple of what is left when they are taken out.</summary>
    private const double SeasonWeight = 2.5;

    /// <summary>From here on a pattern of the calendar year can be told from chance.</summary>
    private const int MonthsForSeason = 24;

    /// <summary>
    /// By what share a line that goes on may have done worse than one that stops and is taken all the same: in few months chance hides a slow rise.
    /// </summary>
    private const double GoingOn = 0.25;

    /// <summary>How far ahead a line is drawn at all.</summary>
    private const int Furthest = 72;

    private static readonly Way[] Ways =
    [
        .. from slope in (int[])[12, 36]
           from level in (int[])[3, 6]
           from fade in (double[])[0, 0.8, 0.9, 0.97, 1]
           select new Way(slope, level, fade),
    ];

    private readonly double?[] _places;
    private readonly Fit?[,] _fits;
    private readonly double[]?[] _seasons;
    private readonly int[] _ways;
    private readonly int _firstMonth;

    /// <param name="places">Where the series stands on the bounded scale, month by month; null where a month says nothing.</param>
    /// <param name="firstMonth">Calendar month of the first, 1 to 12.</param>
    public Trend(double?[] places, int firstMonth)
    {
        _places = places;
        _firstMonth = firstMonth;
        _fits = new Fit?[places.Length, Ways.Length];
        _seasons = new double[]?[places.Length];
        _ways = new int[places.Length];
        var missed = new double[Ways.Length];
        for (var origin = 0; origin < places.Length; origin++)
        {
            FitAt(origin);
            if (CanStandAt(origin)) _ways[origin] = BestAt(origin, missed);
        }
    }

    /// <summary>Whether a pattern of the year was found, standing at a month.</summary>
    public bool IsSeasonal(int origin) => _seasons[origin] is not null;

    /// <summary>Whether enough is known at a month to draw a line.</summary>
    public bool CanStandAt(int origin) => _fits[origin, 0] is not null;

    /// <summary>The way that would have done best on what was known at a month.</summary>
    public int WayAt(int origin) => _ways[origin];

    /// <summary>The best of the ways; what each missed so far, of all that had come by the month before, is carried on with this month.</summary>
    private int BestAt(int origin, double[] missed)
    {
        var best = 0;
        var least = double.MaxValue;
        for (var way = 0; way < Ways.Length; way++)
        {
            for (var from = Math.Max(0, origin - TriedAhead); from < origin; from++)
            {
                if (Ahead(from, way, origin - from) is { } place) missed[way] += Math.Abs(_places[origin]!.Value - place);
            }

            if (origin < MonthsForLongSteps && Ways[way].Fade > MostFadeWhenShort) continue;
            var weighed = missed[way] * (1 - (GoingOn * Ways[way].Fade));
            if (weighed < least) (best, least) = (way, weighed);
        }

        return best;
    }

    /// <summary>Where a month is expected, so many months after another; null where no line could be drawn.</summary>
    public double? Ahead(int origin, int way, int months)
    {
        if (_fits[origin, way] is not { } fit) return null;
        var place = fit.Level + (fit.Slope * Ways[way].Steps(months));
        return _seasons[origin] is { } season ? place + season[Month(origin + months)] : place;
    }

    private void FitAt(int origin)
    {
        var known = 0;
        for (var i = 0; i <= origin; i++)
        {
            if (_places[i] is not null) known++;
        }

        if (known < Fewest || _places[origin] is null) return;
        var season = _seasons[origin] = SeasonAt(origin);
        var level = new double?[origin + 1];
        for (var i = 0; i <= origin; i++) level[i] = _places[i] - (season?[Month(i)] ?? 0);
        for (var way = 0; way < Ways.Length; way++)
        {
            var slope = Slope(level, Ways[way].SlopeOver);
            _fits[origin, way] = new Fit(Level(level, slope, Ways[way].LevelOver), slope);
        }
    }

    /// <summary>The middle of the steps between all pairs of the last months (Theil and Sen): a quarter of them may be wrong.</summary>
    private static double Slope(double?[] level, int over)
    {
        var first = Math.Max(0, level.Length - over);
        var slopes = new List<double>(over * (over - 1) / 2);
        for (var i = first; i < level.Length; i++)
        {
            if (level[i] is not { } one) continue;
            for (var j = i + 1; j < level.Length; j++)
            {
                if (level[j] is { } other) slopes.Add((other - one) / (j - i));
            }
        }

        return slopes.Count == 0 ? 0 : Middle(slopes);
    }

    private static double Level(double?[] level, double slope, int over)
    {
        var last = new List<double>(over);
        for (var i = level.Length - 1; i >= 0 && last.Count < over; i--)
        {
            if (level[i] is { } one) last.Add(one + (slope * (level.Length - 1 - i)));
        }

        return Middle(last);
    }

    /// <summary>
    /// How each calendar month stands off the year around it: the middle of its distances from a running middle of thirteen months. Null when
    /// the months do not differ by more than chance.
    /// </summary>
    private double[]? SeasonAt(int origin)
    {
        if (origin + 1 < MonthsForSeason) return null;
        var off = new List<double>[12];
        for (var m = 0; m < 12; m++) off[m] = [];
        var around = new List<double>(13);
        for (var i = 0; i <= origin; i++)
        {
            if (_places[i] is not { } place) continue;
            // At the ends the window stays within the series and leans: the slope in it is taken out.
            var start = Math.Clamp(i - 6, 0, origin - 12);
            var window = new double?[13];
            for (var j = 0; j < 13; j++) window[j] = _places[start + j];
            var slope = Slope(window, 13);
            around.Clear();
            for (var j = 0; j < 13; j++)
            {
                if (window[j] is { } one) around.Add(one + (slope * (i - start - j)));
            }

            off[Month(i)].Add(place - Middle(around));
        }

        if (off.Any(o => o.Count < 2)) return null;
        var season = Array.ConvertAll(off, Middle);
        var centre = season.Average();
        for (var m = 0; m < 12; m++) season[m] -= centre;
        var rest = new List<double>();
        for (var m = 0; m < 12; m++)
        {
            foreach (var one in off[m]) rest.Add(Math.Abs(one - centre - season[m]));
        }

        return Middle([.. season.Select(Math.Abs)]) > SeasonWeight * Middle(rest) ? season : null;
    }

    private int Month(int place) => (_firstMonth - 1 + place) % 12;

    public static double Middle(List<double> values)
    {
        values.Sort();
        var half = values.Count / 2;
        return values.Count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /// <summary>One way of drawing the line.</summary>
    /// <param name="slopeOver">Months over which the step is taken.</param>
    /// <param name="levelOver">Months over which the place is taken.</param>
    /// <param name="fade">What is left of the step each month.</param>
    private sealed class Way(int slopeOver, int levelOver, double fade)
    {
        private readonly double[] _steps = StepsOf(fade);

        public int SlopeOver => slopeOver;

        public int LevelOver => levelOver;

        public double Fade => fade;

        /// <summary>How many whole steps are made in so many months.</summary>
        public double Steps(int months) => _steps[months];

        private static double[] StepsOf(double fade)
        {
            var steps = new double[Furthest + 1];
            var step = 1.0;
            for (var i = 1; i < steps.Length; i++)
            {
                step *= fade;
                steps[i] = steps[i - 1] + step;
            }

            return steps;
        }
    }

    private readonly record struct Fit(double Level, double Slope);
}
