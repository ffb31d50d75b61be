using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.TestKit;

namespace Kpi.App.Tests.Scoring;

/// <summary>A world that chance made: hospitals, stations and a barrack's hospital of two provinces, some silent, some with cells left empty, some corrected.</summary>
internal sealed class TraceWorld : IAsyncDisposable
{
    private static readonly Period September = Period.Parse("2026-09");

    private readonly Random _chance;
    private readonly Dictionary<(long, string), Dictionary<string, string>> _texts = [];

    private TraceWorld(World world, int seed)
    {
        World = world;
        _chance = new Random(seed);
    }

    public World World { get; }

    /// <summary>Every file that was sent and accepted, by return.</summary>
    public Dictionary<long, byte[]> Files { get; } = [];

    /// <summary>How many months were filed.</summary>
    public int Months { get; private set; }

    public List<RunInfo> Runs { get; } = [];

    /// <summary>The areas and units whose scores are looked at.</summary>
    public List<string> Codes { get; } = ["VN", "01", "48", "01W", "01C", "48W"];

    public static async Task<TraceWorld> New(int seed)
    {
        var made = new TraceWorld(await World.New(), seed);
        await made.Fill();
        return made;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>What stands in a cell of a file that was sent, read without any reader of the program; a day as a day.</summary>
    public string TextAt(long returnId, string sheet, string cell, ElementKind kind)
    {
        if (!_texts.TryGetValue((returnId, sheet), out var texts)) _texts.Add((returnId, sheet), texts = TextsOf(Files[returnId], sheet));
        return kind == ElementKind.Date && int.TryParse(texts[cell], CultureInfo.InvariantCulture, out var days)
            ? new DateOnly(1899, 12, 30).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : texts[cell];
    }

    private static Dictionary<string, string> TextsOf(byte[] workbook, string sheet)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        XNamespace main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var id = (string)Part("xl/workbook.xml").Descendants(main + "sheet").Single(s => (string?)s.Attribute("name") == sheet).Attribute(links + "id")!;
        var target = (string)Part("xl/_rels/workbook.xml.rels").Root!.Elements().Single(r => (string?)r.Attribute("Id") == id).Attribute("Target")!;
        string[] shared = zip.GetEntry("xl/sharedStrings.xml") is null
            ? []
            : [.. Part("xl/sharedStrings.xml").Root!.Elements(main + "si").Select(si => string.Concat(si.Descendants(main + "t").Select(t => t.Value)))];
        return Part(target.StartsWith('/') ? target[1..] : "xl/" + target).Descendants(main + "c").Where(c => c.HasElements)
            .ToDictionary(c => (string)c.Attribute("r")!, c => Said(c, c.Element(main + "is")?.Value ?? c.Element(main + "v")?.Value ?? ""), StringComparer.Ordinal);

        string Said(XElement cell, string text) => (string?)cell.Attribute("t") == "s" ? shared[int.Parse(text, CultureInfo.InvariantCulture)] : text;

        XDocument Part(string name)
        {
            using var stream = zip.GetEntry(name)!.Open();
            return XDocument.Load(stream);
        }
    }

