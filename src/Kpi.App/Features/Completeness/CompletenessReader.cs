using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Completeness;

/// <summary>What came for a period, as narrow as the question needs it.</summary>
public sealed class CompletenessReader(Database database)
{
    internal async Task<CameIn> For(IReadOnlyCollection<string> periods, CancellationToken token) => await database.Read(async session =>
    {
        var came = new CameIn();
        await session.Each(Sql.Current, new { Periods = periods }, row =>
            came.Current[(row.GetString(0), row.GetString(1), row.GetString(2))] =
                new Came(row.GetInt64(3), ValueMapping.ToInstant(row.GetValue(5)), !row.IsDBNull(4) && row.GetBoolean(4)), token);
        foreach (var id in await session.Query<long>(Sql.Nil, new { Periods = periods }, token)) came.Nil.Add(id);
        await session.Each(
            Sql.FirstInTime, new { Periods = periods }, row => came.FirstInTime.Add((row.GetString(0), row.GetString(1), row.GetString(2))), token);
        await session.Each(Sql.Attempts, new { Periods = periods }, row =>
        {
            var key = (row.GetString(0), row.GetString(1), row.GetString(2));
            var one = new Attempt(row.GetInt64(3), ValueMapping.ToInstant(row.GetValue(5)), row.GetString(4) == "sent-back");
            if (!came.Attempts.TryGetValue(key, out var before) || before.SentAt <= one.SentAt) came.Attempts[key] = one;
        }, token);
        return came;
    }, token);

    internal sealed record Came(long Id, DateTimeOffset ReceivedAt, bool Late);

    internal sealed record Attempt(long Id, DateTimeOffset SentAt, bool SentBack);

    /// <summary>By unit, form and period.</summary>
    internal sealed class CameIn
    {
        public Dictionary<(string Unit, string Form, string Period), Came> Current { get; } = [];

        public Dictionary<(string Unit, string Form, string Period), Attempt> Attempts { get; } = [];

        public HashSet<long> Nil { get; } = [];

        /// <summary>Whose first accepted version came in time: a correction that comes later makes no unit late.</summary>
        public HashSet<(string Unit, string Form, string Period)> FirstInTime { get; } = [];
    }

    internal static class Sql
    {
        public const string Current = "SELECT unit_id, form, period, id, late, received_at FROM facility_return WHERE period IN @Periods AND is_current = 1";

        public const string Nil = """
            SELECT r.id
            FROM return_statement s INNER JOIN facility_return r ON r.id = s.return_id
            WHERE s.kind = 'nil' AND r.period IN @Periods AND r.is_current = 1
            """;

        public const string FirstInTime =
            "SELECT unit_id, form, period FROM facility_return WHERE period IN @Periods AND version = 1 AND is_current = 0 AND late = 0";

        public const string Attempts = """
            SELECT unit_id, form, period, id, state, sent_at
            FROM facility_return
            WHERE period IN @Periods AND is_current = 0 AND state IN ('refused', 'sent-back') AND unit_id IS NOT NULL AND form IS NOT NULL
            """;
    }
}
