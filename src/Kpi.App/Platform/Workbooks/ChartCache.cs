using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kpi.App.Platform.Workbooks;

/// <summary>Charts carry a copy of the cells they show. After filling, the copies are made again, so that a viewer that trusts them is right.</summary>
public static partial class ChartCache
{
    private static readonly XNamespace Chart = "http://schemas.openxmlformats.org/drawingml/2006/chart";

    /// <param name="package">The workbook.</param>
    /// <param name="cells">The values of a range of a sheet: string, decimal, or null for an empty cell.</param>
    public static void Refresh(WorkbookParts package, Func<string, string, IEnumerable<object?>> cells)
    {
        foreach (var part in package.Parts.Where(p => p.StartsWith("xl/charts/chart", StringComparison.Ordinal)).ToList())
        {
            var xml = package.Xml(part);
            foreach (var formula in xml.Descendants(Chart + "f"))
            {
                if (Reference().Match(formula.Value) is not { Success: true } found) continue;
                var values = cells(found.Groups["sheet"].Value.Replace("''", "'", StringComparison.Ordinal), found.Groups["range"].Value).ToList();
                var numbers = formula.Parent!.Name == Chart + "numRef";
                var cache = new XElement(Chart + (numbers ? "numCache" : "strCache"));
                if (numbers) cache.Add(new XElement(Chart + "formatCode", "0.0%"));
                cache.Add(new XElement(Chart + "ptCount", new XAttribute("val", values.Count)));
                for (var i = 0; i < values.Count; i++)
                {
                    var text = values[i] switch
                    {
                        decimal number => number.ToString(CultureInfo.InvariantCulture),
                        string words when !numbers => words,
                        _ => null,
                    };
                    if (text is not null) cache.Add(new XElement(Chart + "pt", new XAttribute("idx", i), new XElement(Chart + "v", text)));
                }

                foreach (var old in formula.ElementsAfterSelf().Where(e => e.Name.LocalName is "numCache" or "strCache").ToList()) old.Remove();
                formula.AddAfterSelf(cache);
            }

            package.Put(part, xml);
        }
    }

    [GeneratedRegex("^'?(?<sheet>.+?)'?!(?<range>[$A-Z0-9:]+)$")]
    private static partial Regex Reference();
}
