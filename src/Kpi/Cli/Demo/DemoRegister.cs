using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kpi.Domain.Units;

namespace Kpi.Cli.Demo;

/// <summary>How much of the country the demonstration makes up.</summary>
internal enum DemoScale
{
    /// <summary>Two communes and what stands in them.</summary>
    Commune,

    /// <summary>One province with its 102 communes: 250 facilities.</summary>
    Province,

    /// <summary>34 provinces with their 3,321 communes: 13,000 facilities.</summary>
    National,
}

/// <summary>A made-up unit as the register file tells it, with what the demonstration needs to fill its returns.</summary>
internal sealed record DemoUnit(
    string Code, string Name, UnitKind Kind, string Class, string Level, string Ownership, string Manager, string Urban, string UrbanReason, string Parent,
    string Province, int Size, int Maturity);

/// <summary>Makes up a register. The provinces and their counts of communes are real (policy §3); every facility is invented and says so.</summary>
internal static class DemoRegister
{
    public const string Label = "(dữ liệu mô phỏng)";
    public const string Header = "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to,urban_reason,contact,phone,email";
    private const string Since = "2025-07-01";

    // Province, wards, communes, special zones, since 2026-04-30.
    private static readonly ImmutableArray<(string Code, string Name, int Wards, int Communes, int Zones)> Provinces =
    [
        ("01", "Hà Nội", 51, 75, 0), ("04", "Cao Bằng", 3, 53, 0), ("08", "Tuyên Quang", 7, 117, 0), ("11", "Điện Biên", 3, 42, 0),
        ("12", "Lai Châu", 2, 36, 0), ("14", "Sơn La", 8, 67, 0), ("15", "Lào Cai", 10, 89, 0), ("19", "Thái Nguyên", 15, 77, 0),
        ("20", "Lạng Sơn", 4, 61, 0), ("22", "Quảng Ninh", 30, 22, 2), ("24", "Bắc Ninh", 33, 66, 0), ("25", "Phú Thọ", 15, 133, 0),
        ("31", "Hải Phòng", 45, 67, 2), ("33", "Hưng Yên", 11, 93, 0), ("37", "Ninh Bình", 32, 97, 0), ("38", "Thanh Hóa", 19, 147, 0),
        ("40", "Nghệ An", 11, 119, 0), ("42", "Hà Tĩnh", 9, 60, 0), ("44", "Quảng Trị", 8, 69, 1), ("46", "Huế", 21, 19, 0),
        ("48", "Đà Nẵng", 23, 70, 1), ("51", "Quảng Ngãi", 9, 86, 1), ("52", "Gia Lai", 25, 110, 0), ("56", "Khánh Hòa", 16, 48, 1),
        ("66", "Đắk Lắk", 14, 88, 0), ("68", "Lâm Đồng", 20, 103, 1), ("75", "Đồng Nai", 33, 62, 0), ("79", "Hồ Chí Minh", 113, 54, 1),
        ("80", "Tây Ninh", 14, 82, 0), ("82", "Đồng Tháp", 20, 82, 0), ("86", "Vĩnh Long", 19, 105, 0), ("91", "An Giang", 14, 85, 3),
        ("92", "Cần Thơ", 31, 72, 0), ("96", "Cà Mau", 9, 55, 0),
    ];

    /// <summary>The province that smaller scales show.</summary>
    public const string ShownProvince = "82";

    public static ImmutableArray<DemoUnit> Make(DemoScale scale, int seed)
    {
        var units = ImmutableArray.CreateBuilder<DemoUnit>();
        foreach (var province in Provinces.Where(p => scale == DemoScale.National || p.Code == ShownProvince))
        {
            var (wards, communes, zones) = scale == DemoScale.Commune ? (1, 1, 0) : (province.Wards, province.Communes, province.Zones);
            var all = wards + communes + zones;
            var (hospitals, centres, clinics) = scale switch
            {
                DemoScale.Commune => (2, 1, 1),
                DemoScale.Province => (18, 20, 108),
                // National shares of 1,650 hospitals, 700 health centres and 7,261 clinics by the number of communes.
                _ => (Share(1650, province.Code, all), Share(700, province.Code, all), Share(7261, province.Code, all)),
            };
            new ProvinceMaker(units, province.Code, province.Name, seed).Make(wards, communes, zones, hospitals, centres, clinics);
        }

        return units.ToImmutable();
    }

