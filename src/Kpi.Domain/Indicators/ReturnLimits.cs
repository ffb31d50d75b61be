using System.Collections.Immutable;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Indicators;

/// <summary>
/// What the rules of a form that refuse returns say of its quantities: that one never exceeds another. Every return still to come keeps to it.
/// </summary>
internal sealed class ReturnLimits
{
    private readonly ILookup<string, string> _wholes;
    private readonly (int Part, int Whole)[] _pairs;

    private ReturnLimits(Catalogue catalogue, IEnumerable<(string Part, string Whole)> within)
    {
        var all = within.Distinct().ToList();
        _wholes = all.ToLookup(w => w.Part, w => w.Whole, StringComparer.Ordinal);
        _pairs = [.. all.Select(w => (catalogue.IndexOf(w.Part), catalogue.IndexOf(w.Whole))).Where(c => c is { Item1: >= 0, Item2: >= 0 })];
        Cells = [.. _pairs.SelectMany(p => new[] { p.Part, p.Whole }).Distinct()];
    }

    /// <summary>The cells that are limited by one another.</summary>
    public int[] Cells { get; }

    /// <summary>The limits of the form that a kind of unit files for a period.</summary>
    public static ReturnLimits Of(Catalogue catalogue, UnitKind kind, Period period) => new(catalogue,
        (catalogue.FormFor(kind, period)?.RulesOn(period.LastDay) ?? []).Where(r => r.Stage == RuleStage.Block)
            .SelectMany(r => r.Rule.Check.Accept(Shapes.Instance).Within));

    /// <summary>
    /// Whether no return can have a numerator beyond its denominator: because the rules say so, directly or in a chain, or because the numerator
    /// is a condition that asks for all the denominator asks for.
    /// </summary>
    public bool Keep(Formula numerator, Formula denominator)
    {
        var (part, whole) = (numerator.Accept(Shapes.Instance), denominator.Accept(Shapes.Instance));
        if (numerator.IsCondition && denominator.IsCondition) return whole.Conjuncts.All(part.Conjuncts.Contains);
        var seen = new HashSet<string>([part.Text], StringComparer.Ordinal);
        var open = new Stack<string>(seen);
        while (open.TryPop(out var reached))
        {
            if (reached == whole.Text) return true;
            foreach (var next in _wholes[reached].Where(seen.Add)) open.Push(next);
        }

        return false;
    }

    /// <summary>Draws the bounds of cells together: a part has no more than its whole can have, a whole no less than its part.</summary>
    /// <param name="cells">One place for each element of the catalogue.</param>
    public void Narrow(Interval[] cells)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (part, whole) in _pairs)
            {
                var (below, above) = (cells[part], cells[whole]);
                // A return accepted under older rules may contradict them; what it gives stands.
                if (below.High > above.High && below.Low <= above.High)
                {
                    cells[part] = below with { High = above.High };
                    changed = true;
                }

                if (above.Low < below.Low && below.Low <= above.High)
                {
                    cells[whole] = above with { Low = below.Low };
                    changed = true;
                }
            }
        }
    }

    /// <param name="Text">The part in one fixed spelling: two that are spelt alike are the same.</param>
    /// <param name="Conjuncts">What must hold for it to hold.</param>
    /// <param name="Within">What it says of one quantity not exceeding another.</param>
    private sealed record Shape(string Text, ImmutableArray<string> Conjuncts, ImmutableArray<(string Part, string Whole)> Within)
    {
        public static Shape Of(string text) => new(text, [text], []);
    }

    private sealed class Shapes : IFormulaVisitor<Shape>
    {
        public static readonly Shapes Instance = new();

        public Shape Number(long value) => Shape.Of(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

        public Shape Value(Quantity quantity) => Shape.Of(quantity.ToString());

        public Shape Given(Quantity quantity) => Shape.Of($"given {quantity}");

        public Shape Sum(Shape left, Shape right, bool minus) => Shape.Of($"({left.Text}{(minus ? '-' : '+')}{right.Text})");

        public Shape Times(long factor, Shape inner) =>
            Shape.Of(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{factor}*{inner.Text}"));

        public Shape Absolute(Shape inner) => Shape.Of($"abs({inner.Text})");

        public Shape Compare(Shape left, Shape right, string sign) => Shape.Of($"({left.Text}{sign}{right.Text})") with
        {
            Within = sign switch
            {
                "<=" or "<" => [(left.Text, right.Text)],
                ">=" or ">" => [(right.Text, left.Text)],
                "=" => [(left.Text, right.Text), (right.Text, left.Text)],
                _ => [],
            },
        };

        public Shape All(IReadOnlyList<Shape> parts) => new(
            $"({string.Join(" and ", parts.Select(p => p.Text))})", [.. parts.SelectMany(p => p.Conjuncts)], [.. parts.SelectMany(p => p.Within)]);

        public Shape Any(IReadOnlyList<Shape> parts) => Shape.Of($"({string.Join(" or ", parts.Select(p => p.Text))})");

        public Shape Not(Shape inner) => Shape.Of($"not {inner.Text}");
    }
}
