using FluentAssertions;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.TestKit;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

public sealed class SqliteFaultTests
{
    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task A_full_disk_is_said_plainly_and_nothing_is_half_written()
    {
        using var files = await TestDatabase.New();
        var trail = new AuditTrail(TimeProvider.System);
        await files.Database.Write(session => trail.Append(session, new Actor("an"), "before", "", "", Token), Token);

        var work = () => files.Database.Write(async session =>
        {
            // The database says a file may not grow as it says that a disk is full.
            await session.Execute("PRAGMA max_page_count = 60", null, Token);
            await trail.AppendMany(session, new Actor("an"), [.. Enumerable.Repeat(new AuditFact("long", "", new string('x', 2000)), 500)], Token);
        }, Token);

        var fault = (await work.Should().ThrowAsync<SqliteException>()).Which;
        files.Database.Dialect.Explain(fault)!.Code.Should().Be("disk-full");
        (await new AuditReader(files.Database).Verify(Token)).Should().Be(new AuditVerification(1, null, null));
    }

    [Test]
    public void A_disk_too_full_even_to_open_the_database_is_said_to_be_full() =>
        new SqliteDialect().Explain(new SqliteException("disk I/O error", 10, 4874))!.Code.Should().Be("disk-full");

    [Test]
    public async Task A_database_held_by_another_program_is_waited_for()
    {
        using var files = await TestDatabase.New();
        await using var other = await files.Database.Open(Token);
        var hold = await files.Database.Dialect.BeginWrite(other, Token);

        var write = Task.Run(() => files.Database.Write(
            session => new AuditTrail(TimeProvider.System).Append(session, new Actor("an"), "waited", "", "", Token), Token));
        await files.Database.Read(session => session.QueryOne<long>("SELECT COUNT(*) FROM audit_entry", null, Token), Token);
        write.IsCompleted.Should().BeFalse("a writer waits, a reader does not");
        await hold.DisposeAsync();
        await write;

        (await new AuditReader(files.Database).Verify(Token)).Entries.Should().Be(1);
    }
}
