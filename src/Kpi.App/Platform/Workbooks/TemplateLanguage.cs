using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kpi.Domain;

namespace Kpi.App.Platform.Workbooks;

/// <summary>
/// Templates say everything twice, <c>Tiếng Việt || English</c>: cells, sheet names, chart titles, header and footer. This keeps one half.
/// It works on the parts of the package, so that names and charts that point at a sheet go with its new name.
/// </summary>
public static partial class TemplateLanguage
{
    private const string Divider = " || ";

    public static byte[] Keep(byte[] template, Language language)
    {
        var package = WorkbookParts.Open(template);
        foreach (var part in package.Parts.Where(Speaks).ToList())
        {
            var xml = package.Xml(part);
            foreach (var text in xml.DescendantNodes().OfType<XText>().Where(t => t.Value.Contains(Divider, StringComparison.Ordinal)))
            {
                text.Value = text.Parent!.Name.LocalName is "oddHeader" or "oddFooter" or "evenHeader" or "evenFooter" or "firstHeader" or "firstFooter"
                    ? Margin(text.Value, language)
                    : Choose(text.Value, language);
            }

            foreach (var attribute in xml.Descendants().Attributes().Where(a => a.Value.Contains(Divider, StringComparison.Ordinal)))
            {
                attribute.Value = Choose(attribute.Value, language);
            }

            package.Put(part, xml);
        }

        return package.ToArray();
    }

    internal static string Choose(string text, Language language)
    {
        var named = SheetName().Replace(text, m => $"'{Half(m.Groups[1].Value, language)}'!");
        return Half(named, language);
    }

    /// <summary>A header or footer: its left, centre and right part each hold two halves behind their format codes.</summary>
    internal static string Margin(string text, Language language) => string.Concat(Section().Split(text).Select(section =>
    {
        var codes = Codes().Match(section).Value;
        return codes + Half(section[codes.Length..], language);
    }));

    private static bool Speaks(string part) => part.EndsWith(".xml", StringComparison.Ordinal)
        && (part is "xl/workbook.xml" or "xl/sharedStrings.xml"
            || part.StartsWith("xl/worksheets/", StringComparison.Ordinal)
            || part.StartsWith("xl/charts/", StringComparison.Ordinal)
            || part.StartsWith("xl/drawings/", StringComparison.Ordinal)
            || part.StartsWith("docProps/", StringComparison.Ordinal));

    private static string Half(string text, Language language)
    {
        var at = text.IndexOf(Divider, StringComparison.Ordinal);
        if (at < 0) return text;
        return language == Language.Vi ? text[..at].TrimEnd() : text[(at + Divider.Length)..].TrimStart();
    }

    [GeneratedRegex("'([^']+)'!")]
    private static partial Regex SheetName();

    [GeneratedRegex("(?=&[LCR])")]
    private static partial Regex Section();

    [GeneratedRegex("^(?:&(?:[LCR]|[0-9]+|\"[^\"]*\"|K[0-9A-F]{6}|[BIUSEXY]))*")]
    private static partial Regex Codes();
}
