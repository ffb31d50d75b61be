using System.Globalization;
using System.Text.Encodings.Web;
using Kpi.Domain;
using Kpi.Web.Shared;

namespace Kpi.Hosting;

/// <summary>A problem as a page. Plain text in a fixed frame, because it must stand when everything else does not.</summary>
internal static class ErrorPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static Task Write(HttpContext context, int status, Problem problem)
    {
        var language = Speech.Of(context);
        context.Response.ContentType = "text/html; charset=utf-8";
        var details = string.Concat(problem.Details.Select(d => $"<li>{Encode(d.In(language))}</li>"));
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{(language == Language.Vi ? "vi" : "en")}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{status.ToString(CultureInfo.InvariantCulture)} – Kpi</title>
              <link rel="stylesheet" href="/kpi.css">
            </head>
            <body class="bare">
              <main class="card narrow">
                <p class="eyebrow">{status.ToString(CultureInfo.InvariantCulture)}</p>
                <h1>{Encode(Texts.SomethingWrong.In(language))}</h1>
                <p>{Encode(problem.Message.In(language))}</p>
                {(details.Length > 0 ? $"<ul>{details}</ul>" : "")}
                <p><a class="button" href="/">{Encode(Texts.ToHome.In(language))}</a></p>
              </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }

    private static string Encode(string text) => Encoder.Encode(text);
}
