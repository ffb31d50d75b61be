using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns.Profiles;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>profiles propose | confirm | list | show | retire</c>: how workbooks of units' own design are read.</summary>
internal static class ProfilesVerb
{
    private const int Most = 5000;

    public static Command Build(VerbHost host) => host.Verb(
        "profiles", "Cách đọc sổ làm việc do đơn vị tự thiết kế", "How workbooks of units' own design are read",
        Propose(host), Confirm(host), List(host), Show(host), Retire(host));

    private static Command Propose(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Sổ làm việc của đơn vị, đã có số liệu", "The unit's own workbook, with figures in it");
        var facility = Arguments.Needed(host, "--facility", "C", "Mã đơn vị nộp", "Code of the unit that files");
        var form = Arguments.Text(host, "--form", "C", "Mã biểu; để trống thì theo loại đơn vị", "Form code; without it, by the kind of unit");
        var period = Arguments.Period(host);
        var target = Arguments.Text(host, "--out", "F", "Tệp JSON ghi đề xuất ra để sửa và xác nhận", "JSON file for the proposal, to edit and confirm");
        var verb = host.Verb("propose", "Đề xuất cách đọc một tệp", "Propose how to read a file", file, facility, form, period, target);
        return host.Does(verb, async (run, token) =>
        {
            var path = run.Parse.GetRequiredValue(file);
            if (!(await InputFile.Read(path, token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<ProposeProfile>().Run(
                Path.GetFileName(path), bytes, run.Parse.GetRequiredValue(facility), run.Parse.GetValue(form), run.Parse.GetValue(period), Actor.CommandLine, token);
            if (!outcome.TryGet(out var made, out var problem)) return problem;
            var document = ProposalDocument.Of(made.Stored, made.Content, run.Language);
            if (run.Parse.GetValue(target) is { } to)
            {
                var written = await OutputFile.Write(to, "proposal.json", Encoding.UTF8.GetBytes(JsonText.Of(document)), token);
                await run.Remark($"Đã ghi {written}. Xem, sửa “chosen” nếu cần, rồi: kpi profiles confirm {written}", $"Wrote {written}. Look through it, edit “chosen” where needed, then: kpi profiles confirm {written}");
            }

            await run.Print(document, () => Show(run, document));
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, ProposalDocument document)
    {
        var table = Tables.Of(
            run.Say("Chỉ tiêu", "Element"), run.Say("Tin cậy ‰", "Confidence ‰"), run.Say("Ô", "Cell"), run.Say("Như đã gõ", "As typed"), run.Say("Hệ số", "Factor"), run.Say("Vì sao", "Why"));
        foreach (var line in document.Lines) Row((line.Required ? "* " : "") + line.Element, line.State, line.Chosen, line.Candidates);
        foreach (var line in document.Percentages.Where(p => p.Candidates is { Count: > 0 })) Row("% " + line.Indicator, line.State, line.Chosen, line.Candidates);
        run.Show(table);
        run.Terminal.Output.WriteLine(run.Say(
            $"Đề xuất {document.Id}: {document.Lines.Count(l => l.Chosen is not null)} trên {document.Lines.Count} chỉ tiêu đã chọn; * là bắt buộc, % là tỷ lệ để đối chiếu.",
            $"Proposal {document.Id}: {document.Lines.Count(l => l.Chosen is not null)} of {document.Lines.Count} elements chosen; * is required, % is a percentage to compare."));

        void Row(string name, string? found, PlaceDocument? chosen, IReadOnlyList<PlaceDocument>? candidates)
        {
            var place = chosen ?? (candidates is [var best, ..] ? best : null);
            var state = chosen is null ? $" [{Word(run, found)}]" : "";
            table.Row(
                name + state, place?.Confidence?.ToString(CultureInfo.InvariantCulture), place is null ? null : $"{place.Sheet}!{place.Value}",
                place?.ValueText, place?.Factor is { } factor and not 1 ? Tables.Count(factor, run.Language) : null, place?.Reason);
        }
    }

    private static string Word(VerbRun run, string? state) => state switch
    {
        "unsure" => run.Say("chưa chắc", "unsure"),
        "twice" => run.Say("thấy hai nơi", "found twice"),
        _ => run.Say("không thấy", "not found"),
    };

    private static Command Confirm(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp đề xuất (JSON) như đã ghi ra hoặc đã sửa", "Proposal (JSON) as it was written, or edited");
        var verb = host.Verb("confirm", "Xác nhận một đề xuất; từ đó tệp của đơn vị được đọc theo nó", "Confirm a proposal; the unit's files are read by it from then on", file);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            ConfirmationDocument? document;
            try
            {
                document = JsonSerializer.Deserialize<ConfirmationDocument>(bytes, JsonText.Options);
            }
            catch (JsonException fault)
            {
                return Problem.Invalid("not-json", $"Tệp không phải là JSON đúng: {fault.Message}", $"The file is not valid JSON: {fault.Message}");
            }

            if (!(document ?? new ConfirmationDocument(null, null)).Read().TryGet(out var chosen, out var wrong)) return wrong;
            if (await run.Ready(token) is { } fault2) return fault2;
            return await Say(run, await run.Get<ConfirmProfile>().Run(chosen.Proposal, chosen.Places, chosen.Percentages, Actor.CommandLine, token), token);
        });
    }

    private static Command List(VerbHost host)
    {
        var facility = Arguments.Text(host, "--facility", "C", "Mã đơn vị", "Unit code");
        var verb = host.Verb("list", "Liệt kê cách đọc đã xác nhận và đề xuất đang chờ", "List confirmed profiles and waiting proposals", facility);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var reader = run.Get<ProfileReader>();
            var catalogue = await run.Get<CatalogueReader>().Current(token);
            var code = run.Parse.GetValue(facility);
            var profiles = (await reader.List(null, Most, token)).Where(p => code is null || p.Content.Facility == code).Select(p => ProfileDocument.Of(p, catalogue, run.Language)).ToList();
            var waiting = (await reader.Waiting(null, Most, token)).Where(p => code is null || p.Facility == code).Select(WaitingProposalDocument.Of).ToList();
            await run.Print(new ProfilesDocument(profiles, waiting), () =>
            {
                var table = Tables.Of("Id", run.Say("Đơn vị", "Unit"), run.Say("Biểu", "Form"), run.Say("Bản", "Version"), run.Say("Từ", "From"), run.Say("Tệp", "File"), run.Say("Tình trạng", "State"));
                foreach (var p in profiles)
                {
                    table.Row(p.Id, p.Facility, p.Form, p.Version.ToString(CultureInfo.InvariantCulture), p.ValidFrom, p.File,
                        p.Retired is null ? run.Say("đang dùng", "in use") : run.Say("đã ngừng", "retired"));
                }

                foreach (var p in waiting) table.Row(p.Id, p.Facility, p.Form, null, p.Period, p.File, run.Say("chờ xác nhận", "waiting"));
                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Show(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã cách đọc hoặc đề xuất", "Id of a profile or a proposal");
        var verb = host.Verb("show", "Xem một cách đọc, hoặc một đề xuất", "Show a profile, or a proposal", id);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            var reader = run.Get<ProfileReader>();
            if (await reader.Get(number, token) is { } profile) return await Say(run, profile, token);
            if (await reader.Proposal(number, token) is not { } known)
                return Problem.NotFound("no-such-profile", $"Không có cách đọc hay đề xuất mang mã {Ids.Show(number)}.", $"There is no profile or proposal with the id {Ids.Show(number)}.");
            var document = ProposalDocument.Of(known.Stored, known.Content, run.Language);
            await run.Print(document, () => Show(run, document));
            return ExitCode.Done;
        });
    }

    private static Command Retire(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã cách đọc", "Id of the profile");
        var reason = Arguments.Text(host, "--reason", "T", "Lý do", "Why");
        var verb = host.Verb("retire", "Ngừng dùng một cách đọc", "End a profile", id, reason);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            return await Say(run, await run.Get<ConfirmProfile>().Retire(number, run.Parse.GetValue(reason), Actor.CommandLine, token), token);
        });
    }

    private static async Task<Outcome<int>> Say(VerbRun run, Outcome<ReadingProfile> outcome, CancellationToken token)
    {
        if (!outcome.TryGet(out var profile, out var problem)) return problem;
        var catalogue = await run.Get<CatalogueReader>().Current(token);
        var document = ProfileDocument.Of(profile, catalogue, run.Language);
        await run.Print(document, () =>
        {
            run.Terminal.Output.WriteLine($"{document.Id}  {document.Facility}  {document.Form}  v{document.Version}  {run.Say("từ", "from")} {document.ValidFrom}  {document.File}"
                + (document.Retired is null ? "" : run.Say("  (đã ngừng)", "  (retired)")));
            var table = Tables.Of(run.Say("Chỉ tiêu", "Element"), run.Say("Trang", "Sheet"), run.Say("Nhãn", "Label"), run.Say("Tiêu đề", "Heading"), run.Say("Hệ số", "Factor"));
            foreach (var line in document.Lines) table.Row(line.Element, line.Sheet, line.LabelText, line.Heading, line.Factor == 1 ? null : Tables.Count(line.Factor, run.Language));
            foreach (var line in document.Percentages) table.Row("% " + line.Indicator, line.Sheet, line.LabelText, line.Heading, null);
            run.Show(table);
        });
        return ExitCode.Done;
    }
}
