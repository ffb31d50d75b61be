using System.Globalization;

namespace Kpi.Domain.Indicators;

/// <summary>Reads the text of a formula, once; a fault names its place.</summary>
internal sealed class FormulaReader(string text, Func<string, int> indexOf)
{
    // Catalogue texts are short; deeper nesting than this is a mistake or an attack, and recursion must stay bounded.
    private const int MaxDepth = 32;

    private static readonly (string Word, QuantityKind Kind)[] Functions =
    [
        ("last", QuantityKind.Last), ("within", QuantityKind.Within), ("reporting", QuantityKind.Reporting), ("expected", QuantityKind.Expected),
    ];

    private int _at;
    private int _depth;

    /// <summary>Words that cannot be codes of elements.</summary>
    public static IReadOnlyList<string> Words { get; } = ["and", "or", "not", "given", "yes", "no", "month", "months_since_last"];

    public List<Quantity> Quantities { get; } = [];

    public Outcome<FormulaNode> Read()
    {
        try
        {
            var root = ReadOr();
            SkipSpace();
            return _at == text.Length ? root : Refused(Expected("phép toán hoặc hết công thức", "an operator or the end").Said);
        }
        catch (Misread fault)
        {
            return Refused(fault.Said);
        }
    }

    private FormulaNode ReadOr()
    {
        var left = ReadAnd();
        while (Word("or")) left = new FormulaNode.Either(left, ReadAnd());
        return left;
    }

    private FormulaNode ReadAnd()
    {
        var left = ReadNot();
        while (Word("and")) left = new FormulaNode.Both(left, ReadNot());
        return left;
    }

    private FormulaNode ReadNot()
    {
        if (!Word("not")) return ReadComparison();
        Deeper();
        var inner = new FormulaNode.Not(ReadNot());
        _depth--;
        return inner;
    }

    private FormulaNode ReadComparison()
    {
        var left = ReadSum();
        SkipSpace();
        foreach (var sign in (ReadOnlySpan<string>)["<=", ">=", "<>", "<", ">", "="])
        {
            if (Sign(sign)) return new FormulaNode.Compare(left, ReadSum(), sign);
        }

        return left;
    }

    private FormulaNode ReadSum()
    {
        var left = ReadProduct();
        while (true)
        {
            SkipSpace();
            if (Sign("+")) left = new FormulaNode.Sum(left, ReadProduct(), 1);
            else if (Sign("-")) left = new FormulaNode.Sum(left, ReadProduct(), -1);
            else return left;
        }
    }

    private FormulaNode ReadProduct()
    {
        var left = ReadOperand();
        while (true)
        {
            SkipSpace();
            var star = _at;
            if (!Sign("*")) return left;
            left = (left, ReadOperand()) switch
            {
                (FormulaNode.Constant l, FormulaNode.Constant r) when (Int128)l.Value * r.Value <= long.MaxValue => new FormulaNode.Constant(l.Value * r.Value),
                (FormulaNode.Constant, FormulaNode.Constant) => throw At(star, "số quá lớn", "the number is too large"),
                (FormulaNode.Constant factor, var inner) => new FormulaNode.Times(factor.Value, inner),
                (var inner, FormulaNode.Constant factor) => new FormulaNode.Times(factor.Value, inner),
                _ => throw At(star, "chỉ nhân được với một số nguyên", "only multiplication by a whole number is possible"),
            };
        }
    }

    private FormulaNode ReadOperand()
    {
        SkipSpace();
        if (Sign("("))
        {
            Deeper();
            var inner = ReadOr();
            Close();
            _depth--;
            return inner;
        }

        if (_at < text.Length && char.IsAsciiDigit(text[_at])) return ReadNumber();
        if (Word("given")) return new FormulaNode.Given(Ask(QuantityKind.Own));
        if (Word("yes")) return new FormulaNode.Constant(1);
        if (Word("no")) return new FormulaNode.Constant(0);
        if (Function("abs"))
        {
            Deeper();
            var inner = new FormulaNode.Absolute(ReadSum());
            Close();
            _depth--;
            return inner;
        }

        foreach (var (word, kind) in Functions)
        {
            if (!Function(word)) continue;
            var asked = new FormulaNode.OtherValue(Ask(kind));
            Close();
            return asked;
        }

        // An element that has such a word as its code keeps it: published catalogues stay readable.
        if (indexOf("month") < 0 && Word("month")) return new FormulaNode.OtherValue(Note(new Quantity(QuantityKind.Month, "", -1)));
        if (indexOf("months_since_last") < 0 && Word("months_since_last"))
            return new FormulaNode.OtherValue(Note(new Quantity(QuantityKind.MonthsSinceLast, "", -1)));
        return new FormulaNode.OwnValue(Ask(QuantityKind.Own));
    }

    private Quantity Ask(QuantityKind kind)
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
        var word = text[start.._at];
        if (word.Length == 0) throw Expected("mã phần tử, số hoặc '('", "an element, a number or '('");
        var index = indexOf(word);
        if (index < 0) throw At(start, $"không có phần tử dữ liệu '{word}'", $"there is no data element '{word}'");
        return Note(new Quantity(kind, word, index));
    }

    private Quantity Note(Quantity quantity)
    {
        if (!Quantities.Contains(quantity)) Quantities.Add(quantity);
        return quantity;
    }

    private FormulaNode.Constant ReadNumber()
    {
        if (_at + 10 <= text.Length && text[_at + 4] == '-'
            && DateOnly.TryParseExact(text.AsSpan(_at, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            _at += 10;
            return new FormulaNode.Constant(DateNumber.From(day));
        }

        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        return long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new FormulaNode.Constant(number)
            : throw At(start, "số quá lớn", "the number is too large");
    }

    private void Close()
    {
        SkipSpace();
        if (!Sign(")")) throw Expected("dấu ')'", "')'");
    }

    private void Deeper()
    {
        if (++_depth > MaxDepth) throw At(_at, "lồng quá nhiều tầng", "nested too deeply");
    }

    /// <summary>A word with its opening bracket; without one it may be the code of an element.</summary>
    private bool Function(string word)
    {
        var start = _at;
        if (!Word(word)) return false;
        SkipSpace();
        if (Sign("(")) return true;
        _at = start;
        return false;
    }

    private bool Word(string word)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) return false;
        var end = _at + word.Length;
        if (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) return false;
        _at = end;
        return true;
    }

    private bool Sign(string sign)
    {
        if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0) return false;
        _at += sign.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }

    private Misread Expected(string vi, string en) => At(_at, $"cần {vi}", $"expected {en}");

    private static Misread At(int at, string vi, string en) =>
        new(new Text($"{vi} (vị trí {Number(at + 1)})", $"{en} (position {Number(at + 1)})"));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private Problem Refused(Text why) =>
        Problem.Invalid("formula", $"Công thức “{text}”: {why.Vi}.", $"Formula “{text}”: {why.En}.");

    // Leaves the descent at the first fault; never leaves the reader.
    private sealed class Misread(Text said) : Exception(said.En)
    {
        public Text Said { get; } = said;
    }
}
