using System.Collections.Immutable;
using Kpi.App.Features.Reports;
using Kpi.App.Features.Scoring;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.TestKit.Reports;

/// <summary>
/// A made-up but lifelike committee report: every indicator code of the design, 34 provinces, and as many missing returns as asked for. The
/// same arguments give the same model. It has the awkward cases on purpose: a province without data, open ranges, values just below and just
/// above a target, a milestone, a target without a value for 2030, an umbrella that does not apply, names that begin with an equals sign.
/// </summary>
public static class SampleReport
{
    private static readonly DateOnly To2025 = new(2025, 12, 31), To2030 = new(2030, 12, 31);

    private static readonly (string Code, string Row, string Vi, string En, char Kind, int Percent, DateOnly Due, char Year)[] Rows =
    [
        ("security-dossier", "T01", "Hệ thống thông tin được phê duyệt cấp độ an toàn trước khi dùng", "Systems with an approved security dossier before use", 'r', 100, To2025, 'C'),
        ("disease-types-digital", "T02", "Bệnh truyền nhiễm được quản lý trên nền tảng số", "Notifiable diseases managed on the platform", 'r', 100, To2025, 'C'),
        ("disease-cases-digital", "T03", "Ca bệnh truyền nhiễm được quản lý trên nền tảng số", "Notifiable cases managed on the platform", 'r', 100, To2025, 'C'),
        ("device-code", "T04", "Trang thiết bị y tế có mã định danh thống nhất", "Medical devices under a unique code", 'r', 100, To2025, 'U'),
        ("supply-code", "T05", "Vật tư y tế có mã định danh thống nhất", "Medical supplies under a unique code", 'r', 100, To2025, 'U'),
        ("drug-code", "T06", "Thuốc có mã định danh thống nhất", "Drugs under a unique code", 'r', 100, To2025, 'U'),
        ("digital-technologies", "T07", "Ứng dụng trí tuệ nhân tạo, dữ liệu lớn và công nghệ số khác", "AI, big data and other digital technologies applied", 'm', 100, To2025, 'U'),
        ("health-profile", "T08", "Người dân có hồ sơ sức khỏe số", "People with a digital health profile", 'r', 100, To2025, 'U'),
        ("ehr-coverage", "T09", "Người dân có hồ sơ sức khỏe điện tử", "People with an electronic health record", 'r', 90, To2025, 'C'),
        ("station-digital", "T10", "Trạm y tế xã hoạt động trên môi trường số", "Commune stations run digitally", 'c', 100, To2025, 'C'),
        ("station-software", "T11", "Trạm y tế xã dùng phần mềm quản lý đủ chức năng", "Commune stations with software of all functions", 'c', 100, To2025, 'U'),
        ("station-ncd", "T12", "Trạm y tế xã quản lý bệnh không lây nhiễm trên nền tảng số", "Commune stations managing NCDs digitally", 'c', 95, To2025, 'U'),
        ("hospital-security-officer", "T13", "Bệnh viện có cán bộ an toàn thông tin có chứng chỉ", "Hospitals with a certified security officer", 'c', 100, To2025, 'U'),
        ("paperless-class-1", "T14", "Cơ sở từ hạng I khám chữa bệnh không giấy tờ", "Class I and above without paper", 'c', 100, To2025, 'U'),
        ("telehealth-adults", "T15", "Người trưởng thành dùng tư vấn, khám chữa bệnh từ xa", "Adults using telehealth", 'r', -50, To2030, 'D'),
        ("cashless-accepting", "T16", "Cơ sở nhận thanh toán không dùng tiền mặt", "Facilities accepting cashless payment", 'c', 100, To2025, 'U'),
        ("cashless-urban-share", "T17", "Tỷ trọng viện phí không dùng tiền mặt ở đô thị", "Urban cashless share of hospital fees", 'r', 50, To2030, 'D'),
        ("unit-plan", "T18", "Đơn vị ban hành kế hoạch trước 01/7/2023", "Units with a plan issued in time", 'c', 100, new(2023, 6, 30), 'C'),
        ("services-full-process", "T20", "Dịch vụ công trực tuyến toàn trình", "Full-process online services", 'r', 100, To2025, 'C'),
        ("services-multichannel", "T21", "Dịch vụ trực tuyến trên nhiều phương tiện", "Online services on several devices", 'm', 100, To2025, 'C'),
        ("officials-digital-id", "T22", "Công chức có định danh số gắn với xử lý công việc", "Officials with digital identity", 'r', 100, To2025, 'C'),
        ("users-identified", "T23", "Người dùng dịch vụ công được định danh, xác thực", "Service users identified", 'r', 100, To2025, 'C'),
        ("national-reporting", "T24", "Báo cáo thực hiện trên hệ thống báo cáo quốc gia", "Reports on the national reporting system", 'r', 100, To2025, 'C'),
        ("dossiers-electronic", "T25", "Hồ sơ được tạo, lưu và chia sẻ điện tử", "Dossiers created, kept and shared electronically", 'r', 100, To2025, 'C'),
        ("internal-admin-platform", "T26", "Cơ quan điều hành nội bộ trên nền tảng thống nhất", "Agencies administered on one platform", 'c', 100, To2025, 'C'),
        ("workfiles-online", "T27", "Hồ sơ công việc của bộ, sở xử lý trực tuyến", "Work files of ministry and departments online", 'r', 90, To2025, 'C'),
        ("public-cashless-accepting", "T29", "Bệnh viện, trung tâm y tế công lập nhận thanh toán không tiền mặt", "Public hospitals and centres taking cashless", 'c', 100, To2025, 'C'),
        ("dissemination", "T30", "Đơn vị tổ chức quán triệt nghị quyết", "Units that held dissemination events", 'c', 100, new(2023, 6, 30), 'C'),
        ("legal-documents", "T31", "Văn bản pháp luật về công nghệ thông tin được rà soát", "IT legal documents revised", 'r', 100, new(2023, 6, 30), 'C'),
        ("services-level-3-4", "X01", "Dịch vụ công mức độ 3, 4", "Online services of level 3 and 4", 'r', 80, new(2020, 12, 31), 'C'),
        ("documents-electronic", "X03", "Văn bản trao đổi điện tử", "Documents exchanged electronically", 'r', 90, To2025, 'C'),
        ("workfiles-online-2019", "X04", "Hồ sơ công việc trực tuyến (kế hoạch 2019)", "Work files online (plan of 2019)", 'r', 90, To2025, 'C'),
        ("ratings-published", "X05", "Công bố đánh giá hài lòng", "Ratings published", 'm', 100, To2025, 'C'),
        ("portal-complete", "X06", "Cổng thông tin đầy đủ", "Portal complete", 'm', 100, To2025, 'C'),
        ("document-axis", "X07", "Kết nối trục liên thông văn bản", "Connected to the document axis", 'm', 100, To2025, 'C'),
        ("smart-hospital", "X08", "Bệnh viện đạt mức 6 trở lên (Thông tư 54)", "Hospitals of level 6 or higher", 'c', 100, To2030, 'U'),
        ("kiosks", "X09", "Cơ sở có kiosk tự phục vụ", "Facilities with working kiosks", 'c', 100, To2030, 'U'),
        ("chip-id-exam", "X10", "Lượt khám bảo hiểm dùng căn cước gắn chip", "Insured visits by chip identity card", 'r', 100, To2025, 'C'),
        ("driver-certificates", "X11a", "Giấy khám sức khỏe lái xe được gửi liên thông", "Driver certificates sent", 'r', 100, To2025, 'C'),
        ("birth-papers", "X11b", "Giấy chứng sinh được gửi liên thông", "Birth papers sent", 'r', 100, To2025, 'C'),
        ("death-papers", "X11c", "Giấy báo tử được gửi liên thông", "Death papers sent", 'r', 100, To2025, 'C'),
        ("emr-hospitals", "X23", "Bệnh viện triển khai bệnh án điện tử", "Hospitals with electronic medical records", 'c', 100, new(2025, 9, 30), 'C'),
        ("emr-other", "X25", "Cơ sở khác triển khai bệnh án điện tử", "Other facilities with electronic medical records", 'c', 100, new(2026, 12, 31), 'C'),
    ];

