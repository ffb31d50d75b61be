using System.Text;
using FluentAssertions;
using Kpi.Domain.Returns;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

[Parallelizable(ParallelScope.All)]
public sealed class VietnameseTextTests
{
    [TestCase("  Tổng số  CA bệnh ", "tong so ca benh")]
    [TestCase("Điều trị", "dieu tri")]
    [TestCase("Ｔháng ９", "thang 9")]
    [TestCase("Quý Ⅲ", "quy iii")]
    public void What_does_not_tell_words_apart_is_folded_away_composed_or_not(string text, string folded)
    {
        VietnameseText.Fold(text.Normalize(NormalizationForm.FormC)).Should().Be(folded);
        VietnameseText.Fold(text.Normalize(NormalizationForm.FormD)).Should().Be(folded);
    }

    [TestCase("Tháng 9²", "thang 9²")]
    [TestCase("125¹", "125¹")]
    [TestCase("4½ giờ", "4½ gio")]
    [TestCase("① Số giường", "① so giuong")]
    public void A_footnote_mark_is_no_digit_of_the_number_before_it(string text, string folded) => VietnameseText.Fold(text).Should().Be(folded);

    [Test]
    public void Half_a_character_breaks_nothing()
    {
        VietnameseText.Fold("Số \uD835ca").Should().Be("so \uFFFDca");
        VietnameseText.Fold("Số ca\uDC00").Should().Be("so ca\uFFFD");
        VietnameseText.Fold("Số ca\uFFFF").Should().Be("so ca\uFFFD");
    }
}