    /// <summary>The register file, as <c>kpi units import</c> reads it.</summary>
    public static byte[] ToCsv(ImmutableArray<DemoUnit> units)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var unit in units)
        {
            text.AppendJoin(',', unit.Code, Quoted(unit.Name), Word(unit.Kind), unit.Class, unit.Level, unit.Ownership, unit.Manager, unit.Urban, unit.Parent, Since, "",
                Quoted(unit.UrbanReason), Contact(unit)).Append('\n');
        }

        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: true).GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray();

        // Numbers that nobody has, and addresses of a domain that never will be.
        static string Contact(DemoUnit unit) => unit.Kind < UnitKind.Ministry
            ? ",,"
            : string.Create(CultureInfo.InvariantCulture, $"Phòng Kế hoạch tổng hợp {Label},0000 000 {unit.Code.Sum(c => c) % 1000:000},{unit.Code.ToLowerInvariant()}@kpi.example");

        static string Quoted(string field) => field.Contains(',', StringComparison.Ordinal) ? $"\"{field}\"" : field;
    }

    private static string Word(UnitKind kind) => kind switch
    {
        UnitKind.SpecialZone => "special-zone",
        UnitKind.HealthCentre => "health-centre",
        _ => kind.ToString().ToLowerInvariant(),
    };

    // Cumulative rounding, so that the provinces' shares add up to the whole exactly.
    private static int Share(int whole, string province, int own)
    {
        var before = Provinces.TakeWhile(p => p.Code != province).Sum(p => p.Wards + p.Communes + p.Zones);
        var total = Provinces.Sum(p => p.Wards + p.Communes + p.Zones);
        return (int)(((long)whole * (before + own) / total) - ((long)whole * before / total));
    }

    private sealed class ProvinceMaker(ImmutableArray<DemoUnit>.Builder units, string code, string province, int seed)
    {
        private readonly List<(string Code, bool Ward)> _communes = [];
        private DemoRandom _random = new(seed, "register", code);
        private int _bias;

        public void Make(int wards, int communes, int zones, int hospitals, int centres, int clinics)
        {
            _bias = (int)_random.Between(-120, 180);
            for (var i = 1; i <= wards + communes + zones; i++)
            {
                var (kind, word) = i <= wards ? (UnitKind.Ward, "Phường") : i <= wards + communes ? (UnitKind.Commune, "Xã") : (UnitKind.SpecialZone, "Đặc khu");
                var commune = $"{code}{Number(i)}";
                _communes.Add((commune, kind == UnitKind.Ward));
                Add(commune, $"{word} số {i}, {province}", kind, "", "", "", "", code, 0);
            }

            Add($"{code}-SYT", $"Sở Y tế {province}", UnitKind.Department, "", "", "public", "province", code, 10);
            Add($"{code}-CDC", $"Trung tâm Kiểm soát bệnh tật {province}", UnitKind.Cdc, "II", "", "public", "province", _communes[0].Code, 2);
            for (var i = 1; i <= hospitals; i++) Hospital(i, hospitals);
            for (var i = 1; i <= centres; i++)
                Facility("TTYT", i, $"Trung tâm Y tế khu vực {i}", UnitKind.HealthCentre, _random.Happens(300) ? "II" : "III", "basic", "public", "province", 4);
            for (var i = 0; i < _communes.Count; i++)
                Add($"{code}-TYT-{Number(i + 1)}", $"Trạm Y tế số {i + 1}, {province}", UnitKind.Station, "", "initial", "public", "province", _communes[i].Code, 1);
            for (var i = 1; i <= clinics; i++)
                Facility("PK", i, $"Phòng khám đa khoa số {i}", UnitKind.Clinic, "", "initial", "private", "private", 1);
        }

        private void Hospital(int number, int hospitals)
        {
            // Of every hundred: about two special, eight class I, thirty II; a quarter private; a few of other ministries.
            var first = number == 1;
            var isPrivate = !first && _random.Happens(240);
            var draw = _random.Between(1, 1000);
            var rank = isPrivate ? "" : first && hospitals > 40 && draw <= 300 ? "special" : first || draw <= 90 ? "I" : draw <= 420 ? "II" : "III";
            var manager = isPrivate ? "private" : _random.Between(1, 1000) switch
            {
                <= 25 => "defence",
                <= 37 => "public-security",
                <= 72 => "ministry-of-health",
                <= 80 => "other-ministry",
                _ => "province",
            };
            var size = rank switch { "special" => 60, "I" => 25, "II" => 10, "III" => 5, _ => 4 };
            Facility("BV", number, isPrivate ? $"Bệnh viện tư nhân số {number}" : $"Bệnh viện đa khoa số {number}", UnitKind.Hospital, rank,
                rank is "special" or "I" ? "specialised" : "basic", isPrivate ? "private" : "public", manager, size);
        }

        private void Facility(string prefix, int number, string name, UnitKind kind, string rank, string level, string owner, string manager, int size)
        {
            // Hospitals and clinics stand where the towns are: two of three in a ward, where there is one.
            var wards = _communes.Count(c => c.Ward);
            var place = wards > 0 && _random.Happens(660) ? (int)_random.Between(0, wards - 1) : (int)_random.Between(0, _communes.Count - 1);
            Add($"{code}-{prefix}-{Number(number)}", $"{name}, {province}", kind, rank, level, owner, manager, _communes[place].Code, size);
        }

        private void Add(string unit, string name, UnitKind kind, string rank, string level, string owner, string manager, string parent, int size)
        {
            var overridden = kind == UnitKind.Hospital && _random.Happens(15);
            var maturity = Math.Clamp(_bias + (size * 4) + (int)_random.Between(250, 800), 50, 980);
            units.Add(new DemoUnit(
                unit, $"{name} {Label}", kind, rank, level, owner, manager, overridden ? "yes" : "",
                overridden ? "Cơ sở chính ở phường liền kề" : "", parent, code, size, maturity));
        }

        private static string Number(int number) => number.ToString("000", CultureInfo.InvariantCulture);
    }
}
