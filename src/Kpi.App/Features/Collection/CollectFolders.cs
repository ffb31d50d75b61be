using System.Text;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Collection;

/// <summary>What one look into the folders did.</summary>
/// <param name="Troubles">Files and folders that somebody must see to, each said once per look.</param>
public sealed record CollectResult(int Received, int Done, int Refused, IReadOnlyList<Text> Troubles);

/// <summary>
/// Takes stable files out of drop folders through the one door, and lays each in <c>done</c> or <c>refused</c> once it is judged. What it
/// knows of a file is kept in memory only: after a kill a file is looked at afresh, and the same bytes are the same receipt.
/// </summary>
public sealed class CollectFolders(
    ReceiveReturn receive, ProcessReturns process, ReturnReader returns, CatalogueReader catalogues, TimeProvider clock,
    IOptions<CollectionOptions> collection, IOptions<ReturnsOptions> options, ILogger<CollectFolders> logger) : IDisposable
{
    private const int HighestLook = 2000;
    private const int Tries = 3;
    private const long BatchBytes = 32 * 1024 * 1024;
    private const string Done = "done", Refused = "refused";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public async Task<CollectResult> Run(Actor actor, CancellationToken token)
    {
        // Looks must not overlap: each builds on what the one before saw.
        await _gate.WaitAsync(token);
        try
        {
            var look = new Look();
            foreach (var folder in collection.Value.Folders) LookInto(folder, look);
            foreach (var gone in _seen.Keys.Except(look.Found, StringComparer.Ordinal).ToArray()) _seen.Remove(gone);
            await Receive(look, actor, token);
            if (_seen.Values.Any(f => f.Receipt is not null)) await process.Run(options.Value.Batch, actor, token);
            await LayOut(look, token);
            Say(look);
            return new CollectResult(look.Received, look.Done, look.Refused, look.Troubles);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private void LookInto(DropFolder folder, Look look)
    {
        try
        {
            var left = HighestLook;
            foreach (var file in new DirectoryInfo(folder.Path).EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                if (!IsOffered(file)) continue;
                look.Found.Add(file.FullName);
                var stamp = new Stamp(file.Length, file.LastWriteTimeUtc);
                if (!_seen.TryGetValue(file.FullName, out var seen) || seen.Stamp != stamp)
                    _seen[file.FullName] = new Seen(file.FullName, folder, stamp, clock.GetUtcNow());
                else if (seen.Trouble is not null)
                    look.Troubles.Add(seen.Trouble);
                else if (seen.Receipt is null && clock.GetUtcNow() - seen.Since >= collection.Value.Quiet && left-- > 0)
                    look.Stable.Add(seen);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            look.Troubles.Add(new Text(
                $"Không mở được thư mục nhận báo cáo “{folder.Path}”. Hãy tạo thư mục và cấp quyền đọc, ghi cho dịch vụ.",
                $"The drop folder “{folder.Path}” cannot be opened. Create it and let the service read and write there."));
            // Its files are out of sight, not gone.
            look.Found.UnionWith(_seen.Values.Where(s => s.Folder == folder).Select(s => s.Path));
        }
    }

    private static bool IsOffered(FileInfo file) =>
        (file.Attributes & (FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint)) == 0
        && !file.Name.StartsWith('.') && !file.Name.StartsWith("~$", StringComparison.Ordinal)
        && file.Extension.ToLowerInvariant() is not (".tmp" or ".part" or ".partial" or ".crdownload" or ".filepart" or ".lock");

    private async Task Receive(Look look, Actor actor, CancellationToken token)
    {
        var batch = new List<(Seen Seen, IncomingFile File)>();
        var bytes = 0L;
        foreach (var seen in look.Stable)
        {
            var name = Path.GetFileName(seen.Path);
            if (receive.TooLarge(name, seen.Stamp.Size) is { } problem)
            {
                seen.Problem = problem;
                continue;
            }

            if (await Load(seen, look, token) is not { } content) continue;
            batch.Add((seen, new IncomingFile(name, content, "folder", seen.Folder.Path, seen.Folder.Facility)));
            bytes += content.Length;
            if (batch.Count >= options.Value.Batch || bytes >= BatchBytes) await Flush();
        }

        await Flush();

        async Task Flush()
        {
            if (batch.Count == 0) return;
            var outcomes = await receive.Run([.. batch.Select(b => b.File)], actor, token);
            foreach (var (one, outcome) in batch.Zip(outcomes))
            {
                if (outcome.TryGet(out var receipt, out var problem)) one.Seen.Receipt = receipt;
                else one.Seen.Problem = problem;
                look.Received++;
            }

            batch.Clear();
            bytes = 0;
        }
    }

    private async Task<byte[]?> Load(Seen seen, Look look, CancellationToken token)
    {
        try
        {
            await using var file = new FileStream(seen.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
            if (file.Length != seen.Stamp.Size) return null;
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, token);
            // Whoever wrote while we read will be met at the next look.
            return seen.Stamp == Stamp.Of(seen.Path) ? content : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Somebody still holds it open, or we may not read it; the next looks will tell which.
            if (++seen.Faults < Tries) return null;
            Fail(seen, look, new Text(
                $"Không đọc được tệp “{seen.Path}”. Hãy đóng tệp ở chương trình khác và cấp quyền đọc; tệp sẽ được xét lại khi thay đổi.",
                $"The file “{seen.Path}” cannot be read. Close it elsewhere and allow reading; it will be looked at again when it changes."));
            return null;
        }
    }

    private async Task LayOut(Look look, CancellationToken token)
    {
        Seen[] waiting = [.. _seen.Values.Where(s => s.Trouble is null && (s.Receipt is not null || s.Problem is not null))];
        if (waiting.Length == 0) return;
        long[] ids = [.. waiting.Where(s => s.Receipt is not null).Select(s => s.Receipt!.Id)];
        var states = await returns.Summaries(ids, token);
        var findings = await returns.Findings(ids, token);
        var catalogue = await catalogues.Current(token);
        foreach (var seen in waiting.OrderBy(s => s.Path, StringComparer.Ordinal))
        {
            if (seen.Problem is { } problem)
            {
                Lay(seen, Refused, Sheet(Path.GetFileName(seen.Path), null, [problem.Message], []), look);
                continue;
            }

            var summary = states[seen.Receipt!.Id];
            var found = findings[summary.Id].ToArray();
            switch (summary.State)
            {
                case ReturnState.Refused or ReturnState.SentBack:
                    var note = summary.State == ReturnState.SentBack ? (await returns.Get(summary.Id, token))?.Note : null;
                    Lay(seen, Refused, Sheet(summary.FileName, summary, note is null ? [] : [SentBack(note)], Lines(found, catalogue)), look);
                    break;
                case ReturnState.Accepted or ReturnState.Approved:
                    Lay(seen, Done, found.Length == 0 ? null : Sheet(summary.FileName, summary, [], Lines(found, catalogue)), look);
                    break;
                default:
                    // Another worker has it; the next look lays it out.
                    break;
            }
        }
    }

    private void Lay(Seen seen, string where, string? text, Look look)
    {
        try
        {
            if (seen.Stamp != Stamp.Of(seen.Path)) return;
            var folder = Directory.CreateDirectory(Path.Combine(seen.Folder.Path, where));
            var target = Free(folder.FullName, Path.GetFileName(seen.Path));
            // The text first: a kill between the two leaves the file where the next look finds it.
            if (text is not null) File.WriteAllText(target + ".findings.txt", text, Encoding.UTF8);
            File.Move(seen.Path, target, overwrite: false);
            _seen.Remove(seen.Path);
            if (where == Done) look.Done++;
            else look.Refused++;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (++seen.Faults < Tries) return;
            Fail(seen, look, new Text(
                $"Tệp “{seen.Path}” đã được nhận và xét nhưng không chuyển được vào thư mục “{where}”. Hãy kiểm tra quyền ghi, rồi tự chuyển tệp.",
                $"The file “{seen.Path}” was received and judged but cannot be moved to “{where}”. Check the right to write there, then move it yourself."));
        }
    }

    /// <summary>A name that is not taken: the same file dropped again must not push out what lies there.</summary>
    private static string Free(string folder, string name)
    {
        var target = Path.Combine(folder, name);
        for (var number = 2; File.Exists(target); number++)
            target = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(name)} ({number}){Path.GetExtension(name)}");
        return target;
    }

    private static void Fail(Seen seen, Look look, Text trouble)
    {
        seen.Trouble = trouble;
        look.Troubles.Add(trouble);
    }

    private static Text SentBack(string note) => new($"Báo cáo đã bị trả lại: {note}", $"The return was sent back: {note}");

    private static IEnumerable<(Severity Severity, string Place, Text Text)> Lines(IEnumerable<Finding> findings, Catalogue catalogue) => findings
        .OrderBy(f => f.Severity)
        .Select(f => (f.Severity, f.Sheet is null ? "" : f.Cell is null ? f.Sheet : $"{f.Sheet}!{f.Cell}", FindingTexts.Say(f, catalogue)));

    private static string Sheet(string name, ReturnSummary? summary, Text[] messages, IEnumerable<(Severity Severity, string Place, Text Text)> lines)
    {
        var text = new StringBuilder().AppendLine(name);
        if (summary is not null) text.Append("Biên nhận / Receipt: ").Append(Ids.Show(summary.Id)).Append("  SHA-256: ").AppendLine(summary.Sha256);
        text.AppendLine();
        foreach (var message in messages) text.AppendLine(message.Vi).AppendLine(message.En).AppendLine();
        foreach (var (severity, place, said) in lines)
        {
            text.Append(severity == Severity.Error ? "LỖI / ERROR" : "CẢNH BÁO / WARNING").AppendLine(place.Length == 0 ? "" : $"  {place}");
            text.AppendLine(said.Vi).AppendLine(said.En).AppendLine();
        }

        return text.ToString();
    }

    private void Say(Look look)
    {
        if (look.Received + look.Done + look.Refused > 0) logger.Looked(look.Received, look.Done, look.Refused);
        foreach (var trouble in look.Troubles.Where(t => _said.Add(t.Vi))) logger.Trouble(trouble.ToString());
        _said.IntersectWith(look.Troubles.Select(t => t.Vi));
    }

    private readonly record struct Stamp(long Size, DateTime Changed)
    {
        public static Stamp? Of(string path) => new FileInfo(path) is { Exists: true } file ? new Stamp(file.Length, file.LastWriteTimeUtc) : null;
    }

    private sealed class Seen(string path, DropFolder folder, Stamp stamp, DateTimeOffset since)
    {
        public string Path => path;

        public DropFolder Folder => folder;

        public Stamp Stamp => stamp;

        public DateTimeOffset Since => since;

        public int Faults { get; set; }

        public Receipt? Receipt { get; set; }

        public Problem? Problem { get; set; }

        public Text? Trouble { get; set; }
    }

    private sealed class Look
    {
        public HashSet<string> Found { get; } = new(StringComparer.Ordinal);

        public List<Seen> Stable { get; } = [];

        public List<Text> Troubles { get; } = [];

        public int Received { get; set; }

        public int Done { get; set; }

        public int Refused { get; set; }
    }
}
