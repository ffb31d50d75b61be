using System.Collections.Frozen;
using System.Globalization;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Cli.Demo;

/// <summary>What a made-up unit writes into its form. Better equipped units do better, everybody gains a little each month, and nobody is perfect.</summary>
internal static class DemoFigures
{
    /// <summary>Wholes: about how many a unit of size 1 counts in a month, and the part of the units that count any, in a thousand.</summary>
    private static readonly FrozenDictionary<string, (long Typical, int Permille)> Wholes = new Dictionary<string, (long, int)>
    {
        ["fees_total_vnd"] = (320_000_000, 1000),
        ["fee_payments_total"] = (900, 1000),
        ["systems_in_use"] = (2, 1000),
        ["cases_notifiable"] = (6, 900),
        ["telehealth_visits"] = (12, 600),
        ["insured_visits"] = (700, 900),
        ["driver_certificates_issued"] = (40, 400),
        ["birth_papers_issued"] = (10, 550),
        ["death_papers_issued"] = (1, 500),
        ["kiosks_working"] = (0, 1000),
        ["station_functions_required"] = (24, 1000),
        ["work_files_closed"] = (320, 1000),
        ["procedures_qualifying"] = (11, 1000),
        ["procedures_online"] = (13, 1000),
        ["service_users"] = (450, 1000),
        ["officials"] = (14, 1000),
        ["reports_due"] = (4, 1000),
        ["dossiers_opened"] = (280, 1000),
        ["device_registrations"] = (5_200, 1000),
        ["supply_registrations"] = (2_900, 1000),
        ["drug_registrations"] = (2_300, 1000),
        ["diseases_notifiable"] = (45, 1000),
        ["documents_exchanged"] = (2_100, 1000),
        ["services_online"] = (9, 1000),
        ["portal_items_required"] = (6, 1000),
        ["systems_to_share"] = (8, 1000),
        ["legal_documents_listed"] = (12, 1000),
    }.ToFrozenDictionary();

    /// <summary>Parts: of which whole, and how much easier (or harder) than the unit's general maturity, in thousandths.</summary>
    private static readonly FrozenDictionary<string, (string Whole, int Ease)> Parts = new Dictionary<string, (string, int)>
    {
        ["fees_cashless_vnd"] = ("fees_total_vnd", -80),
        ["fee_payments_cashless"] = ("fee_payments_total", -60),
        ["systems_dossier_before_use"] = ("systems_in_use", 260),
        ["cases_on_platform"] = ("cases_notifiable", 330),
        ["insured_visits_chip_id"] = ("insured_visits", 330),
        ["driver_certificates_sent"] = ("driver_certificates_issued", 300),
        ["birth_papers_sent"] = ("birth_papers_issued", 280),
        ["death_papers_sent"] = ("death_papers_issued", 220),
        ["work_files_online"] = ("work_files_closed", 320),
        ["procedures_full_process"] = ("procedures_qualifying", 350),
        ["procedures_multichannel"] = ("procedures_online", 200),
        ["service_users_identified"] = ("service_users", 300),
        ["officials_digital_id"] = ("officials", 380),
        ["reports_national_system"] = ("reports_due", 350),
        ["dossiers_electronic"] = ("dossiers_opened", 300),
        ["device_registrations_coded"] = ("device_registrations", -150),
        ["supply_registrations_coded"] = ("supply_registrations", -220),
        ["drug_registrations_coded"] = ("drug_registrations", 150),
        ["diseases_on_platform"] = ("diseases_notifiable", 400),
        ["documents_exchanged_electronic"] = ("documents_exchanged", 420),
        ["services_level_3_4"] = ("services_online", 400),
        ["services_rating_published"] = ("services_online", 100),
        ["portal_items_published"] = ("portal_items_required", 350),
        ["systems_linked"] = ("systems_to_share", 100),
        ["legal_documents_issued"] = ("legal_documents_listed", 200),
    }.ToFrozenDictionary();

