using System.Globalization;
using CsCheck;
using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

[TestFixture("")]
[TestFixture("vi-VN")]
[Parallelizable(ParallelScope.Self)]
public sealed class NumberTextTests(string culture)
{
    [SetUp]
    public void UseCulture() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

    [TestCase("0", 0)]
    [TestCase("  42 ", 42)]
    [TestCase("007", 7)]
    [TestCase("1.234.567", 1_234_567)]
    [TestCase("1,234,567", 1_234_567)]
    [TestCase("1.234.567,00", 1_234_567)]
    [TestCase("1,234.00", 1234)]
    [TestCase("1.234,000", 1234)]
    [TestCase("1 234 567", 1_234_567)]
    [TestCase("1\u00a0234", 1234)]
    [TestCase("1\u202f234\u202f567", 1_234_567)]
    [TestCase("'1234", 1234)]
    [TestCase("１２３４", 1234)]
    [TestCase("１，２３４，５６７", 1_234_567)]
    [TestCase("1\u2009234\u2009567", 1_234_567)]
    [TestCase("\ufeff12\u200b", 12)]
    [TestCase("\u200e12", 12)]
    [TestCase("1234,0", 1234)]
    [TestCase("1E+3", 1000)]
    [TestCase("-5", -5)]
    [TestCase("\u22125", -5)]
    [TestCase("+5", 5)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void A_typed_number_is_read_in_either_convention(string text, long value) =>
        NumberText.TypedNumber(text, false).Should().Be(new Reading(ReadingKind.Value, value));

    [TestCase("1.234", "1234")]
    [TestCase("1,234", "1234")]
    [TestCase("12.000", "12000")]
    [TestCase("-1.000", "-1000")]
    [TestCase("1234.000", "1234000")]
    [TestCase("1234,567", "1234567")]
    [TestCase("1 234.000", "1234000")]
    [TestCase("1 234 567,000", "1234567000")]
    public void One_mark_before_three_digits_is_ambiguous_and_never_guessed(string text, string suggestion) =>
        NumberText.TypedNumber(text, false).Should().Be(new Reading(ReadingKind.Ambiguous, 0, suggestion));

    [TestCase("1,5")]
    [TestCase("0,123")]
    [TestCase("0.500")]
    [TestCase("0.123")]
    [TestCase("1234.5678")]
    [TestCase("1.234.567,5")]
    [TestCase("1 234,5")]
    [TestCase("1234567890123456,5")]
    [TestCase("12.3456")]
    public void Decimals_are_not_whole(string text) => NumberText.TypedNumber(text, false).Kind.Should().Be(ReadingKind.NotWhole);

    [TestCase("")]
    [TestCase("%")]
    [TestCase("nhiều %")]
    [TestCase("5 % %")]
    [TestCase("khoảng 12")]
    [TestCase("1.23.456")]
    [TestCase("1,2345,678")]
    [TestCase("0.123.456")]
    [TestCase("1.234,567.8")]
    [TestCase("1 23")]
    [TestCase("12.")]
    [TestCase(".5.")]
    [TestCase("(5)")]
    [TestCase("1/2")]
    [TestCase("0x10")]
    [TestCase("--5")]
    [TestCase("5 đ")]
    [TestCase("12\uFFFE")]
    [TestCase("12\uFFFF")]
    [TestCase("12\uD800")]
    public void What_is_no_number_is_not_read(string text) => NumberText.TypedNumber(text, false).Kind.Should().Be(ReadingKind.Unreadable);

    [TestCase("125²")]
    [TestCase("125¹")]
    [TestCase("125₂")]
    [TestCase("①")]
    [TestCase("12½")]
    [TestCase("⑿")]
    public void The_mark_of_a_footnote_is_no_digit(string text) => NumberText.TypedNumber(text, false).Kind.Should().Be(ReadingKind.Unreadable);

    [Test]
    public void The_mark_of_a_footnote_is_no_digit_of_a_day() => NumberText.TypedDay("3/6/202³").Should().BeNull();

    [TestCase("12%")]
    [TestCase("12 %")]
    [TestCase("99,5％")]
    [TestCase("1.234 %")]
    public void A_percentage_is_told_apart(string text) => NumberText.TypedNumber(text, false).Kind.Should().Be(ReadingKind.Percentage);

    [TestCase("12 lượt", ReadingKind.Value, 12)]
    [TestCase("12 LƯỢT.", ReadingKind.Value, 12)]
    [TestCase("12lượt", ReadingKind.Value, 12)]
    [TestCase("1.234.567 visits", ReadingKind.Value, 1_234_567)]
    [TestCase("12 luot", ReadingKind.Value, 12)]
    [TestCase("1.234 lượt", ReadingKind.Ambiguous, 0)]
    [TestCase("12 người", ReadingKind.Unreadable, 0)]
    [TestCase("12 nghìn lượt", ReadingKind.Unreadable, 0)]
    [TestCase("lượt", ReadingKind.Unreadable, 0)]
    public void Only_the_unit_that_is_asked_for_may_follow_a_count(string text, ReadingKind kind, long value)
    {
        var reading = NumberText.TypedNumber(text, false, new Text("lượt", "visits"));

        (reading.Kind, reading.Value).Should().Be((kind, value));
    }

    [TestCase("1.234.567 đ")]
    [TestCase("1234567đ")]
    [TestCase("1 234 567 VND")]
    [TestCase("1,234,567 vnđ")]
    [TestCase("1234567 đồng")]
    [TestCase("1.234.567₫")]
    public void An_amount_may_carry_its_currency(string text) =>
        NumberText.TypedNumber(text, true).Should().Be(new Reading(ReadingKind.Value, 1_234_567));

    [TestCase("1234", ReadingKind.Value, 1234)]
    [TestCase("1.5E+3", ReadingKind.Value, 1500)]
    [TestCase("1E-3", ReadingKind.NotWhole, 0)]
    [TestCase("1234.0000000001", ReadingKind.NotWhole, 0)]
    [TestCase("3.0000000000000004", ReadingKind.Value, 3)]
    [TestCase("2.9999999999999996", ReadingKind.Value, 3)]
    [TestCase("9.9999999999999996E+1", ReadingKind.Value, 100)]
    [TestCase("999999999999999.9", ReadingKind.Value, 1_000_000_000_000_000)]
    [TestCase("1234567890123456.5", ReadingKind.NotWhole, 0)]
    [TestCase("1234567890123456789", ReadingKind.Value, 1_234_567_890_123_456_789)]
    [TestCase("9223372036854775808", ReadingKind.Beyond, 0)]
    [TestCase("1E400", ReadingKind.Beyond, 0)]
    [TestCase("0E400", ReadingKind.Value, 0)]
    [TestCase("1E2147483647", ReadingKind.Beyond, 0)]
    [TestCase("1,5", ReadingKind.Unreadable, 0)]
    [TestCase("NaN", ReadingKind.Unreadable, 0)]
    [TestCase("1E", ReadingKind.Unreadable, 0)]
    public void A_stored_number_is_read_exactly(string text, ReadingKind kind, long value) =>
        NumberText.StoredNumber(text).Should().Be(new Reading(kind, value));

    [TestCase("30/06/2023")]
    [TestCase("30/6/2023")]
    [TestCase("30-6-2023")]
    [TestCase("30.06.2023")]
    [TestCase("2023-06-30")]
    [TestCase(" 2023-06-30 00:00:00")]
    [TestCase("2023-06-30T00:00:00Z")]
    [TestCase("'30/06/2023")]
    [TestCase("30 / 06 / 2023")]
    [TestCase("３０/０６/２０２３")]
    [TestCase("\u200e30/06/2023")]
    [TestCase("Ngày 30 tháng 6 năm 2023")]
    [TestCase("ngày 30 tháng 06 năm 2023")]
    [TestCase("30 tháng 6, 2023")]
    [TestCase("ngày 30/6/2023")]
    [TestCase("30 June 2023")]
    [TestCase("30-Jun-2023")]
    public void A_day_is_read_day_first(string text) => NumberText.TypedDay(text).Should().Be(new DateOnly(2023, 6, 30));

    [TestCase("06/30/2023")]
    [TestCase("30/06/23")]
    [TestCase("31/06/2023")]
    [TestCase("tháng 6")]
    [TestCase("tháng 6 năm 2023")]
    [TestCase("ngày 31 tháng 6 năm 2023")]
    [TestCase("20230630")]
    public void What_is_no_day_is_not_read(string text) => NumberText.TypedDay(text).Should().BeNull();

    [TestCase("Có", true)]
    [TestCase("CÓ", true)]
    [TestCase("Co\u0301", true)]
    [TestCase("co", true)]
    [TestCase("yes", true)]
    [TestCase("X", true)]
    [TestCase("✓", true)]
    [TestCase("Đúng", true)]
    [TestCase("√", true)]
    [TestCase("☑", true)]
    [TestCase("TRUE", true)]
    [TestCase("ko", false)]
    [TestCase("1", true)]
    [TestCase("Không", false)]
    [TestCase("Kho\u0302ng", false)]
    [TestCase("khong.", false)]
    [TestCase("No", false)]
    [TestCase("sai", false)]
    [TestCase("0", false)]
    [TestCase("có lẽ", null)]
    [TestCase("2", null)]
    [TestCase("", null)]
    public void Yes_and_no_are_read_as_people_write_them(string text, bool? answer) => NumberText.TypedYesNo(text).Should().Be(answer);

    [TestCase(CellKind.Day, "2023-06-30", ElementKind.Count)]
    [TestCase(CellKind.Boolean, "1", ElementKind.Count)]
    [TestCase(CellKind.Number, "2", ElementKind.YesNo)]
    [TestCase(CellKind.Number, "45107", ElementKind.Date)]
    [TestCase(CellKind.Percent, "100%", ElementKind.YesNo)]
    [TestCase(CellKind.Percent, "100%", ElementKind.Date)]
    public void A_cell_of_the_wrong_kind_is_not_forced(CellKind cell, string text, ElementKind kind) =>
        NumberText.Of(new SheetInput("x", "s", "A1", cell, text), kind)!.Value.Kind.Should().Be(ReadingKind.Unreadable);

    [Test]
    public void Every_whole_number_comes_back_from_each_way_of_writing_it() => Gen.Long.Sample(number =>
    {
        if (number == long.MinValue) return;
        var plain = number.ToString(CultureInfo.InvariantCulture);
        var dots = number.ToString("#,##0", CultureInfo.InvariantCulture).Replace(',', '.');
        NumberText.StoredNumber(plain).Should().Be(new Reading(ReadingKind.Value, number));
        NumberText.TypedNumber(plain, false).Should().Be(new Reading(ReadingKind.Value, number));
        if (Math.Abs(number) >= 1_000_000) NumberText.TypedNumber(dots, false).Should().Be(new Reading(ReadingKind.Value, number));
    });

    [Test]
    public void No_text_of_any_kind_throws() => Gen.String.Sample(text =>
    {
        NumberText.TypedNumber(text, true);
        NumberText.TypedYesNo(text);
        NumberText.TypedDay(text);
        NumberText.StoredNumber(text);
    });

    [TestCase("12354.678", 1_000_000, 12_354_678_000)]
    [TestCase("12345678.900000001", 1_000_000, 12_345_678_900_000)]
    [TestCase("0.1", 1000, 100)]
    [TestCase("7", 1, 7)]
    public void A_factor_multiplies_exactly_and_leaves_the_machines_noise_out(string stored, int factor, long value) =>
        NumberText.StoredNumber(stored, factor).Should().Be(new Reading(ReadingKind.Value, value));

    [Test]
    public void A_factor_makes_no_doubtful_number_sure()
    {
        NumberText.TypedNumber("1.234", amount: true, factor: 1_000_000).Kind.Should().Be(ReadingKind.Ambiguous);
        NumberText.StoredNumber("1.2345", 1000).Kind.Should().Be(ReadingKind.NotWhole);
    }
}
