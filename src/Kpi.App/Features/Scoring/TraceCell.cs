using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>What is traced upwards: a cell (<c>Sheet!B7</c>), a data element, or with neither the whole return.</summary>
/// <param name="EveryRun">Every run that was kept; else those that hold.</param>
public sealed record TraceQuestion(long Return, string? Cell = null, string? Element = null, bool EveryRun = false);

/// <summary>The scores that a return, or one of its cells, has gone into.</summary>
/// <param name="Cells">The values that were traced, with their cells; empty where the return leaves the element empty, or was refused.</param>
/// <param name="Scores">First those whose value it is in; of each role the runs that hold first, the latest period first, indicators in the order of the catalogue.</param>
/// <param name="Why">Why there are none; null where there are some.</param>
public sealed record CellTrace(ReturnSummary Return, IReadOnlyList<ReturnValue> Cells, IReadOnlyList<TouchedScore> Scores, UntouchedReason? Why);

/// <summary>One score of the return's unit, and those of the areas it counts in.</summary>
/// <param name="Current">Whether the run holds for its period.</param>
/// <param name="Numerator">What the return adds above; null where it gives nothing of its own.</param>
/// <param name="Denominator">What it adds below, or for how much it stands where it is the last known one.</param>
/// <param name="Units">The unit, its commune, its province, the nation: those that the reader may read.</param>
public sealed record TouchedScore(
    RunInfo Run, bool Current, Catalogue Catalogue, Indicator Indicator, ReturnRole Role, long? Numerator, long? Denominator,
    IReadOnlyList<(ScoredUnit Unit, Score Score)> Units);

/// <summary>Why a return has gone into no score.</summary>
/// <param name="Code">Stable, kebab-case.</param>
public sealed record UntouchedReason(string Code, Text Text);

/// <summary>Answers: what has become of this number? Follows a cell upwards to every score it went into.</summary>
public sealed class TraceCell(ScoreReader scores, ReturnReader returns, CatalogueReader catalogues)
{
    /// <summary>Of the runs that were kept only so many are looked through, the newest first.</summary>
    private const int MostRuns = 5_000;

    /// <param name="question">What is traced.</param>
    /// <param name="reader">Who asks: runs of scenarios that others keep to themselves are not there.</param>
    /// <param name="sees">Whether they may read the scores of a unit, by its identity.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<CellTrace>> Run(TraceQuestion question, Actor reader, Func<string, bool> sees, CancellationToken token)
    {
        if (await returns.Get(question.Return, token) is not { } detail) return NoSuchReturn(Ids.Show(question.Return));
        var catalogue = detail.CatalogueVersion is { } version ? await catalogues.Version(version, token) : await catalogues.Current(token);
        if (!Asked(question, detail, catalogue).TryGet(out var asked, out var problem)) return problem;

        var current = await scores.CurrentRuns(token);
        var holding = current.Select(r => r.Id).ToHashSet();
        var found = new List<TouchedScore>();
        RunInfo? taken = null;
        if (detail.Summary is { UnitId: { } unitId, Period: not null, Version: not null })
        {
            var filed = new FilingsOfUnit(unitId, returns);
            foreach (var run in (question.EveryRun ? await Kept(reader, token) : current).Where(r => MayHold(r, detail.Summary)))
            {
                var ids = await scores.Returns(run.Id, token);
                if (!ids.Contains(question.Return)) continue;
                taken ??= run;
                found.AddRange(await Touched(run, holding.Contains(run.Id), ids, question.Return, unitId, asked.Elements, filed, sees, token));
            }
        }

        var why = found.Count > 0 ? null : await Why(detail, asked.Elements, taken, current, reader, token);
        return new CellTrace(
            detail.Summary, asked.Cells, [.. found.OrderBy(s => s.Role).ThenByDescending(s => s.Current).ThenByDescending(s => s.Run.Period).ThenByDescending(s => s.Run.Id)], why);
    }

