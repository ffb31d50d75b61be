using Kpi.Domain;

namespace Kpi.Cli;

/// <summary>Reads a file that the user named.</summary>
internal static class InputFile
{
    public static async Task<Outcome<byte[]>> Read(string path, CancellationToken token)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, token);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path);
        }
    }

    public static Problem Unreadable(string path) => Problem.NotFound("unreadable-path",
        $"Không đọc được “{path}”. Hãy kiểm tra đường dẫn và quyền truy cập.", $"“{path}” cannot be read. Check the path and its permissions.");
}
