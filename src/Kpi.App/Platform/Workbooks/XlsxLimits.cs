namespace Kpi.App.Platform.Workbooks;

/// <summary>What a workbook may hold at most. Beyond it is not a form but a mistake or an attack.</summary>
public sealed record XlsxLimits
{
    public static XlsxLimits Default { get; } = new();

    public long FileBytes { get; init; } = 50L << 20;

    public int Entries { get; init; } = 1_000;

    /// <summary>Declared in the directory, and again really inflated: directories can lie.</summary>
    public long InflatedBytes { get; init; } = 200L << 20;

    /// <summary>How much an entry may shrink; entries below <see cref="RatioExempt"/> may shrink as they like.</summary>
    public int Ratio { get; init; } = 200;

    public long RatioExempt { get; init; } = 1L << 20;

    public int Cells { get; init; } = 1_000_000;

    public int Rows { get; init; } = 1_048_576;

    public int Columns { get; init; } = 16_384;

    /// <summary>Tags and texts of all parts that are read, counted each time they are.</summary>
    public int Nodes { get; init; } = 10_000_000;

    public int Depth { get; init; } = 32;

    public int Text { get; init; } = 32_767;

    /// <summary>Bytes without a tag: keeps an attribute or text from being gathered whole before anyone can measure it.</summary>
    public int TagGap { get; init; } = 1 << 20;

    public int StringChars { get; init; } = 20_000_000;

    public int Names { get; init; } = 20_000;

    /// <summary>Characters of all defined names and what they refer to.</summary>
    public int NameChars { get; init; } = 4_000_000;

    /// <summary>Relationships of a part, content types of the package, sheets of any kind, cell formats.</summary>
    public int Declarations { get; init; } = 65_536;

    public int Sheets { get; init; } = 255;
}
