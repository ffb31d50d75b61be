using System.Text;
using FluentAssertions;
using Kpi.App.Platform.Storage;
using NUnit.Framework;

namespace Kpi.App.Tests.Storage;

[TestFixtureSource(nameof(Dialects))]
public sealed class DatabaseContract(string dialect) : StorageContract(dialect)
{
    private static readonly DateTimeOffset Instant = new(2026, 9, 30, 23, 59, 59, 987, TimeSpan.FromHours(7));
    private static readonly string[] UnitColumns =
        ["unit_id", "valid_from", "valid_to", "code", "name", "kind", "class", "urban_override", "urban_reason", "parent_id"];

    [Test]
    public async Task Bulk_insert_gives_back_every_type_of_column_as_it_was()
    {
        var vietnamese = "Bệnh viện Đa khoa tỉnh Thừa Thiên – Huế 𝒳 'nháy' ";
        await Database.Write(session => session.BulkInsert("unit_version", UnitColumns,
        [
            ["bulk-1@2008", new DateOnly(2008, 8, 1), new DateOnly(2025, 6, 30), "B1", vietnamese, "hospital", "I", true, "ở phường", null],
            ["bulk-2@2008", new DateOnly(1, 1, 1), null, "B2", "", "station", null, null, null, "bulk-1@2008"],
            ["bulk-3@2008", new DateOnly(9999, 12, 31), null, "B3", "x", "station", null, false, "", null],
        ], Token), Token);

        var rows = await Units("bulk-");

        rows.Should().BeEquivalentTo(
        [
            new UnitRow
            {
                UnitId = "bulk-1@2008", ValidFrom = new(2008, 8, 1), ValidTo = new(2025, 6, 30), Code = "B1", Name = vietnamese,
                Kind = "hospital", Class = "I", UrbanOverride = true, UrbanReason = "ở phường",
            },
            new UnitRow { UnitId = "bulk-2@2008", ValidFrom = new(1, 1, 1), Code = "B2", Kind = "station", ParentId = "bulk-1@2008" },
            new UnitRow { UnitId = "bulk-3@2008", ValidFrom = new(9999, 12, 31), Code = "B3", Name = "x", Kind = "station", UrbanOverride = false, UrbanReason = "" },
        ], options => options.WithStrictOrdering());
    }

    [Test]
    public async Task Composed_and_decomposed_letters_stay_as_they_came()
    {
        var composed = "Đắk Lắk ấ ệ ữ".Normalize(NormalizationForm.FormC);
        var decomposed = composed.Normalize(NormalizationForm.FormD);
        await Database.Write(session => session.BulkInsert("unit_version", UnitColumns,
        [
            ["nfc-1", new DateOnly(2026, 1, 1), null, "N1", composed, "station", null, null, null, null],
            ["nfc-2", new DateOnly(2026, 1, 1), null, "N2", decomposed, "station", null, null, null, null],
        ], Token), Token);

        (await Units("nfc-")).Select(row => row.Name).Should().Equal(composed, decomposed);
    }

    [Test]
    public async Task An_instant_is_the_same_by_statement_and_by_bulk_and_is_utc_to_the_millisecond()
    {
        await Database.Write(async session =>
        {
            await session.Execute(
                "INSERT INTO period_due (period, marked_at, mark) VALUES (@Period, @At, @Mark)",
                new { Period = "1900-01", At = Instant.AddTicks(4321), Mark = long.MaxValue }, Token);
            await session.BulkInsert("period_due", ["period", "marked_at", "mark", "held_until"],
                [["1900-02", Instant.AddTicks(4321), long.MinValue, null]], Token);
        }, Token);

        var rows = await Database.Read(session => session.Query<DueRow>(
            "SELECT period, marked_at, mark, held_until FROM period_due WHERE marked_at = @At AND period LIKE '1900-%' ORDER BY period", new { At = Instant }, Token), Token);

        rows.Should().BeEquivalentTo(
            [new DueRow { Period = "1900-01", MarkedAt = Instant, Mark = long.MaxValue }, new DueRow { Period = "1900-02", MarkedAt = Instant, Mark = long.MinValue }],
            options => options.WithStrictOrdering());
        rows[0].MarkedAt.Offset.Should().Be(TimeSpan.Zero);
    }

    [Test]
    public async Task Instants_and_days_sort_and_compare_as_time_does()
    {
        DateTimeOffset[] instants =
        [
            Instant, Instant.AddMilliseconds(13), Instant.AddMilliseconds(14), Instant.AddMilliseconds(113), Instant.AddSeconds(1), Instant.AddDays(1), Instant.AddYears(2),
        ];
        await Database.Write(session => session.BulkInsert(
            "period_due", ["period", "marked_at", "mark"], instants.Reverse().Select((at, i) => new object?[] { $"2001-{i:00}", at, 1L }), Token), Token);

        var sorted = await Database.Read(session => session.Query<DateTimeOffset>(
            "SELECT marked_at FROM period_due WHERE period LIKE '2001-%' AND marked_at > @After ORDER BY marked_at", new { After = instants[1] }, Token), Token);

        sorted.Should().Equal(instants[2..]);
    }

