using FluentAssertions;
using Kpi.App.Features.Returns;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

public sealed class FileNamesTests
{
    [TestCase("C:\\Users\\thu\\báo cáo.xlsx", "báo cáo.xlsx")]
    [TestCase("../../etc/passwd", "passwd")]
    [TestCase("a\u0000b\r\nc.xlsx", "abc.xlsx")]
    [TestCase("gpj\u202Exslx.exe", "gpjxslx.exe")]
    [TestCase("ba\u0301o ca\u0301o.xlsx", "báo cáo.xlsx")]
    [TestCase("", "return.xlsx")]
    [TestCase("..", "return.xlsx")]
    [TestCase("folder/", "return.xlsx")]
    public void File_names_are_made_safe(string given, string kept) => FileNames.Clean(given).Should().Be(kept);

    [Test]
    public void Long_file_names_keep_their_extension() =>
        FileNames.Clean(new string('ạ', 400) + ".xlsx").Should().HaveLength(260).And.EndWith("ạ.xlsx");

    [Test]
    public void Half_a_character_is_replaced() => FileNames.Clean(string.Concat("x", new string((char)0xD800, 1), "y.xlsx")).Should().Be("x\uFFFDy.xlsx");

    [Test]
    public void A_text_is_never_cut_within_a_character() => FileNames.Text("ab😀", 3).Should().Be("ab");
}
