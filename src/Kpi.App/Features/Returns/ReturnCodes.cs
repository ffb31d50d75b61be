using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>States, severities and arguments as they stand in columns.</summary>
internal static class ReturnCodes
{
    public const string Received = "received", Reading = "reading", Refused = "refused", Accepted = "accepted", Approved = "approved", SentBack = "sent-back";
    private const int ArgumentsLength = 2000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ReturnState state) => state switch
    {
        ReturnState.Received => Received,
        ReturnState.Reading => Reading,
        ReturnState.Refused => Refused,
        ReturnState.Accepted => Accepted,
        ReturnState.Approved => Approved,
        _ => SentBack,
    };

    public static ReturnState ToState(string code) => code switch
    {
        Received => ReturnState.Received,
        Reading => ReturnState.Reading,
        Refused => ReturnState.Refused,
        Accepted => ReturnState.Accepted,
        Approved => ReturnState.Approved,
        SentBack => ReturnState.SentBack,
        _ => throw new FormatException($"'{code}' is not the state of a return."),
    };

    public static string Of(Severity severity) => severity switch { Severity.Error => "error", Severity.Shadow => "shadow", _ => "warning" };

    public static Severity ToSeverity(string code) => code switch { "error" => Severity.Error, "shadow" => Severity.Shadow, _ => Severity.Warning };

    public static string Of(StatementKind kind) => kind == StatementKind.Nil ? "nil" : "not-applicable";

    public static StatementKind ToStatementKind(string code) => code == "nil" ? StatementKind.Nil : StatementKind.NotApplicable;

    /// <summary>The arguments as a JSON array that fits its column; long ones are cut, for they come out of strangers' files.</summary>
    public static string Arguments(ImmutableArray<string> arguments)
    {
        var length = 400;
        while (true)
        {
            var json = JsonSerializer.Serialize(arguments.Take(10).Select(a => FileNames.Text(a, length)), Plain);
            if (json.Length <= ArgumentsLength) return json;
            length /= 2;
        }
    }

    public static ImmutableArray<string> ToArguments(string json) => JsonSerializer.Deserialize<ImmutableArray<string>>(json, Plain);
}
