using System.Collections.Immutable;
using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Units;

/// <summary>A register file (csv or xlsx) → units. All of it or nothing; a dry run only tells what would change.</summary>
public sealed class ImportUnits(
    Database database, UnitReader reader, ContactReader contacts, UnitStore store, ShippedUnits shipped, FileVault vault, AuditTrail audit, Ids ids, TimeProvider clock)
{
    private const int Tries = 5;

    public async Task<Outcome<UnitImport>> Run(
        string fileName, ReadOnlyMemory<byte> bytes, bool dryRun, Actor actor, CancellationToken token)
    {
        if (!RegisterFile.Read(fileName, bytes, token).TryGet(out var read, out var problem)) return problem;
        var rows = read.Units;
        await shipped.Ensure(token);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (revision, tree) = await reader.Snapshot(token);
            var result = RegisterMerge.Of(tree, rows);
            if (!result.Faults.IsEmpty) return RegisterFile.Refused(result.Faults);
            var called = await NewContacts(tree, result, rows, token);
            var weighed = await Weighed(tree, result, read.Splits, token);
            if (!weighed.Faults.IsEmpty) return RegisterFile.Refused(weighed.Faults);
            var (added, same) = (result, weighed.Same);
            result = result with { Changes = [.. result.Changes, .. weighed.Changes], Splits = weighed.Splits, ReplacedSplits = weighed.ReplacedSplits };
            var import = Count(added, dryRun) with { Contacts = called.Count, Splits = weighed.Splits.Length, Changes = result.Changes };
            import = import with { Same = import.Same + same };
            if (dryRun || (result.Changes.IsEmpty && called.Count == 0)) return import;
            var written = await database.Write(async session =>
            {
                if (!result.Changes.IsEmpty)
                {
                    if (!await store.Write(session, revision, result, clock.GetUtcNow(), ids, token)) return false;
                    // Weights move restated runs only, and these are made when somebody asks.
                    if (!added.Changes.IsEmpty) await DuePeriods.MarkScored(session, FirstDayOf(tree, result), ids.Next(), clock.GetUtcNow(), token);
                }

                await store.PutContacts(session, called, token);
                var sha256 = await vault.Put(session, bytes, token);
                await audit.AppendMany(session, actor, [Summary(fileName, sha256, import), .. Altered(result)], token);
                return true;
            }, token);
            if (written) return import;
        }

        return Problem.Conflict("register-busy",
            "Danh mục đang được người khác sửa cùng lúc. Không có gì được nhập; hãy thử lại.",
            "The register is being changed by others at the same time. Nothing was imported; try again.");
    }

    /// <summary>What the weights of the file make of the register, once its units are in it.</summary>
    private async Task<RegisterResult> Weighed(UnitTree tree, RegisterResult result, ImmutableArray<SplitRow> rows, CancellationToken token)
    {
        if (rows.IsEmpty) return new RegisterResult([], [], 0, [], [], []);
        var elements = await database.Read(session => store.Elements(session, token), token);
        var gone = result.Replaced.Select(v => (v.UnitId, v.ValidFrom)).ToHashSet();
        var merged = new UnitTree(
            tree.Versions.Where(v => !gone.Contains((v.UnitId, v.ValidFrom))).Concat(result.Written), tree.Successions.Concat(result.Successions), tree.Splits);
        // Before the first catalogue is published nobody knows which elements there will be.
        return SplitMerge.Of(merged, rows, code => elements.Count == 0 || elements.Contains(code));
    }

    /// <summary>Of which units the file says somebody else to call than is known, by identity.</summary>
    private async Task<IReadOnlyDictionary<string, UnitContact>> NewContacts(
        UnitTree tree, RegisterResult result, IReadOnlyCollection<RegisterRow> rows, CancellationToken token)
    {
        var told = rows.Where(r => r.Contact is not null).ToList();
        if (told.Count == 0) return new Dictionary<string, UnitContact>(0);
        var written = result.Written.Select(v => (v.UnitId, v.ValidFrom)).ToHashSet();
        var versions = tree.Versions.Where(v => !written.Contains((v.UnitId, v.ValidFrom))).Concat(result.Written).ToLookup(v => v.Code, StringComparer.Ordinal);
        var known = await contacts.All(token);
        var found = new Dictionary<string, UnitContact>(StringComparer.Ordinal);
        foreach (var row in told.OrderBy(r => r.From))
        {
            if (versions[row.Code].FirstOrDefault(v => v.HoldsOn(row.From)) is { } unit)
                found[unit.UnitId] = new UnitContact(row.Contact!.Name, row.Contact.Phone, row.Contact.Email);
        }

        return found.Where(p => known.GetValueOrDefault(p.Key) != p.Value).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The first day on which the register says something else than before.</summary>
    private static DateOnly FirstDayOf(UnitTree before, RegisterResult result)
    {
        var known = before.Versions.ToDictionary(v => (v.UnitId, v.ValidFrom));
        return result.Written.Select(Differs).Concat(result.Successions.Select(s => s.Since)).Min();

        DateOnly Differs(UnitVersion now)
        {
            if (!known.TryGetValue((now.UnitId, now.ValidFrom), out var then) || then with { ValidTo = now.ValidTo } != now) return now.ValidFrom;
            var end = then.ValidTo is { } old && (now.ValidTo is not { } given || old < given) ? old : now.ValidTo ?? DateOnly.MaxValue;
            return end == DateOnly.MaxValue ? end : end.AddDays(1);
        }
    }

    private static UnitImport Count(RegisterResult result, bool dryRun)
    {
        var counts = result.Changes.CountBy(change => change.Kind).ToDictionary();
        return new UnitImport(
            Of(UnitChangeKind.Added), Of(UnitChangeKind.Changed) + Of(UnitChangeKind.Corrected), Of(UnitChangeKind.Ended), result.Same, result.Changes, dryRun);

        int Of(UnitChangeKind kind) => counts.GetValueOrDefault(kind);
    }

    private static AuditFact Summary(string fileName, string sha256, UnitImport import) => new(
        "units.imported", sha256, $"{Path.GetFileName(fileName)}: +{import.Added} ~{import.Changed} -{import.Ended} ={import.Same} @{import.Contacts}" + (import.Splits > 0 ? $" %{import.Splits}" : ""));

    /// <summary>What the register said before is written down one by one; what is new stands in the kept file.</summary>
    private static IEnumerable<AuditFact> Altered(RegisterResult result) => result.Changes
        .Where(change => change.Kind != UnitChangeKind.Added || change.Sheet is not null)
        .Select(change => new AuditFact(
            change.Sheet is null ? $"unit.{change.Kind.ToString().ToLowerInvariant()}" : "unit.shared", change.Code, string.Create(CultureInfo.InvariantCulture, $"{change.Day:yyyy-MM-dd} {change.What.En}")));
}
