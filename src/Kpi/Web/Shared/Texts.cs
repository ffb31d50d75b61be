using Kpi.Domain;

namespace Kpi.Web.Shared;

/// <summary>Every sentence and label of the pages, in both languages.</summary>
public static class Texts
{
    public static Text SignIn { get; } = new("Đăng nhập", "Sign in");

    public static Text SomethingWrong { get; } = new("Không thực hiện được", "That did not work");

    public static Text ToHome { get; } = new("Về trang đầu", "To the first page");
}
