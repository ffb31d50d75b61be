using System.Globalization;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Returns;

/// <summary>How a value stands on the sheet.</summary>
/// <param name="Value">An expression that is a number and never an error, whatever the cell holds.</param>
/// <param name="Known">A condition: whether the cell holds a value that counts.</param>
internal readonly record struct SheetValue(string Value, string Known);

/// <summary>What a rule says on the sheet. Neither is true where a value that decides it is absent, just as on the server.</summary>
internal readonly record struct SheetVerdict(string Holds, string Broken);

/// <summary>
/// A rule of the catalogue as spreadsheet formulas, so that the form itself says when it is broken; absent values mean here what they mean to
/// <see cref="Formula"/>.
/// </summary>
internal sealed class SheetFormula : IFormulaVisitor<SheetFormula.Part>
{
    private readonly Func<string, SheetValue> _now;
    private readonly Func<string, SheetValue?> _last;

    private SheetFormula(Func<string, SheetValue> now, Func<string, SheetValue?> last)
    {
        _now = now;
        _last = last;
    }

    /// <summary>The formulas of a rule; null when it asks for what no sheet can know.</summary>
    /// <param name="formula">The rule's check.</param>
    /// <param name="now">Where an element stands.</param>
    /// <param name="last">Where its value of the last return stands; null where the sheet does not show it.</param>
    public static SheetVerdict? Of(Formula formula, Func<string, SheetValue> now, Func<string, SheetValue?> last) =>
        IsOnSheet(formula) && formula.Quantities.All(q => q.Kind != QuantityKind.Last || last(q.Element) is not null)
            ? formula.Accept(new SheetFormula(now, last)).AsVerdict()
            : null;

    /// <summary>Whether it needs nothing but the return and the last one.</summary>
    public static bool IsOnSheet(Formula formula) => formula.Quantities.All(q => q.Kind is QuantityKind.Own or QuantityKind.Last);

    public Part Number(long value) => new(new SheetValue(value.ToString(CultureInfo.InvariantCulture), "TRUE"));

    public Part Value(Quantity quantity) => new(quantity.Kind == QuantityKind.Last ? _last(quantity.Element)!.Value : _now(quantity.Element));

    public Part Given(Quantity quantity)
    {
        var known = _now(quantity.Element).Known;
        return new(new SheetVerdict(known, $"NOT({known})"));
    }

    public Part Sum(Part left, Part right, bool minus)
    {
        SheetValue l = left.AsValue(), r = right.AsValue();
        return new(new SheetValue($"({l.Value}{(minus ? '-' : '+')}{r.Value})", $"AND({l.Known},{r.Known})"));
    }

    public Part Times(long factor, Part inner)
    {
        var value = inner.AsValue();
        return new(value with { Value = string.Create(CultureInfo.InvariantCulture, $"({factor}*{value.Value})") });
    }

    public Part Absolute(Part inner)
    {
        var value = inner.AsValue();
        return new(value with { Value = $"ABS({value.Value})" });
    }

    public Part Compare(Part left, Part right, string sign)
    {
        SheetValue l = left.AsValue(), r = right.AsValue();
        var opposite = sign switch { "<=" => ">", ">=" => "<", "<>" => "=", "<" => ">=", ">" => "<=", _ => "<>" };
        var known = $"{l.Known},{r.Known}";
        return new(new SheetVerdict($"AND({known},{l.Value}{sign}{r.Value})", $"AND({known},{l.Value}{opposite}{r.Value})"));
    }

    public Part All(IReadOnlyList<Part> parts) => new(new SheetVerdict(Join("AND", parts, v => v.Holds), Join("OR", parts, v => v.Broken)));

    public Part Any(IReadOnlyList<Part> parts) => new(new SheetVerdict(Join("OR", parts, v => v.Holds), Join("AND", parts, v => v.Broken)));

    public Part Not(Part inner)
    {
        var verdict = inner.AsVerdict();
        return new(new SheetVerdict(verdict.Broken, verdict.Holds));
    }

    private static string Join(string function, IEnumerable<Part> parts, Func<SheetVerdict, string> side) =>
        $"{function}({string.Join(',', parts.Select(p => side(p.AsVerdict())))})";

    /// <summary>A number or a condition; each can stand where the other is asked for.</summary>
    internal readonly record struct Part(SheetValue? Value, SheetVerdict? Verdict)
    {
        public Part(SheetValue value)
            : this(value, null)
        {
        }

        public Part(SheetVerdict verdict)
            : this(null, verdict)
        {
        }

        public SheetVerdict AsVerdict() =>
            Verdict ?? new SheetVerdict($"AND({Value!.Value.Known},{Value.Value.Value}<>0)", $"AND({Value.Value.Known},{Value.Value.Value}=0)");

        public SheetValue AsValue() => Value ?? new SheetValue($"IF({Verdict!.Value.Holds},1,0)", $"OR({Verdict.Value.Holds},{Verdict.Value.Broken})");
    }
}
