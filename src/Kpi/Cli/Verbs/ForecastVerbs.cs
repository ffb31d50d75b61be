using System.CommandLine;
using Kpi.App.Features.Forecasts;
using Kpi.Documents;
using Kpi.Domain.Forecasts;
using Kpi.Domain.Indicators;

namespace Kpi.Cli.Verbs;

/// <summary><c>forecast</c>: how an indicator of a unit is expected to go on.</summary>
internal static class ForecastVerb
{
    public static Command Build(VerbHost host)
    {
        var indicator = Arguments.Needed(host, "--indicator", "C", "Mã chỉ số", "Indicator code");
        var unit = Arguments.Needed(host, "--unit", "C", "Mã đơn vị", "Unit code");
        var set = Arguments.Text(host, "--set", "S", "Bộ mục tiêu; để trống là bộ của tháng cuối", "Target set; without it, that of the last month");
        var verb = host.Verb("forecast", "Dự báo một chỉ số của một đơn vị", "Forecast an indicator of a unit", indicator, unit, set);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var found = await run.Get<ForecastIndicator>().Run(
                run.Parse.GetRequiredValue(indicator), run.Parse.GetRequiredValue(unit), run.Parse.GetValue(set), until: null, token);
            if (!found.TryGet(out var of, out var problem)) return problem;
            await run.Print(ForecastDocument.Of(of), () => Show(run, of));
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, IndicatorForecast of)
    {
        var output = run.Terminal.Output;
        output.WriteLine($"{of.Indicator.Name.In(run.Language)} ({of.Indicator.Code}), {of.Unit.Name} ({of.Unit.Code}), {of.Set}");
        if (string.Join("; ", of.BreaksShown.Select(b => b.Text.In(run.Language))) is { Length: > 0 } breaks)
            output.WriteLine(run.Say($"Không so sánh được qua các mốc: {breaks}.", $"Not to be compared across: {breaks}."));
        if (of.Outcome is not Forecast forecast)
        {
            output.WriteLine(ForecastTexts.Of((Abstained)of.Outcome).In(run.Language));
            return;
        }

        var table = Tables.Of(run.Say("Tháng", "Month"), run.Say("Dự báo", "Forecast"), run.Say("Khoảng 80 %", "80 % interval"));
        foreach (var p in Shown(forecast))
            table.Row(p.Period.ToString(), p.Value.ToPercentText(run.Language), $"{p.Low.ToPercentText(run.Language)} – {p.High.ToPercentText(run.Language)}");
        run.Show(table);
        foreach (var target in forecast.Targets) output.WriteLine(Say(run, target));
        output.WriteLine(ForecastWords.Basis(forecast).In(run.Language));
    }

    /// <summary>Each month of the first year, then each half year.</summary>
    private static IEnumerable<ForecastPoint> Shown(Forecast forecast) => forecast.Points.Where((p, i) => i < 12 || p.Period.Number is 6 or 12);

    private static string Say(VerbRun run, TargetForecast target)
    {
        var demand = target.Target.Comparison == Comparison.All ? "= 100 %" : $"{Words.Sign(target.Target.Comparison)} {target.Target.Value.ToPercentText(run.Language)}";
        return $"{Words.Day(target.Target.Due)} {demand}: {ForecastWords.Meeting(target).In(run.Language)}";
    }
}

/// <summary><c>warnings</c>: what is unlike the past in a month's returns.</summary>
internal static class WarningsVerb
{
    private const int MostShown = 200;

    public static Command Build(VerbHost host)
    {
        var period = Arguments.Period(host);
        var unit = Arguments.Text(host, "--unit", "C", "Chỉ đơn vị này và các đơn vị thuộc đó", "Only this unit and all within it");
        var verb = host.Verb("warnings", "Những số liệu khác thường so với các tháng trước", "Figures that are unlike those of the months before", period, unit);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var found = await run.Get<FindWarnings>().Run(run.Parse.GetValue(period), run.Parse.GetValue(unit), sees: null, token);
            if (!found.TryGet(out var of, out var problem)) return problem;
            await run.Print(WarningsDocument.Of(of, of.Warnings), () => Show(run, of));
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, WarningsOf of)
    {
        var table = Tables.Of(run.Say("Đơn vị", "Unit"), run.Say("Loại", "Kind"), run.Say("Vì sao", "Why"), run.Say("Báo cáo", "Return"));
        foreach (var w in of.Warnings.Take(MostShown))
        {
            table.Row($"{w.Unit.Code} {w.Unit.Name}", ForecastTexts.Of(w.Warning.Kind).In(run.Language), ForecastTexts.Of(w.Warning, of.Catalogue).In(run.Language),
                App.Platform.Ids.Show(w.ReturnId));
        }

        if (of.Warnings.Count > 0) run.Show(table);
        if (of.Warnings.Count > MostShown)
            run.Terminal.Output.WriteLine(run.Say($"… và {of.Warnings.Count - MostShown} cảnh báo nữa (--json in tất cả)", $"… and {of.Warnings.Count - MostShown} more (--json prints all)"));
        run.Terminal.Output.WriteLine(run.Say(
            $"{of.Period}: {Count(of.Warnings.Count)} cảnh báo trong {Count(of.Figures)} số liệu của {Count(of.Returns)} báo cáo.",
            $"{of.Period}: {Count(of.Warnings.Count)} warnings in {Count(of.Figures)} figures of {Count(of.Returns)} returns."));

        string Count(int number) => Tables.Count(number, run.Language);
    }
}
