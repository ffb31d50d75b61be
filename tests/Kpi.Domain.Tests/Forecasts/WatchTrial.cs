using System.Collections.Immutable;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Tests.Forecasts;

/// <summary>What is wrong with a planted month.</summary>
internal enum PlantedError
{
    TenTimes, TenthPart, TwoDigitsTurned, TwoColumnsSwapped, LastMonthPasted, AllAtOnce, WholeMoved, CumulativeFall, FourTimes, Stall,
}

/// <summary>
/// Makes units of which every figure is right, plants one error at a time in their last month, and counts what is noticed and what is noticed
/// for nothing. Beside it, in the same cells: standard score, modified standard score and median distance, as they are used elsewhere.
/// </summary>
internal sealed class WatchTrial
{
    public const int Units = 300, Months = 36, CleanMonths = 6;

    /// <summary>Element places: two small, two seasonal, two mostly zero, one growing, money, a flow of which a part, a state of which a part.</summary>
    private const int Growing = 6, Money = 7, FlowWhole = 8, FlowPart = 9, StateWhole = 10, StatePart = 11, Elements = 12;

    private static readonly ImmutableArray<PartOfWhole> Pairs = [new(FlowPart, FlowWhole), new(StatePart, StateWhole)];

    private readonly Dictionary<PlantedError, (int Planted, int Noticed, int Named)> _ours = [];
    private readonly Dictionary<(string, PlantedError), int> _others = [];
    private readonly Dictionary<string, int> _alarms = [];
    private readonly Dictionary<WarningKind, int> _alarmsByKind = [];
    private int _ourAlarms, _cells;

    public static IReadOnlyList<(string Name, Func<double[], double, bool> Alarms)> Others { get; } =
    [
        ("z", (past, now) => Math.Abs(now - past.Average()) > 3 * Deviation(past)),
        ("modified z", (past, now) => Math.Abs(now - Middle(past)) > 3.5 / 0.6745 * MiddleDistance(past)),
        ("MAD", (past, now) => Math.Abs(now - Middle(past)) > 3 * MiddleDistance(past)),
    ];

    public double AlarmsPerThousand => 1000.0 * _ourAlarms / _cells;

    public double AlarmsPerThousandOf(WarningKind kind) => 1000.0 * _alarmsByKind.GetValueOrDefault(kind) / _cells;

    public int Cells => _cells;

    public double AlarmsPerThousandOf(string other) => 1000.0 * _alarms[other] / _cells;

    public int Planted(PlantedError error) => _ours[error].Planted;

    public double Recall(PlantedError error) => (double)_ours[error].Noticed / _ours[error].Planted;

    public double NamedRightly(PlantedError error) => (double)_ours[error].Named / _ours[error].Planted;

    public double RecallOf(string other, PlantedError error) => (double)_others[(other, error)] / _ours[error].Planted;

    public static WatchTrial Of(int seed)
    {
        var trial = new WatchTrial();
        foreach (var other in Others) trial._alarms[other.Name] = 0;
        for (var unit = 0; unit < Units; unit++) trial.Take(new Random((seed * 100_000) + unit));
        return trial;
    }

    private void Take(Random random)
    {
        var figures = Figures(random);
        for (var last = Months - CleanMonths; last < Months; last++)
        {
            foreach (var warning in Watch.Of(History(figures, last)))
            {
                _ourAlarms++;
                _alarmsByKind[warning.Kind] = _alarmsByKind.GetValueOrDefault(warning.Kind) + 1;
            }

            for (var e = 0; e < Elements; e++)
            {
                _cells++;
                foreach (var (name, alarms) in Others)
                {
                    if (Alarms(alarms, figures[e], last)) _alarms[name]++;
                }
            }
        }

        foreach (var error in Enum.GetValues<PlantedError>()) Plant(error, figures, random);
    }

