using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Recalculation;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Identity;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>catalogue export | validate | diff | try | publish | propose | drafts | approve | decline | list</c>.</summary>
internal static class CatalogueVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "catalogue", "Danh mục chỉ số, mục tiêu và biểu mẫu", "The catalogue of indicators, targets and forms",
        Export(host), List(host), Validate(host), Difference(host), Try(host), Publish(host), Propose(host), Drafts(host), Approve(host), Decline(host));

    private static Command Export(VerbHost host)
    {
        var target = Arguments.Text(
            host, "--out", "F", "Tệp ghi ra, .json hoặc .xlsx; để trống thì in JSON ra màn hình", "File to write, .json or .xlsx; without it, JSON on standard output");
        var version = new Option<int?>("--version-number") { HelpName = "N", Description = host.Say("Phiên bản; để trống là phiên bản mới nhất", "The version; without it, the newest") };
        var verb = host.Verb("export", "Ghi danh mục ra JSON hoặc sổ Excel để sửa", "Write the catalogue as JSON, or as a workbook to edit", target, version);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await run.Get<CatalogueReader>().Export(run.Parse.GetValue(version), token)).TryGet(out var json, out var problem)) return problem;
            if (run.Parse.GetValue(target) is not { } path)
            {
                await run.Terminal.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(json));
                return ExitCode.Done;
            }

            var bytes = path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? CatalogueWorkbook.Write(json, run.Language) : json;
            var written = await OutputFile.Write(path, "catalogue.json", bytes, token);
            await run.Print(new { Path = written, Size = bytes.Length }, () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }

    private static Command List(VerbHost host)
    {
        var verb = host.Verb("list", "Các phiên bản đã công bố", "The published versions");
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var document = CatalogueVersionsDocument.Of(await run.Get<CatalogueReader>().Versions(token));
            await run.Print(document, () =>
            {
                var table = Tables.Of(
                    run.Say("Phiên bản", "Version"), run.Say("Từ kỳ", "From"), run.Say("Công bố lúc", "Published"), run.Say("Bởi", "By"), run.Say("Lý do", "Reason"));
                foreach (var one in document.Versions)
                    table.Row(one.Version.ToString(CultureInfo.InvariantCulture), one.ValidFrom ?? run.Say("mọi kỳ", "all periods"), one.PublishedAt, one.PublishedBy, one.Reason);
                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Validate(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp danh mục, .json hoặc .xlsx", "Catalogue file, .json or .xlsx");
        var verb = host.Verb("validate", "Kiểm tra một danh mục mà không phát hành", "Check a catalogue without publishing it", file);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (!CatalogueFile.Read(bytes, token).TryGet(out var brought, out var problem)) return problem;
            var catalogue = brought.Catalogue;
            await run.Print(
                new
                {
                    Valid = true,
                    catalogue.Version,
                    catalogue.Title,
                    Elements = catalogue.Elements.Length,
                    Forms = catalogue.Forms.Length,
                    Indicators = catalogue.Indicators.Length,
                    Targets = catalogue.Targets.Length,
                },
                () => run.Terminal.Output.WriteLine(run.Say(
                    $"Hợp lệ: {catalogue.Indicators.Length} chỉ số, {catalogue.Targets.Length} mục tiêu, {catalogue.Forms.Length} biểu mẫu, {catalogue.Elements.Length} phần tử.",
                    $"Valid: {catalogue.Indicators.Length} indicators, {catalogue.Targets.Length} targets, {catalogue.Forms.Length} forms, {catalogue.Elements.Length} elements.")));
            return ExitCode.Done;
        });
    }

    private static Command Publish(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp danh mục, .json hoặc .xlsx", "Catalogue file, .json or .xlsx");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do phát hành", "Why it is published");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = host.Say(
                "Chỉ cho biết ai sẽ vi phạm quy tắc mới và kết quả kỳ gần nhất sẽ đổi ra sao, không phát hành",
                "Only say who would break the new rules and what would become of the last period's results; publish nothing"),
        };
        var from = ValidFrom(host);
        var verb = host.Verb(
            "publish", "Phát hành một phiên bản danh mục mới, không qua người thứ hai", "Publish a new version of the catalogue, without a second person", file, reason, from, dryRun);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (!CatalogueFile.Read(bytes, token).TryGet(out var brought, out var wrong)) return wrong;
            var proposed = brought.Catalogue;
            if (await run.Ready(token) is { } fault) return fault;
            // Who would break the rules that are new or bite harder is said first; where no return counts yet there is nobody.
            var trials = (await run.Get<TryRules>().Run(null, proposed, null, null, token)).Match(t => t, _ => (RuleTrials?)null);
            if (trials is not null && !run.Json) RulesVerb.Show(run, trials, facilities: false);
            var published = !run.Parse.GetValue(dryRun);
            CatalogueTrial? scored = null;
            if (published)
            {
                var outcome = await run.Get<PublishCatalogue>().Run(brought.Json, run.Parse.GetRequiredValue(reason), run.Parse.GetValue(from), Actor.CommandLine, token);
                if (!outcome.TryGet(out _, out var problem)) return problem;
            }
            else
            {
                var tried = await run.Get<TryCatalogue>().Run(brought.Json, run.Parse.GetValue(from), token);
                // Where nothing has been scored there is nothing to say of scores; whatever else keeps it from being tried keeps it from being published.
                if (!tried.TryGet(out scored, out var problem) && problem.Code != RunProblems.NothingScored.Code) return problem;
                if (!run.Json && scored is not null) Show(run, scored);
                else if (!run.Json) run.Terminal.Output.WriteLine(run.Say(RunProblems.NothingScored.Message));
            }

            var version = proposed.Version.ToString(CultureInfo.InvariantCulture);
            await run.Print(
                new
                {
                    proposed.Version,
                    Published = published,
                    Trial = trials is null ? null : TrialsDocument.Of(trials, run.Language),
                    Scores = scored is null ? null : CatalogueTrialDocument.Of(scored),
                },
                () => run.Terminal.Output.WriteLine(published
                    ? run.Say($"Đã phát hành phiên bản {version}.", $"Published version {version}.")
                    : run.Say($"Chưa phát hành gì: phiên bản {version} chỉ được thử.", $"Nothing was published: version {version} was only tried.")));
            return ExitCode.Done;
        });
    }

    private static Command Difference(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp danh mục (.json, .xlsx) hoặc số phiên bản", "Catalogue file (.json, .xlsx) or the number of a version");
        var against = new Option<int?>("--against") { HelpName = "N", Description = host.Say("So với phiên bản này; để trống là bản đang dùng", "Compared with this version; without it, the one in force") };
        var verb = host.Verb("diff", "Danh mục khác bản đang dùng ở những điểm nào", "What a catalogue says otherwise than the one in force", file, against);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var named = run.Parse.GetRequiredValue(file);
            byte[] after;
            if (int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                if (!(await run.Get<CatalogueReader>().Export(version, token)).TryGet(out after!, out var missing)) return missing;
            }
            else
            {
                if (!(await InputFile.Read(named, token)).TryGet(out var bytes, out var unreadable)) return unreadable;
                if (!CatalogueFile.Read(bytes, token).TryGet(out var brought, out var wrong)) return wrong;
                after = brought.Json;
            }

            if (!(await run.Get<CatalogueReader>().Export(run.Parse.GetValue(against), token)).TryGet(out var before, out var problem)) return problem;
            var difference = CatalogueDifference.Between(before, after);
            await run.Print(CatalogueDifferenceDocument.Of(difference), () => Show(run, difference));
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, CatalogueDifference difference)
    {
        if (difference.Changes.IsEmpty)
        {
            run.Terminal.Output.WriteLine(difference.OnlyOrder
                ? run.Say("Chỉ khác thứ tự.", "Only the order is different.")
                : run.Say("Không có gì khác.", "Nothing is different."));
            return;
        }

        var table = Tables.Of(run.Say("Trang", "Sheet"), run.Say("Dòng", "Row"), run.Say("Cột", "Column"), run.Say("Trước", "Before"), run.Say("Sau", "After"));
        foreach (var change in difference.Changes)
            table.Row(change.Sheet, change.Key, change.Heading?.In(run.Language) ?? run.Say(CatalogueTexts.Of(change.Kind)), change.Before, change.After);
        run.Show(table);
    }

    private static Command Try(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE|ID", "Tệp danh mục (.json, .xlsx) hoặc mã đề xuất", "Catalogue file (.json, .xlsx) or the id of a proposal");
        var from = ValidFrom(host);
        var verb = host.Verb(
            "try", "Kết quả kỳ gần nhất sẽ thay đổi ra sao nếu công bố danh mục này; không giữ lại gì",
            "What would become of the last period's results if this catalogue were published; nothing is kept", file, from);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var (named, day) = (run.Parse.GetRequiredValue(file), run.Parse.GetValue(from));
            byte[] json;
            if (!File.Exists(named) && Ids.TryRead(named, out var id))
            {
                if (!(await run.Get<CatalogueReader>().Draft(id, token)).TryGet(out var found, out var none)) return none;
                (json, day) = (found.Json, day ?? found.Draft.ValidFrom);
            }
            else
            {
                if (!(await InputFile.Read(named, token)).TryGet(out var bytes, out var unreadable)) return unreadable;
                if (!CatalogueFile.Read(bytes, token).TryGet(out var brought, out var wrong)) return wrong;
                json = brought.Json;
            }

            if (!(await run.Get<TryCatalogue>().Run(json, day, token)).TryGet(out var trial, out var problem)) return problem;
            await run.Print(CatalogueTrialDocument.Of(trial), () =>
            {
                Show(run, trial);
                run.Terminal.Output.WriteLine(run.Say(CatalogueTrialTexts.Kept));
            });
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, CatalogueTrial trial)
    {
        var output = run.Terminal.Output;
        output.WriteLine(run.Say(CatalogueTrialTexts.Lead(trial)));
        foreach (var remark in CatalogueTrialTexts.Remarks(trial)) output.WriteLine(run.Say(remark));
        if (trial.Indicators.IsEmpty) output.WriteLine(run.Say(CatalogueTrialTexts.NothingMoves));
        else
        {
            var table = Tables.Of(
                run.Say("Chỉ số", "Indicator"), "", run.Say("Cả nước hiện nay", "Nation now"), run.Say("Sẽ là", "Would be"), run.Say("Tỉnh", "Provinces"), run.Say("Cơ sở", "Facilities"));
            foreach (var one in trial.Indicators)
            {
                table.Row(
                    $"{one.Nation.Indicator.Name.In(run.Language)} ({one.Nation.Indicator.Code})", run.Say(CatalogueTrialTexts.Of(one.Change)),
                    BesideTexts.Whole(one.Nation.Indicator, one.Nation.Official, trial.Before, run.Language),
                    BesideTexts.Whole(one.Nation.Indicator, one.Nation.Trial, trial.After, run.Language),
                    CatalogueTrialTexts.Of(one.Provinces, run.Language), CatalogueTrialTexts.Of(one.Facilities, run.Language));
            }

            run.Show(table);
        }

        foreach (var composite in trial.Composites) output.WriteLine(CatalogueTrialTexts.Of(composite, run.Language));
        output.WriteLine(run.Say(CatalogueTrialTexts.Rest(trial)));
    }

    private static Command Propose(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp danh mục, .json hoặc .xlsx", "Catalogue file, .json or .xlsx");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do đề xuất", "Why it is proposed");
        var from = ValidFrom(host);
        var acting = ActingFor.Option(host);
        var verb = host.Verb(
            "propose", "Đề xuất một phiên bản danh mục để người khác công bố", "Propose a version of the catalogue for another person to publish", file, reason, from, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (!CatalogueFile.Read(bytes, token).TryGet(out var brought, out var wrong)) return wrong;
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, Permission.Calculate, "catalogue propose", token)).TryGet(out var actor, out var refused)) return refused;
            var outcome = await run.Get<PublishCatalogue>().Propose(brought.Json, run.Parse.GetRequiredValue(reason), run.Parse.GetValue(from), actor, token);
            if (!outcome.TryGet(out var draft, out var problem)) return problem;
            var document = CatalogueDraftDocument.Of(draft);
            await run.Print(document, () => run.Terminal.Output.WriteLine(run.Say(
                $"Đã đề xuất phiên bản {draft.Version}, mã {document.Id}. Xem kết quả sẽ thay đổi ra sao: kpi catalogue try {document.Id}. Người khác công bố bằng: kpi catalogue approve {document.Id}",
                $"Proposed version {draft.Version} as {document.Id}. See what it would change: kpi catalogue try {document.Id}. Another person publishes it with: kpi catalogue approve {document.Id}")));
            return ExitCode.Done;
        });
    }

    private static Command Drafts(VerbHost host)
    {
        var verb = host.Verb("drafts", "Các danh mục được đề xuất", "The catalogues that were proposed");
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var drafts = await run.Get<CatalogueReader>().Drafts(token);
            var document = new CatalogueDraftsDocument([.. drafts.Select(CatalogueDraftDocument.Of)]);
            await run.Print(document, () =>
            {
                var table = Tables.Of(
                    run.Say("Mã", "Id"), run.Say("Phiên bản", "Version"), run.Say("Đề xuất lúc", "Proposed"), run.Say("Bởi", "By"), run.Say("Lý do", "Reason"), run.Say("Tình trạng", "State"));
                foreach (var (draft, line) in drafts.Zip(document.Drafts))
                    table.Row(line.Id, line.Version.ToString(CultureInfo.InvariantCulture), line.ProposedAt, line.ProposedBy, line.Reason, run.Say(CatalogueTexts.Of(draft.State)));
                run.Show(table);
            });
            return ExitCode.Done;
        });
    }

    private static Command Approve(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã đề xuất", "Id of the proposal");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("approve", "Công bố một danh mục do người khác đề xuất", "Publish a catalogue that another person proposed", id, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, Permission.Administer, "catalogue approve", token)).TryGet(out var actor, out var refused)) return refused;
            if (!(await run.Get<PublishCatalogue>().Approve(number, actor, token)).TryGet(out var version, out var problem)) return problem;
            await run.Print(new { Version = version }, () => run.Terminal.Output.WriteLine(run.Say($"Đã phát hành phiên bản {version}.", $"Published version {version}.")));
            return ExitCode.Done;
        });
    }

    private static Command Decline(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã đề xuất", "Id of the proposal");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do không công bố", "Why it is not published");
        var acting = ActingFor.Option(host);
        var verb = host.Verb("decline", "Không công bố một danh mục được đề xuất", "Put a proposed catalogue aside", id, reason, acting);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await May(run, acting, Permission.Calculate, "catalogue decline", token)).TryGet(out var actor, out var refused)) return refused;
            if (!(await run.Get<PublishCatalogue>().Decline(number, run.Parse.GetRequiredValue(reason), actor, token)).TryGet(out var draft, out var problem)) return problem;
            await run.Print(CatalogueDraftDocument.Of(draft), () => run.Terminal.Output.WriteLine(run.Say("Đã gác lại.", "Put aside.")));
            return ExitCode.Done;
        });
    }

    private static async Task<Outcome<Actor>> May(VerbRun run, Option<string?> acting, Permission permission, string doing, CancellationToken token)
    {
        if (!(await ActingFor.Of(run, acting, doing, token)).TryGet(out var who, out var problem)) return problem;
        // The catalogue is the nation's.
        return who.Access is { } access && !access.Allows(permission, Geography.NationCode) ? Hosting.ProblemMapping.NotAllowed : who.Actor;
    }

    private static Option<DateOnly?> ValidFrom(VerbHost host) => Arguments.Day(
        host, "--valid-from", "Chỉ tính điểm các kỳ kết thúc từ ngày này; để trống là mọi kỳ", "Scores periods that end on this day or later; without it, all");
}
