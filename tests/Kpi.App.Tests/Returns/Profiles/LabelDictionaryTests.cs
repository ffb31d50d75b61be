using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns.Profiles;
using Kpi.Domain.Periods;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns.Profiles;

[Parallelizable(ParallelScope.All)]
public sealed class LabelDictionaryTests
{
    private static readonly LabelDictionary Dictionary = LabelDictionary.For(ShippedCatalogue.Load());

    [Test]
    public void Every_element_of_the_catalogue_has_several_ways_of_being_written()
    {
        var entries = Dictionary.File.Elements.ToLookup(e => e.Element, e => e.Vi.Length + e.En.Length, StringComparer.Ordinal);
        foreach (var element in ShippedCatalogue.Load().Elements) entries[element.Code].Should().ContainSingle(element.Code).Which.Should().BeGreaterThan(3);
    }

    [Test]
    public void Every_entry_is_first_of_all_the_name_of_its_own_element()
    {
        var forms = ShippedCatalogue.Load().Forms;
        foreach (var entry in Dictionary.File.Elements)
        {
            // Elements of different forms may be named alike: a unit files one form.
            var rivals = forms.Where(f => f.Fields.Any(l => l.Element == entry.Element)).SelectMany(f => f.Fields).Select(l => l.Element).ToHashSet();
            foreach (var label in entry.Vi)
            {
                var matches = Dictionary.Match(Dictionary.Words(label), null, null).Where(m => rivals.Contains(m.Code)).OrderByDescending(m => m.Score).ToList();
                matches.Should().NotBeEmpty(label);
                (matches[0].Code, matches[0].Score).Should().Be((entry.Element, 1000), label);
                if (matches.Count > 1) matches[1].Score.Should().BeLessThan(1000 - ProposeLines.Lead + 1, $"{label}: {matches[1]}");
            }
        }
    }

    [Test]
    public void Every_entry_of_a_percentage_is_first_of_all_the_name_of_its_own_indicator()
    {
        var catalogue = ShippedCatalogue.Load();
        foreach (var entry in Dictionary.File.Indicators)
        {
            var kinds = catalogue.Indicator(entry.Indicator)!.Applies.Kinds;
            foreach (var label in entry.Vi)
            {
                var words = Dictionary.Words(label);
                Dictionary.SaysPercentage(words).Should().BeTrue(label);
                var matches = Dictionary.MatchPercentage(Dictionary.WithoutPercentMarks(words), null, null)
                    .Where(m => catalogue.Indicator(m.Code)!.Applies.Kinds.Intersect(kinds).Any()).OrderByDescending(m => m.Score).ToList();
                (matches[0].Code, matches[0].Score).Should().Be((entry.Indicator, 1000), label);
                if (matches.Count > 1) matches[1].Score.Should().BeLessThan(1000 - ProposeLines.Lead + 1, $"{label}: {matches[1]}");
            }
        }
    }

    [TestCase("Giấy chứng sinh chưa gửi dữ liệu")]
    [TestCase("Tỷ lệ viện phí không dùng tiền mặt")]
    [TestCase("Kế hoạch thu viện phí")]
    [TestCase("Tổng thu viện phí cùng kỳ năm trước")]
    [TestCase("Lũy kế lượt KCB BHYT")]
    [TestCase("Tổng số")]
    [TestCase("Ghi chú")]
    public void What_means_something_else_matches_nothing(string label) =>
        Dictionary.Match(Dictionary.Words(label), null, null).Should().NotContain(m => m.Score >= ProposeLines.Threshold);

    [TestCase("Tháng 9", "Period")]
    [TestCase("T9/2026", "Period")]
    [TestCase("09/2026", "Period")]
    [TestCase("Thực hiện tháng 09 năm 2026", "Period")]
    [TestCase("Tháng 8", "Other")]
    [TestCase("Tháng 9/2025", "Other")]
    [TestCase("Quý III", "Other")]
    [TestCase("9 tháng đầu năm", "Other")]
    [TestCase("Lũy kế", "Other")]
    [TestCase("Cùng kỳ", "Other")]
    [TestCase("So sánh với tháng 9 (%)", "Other")]
    [TestCase("Ghi chú", "Other")]
    [TestCase("Đơn vị tính", "Other")]
    [TestCase("Trong kỳ", "Current")]
    [TestCase("Số liệu", "Value")]
    [TestCase("Đã liên thông", "Unknown")]
    public void A_heading_says_whose_values_stand_below_it(string heading, string role) =>
        Dictionary.RoleOf([heading], Period.Month(2026, 9)).Role.ToString().Should().Be(role);

    [TestCase("Tổng thu viện phí (triệu đồng)", 1_000_000)]
    [TestCase("Tổng thu viện phí, nghìn đồng", 1000)]
    [TestCase("Tổng thu viện phí (đồng)", 1)]
    public void A_label_may_state_its_unit(string label, int factor)
    {
        var words = Dictionary.Words(label);
        (words.Unit!.Factor, words.Unit.Money).Should().Be((factor, true));
        Dictionary.Match(words, null, null).Max(m => m.Score).Should().Be(1000);
    }

    [TestCase("Báo cáo tháng 9 năm 2026", "bao cao {month}")]
    [TestCase("1.2. Số liệu T10/2026", "so lieu {month}")]
    [TestCase("Hà Nội, ngày 05 tháng 10 năm 2026", "ha noi, {day}")]
    [TestCase("II. QUÝ III/2026", "{quarter}")]
    public void Periods_are_masked_so_that_a_label_is_the_same_every_month(string text, string masked) => PeriodMention.Mask(text).Should().Be(masked);

    [Test]
    public void A_dictionary_that_does_not_follow_its_schema_is_refused() =>
        LabelDictionary.Read("""{"stopWords": []}""").Problem!.Code.Should().Be("labels-refused");
}
