using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;

namespace Kpi.Cli;

/// <summary>An exception at the edge, said as a problem. What is not known is logged under an id that the user can quote.</summary>
internal static class Faults
{
    public static Problem Explain(Exception fault, IServiceProvider? services)
    {
        var dialect = services?.GetService<Database>()?.Dialect;
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (dialect?.Explain(at) is { } known) return known;
            if (Known(at) is { } problem) return problem;
        }

        var id = Ids.Show(new Ids(TimeProvider.System).Next());
        return new Problem((ProblemKind)(-1), "unexpected", new Text(
            $"Lỗi không mong đợi, mã {id}. Chi tiết đã ghi vào nhật ký; hãy báo mã này cho quản trị viên.",
            $"Unexpected error, id {id}. The details are in the log; tell the administrator this id."));
    }

    private static Problem? Known(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => Problem.NotFound("file-not-found",
            $"Không tìm thấy tệp hoặc thư mục. {fault.Message}", $"A file or folder cannot be found. {fault.Message}"),
        UnauthorizedAccessException => Problem.Unavailable("access-denied",
            $"Không có quyền truy cập tệp hoặc thư mục. {fault.Message}", $"Access to a file or folder is denied. {fault.Message}"),
        IOException => Problem.Unavailable("file-fault", $"Không đọc hoặc ghi được tệp. {fault.Message}", $"A file cannot be read or written. {fault.Message}"),
        _ => null,
    };
}
