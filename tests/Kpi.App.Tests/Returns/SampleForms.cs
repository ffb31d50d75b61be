using System.Collections.Immutable;
using Kpi.App.Features.Returns;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.App.Tests.Returns;

/// <summary>A catalogue with one form of every kind of element, and a unit that files it.</summary>
internal static class SampleForms
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    public static readonly DateOnly Issued = new(2026, 9, 1);
    public static readonly Period September = Period.Parse("2026-09");
    public static readonly Catalogue Catalogue = Make();
    public static readonly Form Form = Catalogue.Forms[0];

    public static readonly UnitVersion Unit = new(
        "01234@2020-01-01", "01234", "Bệnh viện Đa khoa tỉnh Lào Cai", UnitKind.Hospital, FacilityClass.I, null, Ownership.Public,
        Manager.Province, null, null, null, new DateOnly(2020, 1, 1), null);

    public static byte[] Blank(Period? period = null) => ReturnFormWorkbook.Blank(Catalogue, Form, Unit, period ?? September, Issued, Key);

    public static Dictionary<string, object> Values() => new(StringComparer.Ordinal)
    {
        ["fees_total_vnd"] = 12_345_678_900L,
        ["fees_cashless_vnd"] = 9_876_543_210L,
        ["fee_payments_total"] = 1234L,
        ["fee_payments_cashless"] = 1000L,
        ["cashless_accepted"] = true,
        ["emr_level"] = 2L,
        ["paperless_exam"] = false,
        ["plan_signed_on"] = new DateOnly(2023, 6, 30),
    };

    private static Catalogue Make()
    {
        ImmutableArray<DataElement> elements =
        [
            Element("fees_total_vnd", "Tổng thu viện phí trong kỳ", "Hospital fees collected", ElementKind.Amount, 0, 1_000_000_000_000_000),
            Element("fees_cashless_vnd", "Trong đó: thu không dùng tiền mặt", "Of which: cashless", ElementKind.Amount, 0, 1_000_000_000_000_000),
            Element("fee_payments_total", "Số lượt thanh toán viện phí", "Fee payments", ElementKind.Count, 0, 100_000_000),
            Element("fee_payments_cashless", "Trong đó: số lượt không dùng tiền mặt", "Of which: cashless payments", ElementKind.Count, 0, 100_000_000),
            Element("cashless_accepted", "Có chấp nhận thanh toán không dùng tiền mặt", "Cashless payment accepted", ElementKind.YesNo, 0, 1),
            Element("emr_level", "Mức bệnh án điện tử đã công bố (0–3)", "Published EMR level (0–3)", ElementKind.Level, 0, 3),
            Element("paperless_exam", "Khám chữa bệnh không dùng giấy tờ", "Paperless examination", ElementKind.YesNo, 0, 1),
            Element("plan_signed_on", "Ngày ký kế hoạch chuyển đổi số", "Day the digital transformation plan was signed", ElementKind.Date, 20200101, 20301231),
        ];
        Func<string, int> indexOf = code => elements.Select((e, i) => (e.Code, i)).Where(p => p.Code == code).Select(p => p.i).DefaultIfEmpty(-1).First();
        ImmutableArray<FormSection> sections =
        [
            new(new Text("I. Thanh toán viện phí", "I. Payment of fees"),
                [new("fees_total_vnd", true), new("fees_cashless_vnd", true), new("fee_payments_total", true), new("fee_payments_cashless", false), new("cashless_accepted", true)]),
            new(new Text("II. Bệnh án điện tử", "II. Electronic medical records"), [new("emr_level", true), new("paperless_exam", false), new("plan_signed_on", false)]),
        ];
        ImmutableArray<FormRule> rules =
        [
            new("cashless-within-total", Formula.Parse("fees_cashless_vnd <= fees_total_vnd", indexOf).Value, new Text(
                "Thu không dùng tiền mặt không được lớn hơn tổng thu. Hãy kiểm tra lại hai số.", "Cashless fees cannot exceed all fees. Check both figures."), [new(RuleStage.Block, new DateOnly(2022, 1, 1))]),
            new("cashless-without-acceptance", Formula.Parse("cashless_accepted = yes or fees_cashless_vnd = 0", indexOf).Value, new Text(
                "Có thu không dùng tiền mặt nhưng ghi là không chấp nhận. Hãy xem lại.", "There are cashless fees although cashless payment is not accepted. Look again."), [new(RuleStage.Warn, new DateOnly(2022, 1, 1))]),
        ];
        var form = new Form("hospital", 1, new Text("Báo cáo chuyển đổi số của bệnh viện", "Hospital return on digital transformation"),
            [UnitKind.Hospital], PeriodKind.Month, 5, new DateOnly(2022, 1, 1), null, sections, rules);
        return new Catalogue(1, "Mẫu", elements, [form], [], [], [], [], []);
    }

    private static DataElement Element(string code, string vi, string en, ElementKind kind, long min, long max) => new(
        code, new Text(vi, en), kind, kind switch { ElementKind.Amount => new("đồng", "VND"), ElementKind.Count => new("lượt", "times"), _ => new("–", "–") },
        TimeAggregation.Flow, min, max, new Text($"{vi}: đếm trong kỳ báo cáo, không cộng dồn.", $"{en}: counted within the period, not cumulative."));
}
