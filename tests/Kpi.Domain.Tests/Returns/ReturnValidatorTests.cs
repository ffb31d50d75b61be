using System.Collections.Immutable;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

[Parallelizable(ParallelScope.All)]
public sealed class ReturnValidatorTests
{
    internal static readonly byte[] Key = [1, 2, 3, 4];
    private static readonly DateOnly Today = new(2026, 10, 3);
    internal static readonly Catalogue Catalogue = Make();

    private static readonly UnitTree Units = new(
        [
            Unit("H1", UnitKind.Hospital, null), Unit("T1", UnitKind.Station, null), Unit("P1", UnitKind.Province, null),
            Unit("OLD", UnitKind.Hospital, new DateOnly(2026, 9, 29)),
        ],
        []);

    internal static readonly ReturnContext Context = new(Catalogue, Units, null, Today, [Key]);

    [Test]
    public void A_good_return_is_typed_in_the_order_of_the_form()
    {
        var judgement = Judge(("paid", CellKind.Text, "1.000.000 đ"), ("total", CellKind.Number, "2E+6"), ("accepts", CellKind.Text, "có"), ("signed", CellKind.Text, "30/6/2023"));

        judgement.Findings.Should().BeEmpty();
        judgement.Return!.Values.Select(v => (v.Element, v.Value)).Should().Equal(("total", 2_000_000), ("paid", 1_000_000), ("accepts", 1), ("signed", 20230630));
        judgement.Return.UnitId.Should().Be("H1@2020-01-01");
        judgement.Return.Period.Should().Be(Period.Parse("2026-09"));
    }

    [Test]
    public void An_optional_empty_cell_is_absent_not_zero() =>
        Judge(("total", CellKind.Number, "5"), ("paid", CellKind.Empty, ""), ("accepts", CellKind.Empty, ""), ("signed", CellKind.Empty, ""))
            .Return!.Values.Select(v => v.Element).Should().Equal("total");

    [Test]
    public void Nothing_filled_in_is_one_finding() =>
        Codes(Judge(("total", CellKind.Empty, ""), ("paid", CellKind.Empty, ""), ("accepts", CellKind.Empty, ""), ("signed", CellKind.Empty, "")))
            .Should().Equal("empty-return");

    [TestCase(CellKind.Empty, "", "required")]
    [TestCase(CellKind.Text, "1.234", "ambiguous-number")]
    [TestCase(CellKind.Text, "nhiều", "not-a-number")]
    [TestCase(CellKind.Number, "1.5", "not-whole")]
    [TestCase(CellKind.Number, "-1", "out-of-bounds")]
    [TestCase(CellKind.Number, "1E300", "out-of-bounds")]
    [TestCase(CellKind.Error, "#REF!", "error-cell")]
    [TestCase(CellKind.FormulaWithoutValue, "", "formula-without-value")]
    [TestCase(CellKind.Day, "2026-01-01", "not-a-number")]
    public void A_wrong_cell_refuses_and_says_where(CellKind kind, string text, string code)
    {
        var judgement = Judge(("total", kind, text), ("paid", CellKind.Empty, ""), ("accepts", CellKind.Text, "có"), ("signed", CellKind.Empty, ""));

        judgement.Return.Should().BeNull();
        var finding = judgement.Findings.Should().ContainSingle().Subject;
        finding.Should().BeEquivalentTo(new { Code = code, Severity = Severity.Error, Element = "total", Sheet = "S", Cell = "D1" });
        var said = FindingTexts.Say(finding, Catalogue);
        said.Vi.Should().Contain("Tổng").And.NotContain("{");
        said.En.Should().Contain("Total").And.NotContain("{").And.NotContain("Tổng");
    }

    [TestCase("accepts", "maybe", "not-yes-no")]
    [TestCase("signed", "06/30/2023", "not-a-day")]
    [TestCase("signed", "30/06/1999", "out-of-bounds")]
    public void Other_kinds_have_their_own_words(string element, string text, string code)
    {
        var judgement = Judge([("total", CellKind.Number, "1"), ("paid", CellKind.Empty, ""), .. new[] { "accepts", "signed" }
            .Select(e => (e, e == element ? CellKind.Text : CellKind.Empty, e == element ? text : ""))]);

        Codes(judgement).Should().Equal(code);
    }

    [Test]
    public void All_findings_come_at_once_lines_before_rules()
    {
        var judgement = Judge(("total", CellKind.Number, "1"), ("paid", CellKind.Number, "2"), ("accepts", CellKind.Text, "?"), ("signed", CellKind.Text, "?"));

        Codes(judgement).Should().Equal("not-yes-no", "not-a-day", "paid-within-total");
        FindingTexts.Say(judgement.Findings[2], Catalogue).Vi.Should().Be("Số trả lớn hơn tổng: 2 > 1.");
    }

