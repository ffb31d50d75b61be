namespace Kpi.Cli;

/// <summary>Writes a result to a file of the user's choice: beside it first, then in one move, so that no half file is left.</summary>
internal static class OutputFile
{
    /// <returns>The full path written; inside the folder under <paramref name="name"/> where the target is a folder.</returns>
    public static async Task<string> Write(string target, string name, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        var path = Path.GetFullPath(Directory.Exists(target) ? Path.Combine(target, name) : target);
        if (Path.GetDirectoryName(path) is { } folder) Directory.CreateDirectory(folder);
        var beside = path + ".part";
        await File.WriteAllBytesAsync(beside, bytes, token);
        File.Move(beside, path, overwrite: true);
        return path;
    }
}