    /// <summary>The figures of one unit for one period: long, bool, DateOnly or (as some people type amounts) text, by element.</summary>
    public static Dictionary<string, object> Of(DemoUnit unit, Form form, Catalogue catalogue, Period period, int seed)
    {
        var random = new DemoRandom(seed, unit.Code, period.ToString());
        var lasting = new DemoRandom(seed, unit.Code, "lasting");
        // A gain of five thousandths a month since the start of 2025.
        var maturity = unit.Maturity + (5 * (((period.Year - 2025) * 12) + period.Number));
        var typesAmountsAsText = lasting.Happens(60);
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            var element = catalogue.Element(field.Element)!;
            if (Figure(unit, element, figures, maturity, ref random, ref lasting) is { } figure)
                figures[element.Code] = typesAmountsAsText && element.Kind == ElementKind.Amount && figure is long amount
                    ? amount.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '.')
                    : figure;
        }

        return figures;
    }

    private static object? Figure(
        DemoUnit unit, DataElement element, Dictionary<string, object> figures, int maturity, ref DemoRandom random, ref DemoRandom lasting)
    {
        if (Wholes.TryGetValue(element.Code, out var whole))
        {
            var counts = lasting.Happens(whole.Permille);
            var much = whole.Typical * (element.Code is "station_functions_required" or "diseases_notifiable" ? 1 : unit.Size);
            if (unit.Kind == UnitKind.Station && element.Kind == ElementKind.Amount) much /= 16;
            if (element.Code is "kiosks_working") much = maturity > 700 ? unit.Size / 4 : 0;
            if (element.Code is "station_functions_required" or "diseases_notifiable") return much;
            var steady = element.Time == TimeAggregation.Stock;
            var share = steady ? lasting.Between(800, 1200) : random.Between(800, 1200);
            return counts ? much * share / 1000 : 0L;
        }

        if (Parts.TryGetValue(element.Code, out var part))
        {
            if (!figures.TryGetValue(part.Whole, out var value)) return null;
            var of = value is long number ? number : long.Parse(((string)value).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            if (element.Code == "fees_cashless_vnd" && !Accepts(unit, maturity)) return 0L;
            var rate = Math.Clamp(maturity + part.Ease + random.Between(-60, 60), 20, 1000);
            // Money is never all cashless, and little things are complete or not.
            return of * (element.Kind == ElementKind.Amount ? Math.Min(rate, 960) : rate > 930 ? 1000 : rate) / 1000;
        }

        return element.Code switch
        {
            "cashless_accepted" => Accepts(unit, maturity),
            "emr_level" => maturity > 860 ? 3L : maturity > 690 ? 2L : maturity > 450 ? 1L : 0L,
            "paperless_exam" => maturity > 880,
            "it_level_54" => Math.Clamp(maturity / 140, 0, 7),
            "security_officers_certified" => unit.Kind == UnitKind.Hospital && maturity > 560 ? Math.Max(1L, unit.Size / 20) : 0L,
            "station_functions_used" => maturity > 640 ? 24L : Math.Clamp(maturity / 30, 2L, 23L),
            "ncd_prevention" => maturity > 300,
            "ncd_management" => maturity > 380,
            "ncd_treatment" => maturity > 470,
            "population" => 1_000_000L + lasting.Between(0, 2_400_000),
            "adults" => Of("population", 720),
            "health_profiles" => Of("population", Math.Min(1000, maturity + 260)),
            "ehr_persons" => Of("population", Math.Min(985, maturity + 200)),
            "ehr_persons_matched" => Of("ehr_persons", Math.Min(960, maturity + 120)),
            "telehealth_adults" => Of("adults", Math.Clamp(maturity - 480, 20, 600)),
            "plan_signed_on" => lasting.Between(1, 1000) switch
            {
                <= 850 => new DateOnly(2023, 3, 1).AddDays((int)lasting.Between(0, 121)),
                <= 950 => new DateOnly(2023, 7, 3).AddDays((int)lasting.Between(0, 200)),
                _ => null,
            },
            "tech_cases_ai" => Math.Max(0L, (maturity - 650) / 60),
            "tech_cases_big_data" => Math.Max(0L, (maturity - 750) / 80),
            "tech_cases_iomt" => Math.Max(0L, (maturity - 780) / 80),
            "tech_cases_blockchain" => 0L,
            _ when element.Kind == ElementKind.YesNo => lasting.Happens(maturity),
            // The district level ended on 2025-06-30: nothing to fill in.
            _ => null,
        };

        long Of(string of, long permille) => (long)figures[of] * permille / 1000;
    }

    private static bool Accepts(DemoUnit unit, int maturity) => maturity > (unit.Kind == UnitKind.Station ? 620 : 330);
}
