using System.Globalization;
using Kpi.Domain.Indicators;

namespace Kpi.Domain.Forecasts;

/// <summary>The sentences for warnings, breaks and missing forecasts.</summary>
public static class ForecastTexts
{
    private static readonly NumberFormatInfo Vietnamese = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };

    /// <summary>What a kind of warning is called.</summary>
    public static Text Of(WarningKind kind) => kind switch
    {
        WarningKind.Pasted => new("Chép số tháng trước", "Last month pasted"),
        WarningKind.Swapped => new("Đảo hai số", "Two figures swapped"),
        WarningKind.DigitSlip => new("Sai chữ số", "Slip of digits"),
        WarningKind.Complete => new("100 % khó tin", "Implausible 100 %"),
        WarningKind.WholeMoved => new("Mẫu số thay đổi", "Denominator moved"),
        WarningKind.Fall => new("Số lũy kế giảm", "Cumulative count fell"),
        WarningKind.Jump => new("Đột biến", "Jump"),
        _ => new("Chững lại", "Standing still"),
    };

    /// <summary>Why a warning is given, with the numbers it rests on.</summary>
    /// <param name="warning">The warning.</param>
    /// <param name="catalogue">Knows the names of the elements.</param>
    public static Text Of(Warning warning, Catalogue catalogue)
    {
        var (vi, en) = (NameOf(warning.Element, catalogue, Language.Vi), NameOf(warning.Element, catalogue, Language.En));
        var (otherVi, otherEn) = (NameOf(warning.Other, catalogue, Language.Vi), NameOf(warning.Other, catalogue, Language.En));
        return warning.Kind switch
        {
            WarningKind.Pasted => new(
                $"{Vi(warning.Value)} trong {Vi(warning.Usual)} số phát sinh lớn hơn 9 giống hệt tháng trước. Hãy kiểm tra xem số của tháng này đã được nhập chưa.",
                $"{En(warning.Value)} of {En(warning.Usual)} flow figures above 9 are exactly those of the month before. Check whether this month's figures were entered."),
            WarningKind.Swapped => new(
                $"“{vi}” là {Vi(warning.Value)} (thường khoảng {Vi(About(warning.Usual))}) và “{otherVi}” là {Vi(warning.Meant)}: đổi chỗ cho nhau thì cả hai đều bình thường.",
                $"“{en}” is {En(warning.Value)} (usually about {En(About(warning.Usual))}) and “{otherEn}” is {En(warning.Meant)}: with their places changed both are usual."),
            WarningKind.DigitSlip => new(
                $"“{vi}” là {Vi(warning.Value)}, thường khoảng {Vi(About(warning.Usual))} theo {Vi(warning.Months)} tháng trước. Có phải là {Vi(warning.Meant)}?",
                $"“{en}” is {En(warning.Value)}, usually about {En(About(warning.Usual))} by {En(warning.Months)} earlier months. Was {En(warning.Meant)} meant?"),
            WarningKind.Complete => new(
                $"“{vi}” bằng toàn bộ “{otherVi}” ({Vi(warning.Value)}), trong khi với tỷ lệ cao nhất của {Vi(warning.Months)} tháng trước chỉ được {Vi(warning.Usual)}.",
                $"“{en}” is all of “{otherEn}” ({En(warning.Value)}), where the best share of the {En(warning.Months)} months before would give {En(warning.Usual)}."),
            WarningKind.WholeMoved => new(
                $"“{vi}” từ {Vi(warning.Usual)} thành {Vi(warning.Value)}, hơn mọi lần thay đổi trong {Vi(warning.Months)} tháng: tỷ lệ tính trên số này không so sánh được với trước.",
                $"“{en}” went from {En(warning.Usual)} to {En(warning.Value)}, more than in any step of {En(warning.Months)} months: shares of it cannot be compared with those before."),
            WarningKind.Fall => new(
                $"“{vi}” giảm từ {Vi(warning.Usual)} xuống {Vi(warning.Value)}; trong {Vi(warning.Months)} tháng trước số này chỉ tăng.",
                $"“{en}” fell from {En(warning.Usual)} to {En(warning.Value)}; in {En(warning.Months)} months before it only rose."),
            WarningKind.Jump when warning.Usual == 0 => new(
                $"“{vi}” là {Vi(warning.Value)}; trong {Vi(warning.Months)} tháng trước thường là 0. Nếu mới bắt đầu có, hãy ghi chú.",
                $"“{en}” is {En(warning.Value)}; in {En(warning.Months)} earlier months it was usually 0. If it has just begun, say so."),
            WarningKind.Jump => new(
                $"“{vi}” là {Vi(warning.Value)}, thường khoảng {Vi(About(warning.Usual))} theo {Vi(warning.Months)} tháng trước: lệch gấp {Vi(warning.Strength)} lần mức thường thấy.",
                $"“{en}” is {En(warning.Value)}, usually about {En(About(warning.Usual))} by {En(warning.Months)} earlier months: off by {En(warning.Strength)} times the usual distance."),
            _ => new(
                $"“{vi}” đứng ở {Vi(warning.Value)} đã {Vi(warning.Months)} tháng, còn thiếu {Vi(warning.Usual - warning.Value)} so với “{otherVi}”; trước đó thường tăng.",
                $"“{en}” has stood at {En(warning.Value)} for {En(warning.Months)} months, {En(warning.Usual - warning.Value)} short of “{otherEn}”; before that it usually rose."),
        };
    }

    /// <summary>Why there is no forecast.</summary>
    public static Text Of(Abstained abstained) => abstained.Reason switch
    {
        AbstainReason.Milestone => new(
            "Không dự báo: đây là mốc công việc, không có tỷ lệ để kéo dài.", "No forecast: it is a milestone and has no share to carry on."),
        AbstainReason.Ended => new("Không dự báo: chỉ số này đã kết thúc.", "No forecast: what it counts has ended."),
        AbstainReason.TooShort => new(
            $"Không dự báo: mới có {Vi(abstained.Points)} tháng đủ số liệu, cần ít nhất 4.", $"No forecast: {En(abstained.Points)} months with enough data, four are needed."),
        AbstainReason.TooShortSinceBreak => new(
            $"Không dự báo: từ khi {abstained.Since!.Value.Text.Vi} mới có {Vi(abstained.Points)} tháng đủ số liệu, cần ít nhất 4.",
            $"No forecast: {En(abstained.Points)} months with enough data since {abstained.Since!.Value.Text.En}, four are needed."),
        AbstainReason.Gaps => new(
            "Không dự báo: hơn một phần ba số tháng không có giá trị hoặc chưa được ba phần tư số đơn vị báo cáo.",
            "No forecast: more than a third of the months have no value, or were reported by fewer than three of four units."),
        AbstainReason.Stale => new(
            "Không dự báo: đã hơn ba tháng không có tháng nào đủ số liệu.", "No forecast: no month with enough data for more than three months."),
        AbstainReason.AboveWhole => new(
            "Không dự báo: có tháng vượt 100 %, tử số và mẫu số không khớp nhau.", "No forecast: a month is above 100 %, numerator and denominator do not fit."),
        _ => new(
            "Không dự báo: mọi tháng đều ở 0 % hoặc 100 %, chưa biết sẽ thay đổi thế nào.", "No forecast: every month stands at 0 % or 100 %; nothing tells how it would move."),
    };

    private static string NameOf(string? element, Catalogue catalogue, Language language) =>
        element is null ? "" : catalogue.Element(element)?.Name.In(language) ?? element;

    /// <summary>Three digits: more would pretend to know what is usual to the last unit.</summary>
    private static long? About(long? value)
    {
        var unit = 1L;
        while (value / unit >= 1000) unit *= 10;
        return (value + (unit / 2)) / unit * unit;
    }

    private static string Vi(long? value) => value?.ToString("#,0", Vietnamese) ?? "–";

    private static string En(long? value) => value?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";
}