    private static readonly (string Code, string Name)[] Areas =
    [
        ("01", "Hà Nội"), ("04", "Cao Bằng"), ("08", "Tuyên Quang"), ("11", "Điện Biên"), ("12", "Lai Châu"), ("14", "Sơn La"), ("15", "Lào Cai"),
        ("19", "Thái Nguyên"), ("20", "Lạng Sơn"), ("22", "Quảng Ninh"), ("24", "Bắc Ninh"), ("25", "Phú Thọ"), ("31", "Hải Phòng"),
        ("33", "Hưng Yên"), ("37", "Ninh Bình"), ("38", "Thanh Hóa"), ("40", "Nghệ An"), ("42", "Hà Tĩnh"), ("44", "Quảng Trị"), ("46", "Huế"),
        ("48", "Đà Nẵng"), ("51", "Quảng Ngãi"), ("52", "Gia Lai"), ("56", "Khánh Hòa"), ("66", "Đắk Lắk"), ("68", "Lâm Đồng"), ("75", "Đồng Nai"),
        ("79", "Hồ Chí Minh"), ("80", "Tây Ninh"), ("82", "Đồng Tháp"), ("86", "Vĩnh Long"), ("91", "An Giang"), ("92", "Cần Thơ"), ("96", "Cà Mau"),
    ];

