using System.Net.Sockets;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Hosting;
using Microsoft.Extensions.Options;

namespace Kpi.Cli;

/// <summary>An exception at the edge, said as a problem. What is not known is logged under an id that the user can quote.</summary>
internal static class Faults
{
    public static Problem Explain(Exception fault, IServiceProvider? services, HostSettings settings)
    {
        var dialect = Attempt(() => services?.GetService<Database>()?.Dialect);
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (dialect?.Explain(at) is { } known) return known;
        }

        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (Known(at) is { } problem) return problem;
        }

        var id = Ids.Show(new Ids(TimeProvider.System).Next());
        using var log = new FileLogProvider(Path.Combine(Path.GetFullPath(settings.Data ?? HostSettings.DefaultFolder), "logs"), TimeProvider.System);
        Log.Unexpected(log.CreateLogger("Kpi.Cli"), id, fault);
        return new Problem(ExitCode.UnexpectedKind, "unexpected", new Text(
            $"Lỗi không mong đợi, mã {id}. Chi tiết đã ghi vào nhật ký; hãy báo mã này cho quản trị viên.",
            $"Unexpected error, id {id}. The details are in the log; tell the administrator this id."));
    }

    private static Problem? Known(Exception fault) => fault switch
    {
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => Problem.Unavailable("address-in-use",
            "Địa chỉ lắng nghe đang được chương trình khác dùng. Hãy chọn cổng khác bằng --urls.",
            "Another program uses the address. Choose another port with --urls."),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => Problem.Unavailable("address-denied",
            "Không có quyền lắng nghe ở địa chỉ này. Hãy chọn cổng từ 1024 trở lên bằng --urls.",
            "Listening on this address is not allowed. Choose a port from 1024 with --urls."),
        OptionsValidationException options => Problem.Invalid("bad-configuration",
            $"Cấu hình chưa đúng: {string.Join("; ", options.Failures)}", $"The configuration is not right: {string.Join("; ", options.Failures)}"),
        InvalidDataException when fault.Message.Contains("json", StringComparison.OrdinalIgnoreCase) => Problem.Invalid("bad-configuration",
            $"Tệp cấu hình không đọc được: {fault.Message}", $"A configuration file cannot be read: {fault.Message}"),
        FileNotFoundException or DirectoryNotFoundException => Problem.NotFound("file-not-found",
            $"Không tìm thấy tệp hoặc thư mục: {fault.Message}", $"A file or folder cannot be found: {fault.Message}"),
        UnauthorizedAccessException => Problem.Unavailable("access-denied",
            $"Không có quyền truy cập tệp hoặc thư mục: {fault.Message}", $"Access to a file or folder is denied: {fault.Message}"),
        IOException when fault.InnerException is null => Problem.Unavailable("file-fault",
            $"Không đọc hoặc ghi được tệp: {fault.Message}", $"A file cannot be read or written: {fault.Message}"),
        _ => null,
    };

    private static T? Attempt<T>(Func<T?> get) where T : class
    {
        try
        {
            return get();
        }
#pragma warning disable CA1031 // A service that cannot even be built is what is being explained here.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
