using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Reports;

/// <summary>Which workbook is wanted.</summary>
/// <param name="Kind"><c>committee</c>.</param>
/// <param name="Period">The period it reports on.</param>
/// <param name="UnitCode"><c>VN</c> for the nation, or a province's two digits.</param>
/// <param name="RunId">The run to print; null for the current one of the period.</param>
/// <param name="Language">The language it speaks.</param>
public sealed record ReportRequest(string Kind, Period Period, string UnitCode, long? RunId, Language Language);

/// <summary>A workbook that was built and kept.</summary>
public sealed record BuiltReport(long Id, string Kind, string FileName, string Sha256, byte[] Bytes, RunInfo Run);