    /// <summary>The model, with a number of missing returns out of 13,000.</summary>
    public static ReportModel Of(int missing)
    {
        var catalogue = Catalogue();
        var draw = new Draw(20260930);
        var sources = ReportModel.SourcesOf(catalogue, "r157");
        var scores = Rows.Select((r, i) => (r.Code, Score: Score(draw, catalogue, i, UnitLevel.Nation, 13_000, 0))).ToDictionary(p => p.Code, p => p.Score);
        scores["ehr-coverage"] = With(catalogue, scores["ehr-coverage"], "ehr-coverage", 8996, 10000, Verdict.MissedProgressing, certain: true);
        scores["cashless-urban-share"] = With(catalogue, scores["cashless-urban-share"], "cashless-urban-share", 5_004_000_000_000, 10_000_000_000_000, Verdict.OnTrack, certain: false);
        scores["station-digital"] = scores["station-digital"] with { Numerator = null, Denominator = null, Range = null, Reporting = 0, Expected = 0, Verdicts = [] };
        var before = scores.ToDictionary(p => p.Key, p => p.Value.Numerator is { } n && p.Value.Denominator is { } d and > 0
            ? p.Value with { Numerator = Math.Max(0, n - (d / 50)) }
            : p.Value);
        var lines = ReportModel.LinesOf(catalogue, sources, scores, before);
        var provinces = Areas.Select((a, p) => new ProvinceLine(
            Unit($"{a.Code}@2025-07-01", a.Code, a.Name, UnitLevel.Province),
            [.. lines.Select((l, i) => (Score?)Score(draw, catalogue, i, UnitLevel.Province, 380, p + 1))])).ToImmutableArray();
        // One province from which nothing came.
        provinces = provinces.SetItem(3, provinces[3] with
        {
            Scores = [.. provinces[3].Scores.Select(s => s! with { Numerator = null, Denominator = null, Range = null, Reporting = 0, Verdicts = [.. s.Verdicts.Select(v => v with { Verdict = Verdict.NoData, Certain = false })] })],
        });
        var absent = Missing(missing).ToImmutableArray();
        var set = catalogue.TargetSets[0];
        var run = Run("2026-09", new DateTimeOffset(2026, 10, 21, 2, 30, 0, TimeSpan.Zero), 11_770_000_000_000_123);
        return new ReportModel
        {
            Run = run,
            Catalogue = catalogue,
            Set = set,
            Unit = Unit("VN@1900-01-01", "VN", "Việt Nam", UnitLevel.Nation),
            Lines = lines,
            Provinces = provinces,
            Headline = ReportModel.HeadlineOf(lines, [
                "ehr-coverage", "health-profile", "telehealth-adults", "station-software", "station-ncd", "hospital-security-officer",
                "paperless-class-1", "emr-hospitals", "public-cashless-accepting", "cashless-urban-share", "workfiles-online", "disease-cases-digital"]),
            Sources = sources,
            Returns = [.. Areas.Select(a => new ReturnCount(a.Code, a.Name, a.Code == "01" ? 424 : 13_000 / 34, absent.Count(m => m.ProvinceCode == a.Code)))],
            Missing = absent,
            Previous = Run("2026-08", new DateTimeOffset(2026, 9, 19, 2, 30, 0, TimeSpan.Zero), 11_660_000_000_000_077),
            Synthetic = true,
            TemplateSha256 = new string('a', 64),
        };
    }

    private static ScoredUnit Unit(string id, string code, string name, UnitLevel level) => new()
    {
        UnitId = id,
        Code = code,
        Name = name,
        Level = level,
        Kind = level == UnitLevel.Nation ? UnitKind.Nation : UnitKind.Province,
        Province = -1,
        Commune = -1,
        ActiveFrom = new DateOnly(2025, 7, 1),
    };

    private static RunInfo Run(string period, DateTimeOffset at, long id) => new()
    {
        Id = id,
        Period = Period.Parse(period),
        CatalogueVersion = 1,
        Set = "r157",
        Geography = Period.Parse(period).LastDay,
        Options = ScoringOptions.Official,
        Engine = "0.1.0",
        InputsHash = "4f1d0c5e9a7b2c8d6e3f5a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d",
        Hash = "9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c",
        Official = true,
        MadeAt = at,
        MadeBy = "job:score-due",
        Milliseconds = 812,
    };

