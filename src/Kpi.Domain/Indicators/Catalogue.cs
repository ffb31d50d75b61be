using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Indicators;

/// <summary>What sort of thing a data element is. Every one is a whole number underneath.</summary>
public enum ElementKind
{
    /// <summary>A count of things or persons.</summary>
    Count,

    /// <summary>An amount of money in whole dong (VND).</summary>
    Amount,

    /// <summary>A step of a stated scale, such as the EMR level 0 to 3.</summary>
    Level,

    /// <summary>Yes or no; 1 or 0.</summary>
    YesNo,

    /// <summary>A day, held as yyyymmdd (2023-06-30 is 20230630), so that comparing numbers compares days.</summary>
    Date,
}

/// <summary>How months make a quarter, half or year.</summary>
public enum TimeAggregation
{
    /// <summary>A state at the end of the month: a longer period takes its last month (tồn).</summary>
    Stock,

    /// <summary>Something that happened in the month: a longer period adds its months (phát sinh).</summary>
    Flow,
}

/// <summary>One counted thing a form asks for.</summary>
/// <param name="Code"><c>snake_case</c>; part of the contract with the forms.</param>
/// <param name="Name">What the form shows.</param>
/// <param name="Kind">What sort of value.</param>
/// <param name="Unit">Unit of measurement, such as "lượt / visits".</param>
/// <param name="Time">Stock or flow.</param>
/// <param name="Min">Lowest value accepted; below it the return is refused.</param>
/// <param name="Max">Highest value accepted. Chosen so that no national yearly sum can leave 63 bits.</param>
/// <param name="Definition">What is counted and what is not; what an empty cell means.</param>
public sealed record DataElement(
    string Code, Text Name, ElementKind Kind, Text Unit, TimeAggregation Time, long Min, long Max, Text Definition);

/// <summary>One line of a form.</summary>
/// <param name="Element">Code of the data element.</param>
/// <param name="Required">Whether an empty cell refuses the return.</param>
public sealed record FormField(string Element, bool Required);

/// <summary>A titled block of lines on a form.</summary>
/// <param name="Title">Heading of the block.</param>
/// <param name="Fields">Its lines in order.</param>
public sealed record FormSection(Text Title, ImmutableArray<FormField> Fields);

/// <summary>How much a rule weighs in a period. A rule grows: first it is only watched, then it warns, then it blocks.</summary>
public enum RuleStage
{
    /// <summary>Who breaks it is recorded and shown to analysts, never to who files.</summary>
    Shadow,

    /// <summary>A return that breaks it is accepted with a warning.</summary>
    Warn,

    /// <summary>A return that breaks it is refused.</summary>
    Block,
}

/// <summary>The day from which a stage of a rule holds.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="From">It holds for periods that end on this day or later.</param>
public sealed record StageStart(RuleStage Stage, DateOnly From);

/// <summary>
/// A check over one return and what stands beside it. It passes when true, and when a value it needs is absent. Its stage is that of the last
/// day of the period filed, whenever the file comes: a rule made later never bites an older period.
/// </summary>
/// <param name="Code">Stable, kebab-case; a finding names its rule by it.</param>
/// <param name="Check">What must hold, such as <c>fees_cashless_vnd &lt;= fees_total_vnd</c>.</param>
/// <param name="Message">
/// What the submitter is told, with the remedy; <c>{0}</c>… are the <see cref="Formula.Quantities"/> of the check, and stand in brackets.
/// </param>
/// <param name="Stages">From shadow to block, each at most once, the days rising; at least one.</param>
public sealed partial record FormRule(string Code, Formula Check, Text Message, ImmutableArray<StageStart> Stages)
{
    /// <summary>Who answers for it: whom to ask when it seems wrong. Null for rules of old catalogues.</summary>
    public Text? Owner { get; init; }

    /// <summary>Last day on which it is in force; null while it goes on.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>The strongest stage it reaches.</summary>
    public RuleStage Strongest => Stages.Max(s => s.Stage);

    /// <summary>The message without numbers, for where none are known yet: a blank form, a list of rules.</summary>
    public Text Wording => new(WithoutNumbers(Message.Vi), WithoutNumbers(Message.En));

