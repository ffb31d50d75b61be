using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.App.Platform.Files;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>A file somebody offers as evidence.</summary>
/// <param name="Element">The data element it belongs to; null for the whole return.</param>
public sealed record OfferedEvidence(string FileName, ReadOnlyMemory<byte> Bytes, string? Element);

/// <summary>The bytes of a piece of evidence.</summary>
public sealed record EvidenceFile(EvidencePiece Piece, byte[] Bytes)
{
    public string MediaType => EvidenceKind.Of(Piece.Kind).MediaType;
}

/// <summary>Evidence beside returns: added, listed, fetched, withdrawn; never lost.</summary>
public sealed class ReturnEvidence(
    Database database, ReturnEvidenceStore store, ReturnReader returns, CatalogueReader catalogues, FileVault vault, AuditTrail audit, Ids ids,
    TimeProvider clock, IOptions<ReturnsOptions> options)
{
    /// <summary>Pieces that may stand beside one return.</summary>
    public const int Most = 30;

    public Task<IReadOnlyList<EvidencePiece>> Of(IReadOnlyCollection<long> ids, CancellationToken token) =>
        database.Read(session => store.Of(session, ids, token), token);

    public Task<EvidencePiece?> Find(long id, CancellationToken token) => database.Read(session => store.Find(session, id, token), token);

    public Task<EvidenceFile?> File(long id, CancellationToken token) => database.Read(async session =>
        await store.Find(session, id, token) is { } piece && await vault.Get(session, piece.Sha256, token) is { } bytes
            ? new EvidenceFile(piece, bytes)
            : null, token);

    /// <summary>Adds a piece. The same bytes for the same line again are the piece that is there.</summary>
    public async Task<Outcome<EvidencePiece>> Add(long returnId, OfferedEvidence offered, Actor actor, CancellationToken token)
    {
        if (await returns.Get(returnId, token) is not { } detail) return NotFound();
        if (TooLarge(offered.Bytes.Length) is { } large) return large;
        if (EvidenceKind.Detect(offered.Bytes, token) is not { } kind)
        {
            return Problem.Invalid("evidence-kind",
                $"Tệp “{FileNames.Clean(offered.FileName)}” không phải PDF, ảnh PNG, JPEG hay sổ .xlsx không macro, nên không được nhận làm minh chứng. Hãy lưu dạng PDF rồi gửi lại.",
                $"The file “{FileNames.Clean(offered.FileName)}” is no PDF, PNG, JPEG or .xlsx without macros, so it is not taken as evidence. Save it as PDF and send it again.");
        }

        string? element = null;
        if (!string.IsNullOrWhiteSpace(offered.Element))
        {
            if (!ReturnPlace.Find(detail, await catalogues.Current(token), offered.Element).TryGet(out var place, out var problem)) return problem;
            element = place.Element;
        }

        var hash = FileVault.HashOf(offered.Bytes.Span);
        var name = kind.Named(FileNames.Clean(offered.FileName));
        return await database.Write(async session =>
        {
            var there = await store.Of(session, [returnId], token);
            if (there.FirstOrDefault(p => p.Sha256 == hash && p.Element == element && p.WithdrawnAt is null) is { } same) return same;
            if (there.Count(p => p.WithdrawnAt is null) >= Most)
            {
                return Problem.Conflict("evidence-too-many",
                    $"Báo cáo đã có {Most} minh chứng. Hãy rút bớt, hoặc gộp các trang vào một tệp PDF.",
                    $"The return has {Most} pieces of evidence already. Withdraw some, or put the pages into one PDF.");
            }

            await vault.PutMany(session, [new StoredContent(hash, offered.Bytes)], token);
            var piece = new EvidencePiece
            {
                Id = ids.Next(),
                ReturnId = returnId,
                Sha256 = hash,
                FileName = name,
                Kind = kind.Code,
                Size = offered.Bytes.Length,
                Element = element,
                AddedAt = new DateTimeOffset(ValueMapping.ToColumn(clock.GetUtcNow())),
                AddedBy = FileNames.Text(actor.Name, FreeText.Name),
            };
            await store.Add(session, piece, token);
            await audit.Append(session, actor, "return.evidence-added", Ids.Show(returnId), $"{Ids.Show(piece.Id)} {kind.Code} {hash} {element}".TrimEnd(), token);
            return Outcome<EvidencePiece>.Of(piece);
        }, token);
    }

    /// <summary>Marks a piece as withdrawn; it stays and can still be fetched.</summary>
    public async Task<Outcome<EvidencePiece>> Withdraw(long id, string? reason, Actor actor, CancellationToken token)
    {
        if (FreeText.Clean(reason, FreeText.Reason) is not { } why)
        {
            return Problem.Invalid("reason-required",
                "Rút minh chứng phải kèm lý do.", "Withdrawing evidence needs a reason.");
        }

        return await database.Write(async session =>
        {
            if (await store.Find(session, id, token) is not { } piece) return NotFound();
            if (!await store.Withdraw(session, id, why, clock.GetUtcNow(), FileNames.Text(actor.Name, FreeText.Name), token))
            {
                return Problem.Conflict("evidence-withdrawn",
                    $"Minh chứng “{piece.FileName}” đã được rút trước đó.", $"The evidence “{piece.FileName}” was withdrawn before.");
            }

            await audit.Append(session, actor, "return.evidence-withdrawn", Ids.Show(piece.ReturnId), $"{Ids.Show(id)} {why}", token);
            return Outcome<EvidencePiece>.Of((await store.Find(session, id, token))!);
        }, token);
    }

    /// <summary>Why a piece of this size is not taken, so that nobody needs to load it first; null when it is.</summary>
    public Problem? TooLarge(long size)
    {
        if (size <= options.Value.MaxEvidenceBytes) return null;
        var limit = (options.Value.MaxEvidenceBytes / 1048576m).ToString("0.#", CultureInfo.InvariantCulture);
        return Problem.Invalid("evidence-too-large",
            $"Minh chứng lớn hơn {limit} MB nên không được nhận. Hãy giảm cỡ ảnh hoặc lưu PDF ở chất lượng thấp hơn.",
            $"The evidence is larger than {limit} MB, so it was not taken in. Make the picture smaller, or save the PDF at a lower quality.");
    }

    private static Problem NotFound() => Problem.NotFound("no-such-evidence",
        "Không có báo cáo hay minh chứng mang mã này.", "There is no return or piece of evidence with this id.");
}
