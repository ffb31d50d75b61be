using Kpi.App.Platform.Storage;

namespace Kpi.App.Features.Forecasts;

/// <summary>The figures of units, month by month, of the returns that count.</summary>
public sealed class FigureReader(Database database)
{
    /// <summary>Walks the figures of some units in some months, in no order.</summary>
    internal Task Each(IReadOnlyCollection<string> unitIds, IReadOnlyCollection<string> months, Action<Figure> each, CancellationToken token) =>
        database.Read(async session =>
        {
            await session.Each(
                Sql.Figures, new { Units = unitIds, Periods = months },
                row => each(new Figure(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), row.GetInt64(5))), token);
            return true;
        }, token);

    /// <param name="ElementNumber">See <see cref="Indicators.CatalogueReader.ElementNumbers"/>.</param>
    internal readonly record struct Figure(string UnitId, string Form, string Period, long ReturnId, int ElementNumber, long Value);

    internal static class Sql
    {
        public const string Figures = """
            SELECT r.unit_id, r.form, r.period, r.id, v.element_no, v.value
            FROM facility_return r INNER JOIN return_value v ON v.return_id = r.id
            WHERE r.unit_id IN @Units AND r.is_current = 1 AND r.period IN @Periods
            """;
    }
}