    /// <summary>The places of numbers that the message names.</summary>
    internal IEnumerable<int> Places => Bare().Matches(Message.Vi + Message.En).Select(m => int.Parse(m.ValueSpan[1..^1], CultureInfo.InvariantCulture));

    /// <summary>The stage for a period that ends on a day; null when the rule is not in force then.</summary>
    public RuleStage? StageOn(DateOnly day) =>
        ValidTo is { } end && end < day ? null : Stages.LastOrDefault(s => s.From <= day)?.Stage;

    private static string WithoutNumbers(string message) => Bare().Replace(InBrackets().Replace(message, ""), "…");

    [GeneratedRegex(@"\s*\([^()]*\{[0-9]+\}[^()]*\)")]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"\{[0-9]{1,3}\}")]
    private static partial Regex Bare();
}

/// <summary>The dated list of data elements that some kinds of units file.</summary>
/// <param name="Code"><c>hospital</c>, <c>station</c>, <c>province</c>, <c>ministry</c>.</param>
/// <param name="Version">Counts up; a return must carry one that is in force in its period.</param>
/// <param name="Name">Title of the form.</param>
/// <param name="FiledBy">The kinds of units that file it.</param>
/// <param name="Frequency">How long one filing period is.</param>
/// <param name="DueWorkingDays">Working days after the period's end until a return is late (Circular 37/2019/TT-BYT).</param>
/// <param name="ValidFrom">First day of the first period it can be filed for.</param>
/// <param name="ValidTo">Last day of the last period; null while in force.</param>
/// <param name="Sections">What it asks.</param>
/// <param name="Rules">What must hold between its values.</param>
public sealed record Form(
    string Code, int Version, Text Name, ImmutableArray<UnitKind> FiledBy, PeriodKind Frequency, int DueWorkingDays,
    DateOnly ValidFrom, DateOnly? ValidTo, ImmutableArray<FormSection> Sections, ImmutableArray<FormRule> Rules)
{
    /// <summary>Working days after the due day on which a return is not yet called late.</summary>
    public int GraceWorkingDays { get; init; }

    /// <summary>Working days after the due day on which a first return is still taken; null when the form never closes by itself.</summary>
    public int? ClosesWorkingDays { get; init; }

    /// <summary>Every line, top to bottom.</summary>
    public IEnumerable<FormField> Fields => Sections.SelectMany(s => s.Fields);

    /// <summary>The rules in force for a period that ends on a day, each with its stage then.</summary>
    public IEnumerable<(FormRule Rule, RuleStage Stage)> RulesOn(DateOnly day)
    {
        foreach (var rule in Rules)
        {
            if (rule.StageOn(day) is { } stage) yield return (rule, stage);
        }
    }
}

/// <summary>How an indicator is computed.</summary>
public enum IndicatorKind
{
    /// <summary>Sum of numerators over sum of denominators, over the facilities that reported.</summary>
    Ratio,

    /// <summary>Compliant units over all units of the population; one that did not report stays in the denominator.</summary>
    Coverage,

    /// <summary>A state with evidence, counted, never averaged; it has no denominator.</summary>
    Milestone,
}

/// <summary>For which units an indicator is counted. Every condition given must hold; one that is null or empty does not restrict.</summary>
/// <param name="Kinds">Kinds of units.</param>
/// <param name="MinClass">Lowest class, as rank: <c>I</c> means class I and special.</param>
/// <param name="Ownership">Owner.</param>
/// <param name="Urban">Only urban (true) or only not urban (false).</param>
/// <param name="Managers">Managers.</param>
public sealed record Applicability(
    ImmutableArray<UnitKind> Kinds, FacilityClass? MinClass, Ownership? Ownership, bool? Urban, ImmutableArray<Manager> Managers)
{
    /// <summary>Whether the indicator is counted for a unit with these attributes on the geography's day.</summary>
    public bool Includes(UnitKind kind, FacilityClass? facilityClass, Ownership? ownership, Manager? manager, bool urban) =>
        Kinds.Contains(kind)
        && (MinClass is not { } min || facilityClass >= min)
        && (Ownership is not { } owner || ownership == owner)
        && (Managers.IsDefaultOrEmpty || (manager is { } m && Managers.Contains(m)))
        && (Urban is not { } wanted || urban == wanted);
}