    private async Task Fill()
    {
        await World.Get<PublishCatalogue>().EnsureShipped(default);
        await World.Get<ShippedUnits>().Ensure(default);
        var register = new StringBuilder("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n"
            + "01W,Phường Một,ward,,,,,,01,2025-07-01,\n01C,Xã Hai,commune,,,,,,01,2025-07-01,\n48W,Phường Ba,ward,,,,,,48,2025-07-01,\n");
        string[] places = ["01W", "01C", "48W"], classes = ["I", "II", "III"];
        var facilities = new List<(string Code, string Form)>();
        for (var i = _chance.Next(5, 14); i > 0; i--)
        {
            var (code, place) = ($"F{i}", places[_chance.Next(places.Length)]);
            var outside = _chance.Next(8) == 0;
            if (_chance.Next(3) > 0)
            {
                register.Append(CultureInfo.InvariantCulture, $"{code},Bệnh viện {i},hospital,{classes[_chance.Next(3)]},basic,public,{(outside ? "defence" : "province")},,{place},2025-07-01,\n");
                facilities.Add((code, "hospital"));
            }
            else
            {
                // Some of them exist for the last month only.
                register.Append(CultureInfo.InvariantCulture, $"{code},Trạm {i},station,,initial,public,province,,{place},{(_chance.Next(4) == 0 ? "2026-09-01" : "2025-07-01")},\n");
                facilities.Add((code, "station"));
            }
        }

        register.Append("01S,Sở Y tế,department,,,,,,01,2025-07-01,\nBYT,Bộ Y tế,ministry,,,,,,VN,2025-07-01,\n");
        facilities.AddRange([("01S", "province"), ("BYT", "ministry")]);
        _ = (await World.Get<ImportUnits>().Run("register.csv", Encoding.UTF8.GetBytes(register.ToString()), false, World.Actor, default)).Value;
        Codes.AddRange(facilities.Select(f => f.Code));
        var last = new Period[] { September.Previous.Previous, September.Previous, September };
        Months = 1 + _chance.Next(3);
        foreach (var month in last.TakeLast(Months))
        {
            foreach (var (code, form) in facilities.Where(f => f.Form is "province" or "ministry" || _chance.Next(4) > 0))
            {
                await File(code, form, month);
                if (_chance.Next(6) == 0) await File(code, form, month);
            }
        }

        foreach (var period in last.Skip(1).Append(Period.Parse("2026Q3")))
            Runs.Add((await World.Get<ScorePeriod>().Run(ScoreRequest.Due(period), World.Actor, default)).Value);
        Runs.Add((await World.Get<ScorePeriod>().Run(ScoreRequest.Due(September) with { Missing = Domain.Scoring.MissingPolicy.Reported }, World.Actor, default)).Value);
    }

    private async Task File(string facility, string formCode, Period month)
    {
        var issued = await World.Get<IssueForm>().Run(formCode, facility, month, default);
        if (issued.Problem is not null) return;
        var catalogue = await World.Get<CatalogueReader>().Current(default);
        var form = catalogue.FormFor(formCode, month)!;
        var rules = form.Rules.Select(r => r.Check.Text.Split(" <= "))
            .Where(s => s.Length == 2 && s.All(e => catalogue.Element(e) is not null)).ToLookup(s => s[0], s => s[1], StringComparer.Ordinal);
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in form.Fields.Where(f => f.Required || _chance.Next(4) > 0))
        {
            var element = catalogue.Element(field.Element)!;
            values[field.Element] = element.Kind switch
            {
                ElementKind.YesNo => _chance.Next(2) == 0,
                ElementKind.Date => new DateOnly(2023, 1 + _chance.Next(12), 15),
                _ => Number(field.Element),
            };
        }

        World.Clock.Advance(TimeSpan.FromMinutes(1));
        var bytes = ReturnFormWorkbook.Fill(issued.Value.Bytes, values);
        var receipt = (await World.Get<ReceiveReturn>().Run([new IncomingFile($"{facility}.xlsx", bytes, "cli", "test", null)], World.Actor, default))[0].Value;
        while (await World.Get<ProcessReturns>().Run(100, World.Actor, default) > 0) { }

        if ((await World.Get<ReturnReader>().Get(receipt.Id, default))!.Summary.Version is not null) Files[receipt.Id] = bytes;

        long Number(string code)
        {
            if (numbers.TryGetValue(code, out var known)) return known;
            var element = catalogue.Element(code)!;
            var most = rules[code].Select(Number).Append(Math.Min(element.Max, 400)).Min();
            return numbers[code] = Math.Max(element.Min, _chance.NextInt64(0, most + 1));
        }
    }
}
