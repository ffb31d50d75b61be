using System.Globalization;
using Kpi.App.Platform.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Kpi.App.Tests.Storage;

/// <summary>The schema as the SQL Server migrations make it, read by the T-SQL parser: later ALTERs are folded into the tables they change.</summary>
internal sealed class SqlServerSchema
{
    private readonly Dictionary<string, CreateTableStatement> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CreateIndexStatement> _indexes = new(StringComparer.Ordinal);

    private SqlServerSchema()
    {
    }

    /// <summary>Statements of the migrations that move data rather than define.</summary>
    public List<string> DataStatements { get; } = [];

    public static SqlServerSchema Shipped { get; } = From(
        [.. MigrationScript.For("sqlserver").Select(script => script.Text), SchemaJournal.Sql.Create]);

    public static SqlServerSchema From(IEnumerable<string> scripts)
    {
        var schema = new SqlServerSchema();
        foreach (var script in scripts)
        {
            foreach (var statement in TSql.Parse(script).Batches.SelectMany(batch => batch.Statements)) schema.Apply(statement);
        }

        return schema;
    }

    /// <summary>One definition per object, tables first.</summary>
    public IEnumerable<string> Definitions() =>
        _tables.Values.Cast<TSqlStatement>().Concat(_indexes.Values).Select(TSql.Write);

    /// <summary>Column types by a name without underscores, as parameters are named after columns.</summary>
    public IReadOnlyDictionary<string, string> TypesByName() => _tables.Values
        .SelectMany(table => table.Definition.ColumnDefinitions)
        .GroupBy(column => column.ColumnIdentifier.Value.Replace("_", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => TSql.Write(group.First().DataType), StringComparer.OrdinalIgnoreCase);

    /// <summary>The schema in lines that the other database's schema is compared with.</summary>
    public IEnumerable<string> Describe()
    {
        foreach (var (name, table) in _tables)
        {
            foreach (var column in table.Definition.ColumnDefinitions)
            {
                var nullable = column.Constraints.OfType<NullableConstraintDefinition>().SingleOrDefault()?.Nullable ?? true;
                yield return SchemaLine.Column(name, column.ColumnIdentifier.Value, TSql.Write(column.DataType), nullable);
            }

            foreach (var key in table.Definition.TableConstraints.OfType<UniqueConstraintDefinition>())
            {
                var columns = key.Columns.Select(column => Last(column.Column.MultiPartIdentifier));
                yield return key.IsPrimaryKey ? SchemaLine.PrimaryKey(name, columns) : SchemaLine.Unique(name, columns);
            }

            foreach (var key in table.Definition.TableConstraints.OfType<ForeignKeyConstraintDefinition>())
            {
                yield return SchemaLine.ForeignKey(
                    name, key.Columns.Select(column => column.Value), key.ReferenceTableName.BaseIdentifier.Value, key.ReferencedTableColumns.Select(column => column.Value));
            }

            foreach (var check in table.Definition.TableConstraints.OfType<CheckConstraintDefinition>())
            {
                yield return SchemaLine.Check(name, check.ConstraintIdentifier.Value);
            }
        }

        foreach (var (name, index) in _indexes)
        {
            var columns = index.Columns.Select(column => Last(column.Column.MultiPartIdentifier));
            yield return SchemaLine.Index(
                index.OnName.BaseIdentifier.Value, name, index.Unique, columns, index.FilterPredicate is null ? "" : TSql.Write(index.FilterPredicate));
        }
    }

    private static string Last(MultiPartIdentifier name) => name.Identifiers[^1].Value;

    private void Apply(TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateTableStatement table:
                _tables.Add(table.SchemaObjectName.BaseIdentifier.Value, table);
                break;
            case CreateIndexStatement index:
                _indexes.Add(index.Name.Value, index);
                break;
            case AlterTableAddTableElementStatement add:
                var definition = _tables[add.SchemaObjectName.BaseIdentifier.Value].Definition;
                foreach (var column in add.Definition.ColumnDefinitions) definition.ColumnDefinitions.Add(column);
                foreach (var constraint in add.Definition.TableConstraints) definition.TableConstraints.Add(constraint);
                break;
            case DropTableStatement drop:
                foreach (var name in drop.Objects) _tables.Remove(name.BaseIdentifier.Value);
                break;
            case DropIndexStatement drop:
                foreach (var clause in drop.DropIndexClauses.OfType<DropIndexClause>()) _indexes.Remove(clause.Index.Value);
                break;
            case InsertStatement or UpdateStatement or DeleteStatement:
                DataStatements.Add(TSql.Write(statement));
                break;
            default:
                throw new NotSupportedException(string.Create(
                    CultureInfo.InvariantCulture, $"Line {statement.StartLine}: teach {nameof(SqlServerSchema)} about {statement.GetType().Name}, or write the migration without it."));
        }
    }
}