/// <summary>What is judged: a formula over data elements.</summary>
/// <param name="Code"><c>kebab-case</c>; part of the contract (design §7).</param>
/// <param name="Rows">The rows of the policy brief it stands for: <c>T09</c>; <c>X23</c> and <c>X24</c>.</param>
/// <param name="Name">Short name.</param>
/// <param name="Kind">How it is computed.</param>
/// <param name="Numerator">Over elements. For a coverage: the condition a compliant unit fulfils.</param>
/// <param name="Denominator">Over elements; null for coverage (the population is counted) and milestone (there is none).</param>
/// <param name="NumeratorText">The numerator in words.</param>
/// <param name="DenominatorText">The denominator in words; null for a milestone.</param>
/// <param name="UnitCounted">What is counted: persons, dong, facilities.</param>
/// <param name="Applies">For which units.</param>
/// <param name="Source">Document and article.</param>
/// <param name="Notes">Ambiguities and the choice made.</param>
/// <param name="Active">False: defined but not computed, such as T19 whose wording is unconfirmed.</param>
/// <param name="EndsOn">Last day on which it has a subject (T28: 2025-06-30); null when it goes on.</param>
/// <param name="Parts">Codes of the indicators an umbrella sentence consists of (T10); empty otherwise.</param>
public sealed record Indicator(
    string Code, ImmutableArray<string> Rows, Text Name, IndicatorKind Kind, Formula Numerator, Formula? Denominator,
    Text NumeratorText, Text? DenominatorText, Text UnitCounted, Applicability Applies, string Source, Text Notes,
    bool Active, DateOnly? EndsOn, ImmutableArray<string> Parts)
{
    /// <summary>How often its documents ask for it. It tells a reader what to expect; scores exist for every period.</summary>
    public ImmutableArray<PeriodKind> Periods { get; init; } = [];

    /// <summary>The data elements it needs, each once.</summary>
    public IEnumerable<string> Elements => Numerator.Elements.Concat(Denominator?.Elements ?? []).Distinct(StringComparer.Ordinal);
}

/// <summary>How a value is compared with a target.</summary>
public enum Comparison
{
    /// <summary>At least, <c>&gt;=</c>.</summary>
    AtLeast,

    /// <summary>Strictly more, <c>&gt;</c>: 50.000 % does not exceed 50 %.</summary>
    MoreThan,

    /// <summary>All of them, <c>=</c>; computed as at least 100 %.</summary>
    All,

    /// <summary>Done or not, <c>done</c>; no ratio.</summary>
    Done,
}

/// <summary>How well the year of a target is attested (policy §1).</summary>
public enum YearEvidence
{
    /// <summary>A source ties the value to that year.</summary>
    Confirmed,

    /// <summary>Sources disagree, or other evidence points elsewhere.</summary>
    Disputed,

    /// <summary>No source says.</summary>
    Unconfirmed,
}

/// <summary>Where a target row stands in its life.</summary>
public enum TargetStatus
{
    /// <summary>In force.</summary>
    InForce,

    /// <summary>A later document took its place.</summary>
    Replaced,

    /// <summary>Its subject or its time is over.</summary>
    Closed,

    /// <summary>Its wording or number is not confirmed.</summary>
    Unconfirmed,
}

/// <summary>Targets that are judged together.</summary>
/// <param name="Code"><c>r157</c>, <c>seed-literal</c>, <c>later-2030</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="Notes">What it assumes.</param>
public sealed record TargetSet(string Code, Text Name, Text Notes)
{
    /// <summary>Whose targets stand beside those of another set; null for a set of the whole country.</summary>
    public TargetOverride? Overrides { get; init; }
}

/// <summary>A province's own targets. They are judged beside the national ones within the province, and never instead of them.</summary>
/// <param name="Set">The set they stand beside.</param>
/// <param name="UnitId">Identity of the province, such as <c>10@2008-08-01</c>: a code alone changes its meaning.</param>
public sealed record TargetOverride(string Set, string UnitId);

