using FluentAssertions;
using Kpi.App.Features.Returns;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using Kpi.TestKit.Hostile;
using NUnit.Framework;

namespace Kpi.App.Tests.Returns;

/// <summary>The corpus of hostile files. Bytes allocated are more than memory ever grows, so the bound holds for that as well.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class HostileCorpusTests
{
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);
    private static readonly byte[] Filled = ReturnFormWorkbook.Fill(SampleForms.Blank(), SampleForms.Values());

    private static readonly ReturnContext Context = new(
        SampleForms.Catalogue, new UnitTree([SampleForms.Unit], []), null, new DateOnly(2026, 10, 5), [SampleForms.Key]);

    private static IEnumerable<TestCaseData> Books() =>
        HostileBooks.All(Filled).Select(book => new TestCaseData(book).SetArgDisplayNames(book.Name));

    [TestCaseSource(nameof(Books))]
    public void Every_hostile_file_ends_in_a_verdict_at_once_and_without_memory(HostileBook book)
    {
        var bytes = book.Make();
        var reading = Used.By(() => ReturnValidator.Judge(ReturnWorkbook.Read(bytes, SampleForms.Catalogue), Context), out var judgement);
        var asTable = Used.By(() => XlsxReader.ReadTable(bytes, CancellationToken.None), out _);
        var errors = judgement.Findings.Where(f => f.Severity == Severity.Error).Select(f => f.Code).ToList();
        TestContext.Out.WriteLine($"{string.Join(' ', errors.Take(3))}; {reading}; as a table {asTable}; {bytes.Length >> 10} kB");

        judgement.Return.Should().BeNull();
        errors.Should().NotBeEmpty();
        if (book.Codes.Length > 0 && !book.Codes.Contains("")) errors.Should().ContainSingle().Which.Should().BeOneOf(book.Codes);
        foreach (var used in new[] { reading, asTable })
        {
            used.Time.Should().BeLessThan(MostTime);
            used.Bytes.Should().BeLessThan(MostBytes);
        }
    }
}
