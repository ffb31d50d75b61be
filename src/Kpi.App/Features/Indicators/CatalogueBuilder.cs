using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Indicators;

/// <summary>Turns the shape of a catalogue into the catalogue, collecting every fault with the place it stands at.</summary>
internal sealed class CatalogueBuilder
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public List<CatalogueFault> Faults { get; } = [];

    public Catalogue Build(CatalogueShape shape)
    {
        for (var i = 0; i < shape.Elements.Count; i++)
        {
            if (!_indexes.TryAdd(shape.Elements[i].Code, i)) Twice($"elements[{At(i)}]", shape.Elements[i].Code);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < shape.Indicators.Count; i++)
        {
            if (!seen.Add(shape.Indicators[i].Code)) Twice($"indicators[{At(i)}]", shape.Indicators[i].Code);
        }

        // A catalogue looks its parts up by code; one with a code twice cannot be made at all.
        return Faults.Count > 0
            ? new Catalogue(shape.Version, shape.Title, [], [], [], [], [], [], [])
            : new Catalogue(
                shape.Version,
                shape.Title,
                [.. shape.Elements.Select(Element)],
                [.. shape.Forms.Select(Form)],
                [.. shape.Indicators.Select(Indicator)],
                [.. shape.TargetSets.Select(s => new TargetSet(s.Code, Both(s.Name), Both(s.Notes))
                {
                    Overrides = s.Overrides is { } over ? new TargetOverride(over.Set, over.Unit) : null,
                })],
                [.. shape.Targets.Select(Target)],
                [.. shape.NotCountable.Select(n => new NotCountable(n.Row, Both(n.Name), Both(n.Reason)))],
                [.. shape.Holidays])
            {
                WorkingWeekends = [.. shape.WorkingWeekends ?? []],
                HolidayYears = Years(shape),
                Composites = [.. (shape.Composites ?? []).Select(Composite)],
            };
    }

    /// <summary>A catalogue from before the years were told apart knows the years it has days of, and cannot say how well.</summary>
    private static ImmutableArray<HolidayYear> Years(CatalogueShape shape) => shape.HolidayYears is { } years
        ? [.. years.Select(y => new HolidayYear(y.Year, y.Official, y.Source))]
        : [.. shape.Holidays.Select(day => day.Year).Distinct().Select(year => new HolidayYear(year, false, ""))];

    private DataElement Element(ElementShape e, int i) => new(
        e.Code, Both(e.Name), Word<ElementKind>(e.Kind, $"elements[{At(i)}].kind"), Both(e.Unit),
        Word<TimeAggregation>(e.Time, $"elements[{At(i)}].time"), e.Min, e.Max, Both(e.Definition));

    private Form Form(FormShape f, int i)
    {
        var at = $"forms[{At(i)}]";
        return new Form(
            f.Code, f.Version, Both(f.Name), WordList<UnitKind>(f.FiledBy, $"{at}.filedBy"), Word<PeriodKind>(f.Frequency, $"{at}.frequency"),
            f.DueWorkingDays, f.ValidFrom, f.ValidTo,
            [.. f.Sections.Select(s => new FormSection(Both(s.Title), [.. s.Fields.Select(x => new FormField(x.Element, x.Required))]))],
            [.. f.Rules.Select((r, k) => Rule(r, f, $"{at}.rules[{At(k)}]"))])
        {
            GraceWorkingDays = f.GraceWorkingDays,
            ClosesWorkingDays = f.ClosesWorkingDays,
        };
    }

    private FormRule Rule(RuleShape r, FormShape form, string at)
    {
        if (r.Blocks is null == r.Stages is null)
            Say(at, "phải có đúng một trong hai mục “blocks” và “stages”", "must have either “blocks” or “stages”, and not both");
        var stages = ImmutableArray.CreateBuilder<StageStart>();
        // A rule of the first catalogues holds as long as its form does.
        if (r.Blocks is { } blocks) stages.Add(new StageStart(blocks ? RuleStage.Block : RuleStage.Warn, form.ValidFrom));
        if (r.Stages?.Shadow is { } shadow) stages.Add(new StageStart(RuleStage.Shadow, shadow));
        if (r.Stages?.Warn is { } warn) stages.Add(new StageStart(RuleStage.Warn, warn));
        if (r.Stages?.Block is { } block) stages.Add(new StageStart(RuleStage.Block, block));
        return new FormRule(r.Code, Formula(r.Check, $"{at}.check"), Both(r.Message), stages.ToImmutable())
        {
            Owner = r.Owner is { } owner ? Both(owner) : null,
            ValidTo = r.ValidTo,
        };
    }

    private Indicator Indicator(IndicatorShape s, int i)
    {
        var at = $"indicators[{At(i)}]";
        return new Indicator(
            s.Code, [.. s.Rows], Both(s.Name), Word<IndicatorKind>(s.Kind, $"{at}.kind"), Formula(s.Numerator, $"{at}.numerator"),
            s.Denominator is { } d ? Formula(d, $"{at}.denominator") : null, Both(s.NumeratorText),
            s.DenominatorText is { } words ? Both(words) : null, Both(s.UnitCounted),
            new Applicability(
                WordList<UnitKind>(s.Applies.Kinds, $"{at}.applies.kinds"), Class(s.Applies.MinClass, $"{at}.applies.minClass"),
                s.Applies.Ownership is { } owner ? Word<Ownership>(owner, $"{at}.applies.ownership") : null, s.Applies.Urban,
                WordList<Manager>(s.Applies.Managers ?? [], $"{at}.applies.managers")),
            s.Source, Both(s.Notes), s.Active, s.EndsOn, [.. s.Parts])
        {
            Periods = WordList<PeriodKind>(s.Periods, $"{at}.periods"),
        };
    }

    private Target Target(TargetShape t, int i)
    {
        var at = $"targets[{At(i)}]";
        return new Target(
            t.Set, t.Indicator, WordList<UnitLevel>(t.Scopes, $"{at}.scopes"), Comparison(t.Comparison, $"{at}.comparison"),
            Value(t.Value, $"{at}.value"), t.Due, t.Document, t.Article, Word<YearEvidence>(t.YearEvidence, $"{at}.yearEvidence"),
            t.Doubt is { } doubt ? Both(doubt) : null, t.ValidFrom, t.ValidTo, Word<TargetStatus>(t.Status, $"{at}.status"))
        {
            Rows = [.. t.Rows],
            Path = t.Path is { } path ? Path(path, $"{at}.path") : TargetPath.FromNothing,
        };
    }

    private TargetPath Path(PathShape p, string at) => new(
        Word<PathKind>(p.Kind, $"{at}.kind"),
        p.From is { } from ? new Baseline(Value(from.Value, $"{at}.from.value"), from.Day, from.Source) : null,
        [.. (p.Steps ?? []).Select((s, i) => Step(s, $"{at}.steps[{At(i)}]"))]);

    private PathStep Step(string text, string at)
    {
        if (text.Split(' ') is [var day, var value] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            return new PathStep(from, Value(value, at));
        Say(at, $"“{text}” không phải ngày và phân số như 2024-12-31 3/10", $"“{text}” is not a day and a fraction such as 2024-12-31 3/10");
        return default;
    }

    private Composite Composite(CompositeShape c, int i)
    {
        var at = $"composites[{At(i)}]";
        return new Composite(
            c.Code, Both(c.Name), Both(c.Notes), c.Set, Word<CompositeDue>(c.Due, $"{at}.due"), Word<CompositeMean>(c.Mean, $"{at}.mean"), c.Capped,
            Value(c.LeastReported, $"{at}.leastReported"), WordList<UnitLevel>(c.Levels, $"{at}.levels"),
            [.. c.Groups.Select(g => new CompositeGroup(
                g.Code, Both(g.Name), g.Weight, [.. g.Indicators.Select(x => new CompositeIndicator(x.Indicator, x.Weight))]))]);
    }

    private Formula Formula(string text, string at)
    {
        if (Domain.Indicators.Formula.Parse(text, code => _indexes.GetValueOrDefault(code, -1)).TryGet(out var formula, out var problem))
            return formula;
        Say(at, problem.Message.Vi, problem.Message.En);
        return Domain.Indicators.Formula.Parse("0", _ => -1).Value;
    }

    private Comparison Comparison(string sign, string at)
    {
        switch (sign)
        {
            case ">=": return Domain.Indicators.Comparison.AtLeast;
            case ">": return Domain.Indicators.Comparison.MoreThan;
            case "=": return Domain.Indicators.Comparison.All;
            case "done": return Domain.Indicators.Comparison.Done;
            default:
                Unknown(at, sign, ">=, >, =, done");
                return default;
        }
    }

    private Fraction Value(string text, string at)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0
            && long.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            && long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && denominator > 0)
        {
            return new Fraction(numerator, denominator);
        }

        Say(at, $"“{text}” không phải phân số như 9/10", $"“{text}” is not a fraction such as 9/10");
        return Fraction.One;
    }

    private FacilityClass? Class(string? word, string at)
    {
        switch (word)
        {
            case null: return null;
            case "special": return FacilityClass.Special;
            case "I": return FacilityClass.I;
            case "II": return FacilityClass.II;
            case "III": return FacilityClass.III;
            case "IV": return FacilityClass.IV;
            default:
                Unknown(at, word, "special, I, II, III, IV");
                return null;
        }
    }

    private ImmutableArray<T> WordList<T>(IReadOnlyList<string> words, string at)
        where T : struct, Enum =>
        [.. words.Select((w, i) => Word<T>(w, $"{at}[{At(i)}]"))];

    private T Word<T>(string word, string at)
        where T : struct, Enum
    {
        if (Words<T>.TryRead(word, out var value)) return value;
        Unknown(at, word, Words<T>.List);
        return default;
    }

    private void Unknown(string at, string word, string known) =>
        Say(at, $"không hiểu “{word}”; các từ dùng được: {known}", $"“{word}” is not known; the words are: {known}");

    private void Twice(string at, string code) => Say(at, $"mã {code} xuất hiện hai lần", $"the code {code} stands twice");

    private void Say(string at, string vi, string en) => Faults.Add(new CatalogueFault(at, new Text(vi, en)));

    private static Text Both(TextShape text) => new(text.Vi, text.En);

    private static string At(int index) => index.ToString(CultureInfo.InvariantCulture);
}
