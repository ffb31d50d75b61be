using System.Collections.Immutable;
using System.Globalization;

namespace Kpi.Domain.Indicators;

/// <summary>
/// A small expression over data elements, all in whole numbers. Its constructs: element codes, whole numbers, days (2023-06-30), <c>yes</c>
/// and <c>no</c>, <c>+</c>, <c>-</c>, comparisons (<c>= &lt;&gt; &lt; &lt;= &gt; &gt;=</c>), <c>and</c>, <c>or</c>, <c>not</c>,
/// <c>given</c>, brackets. An absent value makes a sum or comparison absent; <c>and</c>/<c>or</c> are absent only when the absent side
/// could change the answer. <c>given x</c> is yes or no, never absent: it is for the few elements whose empty cell is itself an answer
/// ("no plan was signed"), and is said of a return that exists, not of one that is missing.
/// </summary>
public sealed class Formula
{
    private readonly Node _root;

    private Formula(string text, Node root, ImmutableArray<string> elements)
    {
        Text = text;
        _root = root;
        Elements = elements;
    }

    /// <summary>As written in the catalogue.</summary>
    public string Text { get; }

    /// <summary>The codes of the elements it needs, each once, in order of first use.</summary>
    public ImmutableArray<string> Elements { get; }

    /// <summary>Whether it yields yes or no (1 or 0) rather than a quantity.</summary>
    public bool IsCondition => _root is Compare or Both or Either or Not or Given;

    /// <summary>Reads a formula; the problem names the place and what was expected.</summary>
    /// <param name="text">The formula.</param>
    /// <param name="indexOf">The index of an element by its code, or a negative number when there is none of that code.</param>
    public static Outcome<Formula> Parse(string text, Func<string, int> indexOf)
    {
        var parser = new Parser(text, indexOf);
        return parser.Read().Then<Formula>(root => new Formula(text, root, [.. parser.Elements]));
    }

    /// <summary>The value over one return; null when a value that decides it is absent. A condition yields 1 or 0.</summary>
    /// <param name="values">One place for each element of the catalogue; null where the return does not give it.</param>
    public long? Evaluate(ReadOnlySpan<long?> values) => _root.Evaluate(values);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private abstract class Node
    {
        public abstract long? Evaluate(ReadOnlySpan<long?> values);
    }

    private sealed class Constant(long value) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values) => value;
    }

    private sealed class ElementValue(int index) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values) => values[index];
    }

    private sealed class Sum(Node left, Node right, int sign) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values) =>
            left.Evaluate(values) is { } l && right.Evaluate(values) is { } r ? l + (sign * r) : null;
    }

    private sealed class Compare(Node left, Node right, Func<int, bool> holds) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values) =>
            left.Evaluate(values) is { } l && right.Evaluate(values) is { } r ? (holds(l.CompareTo(r)) ? 1 : 0) : null;
    }

    private sealed class Both(Node left, Node right) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values)
        {
            var l = left.Evaluate(values);
            if (l == 0) return 0;
            var r = right.Evaluate(values);
            return r == 0 ? 0 : l is null || r is null ? null : 1;
        }
    }

    private sealed class Either(Node left, Node right) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values)
        {
            var l = left.Evaluate(values);
            if (l is { } known && known != 0) return 1;
            var r = right.Evaluate(values);
            return r is { } other && other != 0 ? 1 : l is null || r is null ? null : 0;
        }
    }

    private sealed class Not(Node inner) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values) => inner.Evaluate(values) is { } v ? (v == 0 ? 1 : 0) : null;
    }

    private sealed class Given(int index) : Node
    {
        public override long? Evaluate(ReadOnlySpan<long?> values) => values[index] is null ? 0 : 1;
    }

    private sealed class Parser(string text, Func<string, int> indexOf)
    {
        // Catalogue texts are short; deeper nesting than this is a mistake or an attack, and recursion must stay bounded.
        private const int MaxDepth = 32;
        private int _at;
        private int _depth;

        public List<string> Elements { get; } = [];

        public Outcome<Node> Read()
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

        private Node ReadOr()
        {
            var left = ReadAnd();
            while (Word("or")) left = new Either(left, ReadAnd());
            return left;
        }

        private Node ReadAnd()
        {
            var left = ReadNot();
            while (Word("and")) left = new Both(left, ReadNot());
            return left;
        }

        private Node ReadNot()
        {
            if (!Word("not")) return ReadComparison();
            Deeper();
            var inner = new Not(ReadNot());
            _depth--;
            return inner;
        }

        private Node ReadComparison()
        {
            var left = ReadSum();
            SkipSpace();
            Func<int, bool>? holds =
                Sign("<=") ? c => c <= 0 : Sign(">=") ? c => c >= 0 : Sign("<>") ? c => c != 0 :
                Sign("<") ? c => c < 0 : Sign(">") ? c => c > 0 : Sign("=") ? c => c == 0 : null;
            return holds is null ? left : new Compare(left, ReadSum(), holds);
        }

        private Node ReadSum()
        {
            var left = ReadOperand();
            while (true)
            {
                SkipSpace();
                if (Sign("+")) left = new Sum(left, ReadOperand(), 1);
                else if (Sign("-")) left = new Sum(left, ReadOperand(), -1);
                else return left;
            }
        }

        private Node ReadOperand()
        {
            SkipSpace();
            if (Sign("("))
            {
                Deeper();
                var inner = ReadOr();
                SkipSpace();
                if (!Sign(")")) throw Expected("dấu ')'", "')'");
                _depth--;
                return inner;
            }

            if (_at < text.Length && char.IsAsciiDigit(text[_at])) return ReadNumber();
            if (Word("given")) return new Given(ReadElement());
            if (Word("yes")) return new Constant(1);
            if (Word("no")) return new Constant(0);
            return new ElementValue(ReadElement());
        }

        private int ReadElement()
        {
            SkipSpace();
            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
            var word = text[start.._at];
            if (word.Length == 0) throw Expected("mã phần tử, số hoặc '('", "an element, a number or '('");
            var index = indexOf(word);
            if (index < 0) throw At(start, $"không có phần tử dữ liệu '{word}'", $"there is no data element '{word}'");
            if (!Elements.Contains(word)) Elements.Add(word);
            return index;
        }

        private Constant ReadNumber()
        {
            if (_at + 10 <= text.Length && text[_at + 4] == '-'
                && DateOnly.TryParseExact(text.AsSpan(_at, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                _at += 10;
                return new Constant(DateNumber.From(day));
            }

            var start = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            return long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new Constant(number)
                : throw At(start, "số quá lớn", "the number is too large");
        }

        private void Deeper()
        {
            if (++_depth > MaxDepth) throw At(_at, "lồng quá nhiều tầng", "nested too deeply");
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

        // Leaves the descent at the first fault; never leaves the parser.
        private sealed class Misread(Text said) : Exception(said.En)
        {
            public Text Said { get; } = said;
        }
    }
}

/// <summary>Days as whole numbers yyyymmdd, the form in which elements of kind <see cref="ElementKind.Date"/> are held.</summary>
public static class DateNumber
{
    /// <summary>2023-06-30 becomes 20230630.</summary>
    public static long From(DateOnly day) => (day.Year * 10000L) + (day.Month * 100) + day.Day;

    /// <summary>20230630 becomes 2023-06-30.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a day.</exception>
    public static DateOnly ToDay(long number) => new((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100));
}
