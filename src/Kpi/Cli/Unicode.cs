using System.Text;
using Kpi.Domain;

namespace Kpi.Cli;

/// <summary>
/// Vietnamese needs the Unicode tables of ICU. Without them normalising does nothing and says nothing: "Có" typed on one machine would not be
/// "Có" typed on another, and clerks would be blamed for it.
/// </summary>
internal static class Unicode
{
    public static bool IsThere { get; } = "Co\u0301".Normalize(NormalizationForm.FormC) == "C\u00f3";

    public static Text Missing { get; } = new(
        "Máy này thiếu dữ liệu Unicode (ICU) hoặc đặt DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1, nên chữ Việt không đọc đúng được. Hãy cài libicu và bỏ biến đó.",
        "This machine has no Unicode data (ICU), or sets DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1, so Vietnamese cannot be read right. Install libicu and unset the variable.");
}
