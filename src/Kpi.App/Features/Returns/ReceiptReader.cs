using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Returns;

/// <summary>What is kept of a return for its receipt, counted where it lies now.</summary>
public sealed class ReceiptReader(Database database)
{
    internal Task<ReceiptRow?> Get(long id, CancellationToken token) =>
        database.Read(session => session.QueryOne<ReceiptRow>(Sql.Receipt, new { Id = id }, token), token);

    internal sealed class ReceiptRow
    {
        public long Id { get; init; }

        public string Sha256 { get; init; } = "";

        public long Size { get; init; }

        public DateTimeOffset ReceivedAt { get; init; }

        public DateTimeOffset? JudgedAt { get; init; }

        public string State { get; init; } = "";

        public string? Facility { get; init; }

        public string? Form { get; init; }

        public int? FormVersion { get; init; }

        public string? Period { get; init; }

        public int? Version { get; init; }

        public int? CatalogueVersion { get; init; }

        public int? CellsFilled { get; init; }

        public int? ValuesRead { get; init; }

        public long? ValuesSum { get; init; }

        public int Errors { get; init; }

        public int Warnings { get; init; }

        public int NotApplicable { get; init; }

        public int Nil { get; init; }

        public int Stored { get; init; }

        /// <summary>Null when nothing is stored.</summary>
        public long? Total { get; init; }
    }

    internal static class Sql
    {
        public const string Receipt = """
            SELECT r.id, r.sha256, f.size, r.received_at, r.judged_at, r.state, r.facility, r.form, r.form_version, r.period, r.version,
                r.catalogue_version, r.cells_filled, r.values_read, r.values_sum,
                (SELECT COUNT(*) FROM return_finding e WHERE e.return_id = r.id AND e.severity = 'error') AS errors,
                (SELECT COUNT(*) FROM return_finding w WHERE w.return_id = r.id AND w.severity = 'warning') AS warnings,
                (SELECT COUNT(*) FROM return_statement n WHERE n.return_id = r.id AND n.kind = 'not-applicable') AS not_applicable,
                (SELECT COUNT(*) FROM return_statement s WHERE s.return_id = r.id AND s.kind = 'nil') AS nil,
                (SELECT COUNT(*) FROM return_value v WHERE v.return_id = r.id) AS stored,
                (SELECT SUM(t.value) FROM return_value t WHERE t.return_id = r.id) AS total
            FROM facility_return r INNER JOIN stored_file f ON f.sha256 = r.sha256
            WHERE r.id = @Id
            """;
    }
}
