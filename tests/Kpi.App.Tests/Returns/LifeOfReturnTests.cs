using System.IO.Compression;
using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Returns;

/// <summary>Versions, dry run, statements, evidence and questions of real workbooks.</summary>
public sealed class LifeOfReturnTests
{
    private static readonly Actor Department = new("department");

    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    private ReturnEvidence Evidence => _world.World.Get<ReturnEvidence>();

    private ReturnQuestions Questions => _world.World.Get<ReturnQuestions>();

    [SetUp]
    public async Task Begin() => _world = await New();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task History_shows_every_version_and_why_it_does_not_count()
    {
        var first = await Sent(("systems_in_use", 120L));
        var refused = await Sent(("systems_in_use", "nhiều"));
        var second = await Sent(("systems_in_use", 130L));
        _ = (await _world.World.Get<ReviewReturn>().SendBack(second.Summary.Id, "Thiếu", Department, Token)).Value;
        var third = await Sent(("systems_in_use", 140L));
        var waiting = await _world.Send(await _world.Filled("BV1", September, ("systems_in_use", 150L)));

        var chain = await _world.Reader.Chain(third.Summary, Token);

        chain.Select(v => (v.Summary.Id, ReturnHistory.Of(v.Summary))).Should().Equal(
            (first.Summary.Id, Standing.Superseded), (refused.Summary.Id, Standing.Refused), (second.Summary.Id, Standing.SentBack),
            (third.Summary.Id, Standing.Counts));
        chain[2].Note.Should().Be("Thiếu");
        var alone = await _world.Reader.Chain((await _world.Reader.Summaries([waiting.Id], Token))[waiting.Id], Token);
        alone.Should().ContainSingle("whose it is will be known when it is read").Which.Summary.State.Should().Be(ReturnState.Received);
    }

    [Test]
    public async Task Two_versions_differ_where_their_values_do()
    {
        var first = await Sent(("systems_in_use", 120L), ("telehealth_visits", null), ("emr_level", 2L), ("cashless_accepted", true));
        var second = await Sent(("systems_in_use", 130L), ("telehealth_visits", 7L), ("emr_level", 3L), ("cashless_accepted", false), ("fees_cashless_vnd", 0L), ("fee_payments_cashless", 0L));

        var difference = (await _world.World.Get<ReturnHistory>().Difference(second, await Chain(second), "1", Token)).Value;

        difference.Before.Id.Should().Be(first.Summary.Id);
        difference.Changes.Where(c => c.Element is "systems_in_use" or "telehealth_visits" or "emr_level" or "cashless_accepted")
            .Select(c => (c.Element, c.Before?.Value, c.After?.Value, c.Change)).Should().BeEquivalentTo(new (string?, long?, long?, long?)[]
            {
                ("systems_in_use", 120, 130, 10), ("telehealth_visits", null, 7, null), ("emr_level", 2, 3, 1), ("cashless_accepted", 1, 0, null),
            });
        (difference.Changes.Count(c => c.Before is not null) + difference.Unchanged).Should().Be(first.Values.Length);
        (await _world.World.Get<ReturnHistory>().Difference(first, await Chain(first), "7", Token)).Problem!.Code.Should().Be("no-such-version");
        (await _world.World.Get<ReturnHistory>().Difference(first, await Chain(first), null, Token)).Problem!.Code.Should().Be("no-version-before");
    }

    [Test]
    public async Task A_dry_run_says_what_sending_then_says_and_keeps_nothing()
    {
        _ = await Sent(("systems_in_use", 120L));
        var before = await Rows();
        byte[][] files =
        [
            await _world.Filled("BV1", September, ("systems_in_use", 130L)), await _world.Filled("BV2", September, ("systems_in_use", "nhiều")), "rác"u8.ToArray(),
            await _world.Filled("BV3", September, ("fees_cashless_vnd", 9_000_000_000L)),
        ];

        var outcomes = await _world.World.Get<CheckReturns>().Run([.. files.Select((f, i) => _world.File($"{i}.xlsx", f))], Token);
        (await Rows()).Should().Equal(before);

        foreach (var (file, outcome) in files.Zip(outcomes))
        {
            var sent = await _world.Judge(file);
            outcome.Value.Accepted.Should().Be(sent.Summary.State == ReturnState.Accepted);
            outcome.Value.Findings.Should().BeEquivalentTo(sent.Findings, o => o.WithStrictOrdering().Excluding(f => f.Number), "only what is kept has a number to answer it by");
            (outcome.Value.Facility, outcome.Value.Period, outcome.Value.Late).Should().Be((sent.Summary.Facility, sent.Summary.Period, sent.Summary.Late));
        }

        outcomes[0].Value.Filed!.Version.Should().Be(1);
        outcomes[0].Value.Changes.Should().ContainSingle().Which.Change.Should().Be(10);
    }