/// <summary>What a document demands of an indicator by a day.</summary>
/// <param name="Set">Code of the target set.</param>
/// <param name="Indicator">Code of the indicator.</param>
/// <param name="Scopes">At which levels it is judged.</param>
/// <param name="Comparison">How the value is compared.</param>
/// <param name="Value">The value demanded, exactly; 1/1 for <see cref="Comparison.All"/> and <see cref="Comparison.Done"/>.</param>
/// <param name="Due">The day by which it must hold.</param>
/// <param name="Document">The document it comes from.</param>
/// <param name="Article">Where in it, or the page that reports it.</param>
/// <param name="YearEvidence">How sure the year is.</param>
/// <param name="Doubt">What a reader must know to not be misled; null when nothing is in doubt.</param>
/// <param name="ValidFrom">First day the row is in force.</param>
/// <param name="ValidTo">Last day; null while in force.</param>
/// <param name="Status">Where it stands in its life.</param>
public sealed record Target(
    string Set, string Indicator, ImmutableArray<UnitLevel> Scopes, Comparison Comparison, Fraction Value, DateOnly Due,
    string Document, string Article, YearEvidence YearEvidence, Text? Doubt, DateOnly ValidFrom, DateOnly? ValidTo, TargetStatus Status)
{
    /// <summary>The rows of the policy brief that demand it; empty where those of the indicator say all.</summary>
    public ImmutableArray<string> Rows { get; init; } = [];

    /// <summary>The way to it before its due day.</summary>
    public TargetPath Path { get; init; } = TargetPath.FromNothing;

    /// <summary>Whether the row is in force on a day.</summary>
    public bool HoldsOn(DateOnly day) => ValidFrom <= day && (ValidTo is not { } end || day <= end);

    /// <summary>
    /// Whether it asks for less than another of the same indicator: a lower value, the same value less strictly, or the same by a later day.
    /// </summary>
    public bool IsLaxerThan(Target other)
    {
        var value = Value.CompareTo(other.Value);
        if (value != 0) return value < 0;
        var strict = Comparison == Comparison.MoreThan;
        return strict != (other.Comparison == Comparison.MoreThan) ? !strict : Due > other.Due;
    }
}

/// <summary>The levels at which an indicator has a score.</summary>
public enum UnitLevel
{
    /// <summary>The nation.</summary>
    Nation,

    /// <summary>A province.</summary>
    Province,

    /// <summary>A commune-level area.</summary>
    Commune,

    /// <summary>A unit that files returns.</summary>
    Facility,
}

/// <summary>A row of the policy brief that is deliberately not computed.</summary>
/// <param name="Row">Its id, such as <c>X11d</c>.</param>
/// <param name="Name">What it asks.</param>
/// <param name="Reason">Why it cannot or must not be counted here.</param>
public sealed record NotCountable(string Row, Text Name, Text Reason);

