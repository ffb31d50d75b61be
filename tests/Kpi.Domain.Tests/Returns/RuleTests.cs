using System.Collections.Immutable;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

/// <summary>Rules of a form: stages by the period filed, what stands beside the return, answers, typed percentages.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RuleTests
{
    private static readonly byte[] Key = [1, 2, 3, 4];
    private static readonly string[] Codes = ["total", "part", "told"];
    private static readonly DateOnly First = new(2026, 1, 1);

    [TestCase("2025-12", null)]
    [TestCase("2026-01", Severity.Shadow)]
    [TestCase("2026-03", Severity.Shadow)]
    [TestCase("2026-04", Severity.Warning)]
    [TestCase("2026-07", Severity.Error)]
    [TestCase("2026-09", Severity.Error)]
    [TestCase("2026-10", null)]
    public void A_rule_bites_by_the_period_filed_whenever_the_file_comes(string period, Severity? severity)
    {
        var rule = Rule("part <= total", (RuleStage.Shadow, First), (RuleStage.Warn, new(2026, 4, 1)), (RuleStage.Block, new(2026, 7, 1))) with { ValidTo = new(2026, 9, 30) };

        var judgement = Judge([rule], ReturnBackground.None, period, ("total", "1"), ("part", "2"));

        judgement.Findings.Concat(judgement.Shadow).Select(f => f.Severity).Should().Equal(severity is { } s ? [s] : []);
        (judgement.Return is null).Should().Be(severity == Severity.Error);
    }

    [Test]
    public void Who_files_never_sees_a_rule_that_is_only_watched()
    {
        var judgement = Judge([Rule("part <= total", (RuleStage.Shadow, First))], ReturnBackground.None, "2026-09", ("total", "1"), ("part", "2"));

        judgement.Findings.Should().BeEmpty();
        judgement.Shadow.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = "checked", Severity = Severity.Shadow, Element = "part", Cell = "D2" });
    }

    [TestCase("1000", 0)]
    [TestCase("99", 1)]
    [TestCase("10001", 1)]
    [TestCase("10000", 0)]
    public void A_jump_against_the_last_return_is_seen(string now, int findings)
    {
        var rule = Rule("10 * total >= last(total) and total <= 10 * last(total)", (RuleStage.Warn, First));

        var judgement = Judge([rule], Last("2026-08", 1000, null), "2026-09", ("total", now), ("part", "0"));

        judgement.Findings.Should().HaveCount(findings);
        if (findings > 0) judgement.Findings[0].Arguments.Should().Equal(now, "1000");
    }

    [Test]
    public void A_rule_whose_last_value_is_missing_passes()
    {
        var rule = Rule("total <= 10 * last(total)", (RuleStage.Block, First));

        Judge([rule], ReturnBackground.None, "2026-09", ("total", "5"), ("part", "0")).Findings.Should().BeEmpty();
        Judge([rule], Last("2026-08", null, 1), "2026-09", ("total", "5"), ("part", "0")).Findings.Should().BeEmpty();
    }

    [TestCase("2026-08", "2026-09", 1)]
    [TestCase("2026-05", "2026-09", 0)]
    [TestCase("2025-12", "2026-01", 0)]
    public void A_rule_can_mind_the_gap_and_the_turn_of_the_year(string last, string period, int findings)
    {
        var rule = Rule("month <= months_since_last or months_since_last > 3 or total >= last(total)", (RuleStage.Warn, First));

        Judge([rule], Last(last, 10, null), period, ("total", "9"), ("part", "0")).Findings.Should().HaveCount(findings);
    }

    [TestCase("1234567", "1.234.567 > 1", "1,234,567 > 1")]
    [TestCase("12 345", "12.345 > 1", "12,345 > 1")]
    public void The_message_says_both_numbers_as_the_reader_writes_them(string part, string vi, string en)
    {
        var rule = Rule("part <= total", (RuleStage.Warn, First));
        var judgement = Judge([rule], ReturnBackground.None, "2026-09", ("total", "1"), ("part", part));

        FindingTexts.Say(judgement.Findings[0], Catalogue(rule)).Should().Be(new Text($"Sai ({vi}).", $"Wrong ({en})."));
        rule.Wording.Should().Be(new Text("Sai.", "Wrong."));
    }

    [Test]
    public void A_remark_beside_a_line_answers_its_warnings()
    {
        var judgement = Judge(
            [Rule("part <= total", (RuleStage.Warn, First))], ReturnBackground.None, "2026-09", ("total", "1"), ("part", "2", "trả nợ kỳ trước"));

        judgement.Return.Should().NotBeNull();
        judgement.Findings.Should().ContainSingle().Which.Answer.Should().Be(new FindingAnswer("trả nợ kỳ trước", null, null));
    }

    [Test]
    public void A_remark_does_not_answer_an_error() => Judge(
        [Rule("part <= total", (RuleStage.Block, First))], ReturnBackground.None, "2026-09", ("total", "1"), ("part", "2", "đã kiểm tra"))
        .Findings.Should().ContainSingle().Which.Answer.Should().BeNull();

    [TestCase("2", true)]
    [TestCase("3", false)]
    public void An_answer_goes_over_to_the_next_version_while_the_numbers_are_the_same(string part, bool carried)
    {
        var rule = Rule("part <= total", (RuleStage.Warn, First));
        var answer = new FindingAnswer("đã kiểm tra", "lan", new DateTimeOffset(2026, 10, 1, 1, 0, 0, TimeSpan.Zero));
        var before = Judge([rule], ReturnBackground.None, "2026-09", ("total", "1"), ("part", "2")).Findings[0] with { Answer = answer };

        var judgement = Judge([rule], ReturnBackground.None with { Answered = [before] }, "2026-09", ("total", "1"), ("part", part));

        judgement.Findings[0].Answer.Should().Be(carried ? answer : null);
    }

    [TestCase("45,3 %", 0)]
    [TestCase("45.30%", 0)]
    [TestCase("46 %", 1)]
    [TestCase("0.453", 0)]
    public void A_typed_percentage_that_disagrees_with_its_counts_warns_with_both_numbers(string typed, int findings)
    {
        var sheet = Sheet("2026-09", ("total", "1000"), ("part", "453")) with { Percentages = [new("share", "Tháng 9", "F7", CellKind.Text, typed, false)] };

        var judgement = ReturnValidator.Judge(sheet, Context());

        judgement.Return.Should().NotBeNull("counts are used, whatever was typed beside them");
        judgement.Findings.Should().HaveCount(findings);
        if (findings == 0) return;
        judgement.Findings[0].Should().BeEquivalentTo(new { Code = "percentage-disagrees", Severity = Severity.Warning, Sheet = "Tháng 9", Cell = "F7" });
        FindingTexts.Say(judgement.Findings[0], Context().Catalogue).En.Should().StartWith("“Share” says 46 %, but the counts give 45.30 % (453 / 1,000).");
    }

    [Test]
    public void A_percentage_in_the_remark_of_a_part_is_compared_and_answers_nothing()
    {
        var judgement = Judge(
            [Rule("part <= 0", (RuleStage.Warn, First))], ReturnBackground.None, "2026-09", ("total", "1000"), ("part", "453", "54,3 %"));

        judgement.Findings.Select(f => (f.Code, f.Answer)).Should().Equal(("checked", null), ("percentage-disagrees", null));
    }

    [Test]
    public void A_percentage_of_counts_that_are_not_given_is_not_compared()
    {
        var sheet = Sheet("2026-09", ("total", "0"), ("part", "0")) with { Percentages = [new("share", "S", "F7", CellKind.Number, "0.5", true), new("other", "S", "F8", CellKind.Number, "0.5", true)] };

        ReturnValidator.Judge(sheet, Context()).Findings.Should().BeEmpty();
    }

    private static Judgement Judge(
        ImmutableArray<FormRule> rules, ReturnBackground background, string period, params Cell[] cells)
    {
        var context = Context([.. rules]);
        var sheet = Sheet(period, cells);
        return ReturnValidator.Judge(sheet, ReturnValidator.Identify(sheet, context), background, context);
    }

    private static ReturnSheet Sheet(string period, params Cell[] cells)
    {
        var header = new ReturnHeader("hospital", "1", "H1", period, "2026-09-01", null);
        return new ReturnSheet(
            header with { Seal = FormSeal.Of(header, Key) },
            [.. cells.Select(c => new SheetInput(c.Element, "S", $"D{Array.IndexOf(Codes, c.Element) + 1}", CellKind.Text, c.Text) { Remark = c.Remark })], []);
    }

    private static ReturnBackground Last(string period, long? total, long? part) => new(new PastReturn(Period.Parse(period), [total, part, null]));

    private static FormRule Rule(string check, params (RuleStage Stage, DateOnly From)[] stages) => new(
        "checked", Formula.Parse(check, code => Array.IndexOf(Codes, code)).Value, new Text("Sai ({0} > {1}).", "Wrong ({0} > {1})."),
        [.. stages.Select(s => new StageStart(s.Stage, s.From))]);

    private static ReturnContext Context(params FormRule[] rules) => new(
        Catalogue(rules), new UnitTree([new UnitVersion("H1@2020-01-01", "H1", "H1", UnitKind.Hospital, null, null, null, null, null, null, null, new(2020, 1, 1), null)], []),
        null, new DateOnly(2026, 10, 31), [Key]);

    private static Catalogue Catalogue(params FormRule[] rules)
    {
        ImmutableArray<DataElement> elements =
        [
            .. Codes.Select(c => new DataElement(c, new Text(c, c), ElementKind.Count, new Text("", ""), TimeAggregation.Flow, 0, 1_000_000_000, new Text("", ""))),
        ];
        Formula Parse(string text) => Formula.Parse(text, code => Array.IndexOf(Codes, code)).Value;
        var form = new Form(
            "hospital", 1, new Text("F", "F"), [UnitKind.Hospital], PeriodKind.Month, 5, new(2022, 1, 1), null,
            [new(new Text("A", "A"), [.. Codes.Take(2).Select(c => new FormField(c, false))])], [.. rules]);
        var share = new Indicator(
            "share", [], new Text("Tỷ lệ", "Share"), IndicatorKind.Ratio, Parse("part"), Parse("total"), new Text("", ""), null, new Text("", ""),
            new Applicability([UnitKind.Hospital], null, null, null, []), "", new Text("", ""), true, null, []);
        return new Catalogue(1, "t", elements, [form], [share], [], [], [], []);
    }

    private readonly record struct Cell(string Element, string Text, string? Remark)
    {
        public static implicit operator Cell((string Element, string Text) cell) => new(cell.Element, cell.Text, null);

        public static implicit operator Cell((string Element, string Text, string Remark) cell) => new(cell.Element, cell.Text, cell.Remark);
    }
}
