using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Microsoft.Extensions.Options;

namespace Kpi.App.Features.Returns;

/// <summary>A blank form, ready to be sent to who asked for it.</summary>
public sealed record IssuedForm(string FileName, byte[] Bytes);

/// <summary>Makes the blank form of a facility for a period.</summary>
public sealed class IssueForm(
    CatalogueReader catalogues, UnitReader units, ReturnReader returns, TimeProvider clock, IOptions<ReturnsOptions> options)
{
    /// <param name="form">Code of the form; null takes the one that the facility files.</param>
    public async Task<Outcome<IssuedForm>> Run(string? form, string facilityCode, Period period, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var geography = await units.On(period.LastDay, token);
        if (geography.ByCode(facilityCode) is not { } unit)
        {
            return Problem.NotFound("unit-not-found",
                $"Không có đơn vị mang mã “{facilityCode}” trong danh mục vào cuối kỳ {period}. Hãy kiểm tra mã đơn vị.",
                $"No unit with the code “{facilityCode}” is registered at the end of {period}. Check the code.");
        }

        if (form is not null && catalogue.Forms.All(f => f.Code != form))
        {
            var known = string.Join(", ", catalogue.Forms.Select(f => f.Code).Distinct(StringComparer.Ordinal));
            return Problem.NotFound("form-not-found",
                $"Không có biểu mẫu “{form}”. Các biểu hiện có: {known}.",
                $"There is no form “{form}”. There are: {known}.");
        }

        if (catalogue.FormFor(unit.Kind, period) is not { } filed)
        {
            return Problem.Invalid("no-form",
                $"Đơn vị {unit.Code} ({unit.Name}) không phải nộp biểu nào cho kỳ {period}.",
                $"Unit {unit.Code} ({unit.Name}) files no form for {period}.");
        }

        if (form is not null && form != filed.Code)
        {
            return Problem.Invalid("wrong-form",
                $"Đơn vị {unit.Code} ({unit.Name}) nộp biểu “{filed.Code}”, không nộp biểu “{form}”.",
                $"Unit {unit.Code} ({unit.Name}) files the form “{filed.Code}”, not “{form}”.");
        }

        if (period.Kind != filed.Frequency)
        {
            var fitting = Period.Containing(period.LastDay, filed.Frequency);
            return Problem.Invalid("wrong-period",
                $"Biểu “{filed.Code}” được lập theo kỳ như {fitting}, không theo kỳ {period}.",
                $"The form “{filed.Code}” is filed for periods such as {fitting}, not {period}.");
        }

        var before = await returns.LastBefore([unit.UnitId], filed.Code, period, approvedOnly: false, asKnownAt: null, catalogue, token);
        var last = before is [var only, ..] ? new PastReturn(only.Period, [.. only.Values]) : null;
        var bytes = ReturnFormWorkbook.Blank(
            catalogue, filed, unit, period, BusinessDay.Today(clock), options.Value.Keys()[0], last);
        return new IssuedForm(FileNames.Clean($"{filed.Code}_{unit.Code.Replace('/', '-')}_{period}.xlsx"), bytes);
    }
}
