using System.Collections.Immutable;
using FluentAssertions;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.TestKit;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

public sealed class MigratorTests
{
    private static readonly ImmutableArray<MigrationScript> Shipped = MigrationScript.For("sqlite");

    private TestDatabase _files = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void Open() => _files = TestDatabase.Unmigrated();

    [TearDown]
    public void Close() => _files.Dispose();

    [Test]
    public async Task An_empty_database_gets_every_script_once()
    {
        var first = (await Migrator(Shipped).Migrate(Token)).Value;
        var second = (await Migrator(Shipped).Migrate(Token)).Value;

        first.Ran.Should().Equal(Shipped.Select(script => script.Name));
        first.Version.Should().Be(Shipped[^1].Number);
        second.Ran.Should().BeEmpty();
        second.Version.Should().Be(first.Version);
    }

    [Test]
    public async Task Looking_at_a_database_that_is_not_there_makes_none()
    {
        var state = (await Migrator(Shipped).Check(Token)).Value;

        state.IsCurrent.Should().BeFalse();
        state.DatabaseVersion.Should().Be("0000");
        state.Pending.Should().Equal(Shipped.Select(script => script.Name));
        File.Exists(_files.File).Should().BeFalse();
    }

    [Test]
    public async Task A_later_script_is_run_on_top_of_the_earlier_ones()
    {
        await Migrator(Shipped).Migrate(Token);
        var next = Shipped.Add(new MigrationScript("0900_more", "CREATE TABLE more (id BIGINT NOT NULL);"));

        var state = (await Migrator(next).Check(Token)).Value;
        var result = (await Migrator(next).Migrate(Token)).Value;

        state.Pending.Should().Equal("0900_more");
        result.Ran.Should().Equal("0900_more");
        result.Version.Should().Be("0900");
    }

    [Test]
    public async Task A_newer_database_is_refused_with_both_versions_named()
    {
        await Migrator(Shipped.Add(new MigrationScript("0900_more", "CREATE TABLE more (id BIGINT NOT NULL);"))).Migrate(Token);

        var problem = (await Migrator(Shipped).Migrate(Token)).Problem!;

        problem.Code.Should().Be("database-newer");
        problem.Kind.Should().Be(ProblemKind.Conflict);
        problem.Message.En.Should().Contain("0900").And.Contain(Shipped[^1].Number).And.Contain(ProgramVersion.Current);
        problem.Message.Vi.Should().Contain("0900").And.Contain(Shipped[^1].Number);
        (await Migrator(Shipped).Check(Token)).Problem!.Code.Should().Be("database-newer");
    }

    [Test]
    public async Task An_edited_script_is_refused_and_named()
    {
        await Migrator(Shipped).Migrate(Token);
        var edited = Shipped.SetItem(1, Shipped[1] with { Text = Shipped[1].Text + "-- one more remark\n" });

        var problem = (await Migrator(edited).Migrate(Token)).Problem!;

        problem.Code.Should().Be("migration-edited");
        problem.Message.En.Should().Contain(Shipped[1].Name);
    }

    [Test]
    public async Task A_script_taken_out_of_the_program_is_refused()
    {
        await Migrator(Shipped).Migrate(Token);

        (await Migrator(Shipped.RemoveAt(0)).Migrate(Token)).Problem!.Code.Should().Be("migration-edited");
    }

    [Test]
    public async Task Line_ends_of_the_checkout_do_not_count_as_an_edit()
    {
        await Migrator(Shipped).Migrate(Token);
        var windows = Shipped.Select(script => script with { Text = script.Text.ReplaceLineEndings("\r\n") }).ToImmutableArray();

        (await Migrator(windows).Migrate(Token)).Value.Ran.Should().BeEmpty();
    }

    [Test]
    public async Task A_script_that_fails_leaves_no_trace_and_the_ones_before_it_stay()
    {
        var broken = Shipped.Add(new MigrationScript("0900_broken", "CREATE TABLE half (id BIGINT NOT NULL);\nINSERT INTO nowhere VALUES (1);"));

        await Migrator(broken).Invoking(migrator => migrator.Migrate(Token)).Should().ThrowAsync<SqliteException>();

        var state = (await Migrator(Shipped).Check(Token)).Value;
        state.IsCurrent.Should().BeTrue();
        (await _files.Database.Read(session => session.QueryOne<long>(session.Dialect.CountTables, new { Table = "half" }, Token), Token)).Should().Be(0);
    }

    [Test]
    public async Task Ten_programs_that_start_at_once_migrate_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => new Migrator(
            new Database(new SqliteDialect(), _files.Database.ConnectionString), TimeProvider.System, Shipped).Migrate(Token))));

        results.Count(result => result.Value.Ran.Length > 0).Should().Be(1);
    }

    [Test]
    public async Task Tables_without_a_journal_are_not_touched()
    {
        await Migrator(Shipped).Migrate(Token);
        await _files.Database.Write(session => session.Execute("DROP TABLE schema_script", null, Token), Token);

        (await Migrator(Shipped).Migrate(Token)).Problem!.Code.Should().Be("schema-unknown");
    }

    [Test]
    public async Task A_file_that_is_no_database_is_said_to_be_damaged()
    {
        await File.WriteAllTextAsync(_files.File, new string('x', 5000), Token);

        (await Migrator(Shipped).Migrate(Token)).Problem!.Code.Should().Be("database-damaged");
    }

    [Test]
    public async Task A_read_only_database_is_said_to_be_read_only()
    {
        await Migrator(Shipped).Migrate(Token);
        var next = Shipped.Add(new MigrationScript("0900_more", "CREATE TABLE more (id BIGINT NOT NULL);"));

        var problem = (await new Migrator(ReadOnly(), TimeProvider.System, next).Migrate(Token)).Problem!;

        problem.Code.Should().Be("database-read-only");
        problem.Kind.Should().Be(ProblemKind.Unavailable);
    }

    [Test]
    public async Task A_folder_that_is_a_file_is_said_to_be_unusable()
    {
        var file = Path.Combine(_files.Folder, "data");
        await File.WriteAllTextAsync(file, "", Token);
        var database = new Database(new SqliteDialect(), SqliteDialect.For(Path.Combine(file, "kpi.db")));

        (await new Migrator(database, TimeProvider.System).Migrate(Token)).Problem!.Code.Should().Be("database-cannot-open");
    }

    [Test]
    public async Task A_database_locked_by_another_program_is_said_to_be_busy()
    {
        await Migrator(Shipped).Migrate(Token);
        var impatient = new SqliteConnectionStringBuilder(_files.Database.ConnectionString) { DefaultTimeout = 1 }.ToString();
        await using var other = await _files.Database.Open(Token);
        await using var hold = await _files.Database.Dialect.BeginWrite(other, Token);
        var next = Shipped.Add(new MigrationScript("0900_more", "CREATE TABLE more (id BIGINT NOT NULL);"));

        var migrator = new Migrator(new Database(new SqliteDialect(), impatient), TimeProvider.System, next);

        (await migrator.Migrate(Token)).Problem!.Code.Should().Be("database-busy");
    }

    [Test]
    public void Both_halves_of_every_pair_are_there()
    {
        MigrationScript.For("sqlserver").Select(script => script.Name).Should().Equal(Shipped.Select(script => script.Name));
        Shipped.Select(script => script.Number).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    private Migrator Migrator(ImmutableArray<MigrationScript> scripts) => new(_files.Database, TimeProvider.System, scripts);

    private Database ReadOnly() => new(
        new SqliteDialect(),
        new SqliteConnectionStringBuilder(_files.Database.ConnectionString) { Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
}
