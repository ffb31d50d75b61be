namespace Kpi.App.Features.Reports;

/// <summary>Section <c>Reports</c>.</summary>
public sealed class ReportsOptions
{
    public const string Section = "Reports";

    /// <summary>A folder whose templates take the place of the built-in ones of the same file name; null uses the built-in ones.</summary>
    public string? TemplateFolder { get; set; }

    /// <summary>True: every sheet says that the data are synthetic, also when the names of the facilities do not.</summary>
    public bool Synthetic { get; set; }
}
