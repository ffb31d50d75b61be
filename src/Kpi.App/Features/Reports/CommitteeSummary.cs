using System.Collections.Immutable;
using System.Globalization;
using Kpi.Domain;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Reports;

/// <summary>How many targets stand where. A verdict that missing returns could change counts as undecided and as nothing else.</summary>
public sealed record VerdictTally(int Met, int Missed, int Undecided, int OnTrack, int Behind, int NoValue)
{
    public int All => Met + Missed + Undecided + OnTrack + Behind + NoValue;

    public static VerdictTally Of(IEnumerable<TargetLine> targets)
    {
        var tally = new VerdictTally(0, 0, 0, 0, 0, 0);
        foreach (var target in targets)
        {
            tally = target.Verdict switch
            {
                { Verdict: Verdict.NoData or Verdict.NotApplicable } => tally with { NoValue = tally.NoValue + 1 },
                { Certain: false } => tally with { Undecided = tally.Undecided + 1 },
                { Verdict: Verdict.Met or Verdict.Held } => tally with { Met = tally.Met + 1 },
                { Verdict: Verdict.Missed or Verdict.MissedProgressing } => tally with { Missed = tally.Missed + 1 },
                { Verdict: Verdict.OnTrack } => tally with { OnTrack = tally.OnTrack + 1 },
                _ => tally with { Behind = tally.Behind + 1 },
            };
        }

        return tally;
    }
}

/// <summary>The sentences on the cover: what a reader remembers who reads nothing else.</summary>
public static class CommitteeSummary
{
    public static ImmutableArray<string> Sentences(ReportModel model, Language language) =>
        [Verdicts(model, language), Farthest(model, language), Returns(model, language), Changed(model, language)];

    private static string Verdicts(ReportModel model, Language language)
    {
        var tally = VerdictTally.Of(model.Lines.SelectMany(l => l.Targets));
        var ahead = tally.OnTrack + tally.Behind;
        return new Text(
            $"Trong {tally.All} mục tiêu: {tally.Met} đạt chắc chắn, {tally.Missed} không đạt chắc chắn, {tally.Undecided} chưa kết luận được vì thiếu báo cáo, "
            + $"{ahead} chưa đến hạn ({tally.OnTrack} đúng tiến độ), {tally.NoValue} chưa có số liệu hoặc không áp dụng.",
            $"Of {tally.All} targets, {tally.Met} are met for certain, {tally.Missed} are missed for certain, {tally.Undecided} cannot be decided because returns are missing, "
            + $"{ahead} are not yet due ({tally.OnTrack} on track), and {tally.NoValue} have no data or do not apply.").In(language);
    }

    private static string Farthest(ReportModel model, Language language)
    {
        var missed = model.Lines
            .SelectMany(l => l.Targets.Select(t => (Line: l, Target: t)))
            .Where(p => p.Target.Verdict is { Certain: true, Verdict: Verdict.Missed or Verdict.MissedProgressing } && p.Line.Score?.Value is not null)
            .Select(p => (p.Line, p.Target, Attainment: p.Line.Score!.AttainmentOf(p.Target.Target)))
            .Where(p => p.Attainment is not null)
            .OrderBy(p => Cut(p.Attainment!.Value))
            .ThenBy(p => p.Line.Indicator.Code, StringComparer.Ordinal)
            .ToList();
        if (missed.Count == 0)
        {
            return new Text("Không có mục tiêu nào chắc chắn không đạt.", "No target is missed for certain.").In(language);
        }

        var (line, target, _) = missed[0];
        var value = line.Score!.Value!.Value.ToPercentText(language, target.Target.Value);
        var level = ReportTexts.Level(target.Target, language);
        return new Text(
            $"Còn xa mục tiêu nhất: {line.Indicator.Name.Vi}, {value} so với {level} (hạn {ReportTexts.Day(target.Target.Due)}).",
            $"Farthest from its target: {line.Indicator.Name.En}, {value} against {level} (due {ReportTexts.Day(target.Target.Due)}).").In(language);
    }

    private static string Returns(ReportModel model, Language language)
    {
        var (expected, missing) = (model.Expected, model.Missing.Length);
        if (expected == 0)
        {
            return new Text("Kỳ này không có báo cáo nào phải nộp.", "No return was owed for this period.").In(language);
        }

        var share = new Fraction(expected - missing, expected).ToPercentText(language, Fraction.One);
        var most = model.Returns.OrderByDescending(r => r.Missing).ThenBy(r => r.Code, StringComparer.Ordinal).First();
        var received = $"{ReportTexts.Count(expected - missing, language)}/{ReportTexts.Count(expected, language)}";
        return missing == 0
            ? new Text($"Đã nhận đủ {received} báo cáo phải nộp.", $"All {received} returns that were owed are in.").In(language)
            : new Text(
                $"Đã nhận {received} báo cáo phải nộp ({share}); còn thiếu {ReportTexts.Count(missing, language)}, nhiều nhất ở {most.Name} ({most.Missing}).",
                $"{received} returns are in ({share}); {ReportTexts.Count(missing, language)} are missing, most of them in {most.Name} ({most.Missing}).").In(language);
    }

    private static string Changed(ReportModel model, Language language)
    {
        if (model.Previous is not { } previous)
        {
            return new Text("Chưa có lượt tính của kỳ trước để so sánh.", "There is no run of the period before to compare with.").In(language);
        }

        var before = ReportTexts.Name(previous.Period).In(language).ToLower(CultureInfo.InvariantCulture);
        var moved = model.Lines
            .Where(l => l.Moved && l.Before!.Value is not null && l.Score!.Value is not null)
            .Select(l => (Line: l, From: l.Before!.Value!.Value, To: l.Score!.Value!.Value))
            .OrderByDescending(p => Math.Abs(Cut(p.To) - Cut(p.From)))
            .ThenBy(p => p.Line.Indicator.Code, StringComparer.Ordinal)
            .ToList();
        if (moved.Count == 0)
        {
            return new Text(
                $"Chưa chỉ số nào chắc chắn thay đổi so với {before}: mọi chênh lệch nằm trong phần báo cáo còn thiếu.",
                $"No indicator has changed for certain since {ReportTexts.Name(previous.Period).En}: missing returns could explain every difference.").In(language);
        }

        var (line, from, to) = moved[0];
        var (was, now) = (from.ToPercentText(language, to), to.ToPercentText(language, from));
        var up = to > from;
        return new Text(
            $"Thay đổi chắc chắn nhiều nhất so với {before}: {line.Indicator.Name.Vi}, {(up ? "tăng" : "giảm")} từ {was} {(up ? "lên" : "xuống")} {now}.",
            $"Changed most, for certain, since {ReportTexts.Name(previous.Period).En}: {line.Indicator.Name.En}, {(up ? "up" : "down")} from {was} to {now}.").In(language);
    }

    // Six digits order lines for a sentence; no verdict depends on them.
    private static decimal Cut(Fraction value) => decimal.Parse(value.ToDecimalText(6), CultureInfo.InvariantCulture);

    private static Int128 Cut((Int128 Numerator, Int128 Denominator) value) => value.Numerator * 1_000_000_000 / value.Denominator;
}