    [Test]
    public async Task A_dry_run_tells_a_stranger_nothing_of_what_was_filed()
    {
        _ = await Sent(("systems_in_use", 120L));
        var file = await _world.Filled("BV1", September, ("systems_in_use", 130L));

        var verdict = (await _world.World.Get<CheckReturns>().Run([_world.File("a.xlsx", file, "BV2")], Token))[0].Value;

        (verdict.Accepted, verdict.Filed, verdict.Changes.Length).Should().Be((false, null, 0));
        verdict.Findings.Should().ContainSingle().Which.Code.Should().Be("wrong-facility");
    }

    [Test]
    public async Task A_nil_return_is_zero_for_what_happens_and_absent_for_what_is()
    {
        var blank = (await _world.World.Get<IssueForm>().Run(null, "BV1", September, Token)).Value.Bytes;
        var detail = await _world.Judge(Stated.WithNil(blank, "có", "Bệnh viện tạm ngừng hoạt động từ 01/09"));

        detail.Summary.State.Should().Be(ReturnState.Accepted, Show(detail));
        var mark = detail.Statements.Should().ContainSingle().Subject;
        (mark.Kind, mark.Element, mark.Reason).Should().Be((StatementKind.Nil, null, "Bệnh viện tạm ngừng hoạt động từ 01/09"));
        detail.Values.Should().NotBeEmpty().And.OnlyContain(v => v.Value == 0 && v.Cell == mark.Cell && v.Sheet == mark.Sheet);
        detail.Values.Select(v => v.Element).Should().Contain("fees_total_vnd").And.NotContain("emr_level").And.NotContain("systems_in_use");
        detail.Findings.Should().Contain(f => f.Code == "nil-return" && f.Severity == Severity.Warning);
    }

    [Test]
    public async Task A_nil_return_makes_no_indicator_look_better_or_worse()
    {
        var catalogue = await _world.World.Get<CatalogueReader>().Current(Token);
        var nil = new long?[catalogue.Elements.Length];
        foreach (var (element, place) in catalogue.Elements.Select((e, i) => (e, i)))
        {
            if (element is { Time: TimeAggregation.Flow, Kind: ElementKind.Count or ElementKind.Amount }) nil[place] = 0;
        }

        // Whether a plan was signed is asked by an empty cell too: it says no on every form, so that a unit fills it in beside a nil statement.
        foreach (var indicator in catalogue.Indicators.Where(i => i.Code != "unit-plan"))
            (indicator.Numerator.Evaluate(nil), indicator.Denominator?.Evaluate(nil)).Should().BeOneOf([(null, null), (0, 0)], indicator.Code);
    }

