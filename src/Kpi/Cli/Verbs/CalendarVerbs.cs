using System.CommandLine;
using Kpi.App.Features.Calendar;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Calendar;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>deadlines</c>: when returns of a period are due, late and taken no more.</summary>
internal static class DeadlinesVerb
{
    public static Command Build(VerbHost host)
    {
        var period = Arguments.Period(host);
        var unit = Arguments.Text(host, "--unit", "C", "Mã đơn vị (để trống: cho mọi đơn vị)", "Unit code (without it: for everybody)");
        var verb = host.Verb("deadlines", "Hạn nộp báo cáo của một kỳ", "When the returns of a period are due", period, unit);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<Deadlines>().Run(run.Parse.GetValue(period), run.Parse.GetValue(unit), token);
            if (!outcome.TryGet(out var deadlines, out var problem)) return problem;
            var document = new DeadlinesDocument([.. deadlines.Select(DeadlineDocument.Of)]);
            await run.Print(document, () =>
            {
                var table = Tables.Of(run.Say("Biểu", "Form"), run.Say("Kỳ", "Period"), run.Say("Hạn nộp", "Due"), run.Say("Trễ sau ngày", "Late after"),
                    run.Say("Đóng sau ngày", "Closes after"), run.Say("Tình trạng", "State"));
                foreach (var (one, line) in deadlines.Zip(document.Deadlines))
                    table.Row(line.Form, line.Period, line.Due, line.LateAfter, line.Closes, State(run, one.Window));
                run.Show(table);
                foreach (var doubt in deadlines.Select(d => CalendarTexts.Doubt(d.Window.Cover)).OfType<Text>().Distinct())
                    run.Terminal.Output.WriteLine(run.Say(doubt));
            });
            return ExitCode.Done;
        });
    }

    private static string? State(VerbRun run, FilingWindow window)
    {
        if (window.IsClosed) return run.Say(CalendarTexts.OfDecision(closed: true));
        return window.Extension is null ? null : run.Say(CalendarTexts.Of(ExtensionState.Granted));
    }
}

/// <summary><c>periods close | reopen | list</c>.</summary>
internal static class PeriodsVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "periods", "Khoá sổ và mở lại kỳ báo cáo", "Close periods and open them again",
        Decide(host, "close", closed: true, "Khoá sổ một kỳ: không nhận báo cáo nữa", "Close a period: no more returns are taken"),
        Decide(host, "reopen", closed: false, "Mở lại một kỳ đã khoá", "Open a closed period again"),
        List(host));

    private static Command Decide(VerbHost host, string name, bool closed, string vi, string en)
    {
        var period = Arguments.Period(host);
        var form = Arguments.Text(host, "--form", "C", "Chỉ biểu này", "Only this form");
        var unit = Arguments.Text(host, "--unit", "C", "Chỉ đơn vị này và các đơn vị thuộc đó (mặc định VN)", "Only this unit and all within it (default VN)");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do", "Why");
        var verb = host.Verb(name, vi, en, period, form, unit, reason);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var request = new PeriodRequest(
                run.Parse.GetValue(period), run.Parse.GetValue(form), run.Parse.GetValue(unit) ?? Geography.NationCode, run.Parse.GetRequiredValue(reason));
            var decide = run.Get<DecidePeriod>();
            var outcome = closed
                ? await decide.Close(request, access: null, Actor.CommandLine, token)
                : await decide.Reopen(request, access: null, Actor.CommandLine, token);
            if (!outcome.TryGet(out var decision, out var problem)) return problem;
            await run.Print(PeriodDecisionDocument.Of(decision), () => run.Terminal.Output.WriteLine(
                $"{decision.Period} {decision.UnitCode} {decision.Form}: {run.Say(CalendarTexts.OfDecision(decision.Closed))}"));
            return ExitCode.Done;
        });
    }

    private static Command List(VerbHost host)
    {
        var period = Arguments.Period(host, required: false);
        var verb = host.Verb("list", "Các lần khoá sổ và mở lại, mới nhất trước", "What was closed and opened again, newest first", period);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            Period? wanted = run.Parse.GetResult(period) is null ? null : run.Parse.GetValue(period);
            var decisions = await run.Get<CalendarReader>().Decisions(wanted, token);
            await run.Print(new PeriodDecisionsDocument([.. decisions.Select(PeriodDecisionDocument.Of)]), () =>
            {
                var table = Tables.Of(run.Say("Kỳ", "Period"), run.Say("Đơn vị", "Unit"), run.Say("Biểu", "Form"), run.Say("Quyết định", "Decision"),
                    run.Say("Lúc", "At"), run.Say("Bởi", "By"), run.Say("Lý do", "Reason"));
                foreach (var one in decisions)
                {
                    table.Row(one.Period.ToString(), one.UnitCode, one.Form, run.Say(CalendarTexts.OfDecision(one.Closed)), Tables.Moment(one.At), one.By, one.Reason);
                }

                run.Show(table);
            });
            return ExitCode.Done;
        });
    }
}