    private void Plant(PlantedError error, long[][] right, Random random)
    {
        var wrong = Array.ConvertAll(right, e => (long[])e.Clone());
        const int Last = Months - 1;
        int[] touched;
        switch (error)
        {
            case PlantedError.TenTimes:
            case PlantedError.TenthPart:
            case PlantedError.FourTimes:
                touched = [random.Next(StateWhole)];
                var figure = wrong[touched[0]][Last];
                if (figure < 10) return;
                wrong[touched[0]][Last] = error switch { PlantedError.TenTimes => figure * 10, PlantedError.TenthPart => figure / 10, _ => figure * 4 };
                break;
            case PlantedError.TwoDigitsTurned:
                touched = [random.Next(StateWhole)];
                var digits = wrong[touched[0]][Last].ToString(System.Globalization.CultureInfo.InvariantCulture).ToCharArray();
                if (digits.Length < 2 || digits[0] == digits[1] || digits[1] == '0') return;
                (digits[0], digits[1]) = (digits[1], digits[0]);
                wrong[touched[0]][Last] = long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case PlantedError.TwoColumnsSwapped:
                var first = random.Next(StateWhole - 1);
                touched = [first, first + 1];
                if (wrong[first][Last] == wrong[first + 1][Last]) return;
                (wrong[first][Last], wrong[first + 1][Last]) = (wrong[first + 1][Last], wrong[first][Last]);
                break;
            case PlantedError.LastMonthPasted:
                touched = [.. Enumerable.Range(0, StateWhole)];
                foreach (var e in touched) wrong[e][Last] = wrong[e][Last - 1];
                break;
            case PlantedError.AllAtOnce:
                touched = [FlowPart];
                if (wrong[FlowPart][Last] == wrong[FlowWhole][Last]) return;
                wrong[FlowPart][Last] = wrong[FlowWhole][Last];
                break;
            case PlantedError.WholeMoved:
                touched = [StateWhole];
                wrong[StateWhole][Last] = wrong[StateWhole][Last] * (random.Next(2) == 0 ? random.Next(140, 201) : random.Next(50, 71)) / 100;
                break;
            case PlantedError.CumulativeFall:
                touched = [StatePart];
                wrong[StatePart][Last] = wrong[StatePart][Last] * random.Next(70, 96) / 100;
                break;
            default:
                touched = [StatePart];
                if (wrong[StatePart][Last - 3] == wrong[StatePart][Last]) return;
                for (var i = Last - 2; i <= Last; i++) wrong[StatePart][i] = wrong[StatePart][Last - 3];
                break;
        }

        var warnings = Watch.Of(History(wrong, Last));
        string[] codes = [.. touched.Select(Code)];
        var noticed = warnings.Where(w => w.Element is null ? error == PlantedError.LastMonthPasted : codes.Contains(w.Element) || codes.Contains(w.Other)).ToList();
        var (planted, seen, named) = _ours.GetValueOrDefault(error);
        _ours[error] = (planted + 1, seen + (noticed.Count > 0 ? 1 : 0), named + (noticed.Any(w => w.Kind == KindOf(error)) ? 1 : 0));
        foreach (var (name, alarms) in Others)
        {
            var key = (name, error);
            _others[key] = _others.GetValueOrDefault(key) + (touched.Any(e => Alarms(alarms, wrong[e], Last)) ? 1 : 0);
        }
    }

    public static WarningKind KindOf(PlantedError error) => error switch
    {
        PlantedError.TenTimes or PlantedError.TenthPart or PlantedError.TwoDigitsTurned => WarningKind.DigitSlip,
        PlantedError.TwoColumnsSwapped => WarningKind.Swapped,
        PlantedError.LastMonthPasted => WarningKind.Pasted,
        PlantedError.AllAtOnce => WarningKind.Complete,
        PlantedError.WholeMoved => WarningKind.WholeMoved,
        PlantedError.CumulativeFall => WarningKind.Fall,
        PlantedError.FourTimes => WarningKind.Jump,
        _ => WarningKind.Stall,
    };

    private static bool Alarms(Func<double[], double, bool> alarms, long[] figures, int last) =>
        alarms([.. figures.Take(last).TakeLast(12).Select(f => (double)f)], figures[last]);

