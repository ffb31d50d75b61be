using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>
/// One rule text drives the form, the server and the message: for each rule of each shipped form a workbook that keeps it and one that breaks it
/// are generated, beside a last return where the rule asks for it, and what the sheet says of itself, once LibreOffice has calculated it, is what
/// the server says.
/// </summary>
[Parallelizable(ParallelScope.Self)]
public sealed class FormVerdictTests
{
    private static readonly Catalogue Catalogue = ShippedCatalogue.Load();
    private static readonly Period Month = SampleForms.September;

    [Test]
    public void What_the_form_says_of_itself_is_what_the_server_says()
    {
        var cases = Catalogue.Forms.SelectMany(Cases).ToList();
        var folder = Directory.CreateTempSubdirectory("kpi-verdict-").FullName;
        try
        {
            for (var i = 0; i < cases.Count; i++) File.WriteAllBytes(Path.Combine(folder, Name(i)), cases[i].Bytes);
            Calculate(folder);
            var faults = new List<string>();
            for (var i = 0; i < cases.Count; i++) Compare(cases[i], File.ReadAllBytes(Path.Combine(folder, "out", Name(i))), faults);
            faults.Should().BeEmpty();
            cases.Should().HaveCountGreaterThan(100);
        }
        finally
        {
            Directory.Delete(folder, true);
        }

        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"{i:000}.xlsx");
    }

    [Test]
    public void Every_rule_in_force_that_looks_at_the_return_and_the_last_one_alone_stands_on_its_form()
    {
        foreach (var form in Catalogue.Forms)
        {
            var shown = Rows(Blank(form)).Select(r => r[FormLayout.Code]).ToHashSet(StringComparer.Ordinal);
            shown.Should().Contain(RulesOf(form).Concat(RulesOverLastOf(form)).Select(r => r.Code));
            shown.Should().NotContain(form.RulesOn(Month.LastDay).Where(r => r.Stage == RuleStage.Shadow).Select(r => r.Rule.Code));
        }

        Catalogue.Forms.SelectMany(RulesOverLastOf).Should().HaveCountGreaterThan(5);
    }

    private static IEnumerable<Case> Cases(Form form)
    {
        var random = new Random(2026);
        var good = Solve(form, RulesOf(form).ToList(), null, random)
            ?? throw new InvalidOperationException($"{form.Code}: no values keep all rules.");
        yield return Filled(form, "all rules kept", good);
        foreach (var rule in RulesOf(form))
        {
            var broken = Solve(form, [], rule, random, good) ?? throw new InvalidOperationException($"{rule.Code}: no values break it.");
            yield return Filled(form, rule.Code + " broken", broken);
            // With one of its values away, a rule says nothing, or still says what the others decide.
            var without = new Dictionary<string, object>(Objects(broken));
            without.Remove(rule.Check.Elements[^1]);
            yield return new Case(form, rule.Code + " without a value", ReturnFormWorkbook.Fill(Blank(form), without));
        }

        foreach (var rule in RulesOverLastOf(form))
        {
            foreach (var (what, holds) in new[] { ("kept", 1L), ("broken", 0L) })
            {
                var (own, last) = SolveBesideLast(form, rule, holds, random, good);
                yield return Beside(form, $"{rule.Code} {what}", Objects(own), last);
                if (holds == 1) continue;
                // With one of the values of then away, or all, a rule says nothing, or still says what the others decide.
                var gone = rule.Check.Quantities.Last(q => q.Kind == QuantityKind.Last);
                yield return Beside(form, $"{rule.Code} without {gone}", Objects(own), last with { Values = last.Values.SetItem(gone.Index, null) });
                yield return new Case(form, rule.Code + " broken without a last return", ReturnFormWorkbook.Fill(Blank(form), Objects(own)));
            }
        }

        var before = new PastReturn(Month.Previous, [.. Places(good)]);
        yield return Beside(form, "the last return again", Objects(good), before);
        yield return new Case(form, "nil after a return", Nil(Blank(form, before), "Cơ sở đóng cửa")) { Last = before };
        yield return Filled(form, "one value only", new Dictionary<string, long> { [form.Fields.Last().Element] = good[form.Fields.Last().Element] });
        yield return Filled(form, "beyond", form.Fields.ToDictionary(f => f.Element, f => Beyond(Element(f))));
        yield return Filled(form, "text", form.Fields.ToDictionary(f => f.Element, _ => (object)"chưa có"));
        yield return Filled(form, "decimals", form.Fields.ToDictionary(f => f.Element, _ => (object)1.5m));
        var apart = form.Fields.ToDictionary(f => f.Element, _ => (object)"KAD");
        yield return Filled(form, "not applicable without a reason", apart);
        yield return new Case(form, "not applicable with a reason", Remarked(ReturnFormWorkbook.Fill(Blank(form), apart), form));
        yield return new Case(form, "nil", Nil(Blank(form), "Cơ sở đóng cửa"));
        yield return new Case(form, "nil without a reason", Nil(Blank(form), null));
        yield return new Case(form, "nil beside values", Nil(ReturnFormWorkbook.Fill(Blank(form), Objects(good)), "Cơ sở đóng cửa"));
    }

    /// <summary>The rules that look at the return alone and that its sender is told of.</summary>
    private static IEnumerable<FormRule> RulesOf(Form form) =>
        form.RulesOn(Month.LastDay).Where(r => r.Stage != RuleStage.Shadow && r.Rule.Check.IsOfReturnAlone).Select(r => r.Rule);

    /// <summary>Those that look at the last return as well, and at nothing else.</summary>
    private static IEnumerable<FormRule> RulesOverLastOf(Form form) =>
        form.RulesOn(Month.LastDay).Where(r => r.Stage != RuleStage.Shadow && r.Rule.Check.UsesLast).Select(r => r.Rule)
            .Where(r => r.Check.Quantities.All(q => q.Kind is QuantityKind.Own or QuantityKind.Last));

    private static void Compare(Case tried, byte[] calculated, List<string> faults)
    {
        var sheet = ReturnWorkbook.Read(tried.Bytes, Catalogue);
        var unit = Unit(tried.Form);
        var judged = ReturnValidator.Judge(
            sheet, new ReturnIdentity(unit, tried.Form, Month, []), new ReturnBackground(tried.Last), new ReturnContext(Catalogue, new UnitTree([], []), null, new DateOnly(2026, 10, 1), [SampleForms.Key]));
        var rules = tried.Form.Rules.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        var rows = Rows(calculated).ToList();
        foreach (var row in rows)
        {
            var (code, check) = (row[FormLayout.Code], row[FormLayout.Check]);
            var (wrong, doubtful) = (check is ['✗' or '●', ..], check is ['!', ..]);
            if (rules.Contains(code))
            {
                var finding = judged.Findings.FirstOrDefault(f => f.Code == code);
                Same(finding?.Severity == Severity.Error, wrong, code, check);
                Same(finding?.Severity == Severity.Warning, doubtful, code, check);
            }
            else if (Catalogue.Element(code) is not null)
            {
                Same(judged.Findings.Any(f => f.Element == code && f.Severity == Severity.Error && !rules.Contains(f.Code)), wrong, code, check);
            }
        }

        Same(judged.Return is not null, rows.Single(r => r.Number == 6)[1].Contains("SẴN SÀNG NỘP", StringComparison.Ordinal), "accepted", rows.Single(r => r.Number == 6)[1]);

        void Same(bool server, bool form, string what, string said)
        {
            if (server != form) faults.Add($"{tried.Form.Code}, {tried.What}: {what} says “{said}”, the server {(server ? "finds it" : "does not")}: {string.Join("; ", judged.Findings.Select(f => $"{f.Code} {f.Cell}"))}");
        }
    }

    /// <summary>Values for every line: all of the rules kept, or one of them broken (and as many others kept as chance allows).</summary>
    private static Dictionary<string, long>? Solve(Form form, IReadOnlyList<FormRule> kept, FormRule? broken, Random random, Dictionary<string, long>? from = null)
    {
        var elements = form.Fields.Select(Element).ToList();
        var constants = Constants(form);
        var values = new long?[Catalogue.Elements.Length];
        foreach (var element in elements) values[Catalogue.IndexOf(element.Code)] = from?[element.Code] ?? Any(element, constants, random);
        for (var round = 0; round < 200_000; round++)
        {
            var wrong = broken is null ? kept.FirstOrDefault(r => r.Check.Evaluate(values) != 1) : broken.Check.Evaluate(values) == 0 ? null : broken;
            if (wrong is null) return elements.ToDictionary(e => e.Code, e => values[Catalogue.IndexOf(e.Code)]!.Value, StringComparer.Ordinal);
            var element = Catalogue.Element(wrong.Check.Elements[random.Next(wrong.Check.Elements.Length)])!;
            values[Catalogue.IndexOf(element.Code)] = random.Next(3) == 0
                ? values[Catalogue.IndexOf(wrong.Check.Elements[random.Next(wrong.Check.Elements.Length)])] is { } other ? Math.Clamp(other, element.Min, element.Max) : Any(element, constants, random)
                : Any(element, constants, random);
        }

        return null;
    }

    /// <summary>Values here and in the last return by which a rule is kept, or broken.</summary>
    private static (Dictionary<string, long> Own, PastReturn Last) SolveBesideLast(Form form, FormRule rule, long holds, Random random, Dictionary<string, long> from)
    {
        var constants = Constants(form);
        var (own, last) = (Places(from), Places(from));
        for (var round = 0; round < 200_000; round++)
        {
            if (rule.Check.Evaluate(new FormulaValues { Own = own, Last = last }) == holds)
                return (from.Keys.ToDictionary(code => code, code => own[Catalogue.IndexOf(code)]!.Value), new PastReturn(Month.Previous, [.. last]));
            var quantity = rule.Check.Quantities[random.Next(rule.Check.Quantities.Length)];
            (quantity.Kind == QuantityKind.Last ? last : own)[quantity.Index] = Any(Catalogue.Element(quantity.Element)!, constants, random);
        }

        throw new InvalidOperationException($"{rule.Code}: no values of two returns make it {holds}.");
    }

    private static long?[] Places(Dictionary<string, long> values)
    {
        var places = new long?[Catalogue.Elements.Length];
        foreach (var (code, value) in values) places[Catalogue.IndexOf(code)] = value;
        return places;
    }

    private static long[] Constants(Form form) =>
    [
        .. form.Rules.SelectMany(r => System.Text.RegularExpressions.Regex.Matches(r.Check.Text, "[0-9]+").Select(m => long.Parse(m.Value, CultureInfo.InvariantCulture)))
            .SelectMany(n => new[] { n - 1, n, n + 1, n * 2 }).Concat([0, 1, 2, 3, 10, 100, 1000, 2_000_000, 3_000_000]).Distinct(),
    ];

    private static long Any(DataElement element, long[] constants, Random random) => element.Kind switch
    {
        ElementKind.YesNo => random.Next(2),
        ElementKind.Date => DateNumber.From(DateNumber.ToDay(element.Min).AddDays(random.Next(1000))),
        _ => Math.Clamp(constants[random.Next(constants.Length)], element.Min, element.Max),
    };

    private static Case Filled(Form form, string what, Dictionary<string, long> values) => Filled(form, what, Objects(values));

    private static Case Filled(Form form, string what, Dictionary<string, object> values) => new(form, what, ReturnFormWorkbook.Fill(Blank(form), values));

    private static Case Beside(Form form, string what, Dictionary<string, object> values, PastReturn last) =>
        new(form, what, ReturnFormWorkbook.Fill(Blank(form, last), values)) { Last = last };

    private static Dictionary<string, object> Objects(Dictionary<string, long> values) => values.ToDictionary(p => p.Key, p => Catalogue.Element(p.Key)!.Kind switch
    {
        ElementKind.YesNo => p.Value == 1,
        ElementKind.Date => DateNumber.ToDay(p.Value),
        _ => (object)p.Value,
    });

    private static object Beyond(DataElement element) => element.Kind switch
    {
        ElementKind.YesNo => "có lẽ",
        ElementKind.Date => DateNumber.ToDay(element.Max).AddDays(1),
        _ => element.Max + 1,
    };

    private static byte[] Blank(Form form, PastReturn? last = null) =>
        ReturnFormWorkbook.Blank(Catalogue, form, Unit(form), Month, SampleForms.Issued, SampleForms.Key, last);

    private static UnitVersion Unit(Form form) => SampleForms.Unit with { Kind = form.FiledBy[0] };

    private static DataElement Element(FormField field) => Catalogue.Element(field.Element)!;

    private static byte[] Remarked(byte[] workbook, Form form) => XlsxPatcher.Apply(workbook,
        [.. ReturnWorkbook.Read(workbook, Catalogue).Inputs.Select(i => new XlsxPatch(i.Sheet, i.Cell.Replace('D', 'H'), "Đơn vị không có"))]);

    private static byte[] Nil(byte[] workbook, string? reason) => XlsxPatcher.Apply(workbook,
        [new XlsxPatch(FormLayout.MainSheet, "D9", "Có"), .. reason is null ? Array.Empty<XlsxPatch>() : [new XlsxPatch(FormLayout.MainSheet, "H9", reason)]]);

    private static IEnumerable<XlsxRow> Rows(byte[] workbook) => XlsxReader.ReadTable(workbook, CancellationToken.None).Rows;

    private static void Calculate(string folder)
    {
        var start = new ProcessStartInfo("soffice") { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-env:UserInstallation=file://" + Path.Combine(folder, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", "out"]) start.ArgumentList.Add(argument);
        foreach (var file in Directory.EnumerateFiles(folder, "*.xlsx").Order(StringComparer.Ordinal)) start.ArgumentList.Add(file);
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            process.ExitCode.Should().Be(0, errors);
            output.Wait(TimeSpan.FromSeconds(5));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("Continuous integration needs LibreOffice.");
            Assert.Ignore("Not installed here: LibreOffice.");
        }
    }

    private sealed record Case(Form Form, string What, byte[] Bytes)
    {
        /// <summary>What the unit filed before, on its sheet and with the server; null when it filed nothing.</summary>
        public PastReturn? Last { get; init; }
    }
}
