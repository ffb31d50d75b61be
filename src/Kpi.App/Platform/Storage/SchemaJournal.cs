using System.Collections.Frozen;
using System.Data;
using System.Data.Common;
using DbUp.Engine;

namespace Kpi.App.Platform.Storage;

/// <summary>DbUp's journal with what it lacks: the checksum of each script and the version of the program that ran it.</summary>
internal sealed class SchemaJournal(bool exists, IReadOnlyCollection<MigrationScript> scripts, IEnumerable<string> applied, TimeProvider clock) : IJournal
{
    public const string Table = "schema_script";

    private readonly string[] _applied = [.. applied];
    private readonly FrozenDictionary<string, string> _checksums = scripts.ToFrozenDictionary(script => script.Name, script => script.Checksum);
    private bool _exists = exists;

    public string[] GetExecutedScripts() => _applied;

    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
    {
        if (_exists) return;
        using var command = dbCommandFactory();
        command.CommandText = Sql.Create;
        command.ExecuteNonQuery();
        _exists = true;
    }

    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
    {
        using var command = (DbCommand)dbCommandFactory();
        command.CommandText = Sql.Insert;
        Add("@Script", DbType.String, script.Name);
        Add("@Checksum", DbType.String, _checksums[script.Name]);
        Add("@Program", DbType.String, ProgramVersion.Current);
        Add("@AppliedAt", DbType.DateTime2, ValueMapping.ToColumn(clock.GetUtcNow()));
        command.ExecuteNonQuery();

        void Add(string name, DbType type, object value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = type;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    internal static class Sql
    {
        public const string Create = """
            CREATE TABLE schema_script (
                script NVARCHAR(100) NOT NULL,
                checksum NVARCHAR(64) NOT NULL,
                program NVARCHAR(20) NOT NULL,
                applied_at DATETIME2(3) NOT NULL,
                CONSTRAINT pk_schema_script PRIMARY KEY (script)
            )
            """;

        public const string Insert =
            "INSERT INTO schema_script (script, checksum, program, applied_at) VALUES (@Script, @Checksum, @Program, @AppliedAt)";
    }
}