    private static UnitHistory History(long[][] figures, int last)
    {
        var month = Period.Month(2024, 1);
        for (var i = 0; i < last; i++) month = month.Next;
        return new UnitHistory(
            month, [.. figures.Select((f, e) => new ElementHistory(Code(e), e < StateWhole, [.. f.Take(last + 1).Select(v => (long?)v)]))], Pairs);
    }

    private static string Code(int element) => $"e{element}";

    private static long[][] Figures(Random random)
    {
        var figures = new long[Elements][];
        for (var e = 0; e < Elements; e++) figures[e] = new long[Months];
        double[] small = [2 + (13 * random.NextDouble()), 2 + (13 * random.NextDouble())];
        double[] seasonal = [50 * Math.Pow(10, random.NextDouble()), 50 * Math.Pow(10, random.NextDouble())];
        double[] wave = [0.2 + (0.5 * random.NextDouble()), 0.2 + (0.5 * random.NextDouble())];
        double[] rare = [0.15 + (0.25 * random.NextDouble()), 0.15 + (0.25 * random.NextDouble())];
        var (turn, growing, growth) = (random.Next(12), 20 + (200 * random.NextDouble()), 0.01 + (0.03 * random.NextDouble()));
        var (money, whole, share) = (Math.Pow(10, 8 + (2 * random.NextDouble())), 100 * Math.Pow(10, random.NextDouble()), 0.4 + (0.3 * random.NextDouble()));
        var (people, done) = ((long)random.Next(20, 201), 0.2 + (0.3 * random.NextDouble()));
        var spread = 0.05 + (0.15 * random.NextDouble());
        for (var t = 0; t < Months; t++)
        {
            var tide = Math.Sin(2 * Math.PI * (t + turn) / 12);
            for (var i = 0; i < 2; i++)
            {
                figures[i][t] = Counted(random, small[i], spread);
                figures[2 + i][t] = Counted(random, seasonal[i] * (1 + (wave[i] * tide)), spread);
                figures[4 + i][t] = random.NextDouble() < rare[i] ? 1 + Counted(random, 3, 0.5) : 0;
            }

            figures[Growing][t] = Counted(random, growing * Math.Pow(1 + growth, t), spread);
            figures[Money][t] = (long)(money * Math.Exp(spread * Normal(random)) * (1 + (0.2 * tide)));
            figures[FlowWhole][t] = Counted(random, whole * (1 + (0.2 * tide)), spread);
            share = Math.Min(0.96, share + (0.012 * random.NextDouble()));
            figures[FlowPart][t] = (long)(figures[FlowWhole][t] * Math.Clamp(share + (0.03 * Normal(random)), 0, 0.995));
            if (random.Next(12) == 0) people = Math.Max(10, people + random.Next(-3, 4));
            figures[StateWhole][t] = people;
            done = Math.Min(0.98, done + (0.025 * random.NextDouble()));
            figures[StatePart][t] = Math.Min(people, Math.Max((long)(people * done), t == 0 ? 0 : figures[StatePart][t - 1]));
        }

        return figures;
    }

    /// <summary>A count around a mean, a little more scattered than chance alone makes it.</summary>
    private static long Counted(Random random, double mean, double spread)
    {
        var of = mean * Math.Exp((spread * Normal(random)) - (spread * spread / 2));
        if (of > 40) return (long)Math.Max(0, Math.Round(of + (Math.Sqrt(of) * Normal(random))));
        var limit = Math.Exp(-of);
        var count = -1L;
        for (var product = 1.0; product > limit; count++) product *= random.NextDouble();
        return Math.Max(0, count);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Deviation(double[] past)
    {
        var mean = past.Average();
        return Math.Sqrt(past.Sum(p => (p - mean) * (p - mean)) / (past.Length - 1));
    }

    private static double MiddleDistance(double[] past)
    {
        var middle = Middle(past);
        return Middle([.. past.Select(p => Math.Abs(p - middle))]);
    }

    private static double Middle(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