    private static IEnumerable<MissingReturn> Missing(int count)
    {
        string[] kinds = ["Trạm y tế xã", "Trạm y tế phường", "Bệnh viện đa khoa khu vực", "Trung tâm y tế", "Phòng khám đa khoa"];
        return Enumerable.Range(0, count).Select(i =>
        {
            var area = Areas[i * 7 % Areas.Length];
            var kind = i % 9 == 0 ? 2 + (i % 3) : i % 2;
            var name = i switch
            {
                5 => "=HYPERLINK(\"http://example.invalid\",\"Trạm\")",
                6 => "+84 Phòng khám",
                7 => "-Trạm y tế cũ",
                8 => "@SUM(A1)",
                _ => $"{kinds[kind]} số {i + 1}",
            };
            return new MissingReturn(
                area.Code, area.Name, $"{area.Code}.{i:00000}", name, kind < 2 ? new("Biểu trạm y tế xã", "Station form") : new("Biểu bệnh viện", "Hospital form"),
                "2026-09", kind < 2 ? new DateOnly(2026, 10, 7) : new DateOnly(2026, 10, 21), kind < 2 ? 14 : null);
        }).OrderBy(m => m.ProvinceCode, StringComparer.Ordinal).ThenBy(m => m.Facility, StringComparer.Ordinal);
    }

    private static Catalogue Catalogue()
    {
        var any = Formula.Parse("a", _ => 0).Value;
        var applies = new Applicability([UnitKind.Hospital], null, null, null, []);
        var indicators = Rows.Select(r => new Indicator(
            r.Code, [r.Row], new(r.Vi, r.En), r.Kind switch { 'r' => IndicatorKind.Ratio, 'c' => IndicatorKind.Coverage, _ => IndicatorKind.Milestone },
            any, r.Kind == 'r' ? any : null, new($"Số đạt: {r.Vi}", $"Complying: {r.En}"), r.Kind == 'm' ? null : new("Tổng số thuộc diện", "All concerned"),
            new("đơn vị", "units"), applies, "Nghị quyết 157-NQ/BCSĐ", new("", ""), true, null, [])).ToImmutableArray();
        var inactive = indicators[0] with { Code = "agency-ai", Rows = ["T19"], Name = new("Cơ quan ứng dụng trí tuệ nhân tạo", "Agencies applying AI"), Active = false, Notes = new("Câu chữ chưa xác nhận; nạp nhưng không tính.", "Wording not confirmed; loaded, not computed.") };
        var targets = new List<Target>();
        foreach (var r in Rows)
        {
            var comparison = r.Kind == 'm' ? Comparison.Done : r.Percent < 0 ? Comparison.MoreThan : r.Percent == 100 ? Comparison.All : Comparison.AtLeast;
            var year = r.Year switch { 'C' => YearEvidence.Confirmed, 'D' => YearEvidence.Disputed, _ => YearEvidence.Unconfirmed };
            targets.Add(new Target(
                "r157", r.Code, [UnitLevel.Nation, UnitLevel.Province], comparison, new Fraction(Math.Abs(r.Percent), 100), r.Due,
                r.Row[0] == 'T' ? "Nghị quyết 157-NQ/BCSĐ; Quyết định 1710/QĐ-BYT" : "Đề án 06; Chỉ thị 07/CT-TTg", "Mục II, danh sách mục tiêu", year,
                year == YearEvidence.Confirmed ? null : new(
                    "Nguồn S1 nêu một danh sách “đến 2025, định hướng 2030” không chia năm; năm ở đây là mặc định của chương trình.",
                    "S1 gives one list 'to 2025, orientation to 2030' without a split; the year here is the program's default."),
                new DateOnly(2023, 1, 1), null, TargetStatus.InForce));
            if (r.Code == "ehr-coverage")
            {
                targets.Add(targets[^1] with { Due = To2030, Value = Fraction.One, Comparison = Comparison.All, Document = "Nghị quyết 262/2025/QH15", YearEvidence = YearEvidence.Confirmed, Doubt = null });
            }
        }

        return new Catalogue(
            1, "Danh mục giao kèm chương trình", [], [], indicators.Add(inactive),
            [new TargetSet("r157", new("Nghị quyết 157, theo chứng cứ về năm", "Resolution 157, by evidence of the year"), new("Dòng còn tranh cãi hạn 2030, dòng chưa xác nhận hạn 31/12/2025.", "Disputed rows due 2030, unconfirmed rows due 2025-12-31."))],
            [.. targets],
            [new NotCountable("X11d", new("Một cửa liên thông", "One-stop linkage"), new("Thuộc hệ thống của cơ quan khác; không có số đếm ở cơ sở y tế.", "Belongs to another agency's system; health facilities hold no count."))],
            []);
    }

