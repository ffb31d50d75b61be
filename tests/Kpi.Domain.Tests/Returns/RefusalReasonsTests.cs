using System.Collections.Immutable;
using CsCheck;
using FluentAssertions;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Returns;

[Parallelizable(ParallelScope.All)]
public sealed class RefusalReasonsTests
{
    private static readonly string[] Numbered = ["eins", "zwei", "drei", "vier"];

    [Test]
    public void There_are_twelve_reasons_and_no_more() => RefusalReasons.All.Select(r => r.Code).Should().Equal(
        "not-a-workbook", "old-format", "encrypted", "macros", "active-content", "damaged", "too-large", "wrong-form", "wrong-facility", "wrong-period",
        "broken-seal", "empty-return");

    [Test]
    public void The_page_for_people_lists_the_same_twelve() => File.ReadAllLines(Path.Combine(Repository.Root, "docs", "reading.md"))
        .SkipWhile(l => !l.StartsWith("| code |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|'))
        .Should().Equal(RefusalReasons.All.Select(r => $"| `{r.Code}` | {r.Name.Vi}. {r.Remedy.Vi} | {r.Name.En}. {r.Remedy.En} |"));

    [Test]
    public void Every_sentence_names_what_was_found_and_ends_with_what_to_do_in_both_languages()
    {
        foreach (var reason in RefusalReasons.All)
        {
            foreach (var key in reason.Variants.Keys.Prepend("plain"))
            {
                var said = FindingTexts.Say(Finding.OfFile(reason.Code, Severity.Error, [key, .. Numbered]), ReturnValidatorTests.Catalogue);

                said.Vi.Should().NotContain("{").And.NotContain("#").And.EndWith(".").And.Contain(". ", "it says what is wrong, then what to do");
                said.En.Should().NotContain("{").And.NotContain("#").And.EndWith(".").And.Contain(". ").And.NotBe(said.Vi);
                if (reason.Variants.TryGetValue(key, out var variant))
                    Numbered.Count(n => said.Vi.Contains(n, StringComparison.Ordinal)).Should().Be(Places(variant.Vi)).And.Be(Places(variant.En), "nothing that was found may be lost");
            }
        }

        static int Places(string template) => Enumerable.Range(1, 9).Count(i => template.Contains("{" + i + "}", StringComparison.Ordinal));
    }

    [TestCase("not-a-form")]
    [TestCase("wrong-form-version", "1", "2")]
    [TestCase("not-your-facility", "BV2", "BV1")]
    [TestCase("unreadable", "3")]
    [TestCase("wrong-form", "BV1", "hospital", "station")]
    [TestCase("wrong-period", "2026-12", "#future")]
    [TestCase("wrong-facility", "BV9", "2026-09")]
    [TestCase("damaged", "xl/workbook.xml")]
    [TestCase("too-large", "> 1000000 cells")]
    public void What_was_found_before_the_twelve_is_still_said(string code, params string[] arguments)
    {
        var said = FindingTexts.Say(Finding.OfFile(code, Severity.Error, arguments), ReturnValidatorTests.Catalogue);

        said.Vi.Should().NotStartWith("Lỗi ").And.NotContain("{").And.NotContain("#");
        foreach (var argument in arguments.Where(a => a[0] != '#')) said.En.Should().Contain(argument);
    }

    [Test]
    public void What_an_argument_holds_is_no_place_to_fill() =>
        FindingTexts.Say(Finding.OfFile("wrong-form", Severity.Error, "#other", "{3}", "hospital", "station"), ReturnValidatorTests.Catalogue).En
            .Should().StartWith("Unit {3} files the form “hospital”; this file is the form “station”.");

    [Test]
    public void Whatever_a_file_says_a_refusal_has_a_reason_and_one_of_the_whole_file_is_of_the_twelve() =>
        Gen.Select(Header, Gen.Select(OneOf(Enum.GetValues<CellKind>()), OneOf("", "1", "9", "x", "có", "1.234", "2023-06-30", "#REF!")).Array[0, 4], Gen.Bool)
            .Sample((header, cells, bound) =>
            {
                var inputs = cells.Select((c, i) => new SheetInput(Elements[i], "S", $"D{i + 1}", c.Item1, c.Item1 == CellKind.Empty ? "" : c.Item2));
                var context = bound ? ReturnValidatorTests.Context with { RequiredFacility = "H1" } : ReturnValidatorTests.Context;

                var judgement = ReturnValidator.Judge(new ReturnSheet(header, [.. inputs], []), context);

                var errors = judgement.Findings.Where(f => f.Severity == Severity.Error).ToImmutableArray();
                (judgement.Return is null).Should().Be(errors.Length > 0, "a refusal without a reason is a defect");
                errors.Where(f => f.Sheet is null && f.Element is null).Select(f => f.Code).Should().BeSubsetOf(RefusalReasons.All.Select(r => r.Code));
            });

    private static readonly string[] Elements = ["total", "paid", "accepts", "signed"];

    private static readonly Gen<ReturnHeader?> Header = Gen.Select(
        OneOf<string?>("hospital", "station", "other", "", null), OneOf<string?>("1", "2", null), OneOf<string?>("H1", "T1", "P1", "OLD", "X", "", null),
        OneOf<string?>("2026-09", "2026Q3", "2030-01", "1999-01", "#", "", null), Gen.Int[0, 9]).Select((form, version, facility, period, luck) =>
        {
            if (luck == 0) return null;
            var header = new ReturnHeader(form, version, facility, period, "2026-09-01", null);
            return header with { Seal = luck == 1 ? null : luck == 2 ? "00" : FormSeal.Of(header, ReturnValidatorTests.Key) };
        });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
