using System.CommandLine;
using System.Globalization;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Documents;
using Kpi.Domain.Units;

namespace Kpi.Cli.Verbs;

/// <summary><c>units import | export | list</c>: the register.</summary>
internal static class UnitsVerb
{
    public static Command Build(VerbHost host) => host.Verb(
        "units", "Danh mục đơn vị", "The register of units", Import(host), Export(host), List(host));

    private static Command Import(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp danh mục .xlsx hoặc .csv", "Register, .xlsx or .csv");
        var dryRun = new Option<bool>("--dry-run") { Description = host.Say("Chỉ cho biết sẽ thay đổi gì", "Only tell what would change") };
        var verb = host.Verb("import", "Nạp danh mục: tất cả hoặc không gì cả", "Import a register: all of it or nothing", file, dryRun);
        return host.Does(verb, async (run, token) =>
        {
            var path = run.Parse.GetRequiredValue(file);
            if (!(await InputFile.Read(path, token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            var outcome = await run.Get<ImportUnits>().Run(
                Path.GetFileName(path), bytes, run.Parse.GetValue(dryRun), Actor.CommandLine, token);
            if (!outcome.TryGet(out var import, out var problem)) return problem;
            await run.Print(
                new
                {
                    import.Added,
                    import.Changed,
                    import.Ended,
                    import.Same,
                    import.Contacts,
                    import.DryRun,
                    Changes = import.Changes.Select(c => new { Kind = Words.Kebab(c.Kind), c.Row, c.Code, c.Name, Day = Words.Day(c.Day), What = run.Say(c.What) }),
                },
                () => Show(run, import));
            return ExitCode.Done;
        });
    }

    private static void Show(VerbRun run, UnitImport import)
    {
        const int most = 50;
        if (!import.Changes.IsEmpty)
        {
            var table = Tables.Of(run.Say("Dòng", "Row"), run.Say("Mã", "Code"), run.Say("Tên", "Name"), run.Say("Ngày", "Day"), run.Say("Thay đổi", "Change"));
            foreach (var change in import.Changes.Take(most))
                table.Row(change.Row.ToString(CultureInfo.InvariantCulture), change.Code, change.Name, Words.Day(change.Day), run.Say(change.What));
            run.Show(table);
            if (import.Changes.Length > most)
                run.Terminal.Output.WriteLine(run.Say($"… và {import.Changes.Length - most} thay đổi nữa (--json in tất cả)", $"… and {import.Changes.Length - most} more (--json prints all)"));
        }

        var did = import.DryRun ? run.Say("Chạy thử, chưa ghi gì: ", "Dry run, nothing written: ") : "";
        run.Terminal.Output.WriteLine(did + run.Say(
            $"thêm {import.Added}, sửa {import.Changed}, kết thúc {import.Ended}, giữ nguyên {import.Same}, người liên hệ {import.Contacts}",
            $"added {import.Added}, changed {import.Changed}, ended {import.Ended}, same {import.Same}, contacts {import.Contacts}"));
    }

    private static Command Export(VerbHost host)
    {
        var target = Arguments.Needed(host, "--out", "F", "Tệp ghi ra (.csv hoặc .xlsx)", "File to write (.csv or .xlsx)");
        var verb = host.Verb("export", "Ghi toàn bộ danh mục ra tệp", "Write the whole register to a file", target);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var path = run.Parse.GetRequiredValue(target);
            if (!(await run.Get<ExportUnits>().Run(Path.GetFileName(path), token)).TryGet(out var bytes, out var problem)) return problem;
            var written = await OutputFile.Write(path, "units.csv", bytes, token);
            await run.Print(new { Path = written, Size = bytes.Length }, () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }

    private static Command List(VerbHost host)
    {
        var on = Arguments.Day(host, "--on", "Ngày (mặc định hôm nay)", "Day (default today)");
        var parent = Arguments.Text(host, "--within", "C", "Chỉ các đơn vị nằm trong đơn vị này", "Only units within this one");
        var verb = host.Verb("list", "Liệt kê đơn vị có hiệu lực trong một ngày", "List the units in force on a day", on, parent);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var day = run.Parse.GetValue(on) ?? BusinessDay.Today(run.Get<TimeProvider>());
            var geography = await run.Get<UnitReader>().On(day, token);
            IEnumerable<UnitVersion> units = geography.Units;
            if (run.Parse.GetValue(parent) is { } code)
            {
                if (geography.ByCode(code) is not { } area)
                {
                    return Domain.Problem.NotFound("no-such-unit",
                        $"Không có đơn vị “{code}” vào ngày {Words.Day(day)}.", $"There is no unit “{code}” on {Words.Day(day)}.");
                }

                units = units.Where(u => geography.IsWithin(u, area));
            }

            var list = units.ToList();
            await run.Print(
                new { Day = Words.Day(day), Units = list.Select(u => UnitDocument.Of(u, geography)) },
                () =>
                {
                    var table = Tables.Of(run.Say("Mã", "Code"), run.Say("Tên", "Name"), run.Say("Loại", "Kind"), run.Say("Hạng", "Class"),
                        run.Say("Sở hữu", "Ownership"), run.Say("Thuộc", "Parent"), run.Say("Từ", "From"));
                    foreach (var unit in list.Select(u => UnitDocument.Of(u, geography)))
                        table.Row(unit.Code, unit.Name, unit.Kind, unit.Class, unit.Ownership, unit.Parent, unit.ValidFrom);
                    run.Show(table);
                });
            return ExitCode.Done;
        });
    }
}
