using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Documents;
using Kpi.Domain;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Kpi.Hosting;

/// <summary>The one table from problems to HTTP. Types are stable; what is not known is 500 with an id for the log, never a stack trace.</summary>
internal static class ProblemMapping
{
    public const string TypePrefix = "urn:kpi:problem:";

    public static Problem NotSignedIn { get; } = Problem.Forbidden("not-signed-in",
        "Bạn chưa đăng nhập hoặc khoá API không hợp lệ. Hãy đăng nhập hoặc gửi khoá còn hạn.",
        "You are not signed in, or the API key is not valid. Sign in, or send a key that is in force.");

    public static Problem NotAllowed { get; } = Problem.Forbidden("not-allowed",
        "Tài khoản của bạn không có quyền này. Hãy liên hệ quản trị viên của đơn vị.",
        "Your account may not do this. Ask your administrator.");

    public static Problem MustChangePassword { get; } = Problem.Forbidden("must-change-password",
        "Mật khẩu hiện tại chỉ dùng một lần. Hãy đổi mật khẩu trước.", "The password is for one use only. Change it first.");

    public static Problem TooMany { get; } = Problem.Unavailable("too-many-requests",
        "Quá nhiều yêu cầu trong thời gian ngắn. Hãy đợi một phút rồi thử lại.", "Too many requests in a short time. Wait a minute and try again.");

    public static Problem NotFound { get; } = Problem.NotFound("no-such-page",
        "Không có trang hoặc dữ liệu tại địa chỉ này. Hãy quay về trang đầu.", "There is nothing at this address. Go back to the first page.");

    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ProblemKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static IResult Result(Problem problem) => Results.Problem(Details(problem, StatusOf(problem.Kind)));

    /// <summary>Answers with a problem: JSON to programs, a page to people.</summary>
    public static async Task Write(HttpContext context, int status, Problem problem)
    {
        context.Response.StatusCode = status;
        if (Paths.IsPage(context.Request.Path)) await ErrorPage.Write(context, status, problem);
        else await context.Response.WriteAsJsonAsync(Details(problem, status), JsonText.Options, "application/problem+json", context.RequestAborted);
    }

    public static async Task Unexpected(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (fault is BadHttpRequestException bad)
        {
            await Write(context, bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge : BadRequest);
            return;
        }

        var dialect = context.RequestServices.GetRequiredService<Database>().Dialect;
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (dialect.Explain(at) is not { } known) continue;
            await Write(context, StatusOf(known.Kind), known);
            return;
        }

        var id = Ids.Show(context.RequestServices.GetRequiredService<Ids>().Next());
        if (fault is not null)
            Log.Unexpected(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Kpi.Web"), id, fault);
        await Write(context, StatusCodes.Status500InternalServerError, new Problem(ProblemKind.Unavailable, "unexpected", new Text(
            $"Lỗi không mong đợi, mã {id}. Hãy thử lại; nếu vẫn lỗi, báo mã này cho quản trị viên.",
            $"Unexpected error, id {id}. Try again; if it happens again, tell the administrator this id.")));
    }

    public static Problem TooLarge { get; } = Problem.Invalid("file-too-large",
        "Tệp lớn hơn giới hạn của máy chủ nên không được nhận. Hãy dùng biểu mẫu do hệ thống phát hành, chỉ điền các ô được phép.",
        "The file is larger than the server takes. Use the form issued by the service and fill only the open cells.");

    public static Problem BadRequest { get; } = Problem.Invalid("bad-request",
        "Yêu cầu không đọc được. Hãy tải lại trang rồi thử lại.", "The request cannot be read. Reload the page and try again.");

    private static ProblemDetails Details(Problem problem, int status)
    {
        var details = new ProblemDetails
        {
            Type = TypePrefix + problem.Code,
            Title = problem.Code,
            Status = status,
            Detail = problem.Message.ToString(),
        };
        details.Extensions["message"] = problem.Message;
        if (!problem.Details.IsEmpty) details.Extensions["details"] = problem.Details;
        return details;
    }
}
