using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.App.Platform.Storage;
using Kpi.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.Dac.Model;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

/// <summary>Every statement of the program against both databases, without a server: prepared on SQLite, compiled for SQL Server.</summary>
public sealed partial class StatementTests
{
    private static readonly IReadOnlyList<Statement> Statements = Statement.Of(typeof(KpiModules).Assembly);

    private TestDatabase _files = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [OneTimeSetUp]
    public async Task Open() => _files = await TestDatabase.New();

    [OneTimeTearDown]
    public void Close() => _files.Dispose();

    [Test]
    public void Every_store_and_reader_is_seen()
    {
        // Constants cannot be traced to their use, so a statement outside a Sql class would escape all that follows.
        var strays = from type in typeof(KpiModules).Assembly.GetTypes()
                     where type.Name != "Sql" && !IsDialect(type)
                     from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
                     where field.IsLiteral && field.FieldType == typeof(string)
                     let text = ((string?)field.GetRawConstantValue() ?? "").TrimStart()
                     where text.StartsWith("SELECT ", StringComparison.OrdinalIgnoreCase) || text.StartsWith("INSERT ", StringComparison.OrdinalIgnoreCase)
                         || text.StartsWith("UPDATE ", StringComparison.OrdinalIgnoreCase) || text.StartsWith("DELETE ", StringComparison.OrdinalIgnoreCase)
                     select $"{type.FullName}.{field.Name}";

        strays.Should().BeEmpty();
        Statements.Should().NotBeEmpty();

        static bool IsDialect(Type type) => typeof(SqlDialect).IsAssignableFrom(type);
    }

    [Test]
    public async Task Every_statement_can_be_prepared_on_SQLite() => (await FaultsOnSqlite(Statements)).Should().BeEmpty();

    [Test]
    public void Every_statement_compiles_on_SQL_Server() => FaultsOnSqlServer(SqlServerSchema.Shipped, Statements).Should().BeEmpty();

    [Test]
    public void Every_statement_stays_in_the_subset_of_both() => FaultsOfSubset(Statements).Should().BeEmpty();

    [Test]
    public void Every_migration_stays_in_the_subset_of_both() =>
        MigrationScript.For("sqlserver").SelectMany(script => TSql.OutsideSubset(script.Text).Select(fault => $"{script.Name}: {fault}")).Should().BeEmpty();

    [TestCase("SELECT nothing FROM period_due")]
    [TestCase("SELECT period FROM no_such_table")]
    [TestCase("SELECT period FROM period_due ORDER BY")]
    [TestCase("INSERT INTO period_due (period, nothing) VALUES (@Period, 1)")]
    [TestCase("UPDATE period_due SET marked = @At WHERE period = @Period")]
    [TestCase("SELECT d.period FROM period_due d WHERE EXISTS (SELECT 1 FROM facility_return r WHERE r.periods = d.period)")]
    public async Task A_bad_statement_is_caught_by_both(string text)
    {
        Statement[] planted = [new("Planted", text), new("Good", "SELECT period FROM period_due WHERE period IN @Periods AND mark > @Mark ORDER BY period")];

        (await FaultsOnSqlite(planted)).Should().ContainSingle().Which.Should().StartWith("Planted: ");
        FaultsOnSqlServer(SqlServerSchema.Shipped, planted).Distinct().Should().NotBeEmpty().And.OnlyContain(fault => fault.StartsWith("Planted: "));
    }

    [TestCase("SELECT length(period) FROM period_due")]
    [TestCase("SELECT 'a' || period FROM period_due")]
    [TestCase("SELECT 'a' + period FROM period_due")]
    [TestCase("SELECT CAST('2026-01-31' AS DATE)")]
    [TestCase("SELECT period FROM dbo.period_due")]
    [TestCase("SELECT CURRENT_TIMESTAMP")]
    [TestCase("SELECT GETUTCDATE()")]
    [TestCase("SELECT AVG(mark) FROM period_due")]
    [TestCase("SELECT TOP 1 period FROM period_due")]
    [TestCase("SELECT period FROM period_due LIMIT 1")]
    [TestCase("SELECT period FROM period_due WITH (NOLOCK)")]
    [TestCase("UPDATE period_due SET mark = 1 OUTPUT inserted.period")]
    [TestCase("INSERT INTO period_due (period) VALUES (@P) ON CONFLICT DO NOTHING")]
    public void What_only_one_database_means_that_way_is_caught(string text) =>
        FaultsOfSubset([new Statement("Planted", text)]).Should().NotBeEmpty();

