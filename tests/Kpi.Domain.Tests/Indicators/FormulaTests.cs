using FluentAssertions;
using Kpi.Domain.Indicators;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Indicators;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class FormulaTests
{
    private static readonly string[] Codes = ["a", "b", "c", "signed_on", "order_count"];

    [TestCase("a", 7)]
    [TestCase("a + b", 10)]
    [TestCase("a - b - b", 1)]
    [TestCase("a - (b - b)", 7)]
    [TestCase("12", 12)]
    [TestCase("a+b", 10)]
    public void A_quantity_is_computed_from_left_to_right(string text, long expected)
    {
        var formula = Parse(text);

        formula.IsCondition.Should().BeFalse();
        formula.Evaluate([7, 3, null, null, null]).Should().Be(expected);
    }

    [TestCase("a = 7", 1)]
    [TestCase("a <> 7", 0)]
    [TestCase("a < 8", 1)]
    [TestCase("a <= 7", 1)]
    [TestCase("a > 7", 0)]
    [TestCase("a >= 8", 0)]
    [TestCase("a >= b + b", 1)]
    [TestCase("not a = 7", 0)]
    [TestCase("not not a = 7", 1)]
    [TestCase("a = 1 or a = 7 and b = 3", 1)]
    [TestCase("(a = 7 or a = 1) and b = 4", 0)]
    public void A_condition_is_one_or_zero(string text, long expected)
    {
        var formula = Parse(text);

        formula.IsCondition.Should().BeTrue();
        formula.Evaluate([7, 3, null, null, null]).Should().Be(expected);
    }

    // 1 yes, 0 no, null unknown: an unknown side matters only where it could change the answer.
    [TestCase("a = yes and c = yes", 1L, null)]
    [TestCase("a = yes and c = yes", 0L, 0L)]
    [TestCase("c = yes and a = yes", 0L, 0L)]
    [TestCase("a = yes or c = yes", 1L, 1L)]
    [TestCase("c = yes or a = yes", 1L, 1L)]
    [TestCase("a = yes or c = yes", 0L, null)]
    [TestCase("not c = yes", 0L, null)]
    [TestCase("a + c", 0L, null)]
    [TestCase("a <= c", 0L, null)]
    public void An_absent_value_is_neither_yes_nor_no_nor_zero(string text, long? a, long? expected) =>
        Parse(text).Evaluate([a, 3, null, null, null]).Should().Be(expected);

    [Test]
    public void Every_pair_of_three_valued_operands_follows_the_tables()
    {
        long?[] cases = [0, 1, null];
        foreach (var a in cases)
        {
            foreach (var b in cases)
            {
                long?[] values = [a, b, null, null, null];
                Parse("a = yes and b = yes").Evaluate(values).Should().Be(a == 0 || b == 0 ? 0 : a == 1 && b == 1 ? 1 : null);
                Parse("a = yes or b = yes").Evaluate(values).Should().Be(a == 1 || b == 1 ? 1 : a == 0 && b == 0 ? 0 : null);
            }
        }
    }

    [TestCase(20230630, 1)]
    [TestCase(20230701, 0)]
    [TestCase(20221231, 1)]
    public void A_day_is_compared_as_a_day(long signedOn, long expected) =>
        Parse("signed_on <= 2023-06-30").Evaluate([null, null, null, signedOn, null]).Should().Be(expected);

    [Test]
    public void Given_answers_for_an_empty_cell()
    {
        var formula = Parse("given signed_on and signed_on <= 2023-06-30");

        formula.IsCondition.Should().BeTrue();
        formula.Elements.Should().Equal("signed_on");
        formula.Evaluate([null, null, null, null, null]).Should().Be(0);
        formula.Evaluate([null, null, null, 20230630, null]).Should().Be(1);
        formula.Evaluate([null, null, null, 20230701, null]).Should().Be(0);
    }

    [Test]
    public void Elements_are_named_once_in_order_of_first_use() =>
        Parse("b + a - b >= c").Elements.Should().Equal("b", "a", "c");

    [Test]
    public void A_code_may_begin_with_a_word_of_the_language() =>
        Parse("order_count > 0").Evaluate([null, null, null, null, 5]).Should().Be(1);

    [TestCase("a +", "position 4")]
    [TestCase("a b", "position 3")]
    [TestCase("(a", "position 3")]
    [TestCase("", "position 1")]
    [TestCase("a > b > c", "position 7")]
    [TestCase("a = nobody", "'nobody' (position 5)")]
    [TestCase("given 3", "position 7")]
    [TestCase("99999999999999999999", "too large (position 1)")]
    [TestCase("a * b", "position 3")]
    [TestCase("9223372036854775807 * 2", "too large (position 21)")]
    [TestCase("last(3)", "position 6")]
    [TestCase("last(a", "position 7")]
    [TestCase("last a", "'last' (position 1)")]
    [TestCase("abs(a", "position 6")]
    public void A_wrong_formula_is_refused_with_its_place(string text, string place)
    {
        var problem = Formula.Parse(text, IndexOf).Problem;

        problem.Should().NotBeNull();
        problem!.Kind.Should().Be(ProblemKind.Invalid);
        problem.Message.En.Should().Contain($"“{text}”").And.Contain(place);
        problem.Message.Vi.Should().Contain("vị trí").And.NotContain("expected").And.NotContain("position");
    }

    [TestCase("3 * a", 21)]
    [TestCase("a * 3", 21)]
    [TestCase("a + 2 * b", 13)]
    [TestCase("(a + b) * 2", 20)]
    [TestCase("2 * 3 * a", 42)]
    [TestCase("abs(b - a)", 4)]
    public void Multiplication_is_by_a_whole_number(string text, long expected) => Parse(text).Evaluate([7, 3, null, null, null]).Should().Be(expected);

    [TestCase("last(a)", 5L)]
    [TestCase("last(b)", null)]
    [TestCase("within(a)", 40L)]
    [TestCase("reporting(a)", 2L)]
    [TestCase("expected(a)", 3L)]
    [TestCase("within(b)", null)]
    [TestCase("reporting(b)", 0L)]
    [TestCase("within(c)", null)]
    [TestCase("month", 9L)]
    [TestCase("months_since_last", 1L)]
    [TestCase("a - last(a)", 2L)]
    [TestCase("reporting(a) < expected(a) or a >= within(a)", 1L)]
    public void What_stands_beside_the_return_is_asked_by_name(string text, long? expected) => Parse(text).Evaluate(new FormulaValues
    {
        Own = [7, 3, null, null, null],
        Last = [5, null, null, null, null],
        Within = [new WithinSum(40, 2, 3), new WithinSum(null, 0, 3), null, null, null],
        Month = 9,
        MonthsSinceLast = 1,
    }).Should().Be(expected);

    [TestCase("last(a)")]
    [TestCase("within(a)")]
    [TestCase("reporting(a)")]
    [TestCase("months_since_last")]
    public void What_is_not_known_beside_the_return_is_absent(string text) => Parse(text).Evaluate([7, 3, null, null, null]).Should().BeNull();

    [Test]
    public void A_formula_says_what_it_needs()
    {
        var formula = Parse("b > last(a) and within(c) <= 3 * b and month > 1");

        formula.Elements.Should().Equal("b");
        formula.Quantities.Select(q => q.ToString()).Should().Equal("b", "last(a)", "within(c)", "month");
        (formula.UsesLast, formula.UsesWithin, formula.IsOfReturnAlone).Should().Be((true, true, false));
        Parse("a <= b").IsOfReturnAlone.Should().BeTrue();
    }

    [Test]
    public void An_element_that_is_called_like_a_new_word_keeps_its_meaning()
    {
        var formula = Formula.Parse("month > last", code => Array.IndexOf(["month", "last"], code)).Value;

        formula.Elements.Should().Equal("month", "last");
        formula.Evaluate([5, 4]).Should().Be(1);
    }

    [TestCase("a + b >= 2 * c", "((a+b)>=(2*c))")]
    [TestCase("a = yes and b = no and not c > 1", "AND((a=1),(b=0),NOT((c>1)))")]
    [TestCase("a <= last(b) or given c or abs(a - b) < 3", "OR((a<=last(b)),c?,(|(a-b)|<3))")]
    public void A_formula_can_be_said_in_another_way(string text, string said) => Parse(text).Accept(new Speaker()).Should().Be(said);

    [Test]
    public void Brackets_without_end_do_not_exhaust_the_stack() =>
        Formula.Parse(new string('(', 100_000) + "a", IndexOf).Problem!.Message.En.Should().Contain("nested too deeply");

    [Test]
    public void A_sum_that_leaves_63_bits_is_an_error_and_never_a_wrong_number()
    {
        var formula = Parse("a + b");

        var evaluate = () => formula.Evaluate([long.MaxValue, 1, null, null, null]);

        evaluate.Should().Throw<OverflowException>();
    }

    [Test]
    public void Days_and_numbers_turn_into_each_other()
    {
        DateNumber.From(new DateOnly(2023, 6, 30)).Should().Be(20230630);
        DateNumber.ToDay(20230630).Should().Be(new DateOnly(2023, 6, 30));
    }

    private static Formula Parse(string text) => Formula.Parse(text, IndexOf).Value;

    private static int IndexOf(string code) => Array.IndexOf(Codes, code);

    private sealed class Speaker : IFormulaVisitor<string>
    {
        public string Number(long value) => $"{value}";

        public string Value(Quantity quantity) => $"{quantity}";

        public string Given(Quantity quantity) => $"{quantity}?";

        public string Sum(string left, string right, bool minus) => minus ? $"({left}-{right})" : $"({left}+{right})";

        public string Times(long factor, string inner) => $"({factor}*{inner})";

        public string Absolute(string inner) => $"|{inner}|";

        public string Compare(string left, string right, string sign) => $"({left}{sign}{right})";

        public string All(IReadOnlyList<string> parts) => $"AND({string.Join(',', parts)})";

        public string Any(IReadOnlyList<string> parts) => $"OR({string.Join(',', parts)})";

        public string Not(string inner) => $"NOT({inner})";
    }
}
