using Kpi.Domain.Calendar;

namespace Kpi.App.Features.Calendar;

/// <summary>States of extensions as they stand in columns and documents.</summary>
public static class CalendarCodes
{
    public const string Asked = "asked", Granted = "granted", Refused = "refused";

    public static string Of(ExtensionState state) => state switch
    {
        ExtensionState.Asked => Asked,
        ExtensionState.Granted => Granted,
        _ => Refused,
    };

    public static ExtensionState ToState(string code) => code switch
    {
        Asked => ExtensionState.Asked,
        Granted => ExtensionState.Granted,
        Refused => ExtensionState.Refused,
        _ => throw new FormatException($"'{code}' is not the state of an extension."),
    };
}
