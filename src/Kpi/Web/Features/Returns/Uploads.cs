using Kpi.App.Features.Returns;
using Kpi.Domain;

namespace Kpi.Web.Features.Returns;

/// <summary>A file out of a request of the API: multipart field <c>file</c>, or the whole body.</summary>
internal static class Uploads
{
    public static async Task<Outcome<(string Name, byte[] Bytes)>> Read(HttpRequest request, CancellationToken token)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(token);
            if (form.Files.GetFile("file") is not { } file)
            {
                return Problem.Invalid("file-missing",
                    "Yêu cầu không có tệp. Hãy gửi tệp trong trường “file”.", "The request holds no file. Send it in the field “file”.");
            }

            return (file.FileName, await Bytes(file, token));
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, token);
        if (body.Length > 0) return (request.Query["name"].FirstOrDefault() ?? "return.xlsx", body.ToArray());
        return Problem.Invalid("file-missing", "Yêu cầu không có nội dung.", "The request has no body.");
    }

    public static async Task<byte[]> Bytes(IFormFile file, CancellationToken token)
    {
        using var memory = new MemoryStream(checked((int)file.Length));
        await file.CopyToAsync(memory, token);
        return memory.ToArray();
    }

    /// <summary>What the sender says of the file beside it, in form fields or in the address. The upload must have been read.</summary>
    public static StatedIdentity Stated(HttpRequest request)
    {
        return new StatedIdentity(Said("facility"), Said("form"), Said("period"));

        string? Said(string field) =>
            (request.HasFormContentType ? request.Form[field] : request.Query[field]).FirstOrDefault() is { Length: > 0 } text ? text : null;
    }
}
