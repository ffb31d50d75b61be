using System.Data;
using System.Globalization;
using Dapper;

namespace Kpi.App.Platform.Storage;

/// <summary>How values stand in columns, the same in both databases: days as ISO dates, instants as UTC to the millisecond.</summary>
public static class ValueMapping
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Dapper asks a handler only about types that it does not know itself: left in its map, an instant would be stored with its offset.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        SqlMapper.AddTypeHandler(new DayHandler());
        SqlMapper.AddTypeHandler(new InstantHandler());
        return true;
    });

    public static void Register() => _ = Registered.Value;

    /// <summary>The instant as it is stored: UTC, cut to the millisecond.</summary>
    public static DateTime ToColumn(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        return new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
    }

    public static DateTimeOffset ToInstant(object column) => column switch
    {
        DateTime moment => new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
        string text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        _ => throw new DataException($"Not an instant: {column.GetType()}"),
    };

    public static DateOnly ToDay(object column) => column switch
    {
        DateOnly day => day,
        DateTime moment => DateOnly.FromDateTime(moment),
        string text => DateOnly.ParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw new DataException($"Not a day: {column.GetType()}"),
    };

    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.Date;
            parameter.Value = value;
        }

        public override DateOnly Parse(object value) => ToDay(value);
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.DateTime2;
            parameter.Value = ToColumn(value);
        }

        public override DateTimeOffset Parse(object value) => ToInstant(value);
    }
}
