using Kpi.App.Features.Returns;

namespace Kpi.Web.Features.Returns;

/// <summary>A return as the API takes it.</summary>
internal static class Uploads
{
    /// <summary>What a body is called that comes without a name.</summary>
    public const string Unnamed = "return.xlsx";

    /// <summary>What the sender says of the file beside it, in form fields or in the address. The upload must have been read.</summary>
    public static StatedIdentity Stated(HttpRequest request)
    {
        return new StatedIdentity(Said("facility"), Said("form"), Said("period"));

        string? Said(string field) =>
            (request.HasFormContentType ? request.Form[field] : request.Query[field]).FirstOrDefault() is { Length: > 0 } text ? text : null;
    }
}
