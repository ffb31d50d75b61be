using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns;

/// <summary>A workbook for download.</summary>
public sealed record AnnotatedReturn(string FileName, byte[] Bytes);

/// <summary>Gives submitters their own workbook back with what was found marked in it. It is made when asked for; nothing is stored.</summary>
public sealed class AnnotateReturn(ReturnReader returns, CatalogueReader catalogues)
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
        var bytes = AnnotatedWorkbook.Build(detail, file.Bytes, catalogue, language, token);
        return new AnnotatedReturn(NameOf(file.FileName), bytes);
    }

    private static string NameOf(string fileName)
    {
        const string Mark = "_ket-qua";
        var stem = Path.GetFileNameWithoutExtension(fileName);
        return FileNames.Clean((stem.EndsWith(Mark, StringComparison.Ordinal) ? stem : stem + Mark) + ".xlsx");
    }
}