/// <summary><c>extensions ask | grant | refuse | list</c>.</summary>
internal static class ExtensionsVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "extensions", "Đề nghị gia hạn nộp báo cáo", "Requests for more time", Ask(host), Grant(host), Refuse(host), List(host));

    private static Command Ask(VerbHost host)
    {
        var unit = Arguments.Needed(host, "--unit", "C", "Đơn vị, tính cả các đơn vị thuộc đó", "Unit, with all within it");
        var period = Arguments.Period(host);
        var until = Arguments.Day(host, "--until", "Hạn nộp mới", "The new due day");
        until.Required = true;
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do", "Why");
        var verb = host.Verb("ask", "Đề nghị gia hạn", "Ask for more time", unit, period, until, reason);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var request = new ExtensionRequest(
                run.Parse.GetRequiredValue(unit), run.Parse.GetValue(period), run.Parse.GetValue(until)!.Value, run.Parse.GetRequiredValue(reason));
            return await Say(run, await run.Get<ManageExtensions>().Ask(request, access: null, Actor.CommandLine, token));
        });
    }

    private static Command Grant(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã đề nghị", "Id of the request");
        var until = Arguments.Day(host, "--until", "Hạn nộp mới, nếu khác ngày được đề nghị", "The new due day, when it is not the one asked for");
        var note = Arguments.Text(host, "--reason", "T", "Ghi chú", "Remark");
        var verb = host.Verb("grant", "Gia hạn", "Grant more time", id, until, note);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            return await Say(run, await run.Get<ManageExtensions>().Grant(
                number, run.Parse.GetValue(until), run.Parse.GetValue(note), access: null, Actor.CommandLine, token));
        });
    }

    private static Command Refuse(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã đề nghị", "Id of the request");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do", "Why");
        var verb = host.Verb("refuse", "Từ chối gia hạn", "Refuse more time", id, reason);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            return await Say(run, await run.Get<ManageExtensions>().Refuse(
                number, run.Parse.GetRequiredValue(reason), access: null, Actor.CommandLine, token));
        });
    }

    private static Command List(VerbHost host)
    {
        var period = Arguments.Period(host, required: false);
        var state = Arguments.Text(host, "--state", "S", "Trạng thái", "State");
        state.AcceptOnlyFromAmong([.. Enum.GetValues<ExtensionState>().Select(Words.Kebab)]);
        var verb = host.Verb("list", "Các đề nghị gia hạn, mới nhất trước", "Requests for more time, newest first", period, state);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var wanted = run.Parse.GetValue(state);
            var filter = new ExtensionFilter(
                run.Parse.GetResult(period) is null ? null : run.Parse.GetValue(period),
                wanted is null ? null : Enum.GetValues<ExtensionState>().First(s => Words.Kebab(s) == wanted));
            var list = await run.Get<CalendarReader>().Extensions(filter, token);
            await run.Print(new ExtensionsDocument([.. list.Select(ExtensionDocument.Of)]), () =>
            {
                var table = Tables.Of("Id", run.Say("Đơn vị", "Unit"), run.Say("Kỳ", "Period"), run.Say("Xin đến", "Asked until"),
                    run.Say("Được đến", "Granted until"), run.Say("Trạng thái", "State"), run.Say("Lý do", "Reason"), run.Say("Trả lời", "Answer"));
                foreach (var one in list)
                {
                    table.Row(Ids.Show(one.Id), one.UnitCode, one.Period.ToString(), Words.Day(one.AskedUntil),
                        one.GrantedUntil is { } day ? Words.Day(day) : null, run.Say(CalendarTexts.Of(one.State)), one.Reason, one.Note);
                }

                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static async Task<Outcome<int>> Say(VerbRun run, Outcome<Extension> outcome)
    {
        if (!outcome.TryGet(out var extension, out var problem)) return problem;
        await run.Print(ExtensionDocument.Of(extension), () => run.Terminal.Output.WriteLine(
            $"{Ids.Show(extension.Id)}  {extension.UnitCode}  {extension.Period}  {run.Say(CalendarTexts.Of(extension.State))}  {Words.Day(extension.GrantedUntil ?? extension.AskedUntil)}"));
        return ExitCode.Done;
    }
}
