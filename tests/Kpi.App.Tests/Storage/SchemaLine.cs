namespace Kpi.App.Tests.Storage;

/// <summary>One fact of a schema in words that both databases share.</summary>
internal static class SchemaLine
{
    public static string Column(string table, string column, string type, bool nullable) =>
        $"{table}.{column} {Type(type)}{(nullable ? "" : " not null")}";

    public static string PrimaryKey(string table, IEnumerable<string> columns) => $"{table} key ({string.Join(", ", columns)})";

    public static string Unique(string table, IEnumerable<string> columns) => $"{table} unique ({string.Join(", ", columns)})";

    public static string ForeignKey(string table, IEnumerable<string> columns, string other, IEnumerable<string> otherColumns) =>
        $"{table} ({string.Join(", ", columns)}) refers to {other} ({string.Join(", ", otherColumns)})";

    public static string Check(string table, string name) => $"{table} check {name}";

    public static string Index(string table, string name, bool unique, IEnumerable<string> columns, string filter) =>
        $"{table} {(unique ? "unique index" : "index")} {name} ({string.Join(", ", columns)}){(filter.Length == 0 ? "" : $" where {Squeeze(filter)}")}";

    /// <summary>The only type that needs a pair of scripts is said the same way.</summary>
    private static string Type(string type) => Squeeze(type) switch
    {
        "BLOB" or "VARBINARY(MAX)" => "bytes",
        "INT" or "INTEGER" => "INT",
        var other => other,
    };

    private static string Squeeze(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))).ToUpperInvariant();
}