    public static Problem NoSuchReturn(string id) =>
        Problem.NotFound("no-such-return", $"Không có báo cáo mang mã “{id}”.", $"There is no return with the id “{id}”.");

    // ---- what is asked for

    private static Outcome<(IReadOnlyList<ReturnValue> Cells, IReadOnlySet<string> Elements)> Asked(
        TraceQuestion question, ReturnDetail detail, Catalogue catalogue)
    {
        if (question.Element is { } element)
        {
            if (catalogue.Element(element) is null)
            {
                var near = NearMatch.Question(element, catalogue.Elements.Select(e => e.Code));
                return Problem.NotFound("no-such-element", $"Không có chỉ tiêu số liệu “{element}”.{near.Vi}", $"There is no data element “{element}”.{near.En}");
            }

            return Of(detail.Values.Where(v => v.Element == element), element);
        }

        if (question.Cell is not { } cell || detail.Values.IsEmpty) return Of(detail.Values);
        var (sheet, address) = Place(cell);
        var at = detail.Values.Where(v => (sheet is null || v.Sheet.Equals(sheet, StringComparison.OrdinalIgnoreCase)) && v.Cell.Equals(address, StringComparison.OrdinalIgnoreCase)).ToList();
        if (at.Count > 0) return Of(at);
        return Problem.NotFound("cell-without-value",
            $"Ô “{cell}” của báo cáo này không thuộc chỉ tiêu nào. Hãy chọn một trong các ô dưới đây.",
            $"The cell “{cell}” of this return belongs to no data element. Choose one of the cells below.") with
        {
            Details = [.. detail.Values.Select(v => new Text($"{v.Sheet}!{v.Cell} {v.Element} = {v.Text}", $"{v.Sheet}!{v.Cell} {v.Element} = {v.Text}"))],
        };

        static Outcome<(IReadOnlyList<ReturnValue>, IReadOnlySet<string>)> Of(IEnumerable<ReturnValue> cells, params string[] more)
        {
            IReadOnlyList<ReturnValue> all = [.. cells];
            return (all, all.Select(c => c.Element).Concat(more).ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>A cell as people and spreadsheets write it: B7, Sheet!B7, 'Sheet one'!$B$7.</summary>
    private static (string? Sheet, string Address) Place(string cell)
    {
        var at = cell.LastIndexOf('!');
        var sheet = at < 0 ? null : cell[..at].Trim();
        if (sheet is ['\'', .., '\'']) sheet = sheet[1..^1].Replace("''", "'", StringComparison.Ordinal);
        return (sheet, cell[(at + 1)..].Replace("$", "", StringComparison.Ordinal).Trim());
    }

    // ---- what it went into

    private async Task<IEnumerable<RunInfo>> Kept(Actor reader, CancellationToken token) =>
        (await scores.Runs(MostRuns, token)).Where(r => r.IsFor(reader));

    /// <summary>A return is known only to runs made after it came, and of periods that have not ended before its own.</summary>
    private static bool MayHold(RunInfo run, ReturnSummary item) =>
        run.OtherEngine is null && run.Period.LastDay >= item.Period!.Value.LastDay && run.MadeAt >= item.ReceivedAt;

    private async Task<IReadOnlyList<TouchedScore>> Touched(
        RunInfo run, bool current, ImmutableArray<long> ids, long returnId, string unitId, IReadOnlySet<string> elements, FilingsOfUnit filed,
        Func<string, bool> sees, CancellationToken token)
    {
        var units = await scores.Units(run.Id, token);
        var place = PlaceOf(units, unitId);
        if (place < 0) return [];
        var catalogue = await catalogues.Of(run, token);
        var unit = units[place];
        // On a map on which its own area was several, every one of them has a part of it.
        IEnumerable<int> places = unit.Outside ? [place, 0] : unit.Shares is { } shares ? [place, .. shares.Touched.OrderDescending(), 0] : [place, unit.Commune, unit.Province, 0];
        int[] areas = [.. places.Where(p => p >= 0 && sees(units[p].UnitId))];
        var returned = await filed.In(run, ids, place, catalogue, token);
        ImmutableArray<Figure> figures =
            [.. LoadInputs.Read(await scores.Figures(run.Scenario, token), catalogue, units, run.Period).Where(f => f.UnitId == unitId)];
        // What a figure of the run stands in place of has not gone into it.
        var replaced = figures.Where(f => returned.Any(r => r.ReturnId == returnId && r.Period == f.Period)).Select(f => f.Element).ToHashSet(StringComparer.Ordinal);
        Filing[] filings = [.. Figure.Upon(returned, figures, catalogue, _ => place)];
        var found = new List<TouchedScore>();
        foreach (var indicator in catalogue.Indicators.Where(i => i.Active && i.Elements.Any(e => elements.Contains(e) && !replaced.Contains(e))))
        {
            if (await ScoreOf(run, indicator, units, place, token) is not { } own) continue;
            foreach (var part in Contributions.Of(catalogue, indicator, unit, run.Period, own, filings).Where(c => c.ReturnId == returnId))
            {
                var touched = new List<(ScoredUnit, Score)>(areas.Length);
                foreach (var area in areas)
                {
                    if (await ScoreOf(run, indicator, units, area, token) is { } score) touched.Add((units[area], score));
                }

                found.Add(new TouchedScore(run, current, catalogue, indicator, part.Role, part.Numerator, part.Denominator, touched));
            }
        }

        return found;
    }

    private async Task<Score?> ScoreOf(RunInfo run, Indicator indicator, ImmutableArray<ScoredUnit> units, int place, CancellationToken token) =>
        (await scores.Scores(run.Id, indicator.Code, units[place].Level, token)).FirstOrDefault(s => s.Unit == place);

    private static int PlaceOf(ImmutableArray<ScoredUnit> units, string unitId)
    {
        for (var i = 0; i < units.Length; i++)
        {
            if (units[i].UnitId == unitId) return i;
        }

        return -1;
    }

    // ---- why it went into none

    private async Task<UntouchedReason> Why(
        ReturnDetail detail, IReadOnlySet<string> elements, RunInfo? taken, IReadOnlyList<RunInfo> current, Actor reader, CancellationToken token)
    {
        var item = detail.Summary;
        if (taken is not null)
        {
            var catalogue = await catalogues.Of(taken, token);
            var codes = string.Join(", ", elements.Order(StringComparer.Ordinal));
            return catalogue.Indicators.Any(i => i.Active && i.Elements.Any(elements.Contains))
                ? new("not-counted", new(
                    $"Các chỉ số dùng {codes} không tính cho đơn vị này trong các kỳ mà báo cáo thuộc về.",
                    $"The indicators that use {codes} are not counted for this unit in the periods the return is of."))
                : new("not-asked", new(
                    $"Trong danh mục phiên bản {catalogue.Version} không có chỉ số nào dùng {codes}.",
                    $"No indicator of catalogue version {catalogue.Version} uses {codes}."));
        }

        switch (item.State)
        {
            case ReturnState.Received or ReturnState.Reading:
                return new("not-judged", new("Báo cáo chưa được kiểm tra xong. Hãy xem lại sau ít giây.", "The return is still being checked. Look again in a few seconds."));
            case ReturnState.Refused:
                return new("refused", new(
                    "Báo cáo bị từ chối nên số của nó không được tính. Hãy sửa các lỗi và gửi lại.",
                    "The return was refused, so its numbers do not count. Mend its errors and send it again."));
            case ReturnState.SentBack:
                return new("sent-back", new(
                    $"Báo cáo đã bị trả lại nên không lượt tính hiện hành nào dùng nó.{(detail.Note is { } v ? $" Lý do: {v}" : "")}",
                    $"The return was sent back, so no run that holds uses it.{(detail.Note is { } e ? $" Reason: {e}" : "")}"));
        }

        if (!item.IsCurrent)
        {
            var by = await returns.CurrentFor(item.UnitId!, item.Form!, item.Period!.Value, token);
            var (vi, en) = by is null ? ("", "") : (
                string.Create(CultureInfo.InvariantCulture, $" bằng bản {by.Version} ({Ids.Show(by.Id)})"),
                string.Create(CultureInfo.InvariantCulture, $" by version {by.Version} ({Ids.Show(by.Id)})"));
            return new("replaced", new(
                $"Báo cáo đã được thay{vi}. Hỏi với mọi lượt tính còn giữ (--all) để xem những kết quả cũ đã dùng nó.",
                $"The return was replaced{en}. Ask for every kept run (--all) to see the older scores that used it."));
        }

        if (current.FirstOrDefault(r => r.Period == item.Period) is not { } run)
        {
            var kept = (await Kept(reader, token)).Where(r => r.Period == item.Period && r.OtherEngine is null).ToList();
            return kept.Count > 0 && kept.All(r => r.Options.ApprovedOnly) && item.State != ReturnState.Approved
                ? new("not-approved", new(
                    "Báo cáo chưa được duyệt, và các lượt tính của kỳ này chỉ dùng báo cáo đã duyệt.",
                    "The return is not approved, and the runs of its period use approved returns only."))
                : new("not-scored", new(
                    $"Kỳ {item.Period} chưa được tính. Hãy đợi tác vụ tự động hoặc chạy: kpi score --period {item.Period}.",
                    $"Period {item.Period} has not been scored yet. Wait for the job, or run: kpi score --period {item.Period}."));
        }

        if (PlaceOf(await scores.Units(run.Id, token), item.UnitId!) < 0)
        {
            return new("unit-not-in-run", new(
                string.Create(CultureInfo.InvariantCulture, $"Đơn vị {item.Facility} không có trong sổ đăng ký ngày {run.Geography:dd/MM/yyyy} nên lượt tính kỳ {run.Period} không dùng báo cáo của nó."),
                string.Create(CultureInfo.InvariantCulture, $"The unit {item.Facility} is not in the register of {run.Geography:yyyy-MM-dd}, so the run of period {run.Period} uses none of its returns.")));
        }

        return item.JudgedAt >= run.MadeAt
            ? new("not-scored-since", new(
                $"Báo cáo được nhận sau lượt tính hiện hành của kỳ {run.Period}. Lượt tính kế tiếp sẽ dùng nó.",
                $"The return came after the current run of period {run.Period} was made. The next run will use it."))
            : new("left-out", new(
                $"Lượt tính hiện hành của kỳ {run.Period} dùng một báo cáo khác của đơn vị này.",
                $"The current run of period {run.Period} uses another return of this unit."));
    }

    /// <summary>What one unit ever filed, read once and again only for another catalogue.</summary>
    private sealed class FilingsOfUnit(string unitId, ReturnReader returns)
    {
        // By its bytes: the catalogue of a scenario has the version that it stands on.
        private readonly Dictionary<(int Version, string? Sha256), IReadOnlyList<FiledReturn>> _byCatalogue = [];

        public async Task<IReadOnlyList<Filing>> In(RunInfo run, ImmutableArray<long> ids, int place, Catalogue catalogue, CancellationToken token)
        {
            var key = (run.CatalogueVersion, run.CatalogueSha256);
            if (!_byCatalogue.TryGetValue(key, out var filed))
            {
                var accepted = await returns.AcceptedOf([unitId], token);
                _byCatalogue.Add(key, filed = await returns.Filed([.. accepted.Select(r => r.Id)], catalogue, token));
            }

            var known = ids.ToHashSet();
            return [.. filed.Where(f => known.Contains(f.Id)).Select(f => new Filing(place, f.Period, f.Id, f.Values))];
        }
    }
}
