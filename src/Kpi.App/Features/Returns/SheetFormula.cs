using System.Globalization;
using System.Text;
using Kpi.Domain.Indicators;

namespace Kpi.App.Features.Returns;

/// <summary>A rule of the catalogue as a spreadsheet formula, so that the form itself says when it is broken. The text was parsed by Formula before.</summary>
internal sealed class SheetFormula
{
    private readonly string _text;
    private readonly Func<string, string> _reference;
    private int _at;

    private SheetFormula(string text, Func<string, string> reference)
    {
        _text = text;
        _reference = reference;
    }

    /// <summary>The formula, with each element replaced by what the reference gives for it.</summary>
    public static string Of(Formula formula, Func<string, string> reference) => new SheetFormula(formula.Text, reference).Or();

    private string Or() => Chain("or", "OR", And);

    private string And() => Chain("and", "AND", Not);

    private string Chain(string word, string function, Func<string> part)
    {
        var first = part();
        if (!Word(word)) return first;
        var all = new StringBuilder().Append(function).Append('(').Append(first);
        do all.Append(',').Append(part());
        while (Word(word));
        return all.Append(')').ToString();
    }

    private string Not() => Word("not") ? $"NOT({Not()})" : Comparison();

    private string Comparison()
    {
        var left = Sum();
        foreach (var sign in (string[])["<=", ">=", "<>", "<", ">", "="])
        {
            if (Sign(sign)) return $"({left}{sign}{Sum()})";
        }

        return left;
    }

    private string Sum()
    {
        var sum = Operand();
        while (true)
        {
            if (Sign("+")) sum += "+" + Operand();
            else if (Sign("-")) sum += "-" + Operand();
            else return sum;
        }
    }

    private string Operand()
    {
        if (Sign("("))
        {
            var inner = Or();
            Sign(")");
            return $"({inner})";
        }

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        var word = _text[start.._at];
        if (word.Length == 4 && _at + 6 <= _text.Length && _text[_at] == '-'
            && DateOnly.TryParseExact(_text.AsSpan(start, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            _at = start + 10;
            return DateNumber.From(day).ToString(CultureInfo.InvariantCulture);
        }

        return word switch
        {
            "yes" => "1",
            "no" => "0",
            _ when char.IsAsciiDigit(word[0]) => word,
            _ => _reference(word),
        };
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
}
