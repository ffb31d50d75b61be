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
/// A rule of the catalogue as spreadsheet formulas, so that the form itself says when it is broken. The text was parsed by
/// <see cref="Formula"/> before; absent values mean here what they mean there.
/// </summary>
internal sealed class SheetFormula
{
    private static readonly (string Sign, string Opposite)[] Comparisons = [("<=", ">"), (">=", "<"), ("<>", "="), ("<", ">="), (">", "<="), ("=", "<>")];

    private readonly string _text;
    private readonly Func<string, SheetValue> _now;
    private readonly Func<string, SheetValue?> _last;
    private int _at;

    private SheetFormula(string text, Func<string, SheetValue> now, Func<string, SheetValue?> last)
    {
        _text = text;
        _now = now;
        _last = last;
    }

    /// <summary>The formulas of a rule; null when it asks for what no sheet can know.</summary>
    /// <param name="formula">The rule's check.</param>
    /// <param name="now">Where an element stands.</param>
    /// <param name="last">Where its value of the last return stands; null where the sheet does not show it.</param>
    public static SheetVerdict? Of(Formula formula, Func<string, SheetValue> now, Func<string, SheetValue?> last)
    {
        var parser = new SheetFormula(formula.Text, now, last);
        try
        {
            var root = parser.Or();
            parser.Skip();
            return parser._at == formula.Text.Length ? root.AsVerdict() : null;
        }
        catch (NotOnASheet)
        {
            return null;
        }
    }

    private Node Or()
    {
        var left = And();
        while (Word("or"))
        {
            SheetVerdict l = left.AsVerdict(), r = And().AsVerdict();
            left = new Node(new SheetVerdict($"OR({l.Holds},{r.Holds})", $"AND({l.Broken},{r.Broken})"));
        }

        return left;
    }

    private Node And()
    {
        var left = Not();
        while (Word("and"))
        {
            SheetVerdict l = left.AsVerdict(), r = Not().AsVerdict();
            left = new Node(new SheetVerdict($"AND({l.Holds},{r.Holds})", $"OR({l.Broken},{r.Broken})"));
        }

        return left;
    }

    private Node Not()
    {
        if (!Word("not")) return Comparison();
        var inner = Not().AsVerdict();
        return new Node(new SheetVerdict(inner.Broken, inner.Holds));
    }

    private Node Comparison()
    {
        var left = Sum();
        foreach (var (sign, opposite) in Comparisons)
        {
            if (!Sign(sign)) continue;
            SheetValue l = left.AsValue(), r = Sum().AsValue();
            var known = $"{l.Known},{r.Known}";
            return new Node(new SheetVerdict($"AND({known},{l.Value}{sign}{r.Value})", $"AND({known},{l.Value}{opposite}{r.Value})"));
        }

        return left;
    }

    private Node Sum() => Chain(Product, "+", "-");

    private Node Product() => Chain(Operand, "*");

    private Node Chain(Func<Node> part, params ReadOnlySpan<string> signs)
    {
        var left = part();
        while (true)
        {
            Skip();
            var taken = "";
            foreach (var sign in signs)
            {
                if (!Sign(sign)) continue;
                taken = sign;
                break;
            }

            if (taken.Length == 0) return left;
            SheetValue l = left.AsValue(), r = part().AsValue();
            left = new Node(new SheetValue($"({l.Value}{taken}{r.Value})", $"AND({l.Known},{r.Known})"));
        }
    }

    private Node Operand()
    {
        if (Sign("("))
        {
            var inner = Or();
            if (!Sign(")")) throw new NotOnASheet();
            return inner;
        }

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        var word = _text[start.._at];
        if (word.Length == 4 && start + 10 <= _text.Length && _text[_at..].StartsWith('-')
            && DateOnly.TryParseExact(_text.AsSpan(start, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            _at = start + 10;
            return Constant(DateNumber.From(day).ToString(CultureInfo.InvariantCulture));
        }

        if (word.Length == 0) throw new NotOnASheet();
        if (char.IsAsciiDigit(word[0])) return Constant(word);
        switch (word)
        {
            case "yes":
                return Constant("1");
            case "no":
                return Constant("0");
            case "given":
                var known = _now(Element()).Known;
                return new Node(new SheetVerdict(known, $"NOT({known})"));
            case "last" when Sign("("):
                var element = Element();
                if (!Sign(")")) throw new NotOnASheet();
                return new Node(_last(element) ?? throw new NotOnASheet());
            case "abs" when Sign("("):
                var inner = Or().AsValue();
                if (!Sign(")")) throw new NotOnASheet();
                return new Node(new SheetValue($"ABS({inner.Value})", inner.Known));
            default:
                Skip();
                // A function that stands here for the first time is one this sheet has not learned.
                if (_at < _text.Length && _text[_at] == '(') throw new NotOnASheet();
                return new Node(_now(word));
        }
    }

    private static Node Constant(string number) => new(new SheetValue(number, "TRUE"));

    private string Element()
    {
        Skip();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        return _at > start ? _text[start.._at] : throw new NotOnASheet();
    }

    private bool Word(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) return false;
        if (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_')) return false;
        _at = end;
        Skip();
        return true;
    }

    private bool Sign(string sign)
    {
        Skip();
        if (string.CompareOrdinal(_text, _at, sign, 0, sign.Length) != 0) return false;
        _at += sign.Length;
        Skip();
        return true;
    }

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    /// <summary>A number or a condition; each can stand where the other is asked for.</summary>
    private readonly record struct Node(SheetValue? Value, SheetVerdict? Verdict)
    {
        public Node(SheetValue value)
            : this(value, null)
        {
        }

        public Node(SheetVerdict verdict)
            : this(null, verdict)
        {
        }

        public SheetVerdict AsVerdict() =>
            Verdict ?? new SheetVerdict($"AND({Value!.Value.Known},{Value.Value.Value}<>0)", $"AND({Value.Value.Known},{Value.Value.Value}=0)");

        public SheetValue AsValue() => Value ?? new SheetValue($"IF({Verdict!.Value.Holds},1,0)", $"OR({Verdict.Value.Holds},{Verdict.Value.Broken})");
    }

    // Leaves the descent; never leaves this class.
    private sealed class NotOnASheet : Exception;
}
