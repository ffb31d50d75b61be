using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain.Calendar;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Returns;

/// <summary>What a return is judged against. One context serves many returns, in parallel: it keeps the geography of each day it was asked for.</summary>
/// <param name="Catalogue">Forms, elements and rules.</param>
/// <param name="Units">The register through time.</param>
/// <param name="RequiredFacility">Codes of the units, a space between, for which and within which the sender may file; null when the sender is not bound.</param>
/// <param name="Today">The day of judging: a period that has not begun cannot be filed.</param>
/// <param name="SealKeys">Keys under which a form may have been sealed; the first is the one in use.</param>
public sealed record ReturnContext(
    Catalogue Catalogue, UnitTree Units, string? RequiredFacility, DateOnly Today, ImmutableArray<byte[]> SealKeys)
{
    // A record copied with another facility shares the geographies: they depend on the tree alone.
    private readonly ConcurrentDictionary<DateOnly, Geography> _geographies = new();

    /// <summary>The day the return came to the door, by which closing days are judged; null when it comes now.</summary>
    public DateOnly? SentOn { get; init; }

    /// <summary>The register as it stood on a day, made once per day.</summary>
    public Geography On(DateOnly day) => _geographies.GetOrAdd(day, static (d, units) => units.On(d), Units);
}

/// <summary>Who files what for when: as far as the file says it and the register and the catalogue know it.</summary>
/// <param name="Unit">Who files; null when the register does not know the code.</param>
/// <param name="Form">The form asked of the period; null when there is none of that code.</param>
/// <param name="Period">The period; null when it could not be read.</param>
/// <param name="Findings">What is wrong with the identity itself.</param>
public sealed record ReturnIdentity(UnitVersion? Unit, Form? Form, Period? Period, ImmutableArray<Finding> Findings);

/// <summary>What is known of a unit's filing beside the file itself. It is looked up for a whole batch between reading and judging.</summary>
/// <param name="Last">Its last return of the same form before the period; null when there is none.</param>
public sealed record ReturnBackground(PastReturn? Last)
{
    /// <summary>Nothing is known.</summary>
    public static ReturnBackground None { get; } = new((PastReturn?)null);

    /// <summary>When the unit can file the form for the period; null when it is not known who files what.</summary>
    public FilingWindow? Window { get; init; }

    /// <summary>Whether a return of the unit counts for the period already, so that this one corrects it.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>The returns of the units within for the same period: one place for each element of the catalogue; empty when no rule asks.</summary>
    public ImmutableArray<WithinSum?> Within { get; init; } = [];

    /// <summary>Warnings that were answered in earlier versions of the same return, the latest first.</summary>
    public ImmutableArray<Finding> Answered { get; init; } = [];
}

/// <summary>A return that counts already.</summary>
/// <param name="Period">For when.</param>
/// <param name="Values">One place for each element of the catalogue; null where the return does not give it.</param>
public sealed record PastReturn(Period Period, ImmutableArray<long?> Values);

/// <summary>What came of judging a return.</summary>
/// <param name="Return">The typed values; there exactly when no finding is an error.</param>
/// <param name="Unit">Who files, where the file says so and the register knows it.</param>
/// <param name="Form">The form, where it is known.</param>
/// <param name="Period">The period, where it could be read.</param>
/// <param name="Findings">Everything found: what concerns the file, then the lines in the order of the form, then the rules.</param>
public sealed record Judgement(Return? Return, UnitVersion? Unit, Form? Form, Period? Period, ImmutableArray<Finding> Findings)
{
    /// <summary>Rules broken that are only watched: kept for analysts, not for who files.</summary>
    public ImmutableArray<Finding> Shadow { get; init; } = [];
}

/// <summary>Decides whether a return can be accepted, and says everything that is wrong with it at once.</summary>
public static class ReturnValidator
{
    private const int LongestQuote = 100;
    private const int LongestText = 400;
    private const int LongestAnswer = 1000;

    /// <summary>Judges what a reader got out of a workbook, with nothing known beside it.</summary>
    public static Judgement Judge(ReturnSheet sheet, ReturnContext context) =>
        Judge(sheet, Identify(sheet, context), ReturnBackground.None, context);

    /// <summary>Says whose return it is, for what can be looked up before it is judged.</summary>
    public static ReturnIdentity Identify(ReturnSheet sheet, ReturnContext context)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        findings.AddRange(sheet.Findings.Where(f => f.Element is null));
        if (sheet.Header is { } header)
        {
            var (unit, form, period) = JudgeHeader(header, context, findings);
            // Whose file it is not the sender's to send is nobody's: it must neither stand among that unit's returns nor tell of them.
            var strangers = findings.Any(f => f.Code == RefusalReasons.WrongFacility && f.Arguments is ["#not-yours", ..]);
            return new ReturnIdentity(strangers ? null : unit, form, period, findings.ToImmutable());
        }