/// <summary>One immutable version of everything that decides a number except the numbers: elements, forms, indicators, targets.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, int> _elementIndex;
    private readonly FrozenDictionary<string, Indicator> _indicators;

    /// <summary>A version whose parts fit together; whoever reads one from a file checks it with <see cref="CatalogueCheck"/> first.</summary>
    public Catalogue(
        int version, string title, ImmutableArray<DataElement> elements, ImmutableArray<Form> forms, ImmutableArray<Indicator> indicators,
        ImmutableArray<TargetSet> targetSets, ImmutableArray<Target> targets, ImmutableArray<NotCountable> notCountable,
        ImmutableArray<DateOnly> holidays)
    {
        Version = version;
        Title = title;
        Elements = elements;
        Forms = forms;
        Indicators = indicators;
        TargetSets = targetSets;
        Targets = targets;
        NotCountable = notCountable;
        Holidays = holidays;
        _elementIndex = elements.Select((e, i) => (e.Code, i)).ToFrozenDictionary(p => p.Code, p => p.i, StringComparer.Ordinal);
        _indicators = indicators.ToFrozenDictionary(i => i.Code, StringComparer.Ordinal);
    }

    /// <summary>Counts up with each publication.</summary>
    public int Version { get; }

    /// <summary>What this version is called.</summary>
    public string Title { get; }

    /// <summary>Every data element. Its place in this list is its index in a <see cref="Formula"/>'s values.</summary>
    public ImmutableArray<DataElement> Elements { get; }

    /// <summary>Every version of every form.</summary>
    public ImmutableArray<Form> Forms { get; }

    /// <summary>Every indicator, in the order reports show them.</summary>
    public ImmutableArray<Indicator> Indicators { get; }

    /// <summary>Every target set; the first is the default.</summary>
    public ImmutableArray<TargetSet> TargetSets { get; }

    /// <summary>Every target row of every set.</summary>
    public ImmutableArray<Target> Targets { get; }

    /// <summary>The policy rows that are deliberately not computed.</summary>
    public ImmutableArray<NotCountable> NotCountable { get; }

    /// <summary>Figures made of many indicators; usually none, because no official document defines one.</summary>
    public ImmutableArray<Composite> Composites { get; init; } = [];

    /// <summary>Public holidays that are not working days when due days are counted.</summary>
    public ImmutableArray<DateOnly> Holidays { get; }

    /// <summary>Saturdays and Sundays that are worked in exchange for one of <see cref="Holidays"/>.</summary>
    public ImmutableArray<DateOnly> WorkingWeekends { get; init; } = [];

    /// <summary>The years that <see cref="Holidays"/> knows, and how well.</summary>
    public ImmutableArray<HolidayYear> HolidayYears { get; init; } = [];

    /// <summary>What due days are counted by.</summary>
    public WorkingDays WorkingDays => field ??= new WorkingDays(Holidays, WorkingWeekends, HolidayYears);

    /// <summary>The place of an element in <see cref="Elements"/>; -1 when there is none of that code.</summary>
    public int IndexOf(string element) => _elementIndex.GetValueOrDefault(element, -1);

    /// <summary>An element by its code; null when there is none.</summary>
    public DataElement? Element(string code) => _elementIndex.TryGetValue(code, out var i) ? Elements[i] : null;

    /// <summary>An indicator by its code; null when there is none.</summary>
    public Indicator? Indicator(string code) => _indicators.GetValueOrDefault(code);

    /// <summary>A composite by its code; null when there is none.</summary>
    public Composite? Composite(string code) => Composites.FirstOrDefault(c => c.Code == code);

    /// <summary>A target set by its code; null when there is none.</summary>
    public TargetSet? TargetSet(string code) => TargetSets.FirstOrDefault(s => s.Code == code);

    /// <summary>The targets of an indicator in a set that are over before a day: judged once, and no longer.</summary>
    public IEnumerable<Target> ClosedBefore(DateOnly day, string indicator, string set) =>
        Targets.Where(t => t.Set == set && t.Indicator == indicator && t.ValidTo < day);

    /// <summary>
    /// The national target that a province's own stands beside: of the same indicator, in the set that its set overrides, due nearest to it. Null
    /// for a national target, and where the nation has none.
    /// </summary>
    public Target? NationalOf(Target own) => TargetSet(own.Set)?.Overrides is { } over
        ? Targets.Where(t => t.Set == over.Set && t.Indicator == own.Indicator && t.HoldsOn(own.ValidFrom))
            .MinBy(t => Math.Abs(t.Due.DayNumber - own.Due.DayNumber))
        : null;

    /// <summary>The form of a code in force on the last day of a period; null when there is none.</summary>
    public Form? FormFor(string code, Period period) =>
        Forms.FirstOrDefault(f => f.Code == code && f.ValidFrom <= period.LastDay && (f.ValidTo is not { } end || end >= period.LastDay));

    /// <summary>The form that a kind of unit files in a period; null for kinds that file none.</summary>
    public Form? FormFor(UnitKind kind, Period period) =>
        Forms.FirstOrDefault(f => f.FiledBy.Contains(kind) && f.ValidFrom <= period.LastDay && (f.ValidTo is not { } end || end >= period.LastDay));

    /// <summary>The day on which a return for a period is due, when nobody was given more time.</summary>
    public DateOnly DueDay(Form form, Period period) => WorkingDays.After(period.LastDay, form.DueWorkingDays);
}