    private static Score Score(Draw draw, Catalogue catalogue, int index, UnitLevel level, int population, int unit)
    {
        var indicator = catalogue.Indicators[index];
        var expected = indicator.Kind switch { IndicatorKind.Ratio => population, IndicatorKind.Coverage => population / (2 + (index % 5)), _ => 1 };
        var reporting = expected == 1 ? 1 : expected - (expected * draw.Next(0, 4) / 100);
        var (low, high, n, d) = (draw.Next(20, 101), 0, 0L, 0L);
        if (indicator.Kind == IndicatorKind.Ratio)
        {
            d = 1_000_003L * (reporting + 1) / 13;
            n = d * low / 100;
            high = low;
        }
        else
        {
            d = expected;
            n = reporting * low / 100;
            high = low;
        }

        var milestone = indicator.Kind == IndicatorKind.Milestone;
        var missing = expected - reporting;
        var open = indicator.Kind == IndicatorKind.Ratio && missing > 0 && index % 11 == 4;
        Fraction? lowest = milestone || open ? null : new Fraction(n, indicator.Kind == IndicatorKind.Ratio ? d + (d * missing / Math.Max(1, expected)) : d);
        Fraction? highest = milestone || open ? null : indicator.Kind == IndicatorKind.Ratio
            ? new Fraction(n + (d * missing / Math.Max(1, expected)), d + (d * missing / Math.Max(1, expected)))
            : new Fraction(Math.Min(d, n + missing), d);
        var verdicts = catalogue.Targets.Select((t, i) => (t, i)).Where(p => p.t.Indicator == indicator.Code && p.t.Scopes.Contains(level)).Select(p =>
        {
            if (milestone) return new TargetVerdict(p.i, low > 50 ? Verdict.Met : Verdict.Missed, true);
            var value = new Fraction(n, d);
            bool Reached(Fraction v) => p.t.Comparison == Comparison.MoreThan ? v > p.t.Value : v >= p.t.Value;
            var certain = !open && Reached(lowest!.Value) == Reached(highest!.Value);
            var verdict = p.t.Due >= new DateOnly(2026, 9, 30)
                ? (low % 3) switch { 0 => Verdict.OnTrack, 1 => Verdict.AtRisk, _ => Verdict.OffTrack }
                : Reached(value) ? (low % 2 == 0 ? Verdict.Met : Verdict.Held) : low % 3 == 0 ? Verdict.MissedProgressing : Verdict.Missed;
            return certain ? new TargetVerdict(p.i, verdict, true) : new TargetVerdict(p.i, verdict, false, 1 + (missing / 3), Math.Max(1, missing));
        });
        return new Score
        {
            Unit = unit,
            Expected = expected,
            Reporting = reporting,
            Numerator = milestone ? (low > 50 ? 1 : 0) : n,
            Denominator = milestone ? null : d,
            Range = new ScoreRange(lowest, highest),
            Basis = open ? RangeBasis.Open : missing == 0 ? RangeBasis.Complete : indicator.Kind == IndicatorKind.Ratio ? RangeBasis.LastKnown : RangeBasis.Proved,
            Verdicts = [.. verdicts],
        };
    }

    private static Score With(Catalogue catalogue, Score score, string indicator, long n, long d, Verdict verdict, bool certain)
    {
        var first = catalogue.Targets.IndexOf(catalogue.Targets.First(t => t.Indicator == indicator));
        return score with
        {
            Numerator = n,
            Denominator = d,
            Range = new ScoreRange(new Fraction(n, d), new Fraction(n + (d / 1000), d)),
            Basis = RangeBasis.LastKnown,
            Verdicts = [.. score.Verdicts.Select(v => v.TargetIndex == first ? new TargetVerdict(v.TargetIndex, verdict, certain, certain ? 0 : 2, certain ? 0 : 5) : new TargetVerdict(v.TargetIndex, Verdict.OffTrack, true))],
        };
    }

    /// <summary>Random numbers that are the same on every machine and in every version of .NET.</summary>
    private sealed class Draw(ulong seed)
    {
        private ulong _state = seed;

        public int Next(int from, int below)
        {
            _state = unchecked((_state * 6364136223846793005UL) + 1442695040888963407UL);
            return from + (int)((_state >> 33) % (ulong)(below - from));
        }
    }
}
