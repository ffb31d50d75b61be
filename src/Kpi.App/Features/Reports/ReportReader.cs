using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Reports;

/// <summary>A report as a list shows it.</summary>
public sealed record ReportSummary(
    long Id, string Kind, Period Period, string UnitCode, Language Language, long RunId, string Sha256, string FileName,
    DateTimeOffset MadeAt, string MadeBy)
{
    /// <summary>Who alone may see it, because its run is of a scenario that is not shared; null: whoever may read its unit.</summary>
    public string? PrivateTo { get; init; }

    public bool IsFor(Actor reader) => RunInfo.IsFor(PrivateTo, reader);
}

/// <summary>Reads the reports that were made and kept.</summary>
public sealed class ReportReader(Database database, FileVault files)
{
    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<ReportSummary>> List(int take, CancellationToken token)
    {
        var rows = await database.Read(
            session => session.Query<Row>(Sql.List + session.Dialect.Page, new { skip = 0, take }, token), token);
        return [.. rows.Select(r => r.Summary())];
    }

    /// <summary>One report; null when there is none of that id.</summary>
    public async Task<ReportSummary?> Get(long id, CancellationToken token)
    {
        var row = await database.Read(session => session.QueryOne<Row>(Sql.Get, new { Id = id }, token), token);
        return row?.Summary();
    }

    /// <summary>Its workbook; null when there is no such report.</summary>
    public Task<byte[]?> File(long id, CancellationToken token) => database.Read(
        async session => await session.QueryOne<Row>(Sql.Get, new { Id = id }, token) is { } row
            ? await files.Get(session, row.Sha256, token)
            : null,
        token);

    private sealed class Row
    {
        public long Id { get; init; }

        public string Kind { get; init; } = "";

        public string Period { get; init; } = "";

        public string UnitCode { get; init; } = "";

        public string Language { get; init; } = "";

        public long RunId { get; init; }

        public string Sha256 { get; init; } = "";

        public string FileName { get; init; } = "";

        public DateTimeOffset MadeAt { get; init; }

        public string MadeBy { get; init; } = "";

        public string? PrivateTo { get; init; }

        public ReportSummary Summary() => new(
            Id, Kind, Domain.Periods.Period.Parse(Period), UnitCode, Language == "en" ? Domain.Language.En : Domain.Language.Vi, RunId, Sha256,
            FileName, MadeAt, MadeBy)
        {
            PrivateTo = PrivateTo,
        };
    }

    internal static class Sql
    {
        private const string Rows =
            "SELECT t.id, t.kind, t.period, t.unit_code, t.language, t.run_id, t.sha256, t.file_name, t.made_at, t.made_by, " + ScoreReader.PrivateTo +
            " FROM report t INNER JOIN score_run r ON r.id = t.run_id LEFT JOIN scenario s ON s.id = r.scenario_id ";

        public const string List = Rows + "ORDER BY t.id DESC ";
        public const string Get = Rows + "WHERE t.id = @Id";
    }
}
