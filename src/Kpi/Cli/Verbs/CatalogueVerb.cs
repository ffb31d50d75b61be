using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Documents;

namespace Kpi.Cli.Verbs;

/// <summary><c>catalogue export | validate | publish</c>.</summary>
internal static class CatalogueVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "catalogue", "Danh mục chỉ số, mục tiêu và biểu mẫu", "The catalogue of indicators, targets and forms", Export(host), Validate(host), Publish(host));

    private static Command Export(VerbHost host)
    {
        var target = Arguments.Text(host, "--out", "F", "Tệp ghi ra; để trống thì in ra màn hình", "File to write; without it, standard output");
        var verb = host.Verb("export", "Ghi danh mục đang dùng dạng JSON", "Write the catalogue in use as JSON", target);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await run.Get<CatalogueReader>().Export(null, token)).TryGet(out var json, out var problem)) return problem;
            if (run.Parse.GetValue(target) is not { } path)
            {
                await run.Terminal.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(json));
                return ExitCode.Done;
            }

            var written = await OutputFile.Write(path, "catalogue.json", json, token);
            await run.Print(new { Path = written, Size = json.Length }, () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }

    private static Command Validate(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp danh mục .json", "Catalogue file, .json");
        var verb = host.Verb("validate", "Kiểm tra một danh mục mà không phát hành", "Check a catalogue without publishing it", file);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (!CatalogueJson.Read(bytes).TryGet(out var catalogue, out var problem)) return problem;
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
        var file = Arguments.Word(host, "FILE", "Tệp danh mục .json", "Catalogue file, .json");
        var reason = Arguments.Needed(host, "--reason", "T", "Lý do phát hành", "Why it is published");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = host.Say("Chỉ cho biết ai sẽ vi phạm quy tắc mới, không phát hành", "Only say who would break the new rules; publish nothing"),
        };
        var verb = host.Verb("publish", "Phát hành một phiên bản danh mục mới", "Publish a new version of the catalogue", file, reason, dryRun);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (!CatalogueJson.Read(bytes).TryGet(out var proposed, out var wrong)) return wrong;
            if (await run.Ready(token) is { } fault) return fault;
            // Who would break the rules that are new or bite harder is said first; where no return counts yet there is nobody.
            var trials = (await run.Get<TryRules>().Run(null, proposed, null, null, token)).Match(t => t, _ => (RuleTrials?)null);
            if (trials is not null && !run.Json) RulesVerb.Show(run, trials, facilities: false);
            var published = !run.Parse.GetValue(dryRun);
            if (published)
            {
                var outcome = await run.Get<PublishCatalogue>().Run(bytes, run.Parse.GetRequiredValue(reason), Actor.CommandLine, token);
                if (!outcome.TryGet(out _, out var problem)) return problem;
            }

            var version = proposed.Version.ToString(CultureInfo.InvariantCulture);
            await run.Print(
                new { proposed.Version, Published = published, Trial = trials is null ? null : TrialsDocument.Of(trials, run.Language) },
                () => run.Terminal.Output.WriteLine(published
                    ? run.Say($"Đã phát hành phiên bản {version}.", $"Published version {version}.")
                    : run.Say($"Chưa phát hành gì: phiên bản {version} chỉ được thử.", $"Nothing was published: version {version} was only tried.")));
            return ExitCode.Done;
        });
    }
}
