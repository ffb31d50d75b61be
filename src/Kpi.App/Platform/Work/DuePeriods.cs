using Kpi.App.Platform.Storage;
using Kpi.Domain.Periods;

namespace Kpi.App.Platform.Work;

/// <summary>
/// Says that the numbers of periods have changed, in the transaction that changes them; the scoring job takes the marks away. Returns, the
/// register and the catalogue all end here.
/// </summary>
public static class DuePeriods
{
    private const int Batch = 500;

    /// <param name="mark">A number never used before: a run that saw an older mark of a period cannot take this one away.</param>
    public static async Task Mark(Session session, IEnumerable<Period> changed, long mark, DateTimeOffset now, CancellationToken token)
    {
        foreach (var some in changed.Distinct().Select(p => p.ToString()).Order(StringComparer.Ordinal).Chunk(Batch))
        {
            await session.Execute(Sql.MarkAgain, new { Periods = some, Now = now }, token);
            var marked = await session.Query<string>(Sql.Marked, new { Periods = some }, token);
            await session.BulkInsert(
                "period_due", ["period", "marked_at", "mark"], some.Except(marked, StringComparer.Ordinal).Select(p => new object?[] { p, now, mark }), token);
        }
    }

    /// <summary>The same for every period that has numbers, or is about to get some, and ends on a day or later.</summary>
    public static async Task MarkScored(Session session, DateOnly from, long mark, DateTimeOffset now, CancellationToken token) =>
        await Mark(session, (await session.Query<string>(Sql.Scored, null, token)).Select(Period.Parse).Where(p => p.LastDay >= from), mark, now, token);

    internal static class Sql
    {
        public const string Scored = "SELECT period FROM current_run UNION SELECT period FROM period_due";

        public const string MarkAgain = "UPDATE period_due SET mark = mark + 1, marked_at = @Now WHERE period IN @Periods";

        public const string Marked = "SELECT period FROM period_due WHERE period IN @Periods";
    }
}