    [Test]
    public void A_rule_that_does_not_block_warns_and_accepts()
    {
        var judgement = Judge(("total", CellKind.Number, "9"), ("paid", CellKind.Number, "9"), ("accepts", CellKind.Text, "có"), ("signed", CellKind.Empty, ""));

        judgement.Return.Should().NotBeNull();
        judgement.Findings.Should().ContainSingle().Which.Severity.Should().Be(Severity.Warning);
    }

    [Test]
    public void A_lost_cell_is_missed()
    {
        var judgement = Judge(("total", CellKind.Number, "9"), ("accepts", CellKind.Text, "có"), ("signed", CellKind.Empty, ""));

        judgement.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "missing-cell", Severity = Severity.Warning, Element = "paid" });
        Codes(Judge(("paid", CellKind.Number, "1"), ("accepts", CellKind.Empty, ""), ("signed", CellKind.Empty, ""))).Should().Contain("missing-cell");
    }

    [TestCase("hospital", "1", "NONE", "2026-09", "wrong-facility")]
    [TestCase("hospital", "1", "OLD", "2026-09", "wrong-facility")]
    [TestCase("hospital", "1", "T1", "2026-09", "wrong-form")]
    [TestCase("hospital", "1", "P1", "2026-09", "wrong-form")]
    [TestCase("other", "1", "H1", "2026-09", "wrong-form")]
    [TestCase("hospital", "2", "H1", "2026-09", "wrong-form")]
    [TestCase("hospital", "1", "H1", "2026-11", "wrong-period")]
    [TestCase("hospital", "1", "H1", "2026Q3", "wrong-period")]
    [TestCase("hospital", "1", "H1", "tháng 9", "wrong-period")]
    [TestCase("hospital", "1", "H1", "2021-12", "wrong-period")]
    public void A_wrong_header_is_refused_with_its_reason(string form, string version, string facility, string period, string code)
    {
        var judgement = ReturnValidator.Judge(Sheet(Sealed(form, version, facility, period), Good), Context);

        judgement.Return.Should().BeNull();
        judgement.Findings.Select(f => f.Code).Should().Equal(code);
        FindingTexts.Say(judgement.Findings[0], Catalogue).ToString().Should().NotContain("{").And.NotContain("#");
    }

    [Test]
    public void The_current_month_can_be_filed_before_it_is_over() =>
        ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-10"), Good), Context).Return.Should().NotBeNull();

    [Test]
    public void A_sender_bound_to_a_unit_files_for_it_only() =>
        Codes(ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), Good), Context with { RequiredFacility = "H2" }))
            .Should().Equal("wrong-facility");

    [Test]
    public void A_sender_bound_to_several_units_files_for_each() =>
        ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), Good), Context with { RequiredFacility = "H2 H1" }).Return.Should().NotBeNull();

    [Test]
    public void A_form_retargeted_by_hand_has_a_broken_seal()
    {
        var header = Sealed("hospital", "1", "H1", "2026-08") with { Period = "2026-09" };

        Codes(ReturnValidator.Judge(Sheet(header, Good), Context)).Should().Equal("broken-seal");
        ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), Good), Context with { SealKeys = [[9], Key] }).Return.Should().NotBeNull();
    }

    [Test]
    public void What_the_reader_refused_stays_refused()
    {
        var judgement = ReturnValidator.Judge(new ReturnSheet(null, [], [Finding.OfFile("macros", Severity.Error)]), Context);

        Codes(judgement).Should().Equal("macros");
        Codes(ReturnValidator.Judge(new ReturnSheet(null, [], []), Context)).Should().Equal("wrong-form");
    }

    [TestCase("hospital", "1", "T1", "2026-09", "Unit T1 files the form “station”; this file is the form “hospital”")]
    [TestCase("hospital", "1", "P1", "2026-09", "Unit P1 files no form in 2026-09; this file is the form “hospital”")]
    [TestCase("other", "1", "H1", "2026-09", "There is no form “other”; the forms in use are: hospital, station")]
    [TestCase("hospital", "2", "H1", "2026-09", "The file is version “2” of the form “hospital”; this period uses version 1")]
    [TestCase("hospital", "1", "", "2026-09", "gives no unit code")]
    [TestCase("hospital", "1", "NONE", "2026-09", "No unit with the code “NONE” is registered at the end of 2026-09")]
    [TestCase("hospital", "1", "H1", "", "gives no period")]
    [TestCase("hospital", "1", "H1", "2026-11", "The period 2026-11 has not begun (it begins on 01/11/2026)")]
    [TestCase("hospital", "1", "H1", "2026Q3", "filed by month, such as 2026-09; the file says “2026Q3”")]
    [TestCase("hospital", "1", "H1", "2021-12", "The form “hospital” is not in force in 2021-12")]
    public void A_wrong_header_is_told_what_was_expected_and_what_was_found(string form, string version, string facility, string period, string said) =>
        ReturnValidator.Judge(Sheet(Sealed(form, version, facility, period), Good), Context).Findings
            .Select(f => FindingTexts.Say(f, Catalogue).En).Should().Contain(t => t.Contains(said, StringComparison.Ordinal));

    [Test]
    public void A_form_of_which_no_cell_can_be_found_is_one_finding_not_one_for_each_line() =>
        ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), []), Context).Findings.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Code = "wrong-form", Arguments = new[] { "#no-inputs", "hospital" } });

    [Test]
    public void A_header_of_nothing_is_refused_not_thrown() =>
        ReturnValidator.Judge(new ReturnSheet(new ReturnHeader(null, null, null, null, null, null), [], []), Context).Return.Should().BeNull();

    [Test]
    public void A_nil_return_is_zero_where_things_are_counted_and_gives_nothing_else()
    {
        var judgement = Nil("Cơ sở tạm ngừng hoạt động để sửa chữa", Blank);

        judgement.Return!.Values.Should().BeEquivalentTo(new[]
        {
            new ReturnValue("total", 0, "S", "D20", "có"),
            new ReturnValue("paid", 0, "S", "D20", "có"),
        }, "the zero was said in the cell of the statement, and yes or no and days are no counts");
        judgement.Return.Statements.Should().Equal(
            new ReturnStatement(StatementKind.Nil, null, "S", "D20", "có", "Cơ sở tạm ngừng hoạt động để sửa chữa"));
        judgement.Findings[0].Should().BeEquivalentTo(new { Code = "nil-return", Severity = Severity.Warning, Cell = "D20" });
    }

    [TestCase(null)]
    [TestCase(" - ")]
    public void A_nil_return_without_a_reason_is_refused(string? reason)
    {
        var judgement = Nil(reason, Blank);

        judgement.Return.Should().BeNull();
        Codes(judgement).Should().Contain("nil-without-reason");
    }

    [Test]
    public void A_value_beside_a_nil_statement_contradicts_it_and_a_zero_does_not()
    {
        Codes(Nil("Cơ sở đóng cửa", [Input("total", CellKind.Number, "5"), .. Blank[1..]])).Should().Contain("nil-contradicted");
        Codes(Nil("Cơ sở đóng cửa", [Input("total", CellKind.Text, "nhiều"), .. Blank[1..]])).Should().Contain("nil-contradicted");
        Nil("Cơ sở đóng cửa", [Input("total", CellKind.Number, "0"), .. Blank[1..]]).Return.Should().NotBeNull();
    }

    [Test]
    public void What_describes_a_state_is_taken_beside_a_nil_statement_and_may_be_left_out()
    {
        var judgement = Nil("Cơ sở đóng cửa", [.. Blank[..2], Input("accepts", CellKind.Text, "không"), Input("signed", CellKind.Text, "30/06/2023")]);

        judgement.Return!.Values.Select(v => (v.Element, v.Value, v.Cell)).Should()
            .Equal(("total", 0, "D20"), ("paid", 0, "D20"), ("accepts", 0, "D3"), ("signed", 20230630, "D4"));
    }

    [Test]
    public void A_required_line_that_a_design_has_no_place_for_refuses_and_does_not_speak_of_the_form()
    {
        var header = new ReturnHeader("hospital", "1", "H1", "2026-09", null, null) { Profile = 1 };

        var judgement = ReturnValidator.Judge(Sheet(header, Good[1..]), Context);

        judgement.Return.Should().BeNull();
        judgement.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "missing-line", Severity = Severity.Error, Element = "total" });
    }

    [Test]
    public void A_nil_cell_that_says_no_states_nothing_and_one_that_cannot_be_read_is_asked_about()
    {
        Codes(Nil(null, Blank, "không")).Should().Equal("empty-return");
        Nil(null, Good, "không").Return!.Statements.Should().BeEmpty();
        Codes(Nil("Cơ sở đóng cửa", Good, "có lẽ")).Should().Contain("nil-unclear");
    }

    [TestCase("KAD")]
    [TestCase(" không áp dụng ")]
    [TestCase("N/A")]
    [TestCase("Not applicable.")]
    public void Not_applicable_with_a_reason_is_absent_and_no_gap(string text)
    {
        var total = Input("total", CellKind.Text, text) with { Remark = "Trạm không thu viện phí" };
        var judgement = ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), [total, .. Good[2..]]), Context);

        judgement.Findings.Where(f => f.Severity == Severity.Error).Should().BeEmpty();
        judgement.Return!.Values.Should().NotContain(v => v.Element == "total");
        judgement.Return.Statements.Should().Equal(
            new ReturnStatement(StatementKind.NotApplicable, "total", "S", "D1", text, "Trạm không thu viện phí"));
    }

    [TestCase(null)]
    [TestCase("..")]
    public void Not_applicable_without_a_reason_is_refused_at_its_cell(string? remark)
    {
        var total = Input("total", CellKind.Text, "KAD") with { Remark = remark };
        var judgement = ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), [total, .. Good[1..]]), Context);

        judgement.Return.Should().BeNull();
        judgement.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Code = "not-applicable-without-reason", Severity = Severity.Error, Element = "total", Cell = "D1" });
    }

    private static ImmutableArray<SheetInput> Blank =>
        [.. new[] { "total", "paid", "accepts", "signed" }.Select(e => Input(e, CellKind.Empty, ""))];

    private static Judgement Nil(string? reason, ImmutableArray<SheetInput> inputs, string said = "có") => ReturnValidator.Judge(
        Sheet(Sealed("hospital", "1", "H1", "2026-09"), inputs) with { Nil = new NilStatement(new SheetInput("nil", "S", "D20", CellKind.Text, said), reason) },
        Context);

    private static ImmutableArray<SheetInput> Good =>
        [Input("total", CellKind.Number, "9"), Input("paid", CellKind.Number, "8"), Input("accepts", CellKind.Boolean, "1"), Input("signed", CellKind.Empty, "")];

    private static Judgement Judge(params (string Element, CellKind Kind, string Text)[] cells) =>
        ReturnValidator.Judge(Sheet(Sealed("hospital", "1", "H1", "2026-09"), [.. cells.Select(c => Input(c.Element, c.Kind, c.Text))]), Context);

    private static ReturnSheet Sheet(ReturnHeader header, ImmutableArray<SheetInput> inputs) => new(header, inputs, []);

    private static SheetInput Input(string element, CellKind kind, string text) =>
        new(element, "S", "D" + (Array.IndexOf(["total", "paid", "accepts", "signed"], element) + 1), kind, text);

    private static ReturnHeader Sealed(string form, string version, string facility, string period)
    {
        var header = new ReturnHeader(form, version, facility, period, "2026-09-01", null);
        return header with { Seal = FormSeal.Of(header, Key) };
    }

    private static string[] Codes(Judgement judgement) => [.. judgement.Findings.Select(f => f.Code)];

    private static UnitVersion Unit(string code, UnitKind kind, DateOnly? to) => new(
        $"{code}@2020-01-01", code, code, kind, null, null, null, null, null, null, null, new DateOnly(2020, 1, 1), to);

    private static Catalogue Make()
    {
        ImmutableArray<DataElement> elements =
        [
            Element("total", "Tổng thu", "Total", ElementKind.Amount, 0, 1_000_000_000_000),
            Element("paid", "Đã trả", "Paid", ElementKind.Amount, 0, 1_000_000_000_000),
            Element("accepts", "Chấp nhận", "Accepts", ElementKind.YesNo, 0, 1),
            Element("signed", "Ngày ký", "Signed on", ElementKind.Date, 20200101, 20301231),
        ];
        var codes = elements.Select(e => e.Code).ToArray();
        int IndexOf(string code) => Array.IndexOf(codes, code);
        ImmutableArray<FormRule> rules =
        [
            new("paid-within-total", Formula.Parse("paid <= total", IndexOf).Value, new Text("Số trả lớn hơn tổng: {0} > {1}.", "Paid is more than all: {0} > {1}."), [new(RuleStage.Block, new DateOnly(2022, 1, 1))]),
            new("paid-all", Formula.Parse("paid < total or paid > total", IndexOf).Value, new Text("Trả hết là hiếm.", "Paying all is rare."), [new(RuleStage.Warn, new DateOnly(2022, 1, 1))]),
        ];
        ImmutableArray<FormSection> sections = [new(new Text("A", "A"), [new("total", true), new("paid", false), new("accepts", false), new("signed", false)])];
        Form Form(string code, UnitKind kind) => new(
            code, 1, new Text(code, code), [kind], PeriodKind.Month, 5, new DateOnly(2022, 1, 1), null, sections, rules);
        return new Catalogue(1, "t", elements, [Form("hospital", UnitKind.Hospital), Form("station", UnitKind.Station)], [], [], [], [], []);
    }

    private static DataElement Element(string code, string vi, string en, ElementKind kind, long min, long max) =>
        new(code, new Text(vi, en), kind, new Text("", ""), TimeAggregation.Flow, min, max, new Text("", ""));
}