    [Test]
    public async Task A_page_that_does_not_fit_is_caught()
    {
        // Compiles as it stands; fails only with the clause that its caller appends.
        Statement[] planted = [new("Planted", "SELECT period FROM period_due ORDER BY period OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY")];

        (await FaultsOnSqlite(planted)).Should().NotBeEmpty();
        planted[0].AsSent("PAGE").Should().ContainSingle("it does not end with its order");
        new Statement("Listed", "SELECT period FROM period_due ORDER BY period DESC, mark\n").AsSent("PAGE").Should().HaveCount(2);
    }

    [Test]
    public void The_page_of_SQL_Server_compiles() => FaultsOnSqlServer(
        SqlServerSchema.Shipped, [new("Paged", $"SELECT period FROM period_due ORDER BY period {new SqlServerDialect().Page}")]).Should().BeEmpty();

    private async Task<IReadOnlyList<string>> FaultsOnSqlite(IEnumerable<Statement> statements)
    {
        var faults = new List<string>();
        await using var connection = (SqliteConnection)await _files.Database.Open(Token);
        foreach (var statement in statements.Where(statement => statement.Text != SchemaJournal.Sql.Create))
        {
            foreach (var text in statement.AsSent(_files.Database.Dialect.Page))
            {
                await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the program are what is tested.
                command.CommandText = text;
#pragma warning restore CA2100
                try
                {
                    await command.PrepareAsync(Token);
                }
                catch (SqliteException fault)
                {
                    faults.Add($"{statement.Name}: {fault.Message}");
                }
            }
        }

        return faults;
    }

    private static List<string> FaultsOnSqlServer(SqlServerSchema schema, IEnumerable<Statement> statements)
    {
        var faults = new List<string>();
        using var model = new TSqlModel(SqlServerVersion.Sql150, new TSqlModelOptions());
        var types = schema.TypesByName();
        foreach (var definition in schema.Definitions()) model.AddObjects(definition);
        var procedures = new List<string>();
        foreach (var statement in statements.Concat(schema.DataStatements.Select((text, i) => new Statement($"Migration data {i + 1}", text))))
        {
            if (statement.Text == SchemaJournal.Sql.Create) continue;
            foreach (var text in statement.AsSent(new SqlServerDialect().Page))
            {
                try
                {
                    // Parsed before it is added: a model that has met one syntax error takes nothing more.
                    var procedure = Procedure(procedures.Count, text, types);
                    TSql.Parse(procedure);
                    procedures.Add(statement.Name);
                    model.AddObjects(procedure);
                }
                catch (Exception fault) when (fault is DacModelException or FormatException)
                {
                    faults.Add($"{statement.Name}: {fault.Message}");
                }
            }
        }

        faults.AddRange(model.Validate().Select(message => $"{NameIn(message.Message)}: {message.Message}"));
        return faults;

        string NameIn(string message) =>
            Numbered().Match(message) is { Success: true } match ? procedures[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] : "Migrations";
    }

    private static string Procedure(int number, string text, IReadOnlyDictionary<string, string> types)
    {
        var parameters = Statement.Parameters(text).Select(name => $"{name} {TypeOf(name[1..])}");
        var declared = string.Join(", ", parameters);
        return $"CREATE PROCEDURE dbo.p{number} {declared} AS {text}";

        string TypeOf(string name) => name.ToLowerInvariant() switch
        {
            "skip" or "take" or "count" => "INT",
            _ => types.GetValueOrDefault(name.Split('_')[0], "NVARCHAR(4000)"),
        };
    }

    [GeneratedRegex(@"\[p(\d+)\]")]
    private static partial Regex Numbered();

    private static IEnumerable<string> FaultsOfSubset(IEnumerable<Statement> statements) =>
        from statement in statements
        from text in statement.AsSent("").Take(1)
        from fault in TSql.OutsideSubset(text)
        select $"{statement.Name}: {fault}";
}
