using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using NJsonSchema;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>A text as words that can be compared: folded, abbreviations written out, without numbering and units.</summary>
/// <param name="Sequence">Every word in order, a space around each.</param>
/// <param name="Telling">The words that tell something.</param>
/// <param name="Unit">The unit the text states for its own values; null when it states none.</param>
internal sealed record LabelWords(string Sequence, ImmutableArray<string> Telling, UnitWord? Unit)
{
    public static LabelWords Nothing { get; } = new(" ", [], null);

    public bool Has(string phrase) => Sequence.Contains(phrase, StringComparison.Ordinal);
}

/// <summary>A unit of measurement as offices write it.</summary>
/// <param name="Words">Folded.</param>
/// <param name="Factor">What a number in it is multiplied by: 1,000,000 for <c>triệu đồng</c>.</param>
/// <param name="Money">Whether it is one of money; such a factor touches amounts only, another one counts only.</param>
internal sealed record UnitWord(string Words, int Factor, bool Money);

/// <summary>That a label can be the name of a data element, or of an indicator in percent.</summary>
/// <param name="Code">The element; among percentages the indicator.</param>
/// <param name="Score">Share of the words' weight on which label and entry agree, per mille; 1000 when they are the same words.</param>
/// <param name="Entry">The entry of the dictionary it was compared with.</param>
internal readonly record struct LabelMatch(string Code, int Score, string Entry);

/// <summary>What a column's heading says of the values below it.</summary>
internal enum HeadingRole
{
    /// <summary>There is no heading.</summary>
    None,

    /// <summary>Something else: perhaps half the name of an element.</summary>
    Unknown,

    /// <summary>The values, of no stated time.</summary>
    Value,

    /// <summary>The values of the period the file is about.</summary>
    Current,

    /// <summary>The values of exactly the period asked for, by its name.</summary>
    Period,

    /// <summary>Not the values of the period: another time, a plan, a rate, a remark, a unit.</summary>
    Other,
}

/// <summary>
/// How offices write the names of data elements, as data (<c>labels.json</c>). It compares by words: what is not said is not assumed, and words
/// that an element needs or rules out decide before any likeness is reckoned.
/// </summary>
internal sealed class LabelDictionary
{
    private const int UnknownWord = 1000, RarestWord = 1000, CommonestWord = 300, PerFurtherElement = 60;

    private static readonly Lazy<LabelFile> Shipped = new(() => Read(Resource("labels.json")).Value);

    private readonly LabelFile _file;
    private readonly FrozenDictionary<string, string> _replace;
    private readonly int _longestReplaced;
    private readonly ImmutableArray<string> _stopPhrases, _notAValue, _notAPercentage, _otherTime, _percentMarks, _current, _value;
    private readonly FrozenSet<string> _ignored;
    private readonly ImmutableArray<UnitWord> _units;
    private readonly ImmutableArray<Entry> _entries, _percentages;
    private readonly FrozenDictionary<string, int> _weights;

