using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Tests.Storage;
using NUnit.Framework;

namespace Kpi.App.Tests.Audit;

[TestFixtureSource(nameof(Dialects))]
public sealed class AuditTrailContract(string dialect) : StorageContract(dialect)
{
    private readonly AuditTrail _trail = new(TimeProvider.System);
    private readonly Actor _actor = new("nguyễn.văn.an");

    private AuditReader Reader => new(Database);

    [SetUp]
    public Task Empty() => Database.Write(async session =>
    {
        await session.Execute("DELETE FROM audit_entry", null, Token);
        await session.Execute("UPDATE audit_head SET seq = 0, hash = @Origin", new { Origin = new string('0', 64) }, Token);
    }, Token);

    [Test]
    public async Task An_empty_log_is_whole() => (await Reader.Verify(Token)).Should().Be(new AuditVerification(0, null, null));

    [Test]
    public async Task Entries_are_chained_in_order_and_listed_newest_first()
    {
        await Append("units.imported", "kpi-units.csv", "250 đơn vị");
        await Append("return.accepted", "0h2k", "bệnh viện");

        var list = await Reader.List(0, 10, Token);

        list.Select(entry => entry.Seq).Should().Equal(2, 1);
        list[0].PreviousHash.Should().Be(list[1].Hash);
        list[0].Detail.Should().Be("bệnh viện");
        list[1].PreviousHash.Should().Be(new string('0', 64));
        (await Reader.List(1, 10, Token)).Select(entry => entry.Seq).Should().Equal(1);
        (await Reader.Verify(Token)).Should().Be(new AuditVerification(2, null, null));
    }

    [Test]
    public async Task A_batch_longer_than_a_page_is_whole()
    {
        await Batch(4500);

        (await Reader.Verify(Token)).Should().Be(new AuditVerification(4500, null, null));
    }

    [Test]
    public async Task A_change_that_is_rolled_back_takes_its_entry_with_it()
    {
        await Append("a", "b", "c");
        var work = () => Database.Write(async session =>
        {
            await _trail.Append(session, _actor, "lost", "x", "y", Token);
            throw new InvalidOperationException("on purpose");
        }, Token);
        await work.Should().ThrowAsync<InvalidOperationException>();
        await Append("d", "e", "f");

        (await Reader.List(0, 10, Token)).Select(entry => entry.Action).Should().Equal("d", "a");
        (await Reader.Verify(Token)).Entries.Should().Be(2);
    }

    [Test]
    public async Task Many_writers_at_once_make_one_chain()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Append("race", $"{i}", "")));

        (await Reader.Verify(Token)).Should().Be(new AuditVerification(40, null, null));
    }

    [TestCase("UPDATE audit_entry SET detail = 'khác' WHERE seq = 7", 7, AuditFault.Changed)]
    [TestCase("UPDATE audit_entry SET at = '2020-01-01' WHERE seq = 7", 7, AuditFault.Changed)]
    [TestCase("UPDATE audit_entry SET actor = 'ai.do' WHERE seq = 1", 1, AuditFault.Changed)]
    [TestCase("UPDATE audit_entry SET hash = previous_hash WHERE seq = 7", 7, AuditFault.Changed)]
    [TestCase("DELETE FROM audit_entry WHERE seq = 7", 7, AuditFault.Missing)]
    [TestCase("DELETE FROM audit_entry WHERE seq = 1", 1, AuditFault.Missing)]
    [TestCase("DELETE FROM audit_entry WHERE seq = 10", 10, AuditFault.WrongEnd)]
    [TestCase("DELETE FROM audit_entry", 1, AuditFault.WrongEnd)]
    [TestCase("UPDATE audit_entry SET previous_hash = 'x' WHERE seq = 3", 3, AuditFault.Broken)]
    [TestCase("DELETE FROM audit_head", 11, AuditFault.WrongEnd)]
    public async Task Tampering_is_found_where_it_happened(string tampering, long at, AuditFault fault)
    {
        await Batch(10);
        try
        {
            await Database.Write(session => session.Execute(tampering, null, Token), Token);

            var found = await Reader.Verify(Token);

            found.FirstBad.Should().Be(at);
            found.Reason.Should().Be(fault);
            found.Entries.Should().Be(at - 1);
        }
        finally
        {
            await Database.Write(session => session.Execute(
                "INSERT INTO audit_head (id, seq, hash) SELECT 1, 0, 'x' WHERE NOT EXISTS (SELECT 1 FROM audit_head)", null, Token), Token);
        }
    }

    [Test]
    public async Task Texts_longer_than_their_columns_are_cut_between_characters_and_stay_whole()
    {
        await Append(new string('a', 100), new string('đ', 300), new string('x', AuditTrail.DetailLength - 2) + "𝒳𝒳𝒳");

        var entry = (await Reader.List(0, 1, Token)).Single();

        entry.Action.Should().HaveLength(AuditTrail.ActionLength).And.EndWith("…");
        entry.Subject.Should().HaveLength(AuditTrail.SubjectLength);
        entry.Detail.Should().EndWith("x…").And.Match(detail => detail.Length <= AuditTrail.DetailLength);
        (await Reader.Verify(Token)).IsWhole.Should().BeTrue();
    }

    private Task Append(string action, string subject, string detail) =>
        Database.Write(session => _trail.Append(session, _actor, action, subject, detail, Token), Token);

    private Task Batch(int count) => Database.Write(session => _trail.AppendMany(
        session, _actor, [.. Enumerable.Range(1, count).Select(i => new AuditFact("batch", $"{i}", "chi tiết"))], Token), Token);
}
