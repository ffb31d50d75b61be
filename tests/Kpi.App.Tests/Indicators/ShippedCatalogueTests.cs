using System.Collections.Frozen;
using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.App.Tests.Indicators;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class ShippedCatalogueTests
{
    // The rows of the policy: T01–T31 are targets of Resolution 157 and Decision 1710; X rows are named beside them or in later documents.
    private static readonly string[] Rows =
    [
        "T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T17", "T18", "T19",
        "T20", "T21", "T22", "T23", "T24", "T25", "T26", "T27", "T28", "T29", "T30", "T31",
        "X01", "X02", "X03", "X04", "X05", "X06", "X07", "X08", "X09", "X10", "X11a", "X11b", "X11c", "X11d", "X11e", "X12", "X13", "X14",
        "X15", "X16", "X17", "X18", "X19", "X20", "X21", "X22", "X23", "X24", "X25", "X26", "X27", "X28", "X29", "X30", "X31", "X32", "X33",
        "X34", "X35", "X36",
    ];

    // Codes are contract: other programs name them.
    private static readonly (string Code, IndicatorKind Kind, string[] Rows)[] Contract =
    [
        ("security-dossier", IndicatorKind.Ratio, ["T01"]),
        ("disease-types-digital", IndicatorKind.Ratio, ["T02"]),
        ("disease-cases-digital", IndicatorKind.Ratio, ["T03"]),
        ("device-code", IndicatorKind.Ratio, ["T04"]),
        ("supply-code", IndicatorKind.Ratio, ["T05"]),
        ("drug-code", IndicatorKind.Ratio, ["T06"]),
        ("digital-technologies", IndicatorKind.Milestone, ["T07"]),
        ("health-profile", IndicatorKind.Ratio, ["T08"]),
        ("ehr-coverage", IndicatorKind.Ratio, ["T09"]),
        ("station-digital", IndicatorKind.Coverage, ["T10"]),
        ("station-software", IndicatorKind.Coverage, ["T11"]),
        ("station-ncd", IndicatorKind.Coverage, ["T12"]),
        ("hospital-security-officer", IndicatorKind.Coverage, ["T13"]),
        ("paperless-class-1", IndicatorKind.Coverage, ["T14"]),
        ("telehealth-adults", IndicatorKind.Ratio, ["T15"]),
        ("cashless-accepting", IndicatorKind.Coverage, ["T16"]),
        ("cashless-urban-share", IndicatorKind.Ratio, ["T17"]),
        ("unit-plan", IndicatorKind.Coverage, ["T18"]),
        ("agency-ai", IndicatorKind.Coverage, ["T19"]),
        ("services-full-process", IndicatorKind.Ratio, ["T20"]),
        ("services-multichannel", IndicatorKind.Milestone, ["T21"]),
        ("officials-digital-id", IndicatorKind.Ratio, ["T22"]),
        ("users-identified", IndicatorKind.Ratio, ["T23"]),
        ("national-reporting", IndicatorKind.Ratio, ["T24"]),
        ("dossiers-electronic", IndicatorKind.Ratio, ["T25"]),
        ("internal-admin-platform", IndicatorKind.Coverage, ["T26"]),
        ("workfiles-online", IndicatorKind.Ratio, ["T27"]),
        ("workfiles-online-district", IndicatorKind.Ratio, ["T28"]),
        ("public-cashless-accepting", IndicatorKind.Coverage, ["T29"]),
        ("dissemination", IndicatorKind.Coverage, ["T30"]),
        ("legal-documents", IndicatorKind.Ratio, ["T31"]),
        ("services-level-3-4", IndicatorKind.Ratio, ["X01", "X02"]),
        ("documents-electronic", IndicatorKind.Ratio, ["X03"]),
        ("workfiles-online-2019", IndicatorKind.Ratio, ["X04"]),
        ("ratings-published", IndicatorKind.Milestone, ["X05"]),
        ("portal-complete", IndicatorKind.Milestone, ["X06"]),
        ("document-axis", IndicatorKind.Milestone, ["X07"]),
        ("smart-hospital", IndicatorKind.Coverage, ["X08"]),
        ("kiosks", IndicatorKind.Coverage, ["X09"]),
        ("chip-id-exam", IndicatorKind.Ratio, ["X10"]),
        ("driver-certificates", IndicatorKind.Ratio, ["X11a"]),
        ("birth-papers", IndicatorKind.Ratio, ["X11b"]),
        ("death-papers", IndicatorKind.Ratio, ["X11b"]),
        ("emr-hospitals", IndicatorKind.Coverage, ["X23", "X24"]),
        ("emr-other", IndicatorKind.Coverage, ["X25"]),
    ];

    private static readonly FrozenDictionary<string, string> FormElements = new Dictionary<string, string>
    {
        ["hospital"] =
            "fees_total_vnd fees_cashless_vnd fee_payments_total fee_payments_cashless cashless_accepted emr_level paperless_exam it_level_54 "
            + "security_officers_certified systems_in_use systems_dossier_before_use cases_notifiable cases_on_platform telehealth_visits "
            + "insured_visits insured_visits_chip_id driver_certificates_issued driver_certificates_sent birth_papers_issued birth_papers_sent "
            + "death_papers_issued death_papers_sent kiosks_working plan_signed_on",
        ["station"] =
            "station_functions_required station_functions_used ncd_prevention ncd_management ncd_treatment cases_notifiable cases_on_platform "
            + "cashless_accepted fees_total_vnd fees_cashless_vnd emr_level plan_signed_on",
        ["province"] =
            "population adults health_profiles ehr_persons ehr_persons_matched telehealth_adults work_files_closed work_files_online "
            + "work_files_closed_district work_files_online_district officials officials_digital_id procedures_qualifying procedures_full_process "
            + "reports_due reports_national_system dossiers_opened dossiers_electronic service_users service_users_identified systems_in_use "
            + "systems_dossier_before_use plan_signed_on",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Catalogue Shipped = ShippedCatalogue.Load();

    [Test]
    public void The_shipped_catalogue_follows_its_schema()
    {
        var read = CatalogueJson.Read(ShippedCatalogue.Json());

        (read.Problem?.Details ?? []).Should().BeEmpty();
        read.Problem.Should().BeNull();
    }

    [Test]
    public void The_parts_of_the_shipped_catalogue_fit_together() => CatalogueCheck.Faults(Shipped).Should().BeEmpty();

    [Test]
    public void Every_row_of_the_policy_is_counted_or_says_why_not()
    {
        var counted = Shipped.Indicators.SelectMany(i => i.Rows)
            .Concat(Shipped.Targets.SelectMany(t => t.Rows))
            .Concat(Shipped.NotCountable.Select(n => n.Row));

        counted.Distinct().Should().BeEquivalentTo(Rows);
    }

    [Test]
    public void Every_indicator_of_the_contract_is_there_with_its_kind_and_rows()
    {
        foreach (var (code, kind, rows) in Contract)
        {
            Shipped.Indicator(code).Should().NotBeNull(code);
            Shipped.Indicator(code)!.Kind.Should().Be(kind, code);
            Shipped.Indicator(code)!.Rows.Should().BeEquivalentTo(rows, code);
        }
    }

    [Test]
    public void Every_element_of_the_contract_is_on_its_form()
    {
        foreach (var (form, elements) in FormElements)
            Form(form).Fields.Select(f => f.Element).Should().Contain(elements.Split(' '), form);
        foreach (var form in (string[])["hospital", "station"])
            Form(form).Fields.Select(f => f.Element).Should().BeEquivalentTo(FormElements[form].Split(' '), form);
    }

    [Test]
    public void Every_element_of_a_form_feeds_an_indicator_of_who_files_it_or_a_check()
    {
        var idle =
            from form in Shipped.Forms
            let fed = Shipped.Indicators.Where(i => i.Applies.Kinds.Intersect(form.FiledBy).Any()).SelectMany(i => i.Elements)
                .Concat(form.Rules.SelectMany(r => r.Check.Elements))
            from field in form.Fields
            where !fed.Contains(field.Element)
            select $"{form.Code}.{field.Element}";

        idle.Should().BeEmpty();
    }

    [Test]
    public void Every_element_is_asked_for_by_some_form() =>
        Shipped.Elements.Select(e => e.Code).Should().BeSubsetOf(Shipped.Forms.SelectMany(f => f.Fields).Select(f => f.Element));

    [Test]
    public void A_part_cannot_exceed_its_whole_where_both_are_asked()
    {
        // Every ratio of one element by another must be guarded on the form, except persons against the population: over 100 % is shown and flagged.
        string[] flagged = ["health_profiles", "ehr_persons", "ehr_persons_matched", "telehealth_adults"];
        var unguarded =
            from indicator in Shipped.Indicators
            where indicator.Kind == IndicatorKind.Ratio && !indicator.Numerator.IsCondition && !flagged.Contains(indicator.Numerator.Text)
            from form in Shipped.Forms
            where indicator.Applies.Kinds.Intersect(form.FiledBy).Any()
            where !form.Rules.Any(r => r.Strongest == RuleStage.Block && r.Check.Text == $"{indicator.Numerator} <= {indicator.Denominator}")
            select $"{form.Code}: {indicator.Code}";

        unguarded.Should().BeEmpty();
        foreach (var element in flagged)
            Form("province").Rules.Should().Contain(r => r.Check.Elements.Contains(element), element);
    }

    [Test]
    public void Forms_are_due_by_the_circular()
    {
        Shipped.Forms.Select(f => (f.Code, f.Version, f.Frequency, f.DueWorkingDays)).Should().BeEquivalentTo(
        [
            ("hospital", 1, PeriodKind.Month, 15), ("station", 1, PeriodKind.Month, 5), ("province", 1, PeriodKind.Month, 25),
            ("ministry", 1, PeriodKind.Month, 25),
        ]);
        Shipped.FormFor(UnitKind.Cdc, Period.Month(2026, 9))!.Code.Should().Be("hospital");
        Shipped.FormFor(UnitKind.Department, Period.Month(2026, 9))!.Code.Should().Be("province");
        Shipped.FormFor(UnitKind.Commune, Period.Month(2026, 9)).Should().BeNull();
    }

    [Test]
    public void Due_days_step_over_the_lunar_new_year()
    {
        // January 2026 ends on a Saturday; five working days later, and fifteen with the week of Tết (16 to 20 February) in between.
        Shipped.DueDay(Form("station"), Period.Month(2026, 1)).Should().Be(new DateOnly(2026, 2, 6));
        Shipped.DueDay(Form("hospital"), Period.Month(2026, 1)).Should().Be(new DateOnly(2026, 2, 27));
    }

    [Test]
    public void Rules_do_not_take_the_codes_of_findings() =>
        Shipped.Forms.SelectMany(f => f.Rules).Select(r => r.Code).Should().NotIntersectWith(FindingTexts.All.Keys);

    [Test]
    public void Sets_stand_in_order_with_the_default_first() =>
        Shipped.TargetSets.Select(s => s.Code).Should().Equal("r157", "seed-literal", "later-2030", "lao-cai-220");

    [Test]
    public void Lao_Cai_keeps_its_own_laxer_target_beside_the_national_one()
    {
        var own = Target("lao-cai-220", "telehealth-adults");
        Shipped.TargetSet("lao-cai-220")!.Overrides.Should().Be(new TargetOverride("r157", "10@2008-08-01"));
        Shipped.NationalOf(own).Should().BeSameAs(Target("r157", "telehealth-adults"));
        own.IsLaxerThan(Target("r157", "telehealth-adults")).Should().BeTrue();
    }

    [Test]
    public void Rows_with_a_confirmed_year_are_due_at_the_end_of_2025()
    {
        string[] confirmed =
        [
            "security-dossier", "disease-types-digital", "disease-cases-digital", "ehr-coverage", "services-full-process", "officials-digital-id",
            "users-identified", "national-reporting", "dossiers-electronic", "internal-admin-platform", "workfiles-online",
            "public-cashless-accepting",
        ];
        foreach (var code in confirmed)
        {
            Target("r157", code).Due.Should().Be(new DateOnly(2025, 12, 31), code);
            Target("r157", code).YearEvidence.Should().Be(YearEvidence.Confirmed, code);
        }
    }

    [TestCase("telehealth-adults", Comparison.MoreThan)]
    [TestCase("cashless-urban-share", Comparison.AtLeast)]
    public void Disputed_rows_are_due_in_2030_and_say_so(string code, Comparison comparison)
    {
        var target = Target("r157", code);

        target.Due.Should().Be(new DateOnly(2030, 12, 31));
        target.YearEvidence.Should().Be(YearEvidence.Disputed);
        target.Doubt.Should().NotBeNull();
        target.Comparison.Should().Be(comparison);
        target.Value.SameValue(new Fraction(1, 2)).Should().BeTrue();
        Target("seed-literal", code).Due.Should().Be(new DateOnly(2025, 12, 31));
        Target("later-2030", code).Due.Should().Be(new DateOnly(2030, 12, 31));
    }

    [Test]
    public void Unconfirmed_years_are_marked_and_doubted()
    {
        string[] unknown =
        [
            "device-code", "supply-code", "drug-code", "digital-technologies", "health-profile", "station-software", "station-ncd",
            "hospital-security-officer", "paperless-class-1",
        ];
        foreach (var code in unknown)
        {
            var target = Target("r157", code);
            target.Due.Should().Be(new DateOnly(2025, 12, 31), code);
            target.YearEvidence.Should().Be(YearEvidence.Unconfirmed, code);
        }

        Shipped.Targets.Where(t => t.YearEvidence != YearEvidence.Confirmed && t.Doubt is null).Should().BeEmpty();
    }

    [Test]
    public void The_source_at_its_word_is_due_in_2025_except_where_it_names_a_day()
    {
        string[] named = ["unit-plan", "dissemination", "legal-documents", "workfiles-online-district"];
        var literal = Shipped.Targets.Where(t => t.Set == "seed-literal").ToArray();

        literal.Where(t => !named.Contains(t.Indicator)).Should().OnlyContain(t => t.Due == new DateOnly(2025, 12, 31));
        foreach (var target in literal)
            Shipped.Targets.Should().Contain(t => t.Set == "r157" && t.Indicator == target.Indicator && t.Value == target.Value);
    }

    [Test]
    public void Values_of_2030_are_those_that_documents_give_and_no_others() =>
        Shipped.Targets.Where(t => t.Set == "later-2030").Select(t => (t.Indicator, t.Comparison, t.Value, t.Due)).Should().BeEquivalentTo(
        [
            ("ehr-coverage", Comparison.All, Fraction.One, new DateOnly(2030, 12, 31)),
            ("services-full-process", Comparison.All, Fraction.One, new DateOnly(2030, 12, 31)),
            ("workfiles-online", Comparison.All, Fraction.One, new DateOnly(2030, 12, 31)),
            ("workfiles-online-ministry", Comparison.All, Fraction.One, new DateOnly(2030, 12, 31)),
            ("cashless-urban-share", Comparison.AtLeast, new Fraction(1, 2), new DateOnly(2030, 12, 31)),
            ("telehealth-adults", Comparison.MoreThan, new Fraction(1, 2), new DateOnly(2030, 12, 31)),
        ]);

    [TestCase("ehr-coverage", Comparison.AtLeast, 9, 10, "2025-12-31")]
    [TestCase("station-ncd", Comparison.AtLeast, 95, 100, "2025-12-31")]
    [TestCase("unit-plan", Comparison.All, 1, 1, "2023-06-30")]
    [TestCase("workfiles-online", Comparison.AtLeast, 9, 10, "2025-12-31")]
    [TestCase("workfiles-online-district", Comparison.AtLeast, 8, 10, "2025-06-30")]
    [TestCase("dissemination", Comparison.All, 1, 1, "2023-06-30")]
    [TestCase("legal-documents", Comparison.All, 1, 1, "2023-06-30")]
    [TestCase("emr-hospitals", Comparison.All, 1, 1, "2025-09-30")]
    [TestCase("emr-other", Comparison.All, 1, 1, "2026-12-31")]
    public void Targets_have_the_value_and_day_of_their_document(string code, Comparison comparison, long numerator, long denominator, string due)
    {
        var target = Target("r157", code);

        target.Comparison.Should().Be(comparison);
        target.Value.SameValue(new Fraction(numerator, denominator)).Should().BeTrue();
        target.Due.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).Should().Be(due);
    }

    // The sources give no number for these, so nothing may be judged.
    [TestCase("smart-hospital")]
    [TestCase("kiosks")]
    [TestCase("chip-id-exam")]
    [TestCase("driver-certificates")]
    [TestCase("birth-papers")]
    [TestCase("death-papers")]
    public void Where_no_number_is_given_no_target_is_set(string code) => Shipped.Targets.Should().NotContain(t => t.Indicator == code);

    [Test]
    public void The_district_series_closes_with_the_districts()
    {
        Shipped.Indicator("workfiles-online-district")!.EndsOn.Should().Be(new DateOnly(2025, 6, 30));
        Target("r157", "workfiles-online-district").Status.Should().Be(TargetStatus.Closed);
    }

    [Test]
    public void Targets_are_judged_only_where_their_indicator_is_counted()
    {
        foreach (var target in Shipped.Targets.Where(t => Shipped.TargetSet(t.Set)!.Overrides is null))
        {
            var kinds = Shipped.Indicator(target.Indicator)!.Applies.Kinds;
            target.Scopes.Should().Contain(UnitLevel.Nation);
            target.Scopes.Contains(UnitLevel.Province).Should().Be(kinds.Any(k => k != UnitKind.Ministry), target.Indicator);
            target.Scopes.Contains(UnitLevel.Commune).Should().Be(kinds.Contains(UnitKind.Station), target.Indicator);
        }
    }

    [Test]
    public void Persons_are_never_added_up_from_facilities() =>
        Shipped.Indicators.Where(i => i.Elements.Contains("telehealth_visits")).Should().BeEmpty();

    [Test]
    public void The_wording_that_may_be_a_headline_is_not_computed() => Shipped.Indicator("agency-ai")!.Active.Should().BeFalse();

    [Test]
    public void The_commune_station_umbrella_is_derived_of_its_parts()
    {
        var umbrella = Shipped.Indicator("station-digital")!;

        umbrella.Parts.Should().Equal("station-software", "station-ncd");
        umbrella.Numerator.Text.Should().Be(Shipped.Indicator("station-software")!.Numerator.Text);
    }

    // 60 of 60 have deployed records, but only whole-facility use without paper counts.
    [TestCase(3, 1, 1)]
    [TestCase(2, 1, 0)]
    [TestCase(3, 0, 0)]
    public void Paperless_examination_needs_the_whole_facility(long emrLevel, long paperlessExam, long expected) =>
        Evaluate(Shipped.Indicator("paperless-class-1")!.Numerator, ("emr_level", emrLevel), ("paperless_exam", paperlessExam)).Should().Be(expected);

    [TestCase(20230630L, 1)]
    [TestCase(20230701L, 0)]
    [TestCase(null, 0)]
    public void A_plan_of_1_July_2023_is_late_and_an_empty_cell_is_no_plan(long? signedOn, long expected) =>
        Evaluate(Shipped.Indicator("unit-plan")!.Numerator, ("plan_signed_on", signedOn)).Should().Be(expected);

    [Test]
    public void A_national_year_of_the_largest_values_stays_within_63_bits()
    {
        const long facilities = 20_000, months = 12;
        foreach (var element in Shipped.Elements.Where(e => e.Kind is not ElementKind.Date))
        {
            var sum = () => checked(element.Max * facilities * months);
            sum.Should().NotThrow(element.Code);
        }
    }

    [Test]
    public void Every_text_speaks_both_languages()
    {
        var texts = Shipped.Elements.SelectMany(e => (Text[])[e.Name, e.Definition])
            .Concat(Shipped.Forms.SelectMany(f => f.Rules.Select(r => r.Message).Append(f.Name).Concat(f.Sections.Select(s => s.Title))))
            .Concat(Shipped.Indicators.SelectMany(i => (Text[])[i.Name, i.NumeratorText, i.Notes]))
            .Concat(Shipped.NotCountable.SelectMany(n => (Text[])[n.Name, n.Reason]))
            .Concat(Shipped.Targets.Select(t => t.Doubt).OfType<Text>());

        texts.Where(t => t.Vi == t.En || string.IsNullOrWhiteSpace(t.Vi) || string.IsNullOrWhiteSpace(t.En)).Should().BeEmpty();
        texts.Where(t => !t.Vi.IsNormalized()).Should().BeEmpty();
    }

    private static long? Evaluate(Formula formula, params (string Element, long? Value)[] given)
    {
        var values = new long?[Shipped.Elements.Length];
        foreach (var (element, value) in given) values[Shipped.IndexOf(element)] = value;
        return formula.Evaluate(values);
    }

    private static Form Form(string code) => Shipped.FormFor(code, Period.Month(2026, 9))!;

    private static Target Target(string set, string indicator) => Shipped.Targets.Single(t => t.Set == set && t.Indicator == indicator);
}
