using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>A workbook for download.</summary>
public sealed record AnnotatedReturn(string FileName, byte[] Bytes);

/// <summary>Gives submitters their own workbook back with what was found marked in it. It is made when asked for; nothing is stored.</summary>
public sealed class AnnotateReturn(ReturnReader returns, CatalogueReader catalogues, IOptions<ReturnsOptions> options, TimeProvider clock)
{
    /// <param name="language">One language, or null for both.</param>
    public async Task<Outcome<AnnotatedReturn>> Run(long id, Language? language, CancellationToken token)
    {
        if (await returns.Get(id, token) is not { } detail || await returns.File(id, token) is not { } file)
        {
            return Problem.NotFound("return-not-found",
                $"Không có báo cáo mang số {Ids.Show(id)}.", $"There is no return with the number {Ids.Show(id)}.");
        }

        if (detail.Summary.State is ReturnState.Received or ReturnState.Reading)
        {
            return Problem.Conflict("return-not-judged",
                $"Báo cáo {Ids.Show(id)} chưa được kiểm tra xong. Hãy đợi vài giây rồi tải lại.",
                $"Return {Ids.Show(id)} is still being judged. Wait some seconds and try again.");
        }

        var catalogue = detail.CatalogueVersion is { } version ? await catalogues.Version(version, token) : await catalogues.Current(token);
        return new AnnotatedReturn(NameOf(file.FileName), InTime(detail, file.Bytes, catalogue, language, token));
    }

    /// <summary>Within the time that reading may take: refused files are marked as well.</summary>
    private byte[] InTime(ReturnDetail detail, byte[] file, Catalogue catalogue, Language? language, CancellationToken token)
    {
        var allowed = options.Value.ReadingTime;
        using var deadline = new CancellationTokenSource(allowed, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            return AnnotatedWorkbook.Build(detail, file, catalogue, language, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return AnnotatedWorkbook.Alone(detail, ReturnWorkbook.TookTooLong(allowed).Findings[0], catalogue, language);
        }
    }

    private static string NameOf(string fileName)
    {
        const string Mark = "_ket-qua";
        var stem = Path.GetFileNameWithoutExtension(fileName);
        return FileNames.Clean((stem.EndsWith(Mark, StringComparison.Ordinal) ? stem : stem + Mark) + ".xlsx");
    }
}