    [Test]
    public async Task A_page_takes_and_skips_in_order()
    {
        await Database.Write(session => session.BulkInsert(
            "period_due", ["period", "marked_at", "mark"], Enumerable.Range(0, 7).Select(i => new object?[] { $"1800-{i:00}", Instant, (long)i }), Token), Token);

        var page = await Database.Read(session => session.Query<long>(
            "SELECT mark FROM period_due WHERE period LIKE '1800-%' ORDER BY period " + session.Dialect.Page, new { skip = 2, take = 3 }, Token), Token);

        page.Should().Equal(2, 3, 4);
    }

    [Test]
    public async Task A_list_of_five_hundred_fits_a_statement()
    {
        var keys = Enumerable.Range(0, 500).Select(i => $"k{i:000}").ToArray();

        var found = await Database.Read(session => session.Query<string>("SELECT period FROM period_due WHERE period IN @Keys", new { Keys = keys }, Token), Token);

        found.Should().BeEmpty();
    }

    [Test]
    public async Task Work_that_throws_leaves_nothing()
    {
        var work = () => Database.Write(async session =>
        {
            await session.BulkInsert("period_due", ["period", "marked_at", "mark"], [["1700-01", Instant, 1L]], Token);
            throw new InvalidOperationException("on purpose");
        }, Token);

        await work.Should().ThrowAsync<InvalidOperationException>();
        (await Count("1700-01")).Should().Be(0);
    }

    [Test]
    public async Task The_loser_of_a_race_for_a_key_is_run_again_and_sees_the_winner()
    {
        var attempts = 0;

        var found = await Database.Write(async session =>
        {
            attempts++;
            if (await session.QueryOne<long>("SELECT COUNT(*) FROM period_due WHERE period = '1600-01'", null, Token) > 0) return true;
            if (attempts == 1)
            {
                // As the other process would: between our look and our insert. Two rows of one key stand for it on a single writer.
                await session.Execute(Insert, new { Period = "1600-01", At = Instant }, Token);
                await session.Execute(Insert, new { Period = "1600-01", At = Instant }, Token);
            }

            await session.Execute(Insert, new { Period = "1600-01", At = Instant }, Token);
            return false;
        }, Token);

        attempts.Should().Be(2);
        found.Should().BeFalse("the first try was rolled back whole");
        (await Count("1600-01")).Should().Be(1);
    }

    [Test]
    public async Task A_hundred_writers_at_once_each_get_their_turn()
    {
        await Database.Write(session => session.Execute(
            "INSERT INTO period_due (period, marked_at, mark) VALUES ('1500-01', @At, 0)", new { At = Instant }, Token), Token);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Database.Write(
            session => session.Execute("UPDATE period_due SET mark = mark + 1 WHERE period = '1500-01'", null, Token), Token)));

        (await Database.Read(session => session.QueryOne<long>("SELECT mark FROM period_due WHERE period = '1500-01'", null, Token), Token)).Should().Be(100);
    }

    [Test]
    public async Task A_cancelled_write_leaves_nothing_and_frees_the_writer()
    {
        using var source = new CancellationTokenSource();

        var work = () => Database.Write(async session =>
        {
            await session.Execute(Insert, new { Period = "1400-01", At = Instant }, Token);
            await source.CancelAsync();
            await session.Execute(Insert, new { Period = "1400-02", At = Instant }, source.Token);
        }, source.Token);

        await work.Should().ThrowAsync<OperationCanceledException>();
        (await Count("1400-01")).Should().Be(0);
        await Database.Write(session => session.Execute(Insert, new { Period = "1400-01", At = Instant }, Token), Token);
    }

    private const string Insert = "INSERT INTO period_due (period, marked_at, mark) VALUES (@Period, @At, 1)";

    private Task<long> Count(string period) => Database.Read(session => session.QueryOne<long>(
        "SELECT COUNT(*) FROM period_due WHERE period = @Period", new { Period = period }, Token), Token);

    private Task<IReadOnlyList<UnitRow>> Units(string prefix) => Database.Read(session => session.Query<UnitRow>(
        "SELECT unit_id, valid_from, valid_to, code, name, kind, class, urban_override, urban_reason, parent_id FROM unit_version WHERE unit_id LIKE @Like ORDER BY unit_id",
        new { Like = prefix + "%" }, Token), Token);

    private sealed class UnitRow
    {
        public string UnitId { get; init; } = "";

        public DateOnly ValidFrom { get; init; }

        public DateOnly? ValidTo { get; init; }

        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public string? Class { get; init; }

        public bool? UrbanOverride { get; init; }

        public string? UrbanReason { get; init; }

        public string? ParentId { get; init; }
    }

    private sealed class DueRow
    {
        public string Period { get; init; } = "";

        public DateTimeOffset MarkedAt { get; init; }

        public long Mark { get; init; }

        public DateTimeOffset? HeldUntil { get; init; }
    }
}
