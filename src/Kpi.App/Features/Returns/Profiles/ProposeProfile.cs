using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>Proposes how a unit's own workbook might be read. The file and the proposal are kept for the person who confirms.</summary>
public sealed class ProposeProfile(
    Database database, ProfileStore store, ReceiveReturn door, CatalogueReader catalogues, UnitReader units, LabelDictionaries dictionaries, ReadInTime inTime, AuditTrail audit, Ids ids,
    TimeProvider clock)
{
    public async Task<Outcome<(StoredProposal Stored, ProfileProposal Content)>> Run(
        string fileName, ReadOnlyMemory<byte> bytes, string facility, string? formCode, Period period, Actor actor, CancellationToken token)
    {
        if (door.TooLarge(fileName, bytes.Length) is { } large) return large;
        var catalogue = await catalogues.Current(token);
        if ((await units.On(period.LastDay, token)).ByCode(facility) is not { } unit)
        {
            return Problem.NotFound("no-such-unit",
                $"Không có đơn vị mang mã “{facility}” vào cuối kỳ {period}.", $"There is no unit with the code “{facility}” at the end of {period}.");
        }

        var form = formCode is null ? catalogue.FormFor(unit.Kind, period) : catalogue.FormFor(formCode, period);
        if (form is null || !form.FiledBy.Contains(unit.Kind) || form.Frequency != period.Kind)
        {
            return Problem.Invalid("no-form",
                $"Đơn vị {facility} không nộp biểu “{formCode ?? "—"}” cho kỳ {period}. Hãy kiểm tra mã biểu và kỳ.",
                $"Unit {facility} files no form “{formCode ?? "—"}” for {period}. Check the form and the period.");
        }

        var name = FileNames.Clean(fileName);
        if (ForeignWorkbook.HasHeader(bytes, token))
        {
            return Problem.Invalid("own-form",
                $"Tệp “{name}” là biểu mẫu do hệ thống phát hành; không cần cấu hình đọc. Hãy gửi tệp như thường lệ.",
                $"The file “{name}” is a form issued by the service; it needs no reading profile. Send it as usual.");
        }

        var (sheets, proposal, refusal) = inTime.Within(Look, static late => ([], null, late.Findings[0]), token);
        if (refusal is not null || proposal is null) return Refused(refusal!, catalogue);
        if (SheetPeriod.OtherThan(sheets, period) is { } title)
        {
            return Problem.Invalid("period-disagrees",
                $"Tiêu đề trong tệp “{name}” ghi kỳ {title}, còn bạn nêu kỳ {period}. Hãy kiểm tra lại kỳ hoặc chọn đúng tệp.",
                $"The title in the file “{name}” says {title}, but you said {period}. Check the period, or choose the right file.");
        }

        var stored = await database.Write(async session =>
        {
            var one = new StoredProposal(
                ids.Next(), unit.UnitId, unit.Code, form.Code, period.ToString(), Platform.Files.FileVault.HashOf(bytes.Span), name, clock.GetUtcNow(), actor.Name, null);
            await store.AddProposal(session, one, ProfileJson.Write(proposal), bytes, token);
            await audit.Append(session, actor, "profile.proposed", Ids.Show(one.Id), $"{unit.Code} {form.Code} {period} {one.Sha256}", token);
            return one;
        }, token);
        return (stored, proposal);

        (IReadOnlyList<SheetGrid> Sheets, ProfileProposal? Proposal, Finding? Refusal) Look(CancellationToken either)
        {
            var (read, _, refused) = ForeignWorkbook.Read(bytes, either);
            return (read, refused is null ? ProposeLines.From(read, form, catalogue, dictionaries.For(catalogue), period, either) : null, refused);
        }
    }

    /// <summary>Says of a workbook that is looked through for a profile what is said of one that is sent.</summary>
    internal static Problem Refused(Finding finding, Catalogue catalogue) =>
        Problem.Invalid(finding.Code, FindingTexts.Say(finding, catalogue).Vi, FindingTexts.Say(finding, catalogue).En);
}
