using Kpi.Domain;

namespace Kpi.Web.Shared;

/// <summary>A file out of a request of the API: multipart field <c>file</c>, or the whole body.</summary>
internal static class UploadedFile
{
    /// <param name="request">The request.</param>
    /// <param name="name">What a body without a <c>?name=</c> is called.</param>
    /// <param name="token">Gives up.</param>
    public static async Task<Outcome<(string Name, byte[] Bytes)>> Read(HttpRequest request, string name, CancellationToken token)
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
        if (body.Length > 0) return (request.Query["name"].FirstOrDefault() ?? name, body.ToArray());
        return Problem.Invalid("file-missing", "Yêu cầu không có nội dung.", "The request has no body.");
    }

    public static async Task<byte[]> Bytes(IFormFile file, CancellationToken token)
    {
        using var memory = new MemoryStream(checked((int)file.Length));
        await file.CopyToAsync(memory, token);
        return memory.ToArray();
    }
}
