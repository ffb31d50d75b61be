using System.Globalization;
using Kpi.Domain.Indicators;

namespace Kpi.Benchmarks.Peers;

/// <summary>A formula as SQL over one column for each element. Where an element is absent SQL's own logic of three values gives what the formula gives.</summary>
internal sealed class SqlOfFormula : IFormulaVisitor<string>
{
    public string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public string Value(Quantity quantity) => quantity.Kind == QuantityKind.Own ? quantity.Element : throw new NotSupportedException($"{quantity} in an indicator");

    public string Given(Quantity quantity) => $"({Value(quantity)} IS NOT NULL)";

    public string Sum(string left, string right, bool minus) => $"({left} {(minus ? '-' : '+')} {right})";

    public string Times(long factor, string inner) => $"({Number(factor)} * {inner})";

    public string Absolute(string inner) => $"abs({inner})";

    public string Compare(string left, string right, string sign) => $"({left} {sign} {right})";

    public string All(IReadOnlyList<string> parts) => $"({string.Join(" AND ", parts)})";

    public string Any(IReadOnlyList<string> parts) => $"({string.Join(" OR ", parts)})";

    public string Not(string inner) => $"(NOT {inner})";
}

/// <summary>A formula as Python over arrays of doubles in which NaN is absent (sums.py has the functions).</summary>
internal sealed class PythonOfFormula : IFormulaVisitor<string>
{
    public string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public string Value(Quantity quantity) => quantity.Kind == QuantityKind.Own ? $"v[\"{quantity.Element}\"]" : throw new NotSupportedException($"{quantity} in an indicator");

    public string Given(Quantity quantity) => $"given({Value(quantity)})";

    public string Sum(string left, string right, bool minus) => $"({left} {(minus ? '-' : '+')} {right})";

    public string Times(long factor, string inner) => $"({Number(factor)} * {inner})";

    public string Absolute(string inner) => $"abs({inner})";

    public string Compare(string left, string right, string sign) => $"compare({left}, {right}, \"{sign}\")";

    public string All(IReadOnlyList<string> parts) => $"both({string.Join(", ", parts)})";

    public string Any(IReadOnlyList<string> parts) => $"either({string.Join(", ", parts)})";

    public string Not(string inner) => $"(1 - {inner})";
}
