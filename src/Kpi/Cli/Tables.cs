using System.Globalization;
using Kpi.Domain;
using Spectre.Console;

namespace Kpi.Cli;

/// <summary>Tables for people.</summary>
internal static class Tables
{
    public static Table Of(params string[] headings)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var heading in headings) table.AddColumn(new TableColumn(new Markup(Markup.Escape(heading), new Style(decoration: Decoration.Bold))));
        return table;
    }

    /// <summary>A row of plain text: nothing in it is read as markup.</summary>
    public static void Row(this Table table, params string?[] cells) => table.AddRow([.. cells.Select(c => new Spectre.Console.Text(c ?? "–"))]);

    public static void Show(this VerbRun run, Table table) => run.Terminal.Tables.Write(table);

    public static string Count(long? value, Language language) => value is { } given
        ? given.ToString("#,0", language == Language.Vi ? VietnameseNumbers : CultureInfo.InvariantCulture.NumberFormat)
        : "–";

    public static string Moment(DateTimeOffset instant) =>
        instant.ToOffset(TimeSpan.FromHours(7)).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);

    private static NumberFormatInfo VietnameseNumbers { get; } = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };
}