        if (findings.All(f => f.Severity != Severity.Error)) findings.Add(Finding.OfFile(RefusalReasons.WrongForm, Severity.Error, "#no-header", "—"));
        return new ReturnIdentity(null, null, null, findings.ToImmutable());
    }

    /// <summary>Judges a return whose identity is known.</summary>
    public static Judgement Judge(ReturnSheet sheet, ReturnIdentity identity, ReturnBackground background, ReturnContext context)
    {
        ArgumentNullException.ThrowIfNull(background);
        var findings = identity.Findings.ToBuilder();
        var (unit, form, period) = (identity.Unit, identity.Form, identity.Period);
        if (Barred(background, period, context) is { } barred) findings.Add(barred);
        if (form is null) return new Judgement(null, unit, null, period, findings.ToImmutable());
        // What no longer fits its profile was not read: that every line is missing would say nothing.
        if (sheet is { Header.Profile: not null, Inputs.IsEmpty: true }) return new Judgement(null, unit, form, period, findings.ToImmutable());
        var inputs = new Dictionary<string, SheetInput>(StringComparer.Ordinal);
        foreach (var input in sheet.Inputs) inputs.TryAdd(input.Element, input);
        var values = ImmutableArray<ReturnValue>.Empty;
        var statements = ImmutableArray.CreateBuilder<ReturnStatement>();
        var nil = StatedNil(sheet, findings, statements);
        var shadow = ImmutableArray.CreateBuilder<Finding>();
        if (nil is null && inputs.Count == 0)
        {
            findings.Add(Finding.OfFile(RefusalReasons.WrongForm, Severity.Error, "#no-inputs", form.Code));
        }
        else if (nil is null && inputs.Values.All(i => i.Kind == CellKind.Empty))
        {
            findings.Add(Finding.OfFile(RefusalReasons.EmptyReturn, Severity.Error));
        }
        else
        {
            var known = new long?[context.Catalogue.Elements.Length];
            values = JudgeFields(sheet, inputs, nil, form, context.Catalogue, known, findings, statements);
            JudgeRules(inputs, form, period, background, known, context.Today, findings, shadow);
            JudgePercentages(sheet, inputs, form, context.Catalogue, known, findings);
        }

        Answer(findings, inputs, nil, form, background);
        var refused = findings.Any(f => f.Severity == Severity.Error) || unit is null || period is null;
        var accepted = refused
            ? null
            : new Return(form.Code, form.Version, unit!.UnitId, period!.Value, values) { Statements = statements.ToImmutable() };
        return new Judgement(accepted, unit, form, period, findings.ToImmutable()) { Shadow = shadow.ToImmutable() };
    }

    private static Finding? Barred(ReturnBackground background, Period? period, ReturnContext context)
    {
        if (background.Window is not { } window || period is null) return null;
        return window.Bars(context.SentOn ?? context.Today, background.IsCorrection) switch
        {
            FilingBar.Closed => Finding.OfFile(
                RefusalReasons.WrongPeriod, Severity.Error, "#closed", period.Value.ToString(), window.Decision!.UnitCode,
                Shown(window.Decision.Day), Quote(window.Decision.Reason)),
            FilingBar.AfterClosingDay => Finding.OfFile(
                RefusalReasons.WrongPeriod, Severity.Error, "#closing-day", period.Value.ToString(), Shown(window.ClosingDay!.Value)),
            _ => null,
        };

        static string Shown(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
    }

    private static bool MayFile(string required, string? facility, UnitVersion? unit, Geography geography) => required
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Any(code => code == facility || (unit is not null && geography.ByCode(code) is { } top && geography.IsWithin(unit, top)));

    private static (UnitVersion? Unit, Form? Form, Period? Period) JudgeHeader(
        ReturnHeader header, ReturnContext context, ImmutableArray<Finding>.Builder findings)
    {
        var catalogue = context.Catalogue;
        var versions = catalogue.Forms.Where(f => f.Code == header.Form).ToArray();
        Period? period = Period.TryParse(header.Period, out var read) ? read : null;
        if (string.IsNullOrEmpty(header.Period)) Refuse(RefusalReasons.WrongPeriod, "#missing");
        else if (period is null) Refuse(RefusalReasons.WrongPeriod, "#not-a-period", header.Period);

        var geography = context.On(period?.LastDay ?? context.Today);
        var unit = header.Facility is { } code ? geography.ByCode(code) : null;
        if (string.IsNullOrEmpty(header.Facility)) Refuse(RefusalReasons.WrongFacility, "#missing");
        else if (unit is null) Refuse(RefusalReasons.WrongFacility, "#unknown", header.Facility, period?.ToString() ?? header.Period ?? "—");
        if (context.RequiredFacility is { } required && !MayFile(required, header.Facility, unit, geography))
            Refuse(RefusalReasons.WrongFacility, "#not-yours", header.Facility ?? "—", required);

        // The form in force decides what is asked; where the period does not say, the newest of that code does.
        var form = period is { } p ? catalogue.FormFor(header.Form ?? "", p) : versions.MaxBy(f => f.Version);
        if (period is { } filed)
        {
            if (form is not null && filed.Kind != form.Frequency) Refuse(RefusalReasons.WrongPeriod, "#" + form.Frequency.ToString().ToLowerInvariant(), header.Period!);
            if (filed.FirstDay > context.Today)
                Refuse(RefusalReasons.WrongPeriod, "#future", header.Period!, filed.FirstDay.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
            if (form is null && versions.Length > 0) Refuse(RefusalReasons.WrongPeriod, "#not-in-force", header.Period!, header.Form!);
        }

        var expected = unit is null || period is null ? null : catalogue.FormFor(unit.Kind, period.Value);
        if (versions.Length == 0)
            Refuse(RefusalReasons.WrongForm, "#unknown", header.Form ?? "—", string.Join(", ", catalogue.Forms.Select(f => f.Code).Distinct(StringComparer.Ordinal)));
        else if (unit is not null && period is not null && form is not null && expected is null)
            Refuse(RefusalReasons.WrongForm, "#none-due", unit.Code, header.Period!, form.Code);
        else if (unit is not null && period is not null && form is not null && expected!.Code != form.Code)
            Refuse(RefusalReasons.WrongForm, "#other", unit.Code, expected.Code, form.Code);
        if (form is not null && header.Profile is null && header.Version != form.Version.ToString(CultureInfo.InvariantCulture))
            Refuse(RefusalReasons.WrongForm, "#version", form.Code, header.Version ?? "—", form.Version.ToString(CultureInfo.InvariantCulture));
        if (header.Profile is not null) return (unit, form, period);
        if (string.IsNullOrEmpty(header.Seal)) Refuse(RefusalReasons.BrokenSeal, "#missing");
        else if (!FormSeal.Holds(header, context.SealKeys)) Refuse(RefusalReasons.BrokenSeal);
        return (unit, form, period);

        void Refuse(string finding, params string[] arguments) =>
            findings.Add(Finding.OfFile(finding, Severity.Error, [.. arguments.Select(Quote)]));
    }

    private static ImmutableArray<ReturnValue> JudgeFields(
        ReturnSheet sheet, Dictionary<string, SheetInput> inputs, NilStatement? nil, Form form, Catalogue catalogue, Span<long?> known,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<ReturnStatement>.Builder statements)
    {
        var read = sheet.Findings.Where(f => f.Element is not null).ToLookup(f => f.Element!, StringComparer.Ordinal);
        var values = ImmutableArray.CreateBuilder<ReturnValue>();
        foreach (var field in form.Fields)
        {
            if (catalogue.Element(field.Element) is not { } element) continue;
            findings.AddRange(read[field.Element]);
            if (nil is not null && IsCounted(element))
            {
                if (OfNil(nil, inputs.GetValueOrDefault(field.Element), element, findings) is not { } zero) continue;
                known[catalogue.IndexOf(element.Code)] = 0;
                values.Add(zero);
            }
            else if (!inputs.TryGetValue(field.Element, out var input))
            {
                findings.Add(new Finding(
                    sheet.Header?.Profile is null ? "missing-cell" : "missing-line", field.Required && nil is null ? Severity.Error : Severity.Warning, null, null, element.Code, [element.Name.Vi]));
            }
            else if (input.Kind == CellKind.Empty)
            {
                if (field.Required && nil is null) findings.Add(Finding.OfCell("required", Severity.Error, input, element.Name.Vi));
            }
            else if (input.Kind == CellKind.Text && NumberText.IsNotApplicable(input.Text))
            {
                if (NumberText.IsReason(input.Remark))
                    statements.Add(new ReturnStatement(StatementKind.NotApplicable, element.Code, input.Sheet, input.Cell, Cut(input.Text, LongestText), input.Remark));
                else findings.Add(Finding.OfCell("not-applicable-without-reason", Severity.Error, input, element.Name.Vi, Quote(input.Text)));
            }
            else if (Fault(input, element, out var value) is { } fault)
            {
                findings.Add(fault);
            }
            else
            {
                known[catalogue.IndexOf(element.Code)] = value;
                values.Add(new ReturnValue(element.Code, value, input.Sheet, input.Cell, Cut(input.Text, LongestText)) { Factor = input.Factor });
            }
        }

        return values.ToImmutable();
    }

    /// <summary>The nil statement where there is one; null where the cell is empty, says no, or cannot be taken for either (a finding says so).</summary>
    private static NilStatement? StatedNil(
        ReturnSheet sheet, ImmutableArray<Finding>.Builder findings, ImmutableArray<ReturnStatement>.Builder statements)
    {
        if (sheet.Nil is not { } nil) return null;
        var mark = nil.Mark;
        if (NumberText.Of(mark, ElementKind.YesNo) is not { Kind: ReadingKind.Value } said)
        {
            findings.Add(Finding.OfFile("nil-unclear", Severity.Error, Quote(Shown(mark))) with { Sheet = mark.Sheet, Cell = mark.Cell });
            return null;
        }

        if (said.Value == 0) return null;
        if (NumberText.IsReason(nil.Reason))
        {
            statements.Add(new ReturnStatement(StatementKind.Nil, null, mark.Sheet, mark.Cell, Cut(Shown(mark), LongestText), nil.Reason));
            findings.Add(Finding.OfFile("nil-return", Severity.Warning, Quote(nil.Reason)) with { Sheet = mark.Sheet, Cell = mark.Cell });
        }
        else
        {
            findings.Add(Finding.OfFile("nil-without-reason", Severity.Error) with { Sheet = mark.Sheet, Cell = mark.Cell });
        }

        return nil;
    }

    /// <summary>Whether an element counts what happens within the period, so that nothing happening makes it zero.</summary>
    private static bool IsCounted(DataElement element) =>
        element is { Time: TimeAggregation.Flow, Kind: ElementKind.Count or ElementKind.Amount, Min: <= 0 };

    /// <summary>
    /// What a nil statement says of a line that counts within the period: zero, and the cell of the statement is where that zero was said.
    /// Another number typed beside it contradicts it. What describes a state (stocks, levels, yes and no, days) the statement does not touch.
    /// </summary>
    private static ReturnValue? OfNil(NilStatement nil, SheetInput? input, DataElement element, ImmutableArray<Finding>.Builder findings)
    {
        if (input is { Kind: not CellKind.Empty } && NumberText.Of(input, element.Kind) is not { Kind: ReadingKind.Value, Value: 0 })
        {
            findings.Add(Finding.OfCell("nil-contradicted", Severity.Error, input, element.Name.Vi, Quote(Shown(input))));
            return null;
        }

        return new ReturnValue(element.Code, 0, nil.Mark.Sheet, nil.Mark.Cell, Cut(Shown(nil.Mark), LongestText));
    }

    private static void JudgeRules(
        Dictionary<string, SheetInput> inputs, Form form, Period? period, ReturnBackground background, ReadOnlySpan<long?> known, DateOnly today,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<Finding>.Builder shadow)
    {
        var values = RuleCheck.Over(known, period, background);
        // A period that could not be read refuses the return anyway; the clerk still sees what today's rules say.
        foreach (var (rule, stage) in form.RulesOn(period?.LastDay ?? today))
        {
            if (rule.Check.Evaluate(values) != 0) continue;
            var place = rule.Check.Elements.Select(e => inputs.GetValueOrDefault(e)).FirstOrDefault(i => i is not null);
            var severity = stage switch { RuleStage.Block => Severity.Error, RuleStage.Warn => Severity.Warning, _ => Severity.Shadow };
            (stage == RuleStage.Shadow ? shadow : findings).Add(
                new Finding(rule.Code, severity, place?.Sheet, place?.Cell, place?.Element, RuleCheck.Arguments(rule, values)));
        }
    }

    private static void JudgePercentages(
        ReturnSheet sheet, Dictionary<string, SheetInput> inputs, Form form, Catalogue catalogue, ReadOnlySpan<long?> known,
        ImmutableArray<Finding>.Builder findings)
    {
        foreach (var stated in sheet.Percentages)
        {
            if (catalogue.Indicator(stated.Indicator) is { } indicator) Compare(indicator, stated, known);
        }

        // On the service's own form there is no place for a percentage; some write it beside the line of the part.
        foreach (var input in inputs.Values.Where(i => i.Remark is { } remark && PercentageText.IsPercentage(remark)))
        {
            foreach (var indicator in catalogue.Indicators.Where(i => i.Numerator.Text == input.Element && i.Applies.Kinds.Intersect(form.FiledBy).Any()).Take(1))
                Compare(indicator, new StatedPercentage(indicator.Code, input.Sheet, input.Cell, CellKind.Text, input.Remark!, false), known);
        }

        void Compare(Indicator indicator, StatedPercentage stated, ReadOnlySpan<long?> values)
        {
            if (indicator.Kind != IndicatorKind.Ratio || stated.Kind is not (CellKind.Number or CellKind.Percent or CellKind.Text)) return;
            if (indicator.Numerator.Evaluate(values) is not { } numerator || indicator.Denominator!.Evaluate(values) is not ({ } denominator and > 0)) return;
            var agrees = PercentageText.Read(stated.Text, stated.InPercent) is { } typed && PercentageText.Agrees(typed, numerator, denominator);
            // A number without a sign may have been meant as a share of one: 0.453.
            if (!agrees && !stated.InPercent && !stated.Text.Contains('%', StringComparison.Ordinal))
                agrees = PercentageText.Read(stated.Text, share: true) is { } share && PercentageText.Agrees(share, numerator, denominator);
            if (agrees || PercentageText.Read(stated.Text, stated.InPercent) is not { } shown) return;
            findings.Add(new Finding(
                "percentage-disagrees", Severity.Warning, stated.Sheet, stated.Cell, null,
                ["#indicator " + indicator.Code, PercentageText.Show(shown), Whole(numerator), Whole(denominator)]));
        }
    }

    /// <summary>
    /// A warning is answered by the remark on a line it is about, by the reason of a nil return, or as it was answered when the same was said of
    /// an earlier version.
    /// </summary>
    private static void Answer(
        ImmutableArray<Finding>.Builder findings, Dictionary<string, SheetInput> inputs, NilStatement? nil, Form form, ReturnBackground background)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            if (finding.Severity != Severity.Warning) continue;
            var lines = form.Rules.FirstOrDefault(r => r.Code == finding.Code)?.Check.Elements ?? (finding.Element is { } line ? [line] : []);
            var remark = lines.Select(e => inputs.GetValueOrDefault(e)?.Remark).FirstOrDefault(r => NumberText.IsReason(r) && !PercentageText.IsPercentage(r));
            if (remark is null && NumberText.IsReason(nil?.Reason)) remark = nil!.Reason;
            var answer = remark is not null ? new FindingAnswer(Cut(remark.Trim(), LongestAnswer), null, null)
                : background.Answered.FirstOrDefault(finding.SaysTheSameAs)?.Answer;
            if (answer is not null) findings[i] = finding with { Answer = answer };
        }
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static Finding? Fault(SheetInput input, DataElement element, out long value)
    {
        value = 0;
        string name = element.Name.Vi, said = Quote(Shown(input));
        if (input.Kind == CellKind.Error) return Say("error-cell", name, said);
        if (input.Kind == CellKind.FormulaWithoutValue) return Say("formula-without-value", name);
        var reading = NumberText.Of(input, element)!.Value;
        switch (reading.Kind)
        {
            case ReadingKind.Value when reading.Value >= element.Min && reading.Value <= element.Max:
                value = reading.Value;
                return null;
            case ReadingKind.Value or ReadingKind.Beyond:
                return Say("out-of-bounds", name, said, Bound(element.Min, element.Kind), Bound(element.Max, element.Kind));
            case ReadingKind.NotWhole:
                return Say("not-whole", name, said);
            case ReadingKind.Ambiguous:
                return Say(element.Kind == ElementKind.Date ? "ambiguous-day" : "ambiguous-number", name, said, reading.Suggestion);
            case ReadingKind.Percentage:
                return Say("percent-in-count", name, said);
            default:
                return Say(element.Kind switch { ElementKind.YesNo => "not-yes-no", ElementKind.Date => "not-a-day", _ => "not-a-number" }, name, said);
        }

        Finding Say(string code, params string[] arguments) => Finding.OfCell(code, Severity.Error, input, arguments);
    }

    private static string Shown(SheetInput input) =>
        input.Kind == CellKind.Day && NumberText.TypedDay(input.Text) is { } day
            ? day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)
            : input.Kind == CellKind.Boolean ? (input.Text == "1" ? "TRUE" : "FALSE") : input.Text;

    private static string Bound(long bound, ElementKind kind) => kind == ElementKind.Date
        ? DateNumber.ToDay(bound).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)
        : bound.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) => Cut(text, LongestQuote);

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + "…";
}