    private LabelDictionary(LabelFile file, Catalogue catalogue)
    {
        _file = file;
        var replace = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (from, to) in file.Abbreviations.Concat(file.Same)) replace.TryAdd(Tokens(from), Tokens(to));
        _replace = replace.ToFrozenDictionary(StringComparer.Ordinal);
        _longestReplaced = _replace.Keys.Max(WordCount);
        _units = [.. file.Units.Select(u => new UnitWord(Tokens(u.Text), u.Factor, u.Money)).DistinctBy(u => u.Words).OrderByDescending(u => u.Words.Length)];
        _stopPhrases = [.. file.StopWords.Select(Canonical).OrderByDescending(p => p.Length)];
        _notAValue = Phrases(file.NotAValue);
        _otherTime = Phrases(file.OtherTime);
        _percentMarks = Phrases(file.PercentMarks);
        _notAPercentage = [.. _notAValue.Except(_percentMarks)];
        _current = Phrases(file.Headings.Current);
        _value = Phrases(file.Headings.Value);
        _ignored = file.Headings.Ignored.Select(Tokens).ToFrozenSet(StringComparer.Ordinal);
        _entries = [.. file.Elements.Where(e => catalogue.Element(e.Element) is not null).Select(e => Entry.Of(this, e, catalogue.Element(e.Element)!))];
        _percentages = [.. file.Indicators.Where(e => catalogue.Indicator(e.Indicator) is { Kind: IndicatorKind.Ratio }).Select(e => Entry.Of(this, e, catalogue.Indicator(e.Indicator)!))];
        _weights = _entries.SelectMany(e => e.Labels.SelectMany(l => l.Words).Distinct())
            .GroupBy(w => w, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => Math.Max(CommonestWord, RarestWord - (PerFurtherElement * (g.Count() - 1))), StringComparer.Ordinal);
    }

    /// <summary>The shipped dictionary over a catalogue: the catalogue's own names are entries, too.</summary>
    public static LabelDictionary For(Catalogue catalogue) => new(Shipped.Value, catalogue);

    /// <summary>A dictionary from its JSON; a problem where it does not follow the schema.</summary>
    public static Outcome<LabelFile> Read(string json)
    {
        List<string> faults;
        try
        {
            faults = [.. JsonSchema.FromJsonAsync(Resource("labels.schema.json"), CancellationToken.None).GetAwaiter().GetResult()
                .Validate(json).Select(fault => $"{fault.Path}: {fault.Kind}")];
        }
        catch (Newtonsoft.Json.JsonException fault)
        {
            faults = [fault.Message];
        }

        return faults.Count == 0
            ? JsonSerializer.Deserialize<LabelFile>(json, JsonSerializerOptions.Web)!
            : Problem.Invalid("labels-refused", $"Từ điển nhãn không hợp lệ: {string.Join("; ", faults)}.", $"The label dictionary is not valid: {string.Join("; ", faults)}.");
    }

    /// <summary>What the dictionary says of the elements a form asks for.</summary>
    public LabelFile File => _file;

    public LabelWords Words(string text)
    {
        var masked = PeriodMention.Mask(text);
        var (rest, unit) = TakeUnit(masked);
        var sequence = Canonical(WithoutMarks(rest));
        var telling = sequence;
        foreach (var phrase in _stopPhrases)
        {
            for (var before = ""; before != telling;) telling = (before = telling).Replace(phrase, " ", StringComparison.Ordinal);
        }

        return new LabelWords(sequence, [.. telling.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)], unit);
    }

    /// <summary>
    /// The elements whose name the words can be. What stands around a label (<paramref name="context"/>) may complete it; it weighs a quarter
    /// where it adds nothing, and what rests on it is never sure.
    /// </summary>
    /// <param name="own">The label, with what its column's heading adds.</param>
    /// <param name="context">What it stands under; null takes the label alone.</param>
    /// <param name="around">Wider surroundings that can only speak against it: the section.</param>
    public IEnumerable<LabelMatch> Match(LabelWords own, LabelWords? context, LabelWords? around) => Match(_entries, _notAValue, own, context, around);

    /// <summary>The indicators whose name the words can be, where something marks the line as one of percentages; the marks themselves tell nothing.</summary>
    public IEnumerable<LabelMatch> MatchPercentage(LabelWords own, LabelWords? context, LabelWords? around) =>
        Match(_percentages, _notAPercentage, own, context, around);

    /// <summary>Whether the words say that what they name is a percentage.</summary>
    public bool SaysPercentage(LabelWords words) => _percentMarks.Any(words.Has);

    /// <summary>Whether a cell says nothing but that the values beside it are percentages: a unit of %.</summary>
    public bool IsPercentUnit(string text) => _percentMarks.Contains(Tokens(text));

    /// <summary>The words without those that only say that it is a percentage.</summary>
    public LabelWords WithoutPercentMarks(LabelWords words)
    {
        if (!SaysPercentage(words)) return words;
        var left = words.Sequence;
        foreach (var mark in _percentMarks) left = left.Replace(mark, " ", StringComparison.Ordinal);
        return words with { Sequence = left, Telling = [.. words.Telling.Where(w => left.Contains($" {w} ", StringComparison.Ordinal))] };
    }

    private IEnumerable<LabelMatch> Match(ImmutableArray<Entry> entries, ImmutableArray<string> ruledOut, LabelWords own, LabelWords? context, LabelWords? around)
    {
        // What the words say is looked up once, not for every entry.
        var notAValue = ruledOut.Where(own.Has).ToList();
        var otherTime = _otherTime.Where(p => own.Has(p) || context?.Has(p) == true || around?.Has(p) == true).ToList();
        foreach (var entry in entries)
        {
            if (own.Telling.Length > 0 && !entry.SharesOneOf(own.Telling)) continue;
            if (!entry.Needs.All(group => group.Any(p => own.Has(p) || context?.Has(p) == true))) continue;
            if (entry.Excludes.Any(p => own.Has(p) || context?.Has(p) == true)) continue;
            if (notAValue.Exists(p => !entry.Says(p)) || otherTime.Exists(p => !entry.Says(p))) continue;
            var best = default(LabelMatch);
            foreach (var label in entry.Labels)
            {
                var score = Score(own, context, label);
                if (score > best.Score) best = new LabelMatch(entry.Code, score, label.Text);
            }

            if (best.Score > 0) yield return best;
        }
    }

    /// <summary>What a stack of headings, outermost first, says of the values below it in a file asked about a period.</summary>
    /// <param name="headings">The texts.</param>
    /// <param name="asked">The period.</param>
    /// <param name="percentages">Whether percentages are looked for; otherwise a column of them is another.</param>
    /// <returns>The role, and the words that are left: perhaps half a name.</returns>
    public (HeadingRole Role, LabelWords Left) RoleOf(IReadOnlyList<string> headings, Domain.Periods.Period asked, bool percentages = false)
    {
        if (headings.Count == 0) return (HeadingRole.None, LabelWords.Nothing);
        if (_ignored.Contains(Tokens(PeriodMention.Mask(headings[^1])))) return (HeadingRole.Other, LabelWords.Nothing);
        var text = string.Join(" | ", headings);
        var words = Words(text);
        if (_otherTime.Any(words.Has) || (percentages ? _notAPercentage : _notAValue).Any(words.Has)) return (HeadingRole.Other, LabelWords.Nothing);
        var ofPercentages = percentages && SaysPercentage(words);
        if (ofPercentages) words = WithoutPercentMarks(words);
        var mentions = headings.SelectMany(PeriodMention.In).ToList();
        var spans = headings.SelectMany(PeriodSpan.In).ToList();
        if (spans.Exists(s => !s.Means(asked))) return (HeadingRole.Other, LabelWords.Nothing);
        var named = mentions.Where(m => m.Kind != Domain.Periods.PeriodKind.Year || asked.Kind == Domain.Periods.PeriodKind.Year).Distinct().ToList();
        if (named.Count > 0 && (named.Count > 1 || !named[0].Means(asked))) return (HeadingRole.Other, LabelWords.Nothing);
        if (mentions.Any(m => m.Year is { } year && year != asked.Year)) return (HeadingRole.Other, LabelWords.Nothing);
        var role = named.Count == 1 || spans.Count > 0 ? HeadingRole.Period
            : _current.Any(words.Has) ? HeadingRole.Current
            : _value.Any(words.Has) ? HeadingRole.Value
            : HeadingRole.Unknown;
        var left = words.Sequence;
        foreach (var phrase in _current.Concat(_value)) left = left.Replace(phrase, " ", StringComparison.Ordinal);
        foreach (var mark in new[] { " month ", " quarter ", " half ", " year ", " day " }) left = left.Replace(mark, " ", StringComparison.Ordinal);
        ImmutableArray<string> telling = [.. words.Telling.Where(w => left.Contains($" {w} ", StringComparison.Ordinal))];
        if (role == HeadingRole.Unknown && ofPercentages && telling.IsEmpty) role = HeadingRole.Value;
        return (role, new LabelWords(telling.Length == 0 ? " " : left, telling, words.Unit));
    }

    /// <summary>Whether a heading is one of a column that tells nothing: numbers of lines, units, remarks.</summary>
    public bool IsIgnored(string text) => _ignored.Contains(Tokens(text));

    /// <summary>The unit that a cell states as such: the whole of it, or behind <c>Đơn vị tính:</c>.</summary>
    public UnitWord? StatedUnit(string text)
    {
        var tokens = Tokens(text);
        foreach (var lead in new[] { " don vi tinh ", " dvt ", " don vi " })
        {
            if (tokens.IndexOf(lead, StringComparison.Ordinal) is >= 0 and var at) return Named(tokens[(at + lead.Length - 1)..]);
        }

        return Named(tokens);

        UnitWord? Named(string words) => _units.FirstOrDefault(u => u.Words == words || (u.Words.Length > 4 && words.StartsWith(u.Words, StringComparison.Ordinal) && u.Factor > 1));
    }

    /// <summary>Whether a cell is one that states the unit of all that stands below it.</summary>
    public static bool IsUnitStatement(string text)
    {
        var tokens = Tokens(text);
        return tokens.Contains(" don vi tinh ", StringComparison.Ordinal) || tokens.Contains(" dvt ", StringComparison.Ordinal);
    }

    private int Score(LabelWords own, LabelWords? context, EntryLabel label)
    {
        int common = 0, extra = 0, ownCommon = 0;
        foreach (var word in own.Telling)
        {
            var weight = WeightOf(word);
            if (label.Words.Contains(word)) (common, ownCommon) = (common + weight, ownCommon + weight);
            else extra += weight;
        }

        if (context is not null)
        {
            foreach (var word in context.Telling.Where(w => !own.Telling.Contains(w)))
            {
                if (label.Words.Contains(word)) common += WeightOf(word);
                else extra += WeightOf(word) / 4;
            }
        }

        if (common == 0 || (ownCommon == 0 && own.Telling.Length > 0)) return 0;
        var missing = label.Words.Where(w => !own.Telling.Contains(w) && context?.Telling.Contains(w) != true).Sum(WeightOf);
        return (int)(1000L * common / (common + missing + extra));
    }

    private int WeightOf(string word) => _weights.GetValueOrDefault(word, UnknownWord);

    private ImmutableArray<string> Phrases(IEnumerable<string> texts) => [.. texts.Select(Canonical).Distinct(StringComparer.Ordinal).OrderByDescending(p => p.Length)];

    /// <summary>The words of a text with abbreviations and other ways of saying replaced, the longest first.</summary>
    private string Canonical(string text)
    {
        var words = Tokens(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        for (var pass = 0; pass < 3; pass++)
        {
            var changed = false;
            for (var at = 0; at < words.Count; at++)
            {
                for (var length = Math.Min(_longestReplaced, words.Count - at); length > 0; length--)
                {
                    var phrase = $" {string.Join(' ', words.Skip(at).Take(length))} ";
                    if (!_replace.TryGetValue(phrase, out var by)) continue;
                    var put = by.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    if (put.SequenceEqual(words.Skip(at).Take(length))) break;
                    words.RemoveRange(at, length);
                    words.InsertRange(at, put);
                    at += put.Length - 1;
                    changed = true;
                    break;
                }
            }

            if (!changed) break;
        }

        return $" {string.Join(' ', words)} ";
    }

    /// <summary>Takes out of brackets, or off the end, the unit a label states; a unit of several words counts anywhere.</summary>
    private (string Left, UnitWord? Unit) TakeUnit(string folded)
    {
        UnitWord? unit = null;
        var rest = folded;
        for (var open = rest.IndexOf('(', StringComparison.Ordinal); open >= 0; open = rest.IndexOf('(', open + 1))
        {
            var close = rest.IndexOf(')', open);
            if (close < 0) break;
            if (StatedUnit(rest[(open + 1)..close]) is not { } found) continue;
            unit ??= found;
            rest = string.Concat(rest.AsSpan(0, open), " ", rest.AsSpan(close + 1));
            open = -1;
        }

        if (unit is not null) return (rest, unit);
        var tokens = Tokens(rest);
        var named = _units.FirstOrDefault(u => u.Factor > 1 && WordCount(u.Words) > 1 && tokens.Contains(u.Words, StringComparison.Ordinal));
        if (named is not null) return (tokens.Replace(named.Words, " ", StringComparison.Ordinal), named);
        var comma = rest.LastIndexOfAny([',', ':', '-']);
        return comma > 0 && StatedUnit(rest[(comma + 1)..]) is { } last ? (rest[..comma], last) : (rest, null);
    }

    private static string WithoutMarks(string masked) => masked.Replace('{', ' ').Replace('}', ' ');

    private static int WordCount(string words) => words.AsSpan().Trim().Count(' ') + 1;

    /// <summary>Letters and digits of the folded text, a space around each word.</summary>
    private static string Tokens(string text)
    {
        var folded = VietnameseText.Fold(text);
        var words = new StringBuilder(folded.Length + 2).Append(' ');
        foreach (var letter in folded)
        {
            if (char.IsLetterOrDigit(letter)) words.Append(letter);
            else if (letter == '%')
            {
                if (words[^1] != ' ') words.Append(' ');
                words.Append("% ");
            }
            else if (words[^1] != ' ') words.Append(' ');
        }

        if (words[^1] != ' ') words.Append(' ');
        return words.ToString();
    }

    private static string Resource(string name)
    {
        using var stream = typeof(LabelDictionary).Assembly.GetManifestResourceStream("seed/" + name)
            ?? throw new InvalidOperationException($"The program was built without seed/{name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Entry(string Code, ImmutableArray<EntryLabel> Labels, ImmutableArray<ImmutableArray<string>> Needs, ImmutableArray<string> Excludes)
    {
        private readonly string _all = string.Concat(Labels.Select(l => l.Sequence));

        private readonly FrozenSet<string> _words = Labels.SelectMany(l => l.Words).ToFrozenSet(StringComparer.Ordinal);

        public bool SharesOneOf(ImmutableArray<string> words)
        {
            foreach (var word in words)
            {
                if (_words.Contains(word)) return true;
            }

            return false;
        }

        public bool Says(string phrase) => _all.Contains(phrase, StringComparison.Ordinal);

        public static Entry Of(LabelDictionary dictionary, LabelEntry entry, DataElement element)
        {
            var labels = LabelsOf(entry.Vi.Concat(entry.En).Append(element.Name.Vi).Append(element.Name.En), dictionary.Words);
            return new Entry(
                entry.Element, labels,
                entry.Needs is { } needs ? [.. needs.Select(group => ImmutableArray.CreateRange(group.Select(dictionary.Canonical)))] : [],
                entry.Excludes is { } excludes ? [.. excludes.Select(dictionary.Canonical)] : []);
        }

        public static Entry Of(LabelDictionary dictionary, IndicatorEntry entry, Indicator indicator) => new(
            entry.Indicator, LabelsOf(entry.Vi.Append(indicator.Name.Vi).Append(indicator.Name.En), text => dictionary.WithoutPercentMarks(dictionary.Words(text))), [], []);

        private static ImmutableArray<EntryLabel> LabelsOf(IEnumerable<string> texts, Func<string, LabelWords> wordsOf) =>
        [
            .. texts.Distinct(StringComparer.Ordinal)
                .Select(text => (Text: text, Words: wordsOf(text)))
                .Select(t => new EntryLabel(t.Text, t.Words.Sequence, t.Words.Telling.ToFrozenSet(StringComparer.Ordinal)))
                .Where(l => l.Words.Count > 0),
        ];
    }

    private sealed record EntryLabel(string Text, string Sequence, FrozenSet<string> Words);
}

/// <summary><c>labels.json</c>.</summary>
internal sealed record LabelFile(
    ImmutableArray<string> StopWords, ImmutableDictionary<string, string> Abbreviations, ImmutableDictionary<string, string> Same, ImmutableArray<LabelUnit> Units,
    ImmutableArray<string> NotAValue, ImmutableArray<string> PercentMarks, ImmutableArray<string> OtherTime, LabelHeadings Headings, ImmutableArray<LabelEntry> Elements, ImmutableArray<IndicatorEntry> Indicators);

internal sealed record LabelUnit(string Text, int Factor, bool Money);

internal sealed record LabelHeadings(ImmutableArray<string> Current, ImmutableArray<string> Value, ImmutableArray<string> Ignored);

internal sealed record LabelEntry(
    string Element, ImmutableArray<string> Vi, ImmutableArray<string> En, ImmutableArray<ImmutableArray<string>>? Needs, ImmutableArray<string>? Excludes);

internal sealed record IndicatorEntry(string Indicator, ImmutableArray<string> Vi);