    [Test]
    public async Task Not_applicable_with_a_reason_is_kept_and_without_one_refused()
    {
        var filled = await _world.Filled("BV1", September);
        var refused = await _world.Judge(Stated.WithNotApplicable(filled, "systems_in_use", "KAD", null));
        var accepted = await _world.Judge(Stated.WithNotApplicable(filled, "systems_in_use", "Không áp dụng", "Chưa có hệ thống nào"));

        refused.Findings.Should().ContainSingle(f => f.Code == "not-applicable-without-reason" && f.Element == "systems_in_use");
        refused.Summary.State.Should().Be(ReturnState.Refused);
        accepted.Summary.State.Should().Be(ReturnState.Accepted, Show(accepted));
        accepted.Values.Should().NotContain(v => v.Element == "systems_in_use");
        accepted.Statements.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Kind = StatementKind.NotApplicable, Element = "systems_in_use", Text = "Không áp dụng", Reason = "Chưa có hệ thống nào" });
    }

    [Test]
    public async Task Evidence_comes_back_byte_for_byte_under_a_clean_name_and_withdrawn_it_stays()
    {
        var item = await Sent();
        byte[] bytes = [.. "%PDF-1.7\n"u8, 0, 1, 2, 255];

        var piece = (await Evidence.Add(item.Summary.Id, new OfferedEvidence("../../etc/kế\u202E hoạch.exe", bytes, "systems_in_use"), _world.World.Actor, Token)).Value;
        var again = (await Evidence.Add(item.Summary.Id, new OfferedEvidence("other.pdf", bytes, "systems_in_use"), _world.World.Actor, Token)).Value;

        (piece.FileName, piece.Kind, piece.Element).Should().Be(("kế hoạch.exe.pdf", "pdf", "systems_in_use"));
        again.Id.Should().Be(piece.Id, "the same bytes for the same line are there already");
        (await Evidence.File(piece.Id, Token))!.Bytes.Should().Equal(bytes);
        (await Evidence.Withdraw(piece.Id, " ", _world.World.Actor, Token)).Problem!.Code.Should().Be("reason-required");
        _ = (await Evidence.Withdraw(piece.Id, "Nhầm tệp", _world.World.Actor, Token)).Value;
        (await Evidence.Withdraw(piece.Id, "Nhầm tệp", _world.World.Actor, Token)).Problem!.Kind.Should().Be(ProblemKind.Conflict);
        (await Evidence.Of([item.Summary.Id], Token)).Should().ContainSingle().Which.WithdrawnReason.Should().Be("Nhầm tệp");
        (await Evidence.File(piece.Id, Token))!.Bytes.Should().Equal(bytes);
        (await _world.World.Get<AuditReader>().List(0, 2, Token)).Select(e => e.Action).Should().BeEquivalentTo("return.evidence-added", "return.evidence-withdrawn");
    }

    [TestCase("virus.pdf", "MZ\u0090")]
    [TestCase("page.html", "<html><script>alert(1)</script></html>")]
    [TestCase("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [TestCase("archive.xlsx", "PK\u0003\u0004 and then nothing")]
    public async Task What_is_no_document_or_picture_is_not_taken_whatever_its_name(string name, string text)
    {
        var item = await Sent();
        (await Evidence.Add(item.Summary.Id, new OfferedEvidence(name, System.Text.Encoding.Latin1.GetBytes(text), null), _world.World.Actor, Token))
            .Problem!.Code.Should().Be("evidence-kind");
    }

    [Test]
    public async Task A_workbook_is_evidence_unless_it_has_macros()
    {
        var item = await Sent();
        var workbook = await _world.Filled("BV1", September);
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true)) zip.CreateEntry("xl/vbaProject.bin").Open().Dispose();

        (await Evidence.Add(item.Summary.Id, new OfferedEvidence("a.xlsx", workbook, null), _world.World.Actor, Token)).Value.Kind.Should().Be("xlsx");
        (await Evidence.Add(item.Summary.Id, new OfferedEvidence("b.xlsx", stream.ToArray(), null), _world.World.Actor, Token)).Problem!.Code.Should().Be("evidence-kind");
    }

    [Test]
    public async Task Evidence_beyond_the_limits_is_not_taken()
    {
        var item = await Sent();
        var large = new byte[10 * 1024 * 1024 + 1];
        "%PDF-"u8.CopyTo(large);

        (await Evidence.Add(item.Summary.Id, new OfferedEvidence("a.pdf", large, null), _world.World.Actor, Token)).Problem!.Code.Should().Be("evidence-too-large");
        for (var i = 0; i < ReturnEvidence.Most; i++)
            _ = (await Evidence.Add(item.Summary.Id, new OfferedEvidence("a.pdf", (byte[])[.. "%PDF-"u8, (byte)i], null), _world.World.Actor, Token)).Value;
        (await Evidence.Add(item.Summary.Id, new OfferedEvidence("a.pdf", (byte[])[.. "%PDF-more"u8], null), _world.World.Actor, Token)).Problem!.Code
            .Should().Be("evidence-too-many");
    }

    [Test]
    public async Task A_question_is_open_until_the_other_side_has_answered()
    {
        var item = await Sent();
        var asked = (await Questions.Ask(item.Summary.Id, "  Vì sao số hệ thống giảm?\u0007 ", "systems_in_use", Department, Token)).Value;
        asked.IsAnswered.Should().BeFalse();
        (asked.Question.Text, asked.Question.Element, asked.Question.Cell is null).Should().Be(("Vì sao số hệ thống giảm?", "systems_in_use", false));

        (await Questions.Answer(asked.Question.Id, "Đã gộp hai hệ thống", _world.World.Actor, Token)).Value.IsAnswered.Should().BeTrue();
        (await Questions.Answer(asked.Question.Id, "Từ ngày nào?", Department, Token)).Value.IsAnswered.Should().BeFalse();

        var thread = (await Questions.Of([item.Summary.Id], Token)).Should().ContainSingle().Subject;
        thread.Messages.Select(m => m.WrittenBy).Should().Equal("department", "test", "department");
        (await Questions.Ask(item.Summary.Id, "?", "no_such", Department, Token)).Problem!.Code.Should().Be("no-such-place");
        (await Questions.Ask(item.Summary.Id, " \u200B ", null, Department, Token)).Problem!.Code.Should().Be("text-required");
        (await Questions.Answer(1, "?", Department, Token)).Problem!.Kind.Should().Be(ProblemKind.NotFound);
    }

    private async Task<ReturnDetail> Sent(params (string Element, object? Value)[] different)
    {
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        return await _world.Judge(await _world.Filled("BV1", September, different));
    }

    /// <summary>How many rows each table of the service holds.</summary>
    private Task<IReadOnlyList<long>> Rows() => _world.World.Database.Read<IReadOnlyList<long>>(async session =>
    {
        var counts = new List<long>();
        foreach (var table in await session.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", null, Token))
            counts.Add(await session.QueryOne<long>($"SELECT COUNT(*) FROM \"{table}\"", null, Token));
        return counts;
    }, Token);

    private Task<IReadOnlyList<ReturnVersion>> Chain(ReturnDetail detail) => _world.Reader.Chain(detail.Summary, Token);
}
