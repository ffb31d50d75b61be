using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.App.Features.Reports;

/// <summary>Keeps which reports were made.</summary>
public sealed class ReportStore
{
    /// <summary>The report that already holds these bytes for this request; null when it is new.</summary>
    public Task<long?> Find(Session session, ReportRequest request, long runId, string sha256, CancellationToken token) => session.QueryOne<long?>(
        Sql.Find,
        new { request.Kind, Period = request.Period.ToString(), request.UnitCode, Language = Code(request.Language), RunId = runId, Sha256 = sha256 },
        token);

    public Task Add(Session session, ReportSummary report, CancellationToken token) => session.Execute(
        Sql.Insert,
        new
        {
            report.Id,
            report.Kind,
            Period = report.Period.ToString(),
            report.UnitCode,
            Language = Code(report.Language),
            report.RunId,
            report.Sha256,
            report.FileName,
            report.MadeAt,
            report.MadeBy,
        },
        token);

    internal static string Code(Language language) => language == Language.En ? "en" : "vi";

    internal static class Sql
    {
        public const string Find =
            "SELECT MIN(id) FROM report WHERE kind = @Kind AND period = @Period AND unit_code = @UnitCode AND language = @Language AND run_id = @RunId AND sha256 = @Sha256";

        public const string Insert =
            "INSERT INTO report (id, kind, period, unit_code, language, run_id, sha256, file_name, made_at, made_by) "
            + "VALUES (@Id, @Kind, @Period, @UnitCode, @Language, @RunId, @Sha256, @FileName, @MadeAt, @MadeBy)";
    }
}
