using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using Kpi.TestKit;
using Kpi.TestKit.Hostile;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>
/// Spoilt returns by the hundred thousand: each is read and judged, and each must end in a verdict, soon, in little memory. A failure names its case;
/// <c>KPI_FUZZ_CASE=n</c> repeats that one, <c>KPI_FUZZ_CASES</c> sets how many there are and <c>KPI_FUZZ_FIRST</c> where they begin.
/// </summary>
[Parallelizable(ParallelScope.All)]
[Category("Fuzz")]
public sealed class FuzzTests
{
    private const int Chunks = 20;
    private const long MostBytes = 256L << 20;
#if DEBUG
    private const int UsualCases = 20_000;
#else
    private const int UsualCases = 200_000;
#endif
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5), Hang = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Kpi.App.Tests", "Returns", "Seeds");
    private static readonly byte[] Ours = ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values());

    private static readonly ReturnContext Context = new(
        SampleForms.Catalogue, new UnitTree([SampleForms.Unit], []), null, new DateOnly(2026, 10, 5), [SampleForms.Key]);

    private static readonly Lazy<Mutator> Cases = new(() => new Mutator(Seeds().Select(s => s.Bytes)));
    private static readonly ConcurrentDictionary<int, (int Case, long Since)> Running = new();

    // A reader that hangs would hang the test with it: the process says which case it was and ends.
    private static readonly Timer Watch = new(_ => EndHung(), null, Hang, TimeSpan.FromSeconds(10));

    private static IEnumerable<int> Parts() => Enumerable.Range(0, Setting("KPI_FUZZ_CASE") is null ? Chunks : 1);

    private static IEnumerable<(string Name, byte[] Bytes)> Seeds() =>
        [("ours", Ours), .. Directory.EnumerateFiles(Folder, "*.xlsx").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))];

    [Test]
    public void Every_seed_is_an_honest_return()
    {
        Seeds().Should().HaveCountGreaterThan(3);
        foreach (var (name, bytes) in Seeds())
        {
            var sheet = ReturnWorkbook.Read(bytes, SampleForms.Catalogue);
            sheet.Findings.Where(f => f.Severity == Severity.Error).Should().BeEmpty(name);
            sheet.Inputs.Should().HaveCount(SampleForms.Values().Count, name);
        }
    }

    [TestCaseSource(nameof(Parts))]
    public void Every_spoilt_return_ends_in_a_verdict(int part)
    {
        GC.KeepAlive(Watch);
        int first = Setting("KPI_FUZZ_FIRST") ?? 0, each = (Setting("KPI_FUZZ_CASES") ?? UsualCases) / Chunks;
        if (Setting("KPI_FUZZ_CASE") is { } one) (first, each) = (one, 1);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var number = first + (part * each); number < first + ((part + 1) * each); number++)
        {
            Running[part] = (number, Environment.TickCount64);
            try
            {
                var outcome = Try(number);
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                throw new AssertionException($"Case {number}: {fault}", fault);
            }
            finally
            {
                Running.TryRemove(part, out _);
            }
        }

        TestContext.Out.WriteLine(string.Join(", ", outcomes.Select(o => $"{o.Key} {o.Value}")));
    }

    private static string Try(int number)
    {
        var (file, part) = Cases.Value.Make(number);
        var clock = Stopwatch.GetTimestamp();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var judgement = ReturnValidator.Judge(ReturnWorkbook.Read(file, SampleForms.Catalogue), Context);
        (GC.GetAllocatedBytesForCurrentThread() - bytes).Should().BeLessThan(MostBytes);
        // Another program may have had the processor meanwhile: what seems slow is measured.
        if (Stopwatch.GetElapsedTime(clock) > MostTime) Used.By(() => ReturnWorkbook.Read(file, SampleForms.Catalogue), out _).Time.Should().BeLessThan(MostTime);

        var errors = judgement.Findings.Where(f => f.Severity == Severity.Error).ToList();
        if (judgement.Return is null ? errors.Count == 0 : errors.Count > 0) throw new AssertionException("A verdict without its reason.");
        foreach (var finding in judgement.Findings)
        {
            if (!FindingTexts.All.ContainsKey(finding.Code) && !SampleForms.Form.Rules.Any(r => r.Code == finding.Code)) throw new AssertionException($"No words for {finding.Code}.");
            foreach (var argument in finding.Arguments) WellFormed(argument);
            WellFormed(finding.Sheet ?? "");
        }

        foreach (var value in judgement.Return?.Values ?? []) WellFormed(value.Text);
        if (part is not null && number % 4 == 0) Compare(part);
        return judgement.Return is not null ? "accepted" : errors[0].Code;
    }

    /// <summary>Half a character cannot be stored or printed.</summary>
    private static void WellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal)) throw new AssertionException("Half a character.");
        }
    }

    /// <summary>What the framework's parser can read, the scanner reads alike, or refuses for its limits.</summary>
    private static void Compare(byte[] part)
    {
        if (Framework(part) is not { } expected) return;
        try
        {
            var read = Scanned(part);
            var same = read.Zip(expected).TakeWhile(p => p.First == p.Second).Count();
            if (same < Math.Max(read.Count, expected.Count)) throw new AssertionException($"Read as {Shown(read, same)}, not as {Shown(expected, same)}.");
        }
        catch (XlsxRefusedException refusal) when (refusal.Code == "too-large")
        {
        }
    }

    private static string Shown(List<string> read, int at)
    {
        var text = string.Join('|', read.Skip(at).Take(3));
        return text[..Math.Min(text.Length, 300)];
    }

    private static List<string>? Framework(byte[] part)
    {
        try
        {
            var read = new List<string>();
            using var xml = XmlReader.Create(new MemoryStream(part), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (xml.Read())
            {
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        var (name, empty) = (xml.LocalName, xml.IsEmptyElement);
                        var attributes = new StringBuilder();
                        while (xml.MoveToNextAttribute())
                        {
                            if (xml.NamespaceURI != "http://www.w3.org/2000/xmlns/") attributes.Append(CultureInfo.InvariantCulture, $" {xml.LocalName}={Blanks(xml.Value)}");
                        }

                        read.Add($"<{name}{attributes}{(empty ? "/" : "")}");
                        break;
                    case XmlNodeType.EndElement:
                        read.Add("/" + xml.LocalName);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when xml.Depth > 0 && xml.Value.Length > 0:
                        Append(read, xml.Value);
                        break;
                }
            }

            return read;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static List<string> Scanned(byte[] part)
    {
        var read = new List<string>();
        using var xml = new XmlScanner(new MemoryStream(part), "part", XlsxLimits.Default);
        while (xml.Read())
        {
            switch (xml.Token)
            {
                case XmlToken.Start:
                    var attributes = new StringBuilder();
                    var rest = xml.Attributes;
                    while (xml.NextAttribute(ref rest, out var name, out _))
                    {
                        if (name.SequenceEqual("xmlns"u8) || name.StartsWith("xmlns:"u8)) continue;
                        var colon = name.IndexOf((byte)':');
                        var value = xml.Attribute(name[(colon + 1)..], prefixed: colon >= 0)!;
                        attributes.Append(CultureInfo.InvariantCulture, $" {Encoding.UTF8.GetString(name[(colon + 1)..])}={Blanks(value)}");
                    }

                    read.Add($"<{Encoding.UTF8.GetString(xml.Name)}{attributes}{(xml.IsEmpty ? "/" : "")}");
                    break;
                case XmlToken.End:
                    read.Add("/" + Encoding.UTF8.GetString(xml.Name));
                    break;
                default:
                    if (xml.Text() is { Length: > 0 } text) Append(read, text);
                    break;
            }
        }

        return read;
    }

    /// <summary>Blanks of every kind are blanks in an attribute, unless written as references.</summary>
    private static string Blanks(string value) => value.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' ');

    private static void Append(List<string> read, string text)
    {
        if (read.Count > 0 && read[^1].StartsWith('"')) read[^1] += text;
        else read.Add("\"" + text);
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void EndHung()
    {
        foreach (var (number, since) in Running.Values)
        {
            if (Environment.TickCount64 - since > Hang.TotalMilliseconds) Environment.FailFast($"Case {number} does not end.");
        }
    }
}
