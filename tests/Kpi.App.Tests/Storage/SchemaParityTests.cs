using FluentAssertions;
using Kpi.App.Platform.Storage;
using Kpi.TestKit;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

/// <summary>The two databases get the same schema: what SQLite has after migrating, and what the T-SQL parser reads in the other scripts.</summary>
public sealed class SchemaParityTests
{
    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Both_databases_have_the_same_tables_columns_keys_and_indexes() =>
        (await OfSqlite()).Should().BeEquivalentTo(SqlServerSchema.Shipped.Describe());

    [TestCase("mark BIGINT NOT NULL", "mark BIGINT NULL")]
    [TestCase("mark BIGINT NOT NULL", "mark INT NOT NULL")]
    [TestCase("mark BIGINT NOT NULL,", "")]
    [TestCase("PRIMARY KEY (return_id, element_no)", "PRIMARY KEY (element_no, return_id)")]
    [TestCase("CREATE UNIQUE INDEX ux_facility_return_current", "CREATE INDEX ux_facility_return_current")]
    [TestCase("WHERE is_current = 1", "WHERE is_current = 0")]
    [TestCase("CONSTRAINT uq_facility_return_file UNIQUE (sha256),", "")]
    [TestCase("REFERENCES stored_file (sha256)", "REFERENCES report (sha256)")]
    public async Task A_difference_is_seen(string shipped, string planted)
    {
        var scripts = MigrationScript.For("sqlserver").Select(script => script.Text).ToList();
        scripts.Should().Contain(script => script.Contains(shipped));

        var changed = SqlServerSchema.From([.. scripts.Select(script => script.Replace(shipped, planted, StringComparison.Ordinal)), SchemaJournal.Sql.Create]);

        (await OfSqlite()).Should().NotBeEquivalentTo(changed.Describe());
    }

    [Test]
    public void A_later_column_is_folded_into_its_table()
    {
        var schema = SqlServerSchema.From(["CREATE TABLE a (b INT NOT NULL);", "ALTER TABLE a ADD c NVARCHAR(10) NULL;"]);

        schema.Describe().Should().Equal("a.b INT not null", "a.c NVARCHAR(10)");
    }

    private static async Task<IReadOnlyList<string>> OfSqlite()
    {
        using var files = await TestDatabase.New();
        return await files.Database.Read(async session =>
        {
            var lines = new List<string>();
            var tables = await session.Query<Master>("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'", null, Token);
            foreach (var table in tables)
            {
                var columns = await session.Query<Column>("SELECT name, type, \"notnull\" AS required, pk FROM pragma_table_info(@Table)", new { Table = table.Name }, Token);
                lines.AddRange(columns.Select(column => SchemaLine.Column(table.Name, column.Name, column.Type, !column.Required)));
                lines.Add(SchemaLine.PrimaryKey(table.Name, columns.Where(column => column.Pk > 0).OrderBy(column => column.Pk).Select(column => column.Name)));

                foreach (var index in await session.Query<Index>(
                    "SELECT i.name, i.\"unique\" AS uniq, i.origin, m.sql FROM pragma_index_list(@Table) i JOIN sqlite_master m ON m.name = i.name", new { Table = table.Name }, Token))
                {
                    var on = await session.Query<string>("SELECT name FROM pragma_index_info(@Index) ORDER BY seqno", new { Index = index.Name }, Token);
                    var filter = index.Sql?.Split(" WHERE ", 2) is [_, var predicate] ? predicate : "";
                    if (index.Origin == "u") lines.Add(SchemaLine.Unique(table.Name, on));
                    if (index.Origin == "c") lines.Add(SchemaLine.Index(table.Name, index.Name, index.Uniq, on, filter));
                }

                foreach (var key in (await session.Query<ForeignKey>(
                    "SELECT id, \"table\" AS other, \"from\" AS here, \"to\" AS there FROM pragma_foreign_key_list(@Table) ORDER BY id, seq", new { Table = table.Name }, Token)).GroupBy(key => key.Id))
                {
                    lines.Add(SchemaLine.ForeignKey(table.Name, key.Select(part => part.Here), key.First().Other, key.Select(part => part.There)));
                }

                var words = table.Sql.Split([' ', '\n', '(', ','], StringSplitOptions.RemoveEmptyEntries);
                lines.AddRange(words.Index().Where(word => word.Item == "CHECK").Select(word => SchemaLine.Check(table.Name, words[word.Index - 1])));
            }

            return (IReadOnlyList<string>)lines;
        }, Token);
    }

    private sealed class Master
    {
        public string Name { get; init; } = "";

        public string Sql { get; init; } = "";
    }

    private sealed class Column
    {
        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public bool Required { get; init; }

        public int Pk { get; init; }
    }

    private sealed class Index
    {
        public string Name { get; init; } = "";

        public bool Uniq { get; init; }

        public string Origin { get; init; } = "";

        public string? Sql { get; init; }
    }

    private sealed class ForeignKey
    {
        public long Id { get; init; }

        public string Other { get; init; } = "";

        public string Here { get; init; } = "";

        public string There { get; init; } = "";
    }
}
