using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring.Composites;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>scores --composite</c>: the units by rank or, for a unit of the level itself, which parts make its figure.</summary>
internal sealed class CompositeScores
{
    private readonly Option<string?> _composite, _level, _class;
    private readonly Option<bool> _stability;

    public CompositeScores(VerbHost host)
    {
        _composite = Arguments.Text(host, "--composite", "C", "Mã điểm tổng hợp: xếp hạng theo điểm này", "Code of a composite: ranks by it");
        _level = Arguments.Text(host, "--level", "province|facility", "Xếp hạng các tỉnh hay các cơ sở (với --unit: trong tỉnh đó)", "Rank provinces or facilities (with --unit: of that province)");
        _level.AcceptOnlyFromAmong([.. Words<UnitLevel>.All]);
        _class = Arguments.Text(host, "--class", "special|I|II|III|IV", "Chỉ các cơ sở hạng này", "Only facilities of this class");
        _class.AcceptOnlyFromAmong([.. UnitNames.Classes.Words.Select(w => w.Code)]);
        _stability = new Option<bool>("--stability")
        {
            Description = host.Say("Hạng có vững không khi trọng số thay đổi (10.000 lần rút)", "Whether ranks hold when weights change (10,000 draws)"),
        };
    }

    public IEnumerable<Option> Options => [_composite, _level, _class, _stability];

    public bool IsAsked(VerbRun run) => run.Parse.GetValue(_composite) is not null;

    public async Task<Outcome<int>> Print(VerbRun run, RunInfo info, string? unit, CancellationToken token)
    {
        var code = run.Parse.GetValue(_composite);
        var read = CompositeRequest.Read(code, run.Parse.GetValue(_level), unit, run.Parse.GetValue(_class), run.Parse.GetValue(_stability));
        if (!read.TryGet(out var request, out var problem)) return problem;
        var reader = run.Get<FindComposites>();
        if (unit is not null && request.Level is null)
        {
            if (!(await reader.Explain(info, code, unit, token)).TryGet(out var explained, out problem)) return problem;
            await run.Print(CompositeExplanationDocument.Of(explained), () => Show(run, explained));
            return ExitCode.Done;
        }

        if (!(await reader.League(info, request, token)).TryGet(out var league, out problem)) return problem;
        await run.Print(CompositesDocument.Of(league, _ => true), () => Show(run, league));
        return ExitCode.Done;
    }

    private static void Show(VerbRun run, CompositeLeague league)
    {
        run.Terminal.Output.WriteLine(run.Say(
            $"{league.Composite.Name.Vi} ({league.Composite.Code}), kỳ {league.Run.Period}, lượt tính {Ids.Show(league.Run.Id)}, {CompositeTexts.Of(league.Composite.Mean).Vi} theo bộ {league.Composite.Set}",
            $"{league.Composite.Name.En} ({league.Composite.Code}), period {league.Run.Period}, run {Ids.Show(league.Run.Id)}, {CompositeTexts.Of(league.Composite.Mean).En} against the set {league.Composite.Set}"));
        string[] headings =
        [
            run.Say("Hạng", "Rank"), run.Say("Đơn vị", "Unit"), run.Say("Điểm", "Figure"), run.Say("Khoảng", "Range"), run.Say("Đã báo cáo", "Reported"), run.Say("Không đạt 100 %", "Not at 100 %"),
        ];
        var table = Tables.Of(league.Draws is null ? headings : [.. headings, run.Say("Hạng 5–50–95 %", "Ranks 5–50–95 %"), run.Say("Giữ hạng", "Same rank"), run.Say("Ba hạng đầu", "Top three")]);
        CompositeIndicator[] parts = [.. league.Composite.Indicators];
        foreach (var row in league.Rows)
        {
            string[] cells =
            [
                row.Rank is null ? "–" : CompositeTexts.Rank(league, row), $"{row.Unit.Code} {row.Unit.Name}", CompositeTexts.Percent(row.Score.Counted, run.Language),
                CompositeTexts.Range(row.Score, run.Language), CompositeTexts.Percent(row.Score.Reported, run.Language) + (row.Rank is null ? ", " + run.Say(CompositeTexts.TooLittle) : ""),
                row.Score.Failed.IsEmpty ? "–" : string.Join(", ", row.Score.Failed.Select(i => parts[i].Indicator)),
            ];
            table.Row(league.Draws is not { } draws ? cells
                : row.Spread is not { } spread ? [.. cells, "–", "–", "–"]
                : [.. cells, string.Create(CultureInfo.InvariantCulture, $"{spread.Best}–{spread.Middle}–{spread.Worst}"),
                    CompositeTexts.Share(spread.Same, draws, run.Language), CompositeTexts.Share(spread.TopThree, draws, run.Language)]);
        }

        run.Show(table);
    }

    private static void Show(VerbRun run, CompositeExplanation of)
    {
        var figure = CompositeTexts.Percent(of.Score.Counted, run.Language);
        var (vi, en) = of.Rank is { } rank ? ($"hạng {rank}/{of.Ranked}", $"rank {rank} of {of.Ranked}") : (CompositeTexts.TooLittle.Vi, CompositeTexts.TooLittle.En);
        run.Terminal.Output.WriteLine(run.Say(
            $"{of.Composite.Name.Vi} ({of.Composite.Code}), {of.Unit.Code} {of.Unit.Name}, kỳ {of.Run.Period}: {figure}, {vi}; {CompositeTexts.Of(of.Composite.Mean).Vi}",
            $"{of.Composite.Name.En} ({of.Composite.Code}), {of.Unit.Code} {of.Unit.Name}, period {of.Run.Period}: {figure}, {en}; {CompositeTexts.Of(of.Composite.Mean).En}"));
        var table = Tables.Of(run.Say("Nhóm", "Group"), run.Say("Chỉ số", "Indicator"), run.Say("Giá trị", "Value"), run.Say("Mục tiêu", "Target"), run.Say("Mức đạt được tính", "Attainment counted"),
            run.Say("Trọng số", "Weight"), run.Say("Góp (điểm %)", "Gives (points)"), run.Say("Tình trạng", "State"));
        var points = CompositeTexts.Points(of, run.Language);
        foreach (var (part, i) in of.Count.Parts.Select((p, i) => (p, i)))
        {
            table.Row(
                of.Composite.Groups[part.Group].Name.In(run.Language), of.Catalogue.Indicator(part.Indicator.Indicator)!.Name.In(run.Language),
                part.Score is { Numerator: { } n, Denominator: { } d } ? $"{Tables.Count(n, run.Language)} / {Tables.Count(d, run.Language)}" : "–",
                part.Target is { } target ? $"{Words.Sign(target.Comparison)} {target.Value.ToPercentText(run.Language)}" : "–",
                part.Counts ? CompositeTexts.Percent(part.Counted, run.Language) : "–",
                part.Counts ? CompositeTexts.Percent(new Attainment(part.Weight, of.Count.Weights), run.Language) : "–", points[i] ?? "–",
                run.Say(CompositeTexts.Of(part.State)) + (part.FailsAll ? run.Say("; không đạt 100 %", "; not at 100 %") : ""));
        }

        run.Show(table);
    }
}
