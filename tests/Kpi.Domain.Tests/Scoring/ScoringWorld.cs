using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>A small nation for scoring tests: one province (or more), its communes, hospitals, and what they filed.</summary>
internal sealed class ScoringWorld
{
    private static readonly Text Any = new("x", "x");
    private readonly List<DataElement> _elements = [];
    private readonly List<(string Code, IndicatorKind Kind, string Numerator, string? Denominator, Applicability Applies, DateOnly? EndsOn)> _indicators = [];
    private readonly List<Target> _targets = [];
    private readonly List<TargetSet> _sets = [new("set", Any, Any)];
    private readonly List<string> _rules = [];
    private readonly List<Composite> _composites = [];
    private long _most = 10_000_000_000_000;
    private readonly List<UnitVersion> _units = [];
    private readonly List<UnitSuccession> _successions = [];
    private readonly List<UnitSplit> _splits = [];
    private readonly List<(string Facility, Period Period, (string Element, long Value)[] Values)> _filed = [];

    public static readonly DateOnly Long = new(2008, 1, 1);

    public ScoringWorld()
    {
        Unit("VN", UnitKind.Nation, null);
        Unit("01", UnitKind.City, "VN");
    }

    /// <summary>The highest value of the elements named after this.</summary>
    public ScoringWorld Most(long most)
    {
        _most = most;
        return this;
    }

    /// <summary>A rule that refuses returns.</summary>
    public ScoringWorld Rule(string check)
    {
        _rules.Add(check);
        return this;
    }

    public ScoringWorld Stock(params string[] elements) => Elements(TimeAggregation.Stock, elements);

    public ScoringWorld Flow(params string[] elements) => Elements(TimeAggregation.Flow, elements);

    public ScoringWorld Unit(
        string code, UnitKind kind, string? parent, FacilityClass? facilityClass = null, Manager manager = Manager.Province, DateOnly? from = null, bool? urban = null)
    {
        var id = $"{code}@x";
        _units.Add(new UnitVersion(
            id, code, code, kind, facilityClass, null, Ownership.Public, manager, urban, urban is null ? null : "test",
            parent is null ? null : $"{parent}@x", from ?? Long, null));
        return this;
    }

    public ScoringWorld Hospital(string code, string parent = "01") => Unit(code, UnitKind.Hospital, parent);

    /// <summary>Units end, and another carries them on from a day.</summary>
    public ScoringWorld Joined(string code, DateOnly since, params string[] units)
    {
        Unit(code, UnitKind.Province, "VN", from: since);
        foreach (var unit in units)
        {
            var at = _units.FindIndex(u => u.Code == unit);
            _units[at] = _units[at] with { ValidTo = since.AddDays(-1) };
            _successions.Add(new UnitSuccession($"{unit}@x", $"{code}@x", since));
        }

        return this;
    }

    /// <summary>How what a unit counts is shared among its parts.</summary>
    public ScoringWorld Shared(string code, DateOnly since, params (string Part, long Weight)[] parts)
    {
        _splits.AddRange(parts.Select(p => new UnitSplit($"{code}@x", $"{p.Part}@x", since, null, p.Weight, "test")));
        return this;
    }

    public ScoringWorld Hospitals(int count, string prefix = "H", string parent = "01")
    {
        for (var i = 1; i <= count; i++) Hospital($"{prefix}{i:000}", parent);
        return this;
    }

    public ScoringWorld Ratio(string code, string numerator, string denominator, Applicability? applies = null, DateOnly? endsOn = null)
    {
        _indicators.Add((code, IndicatorKind.Ratio, numerator, denominator, applies ?? AllHospitals, endsOn));
        return this;
    }

    public ScoringWorld Coverage(string code, string condition, Applicability? applies = null)
    {
        _indicators.Add((code, IndicatorKind.Coverage, condition, null, applies ?? AllHospitals, null));
        return this;
    }

    public ScoringWorld Milestone(string code, string count)
    {
        _indicators.Add((code, IndicatorKind.Milestone, count, null, AllHospitals, null));
        return this;
    }

    public ScoringWorld Target(
        string indicator, Comparison comparison, Fraction value, DateOnly due, string set = "set", TargetPath? path = null, DateOnly? validTo = null)
    {
        _targets.Add(new Target(
            set, indicator, [UnitLevel.Nation, UnitLevel.Province, UnitLevel.Facility], comparison, value, due, "doc", "art",
            YearEvidence.Confirmed, null, new DateOnly(2023, 1, 1), validTo, TargetStatus.InForce)
        {
            Path = path ?? TargetPath.FromNothing,
        });
        return this;
    }

    /// <summary>A further target set; with a unit, one of its own beside another.</summary>
    public ScoringWorld Set(string code, string? unit = null, string over = "set")
    {
        _sets.Add(new TargetSet(code, Any, Any) { Overrides = unit is null ? null : new TargetOverride(over, $"{unit}@x") });
        return this;
    }

    /// <summary>A composite over the world's only set, at every level it can have.</summary>
    public ScoringWorld Composite(string code, CompositeMean mean, params CompositeGroup[] groups) => Composite(new Composite(
        code, Any, Any, "set", CompositeDue.Next, mean, true, new Fraction(9, 10), [UnitLevel.Nation, UnitLevel.Province, UnitLevel.Facility], [.. groups]));

    public ScoringWorld Composite(Composite composite)
    {
        _composites.Add(composite);
        return this;
    }

    /// <summary>A group of indicators, each with its weight.</summary>
    public static CompositeGroup Group(string code, int weight, params (string Indicator, int Weight)[] indicators) =>
        new(code, Any, weight, [.. indicators.Select(i => new CompositeIndicator(i.Indicator, i.Weight))]);

    public ScoringWorld Filed(string facility, string period, params (string Element, long Value)[] values)
    {
        _filed.Add((facility, Period.Parse(period), values));
        return this;
    }

    public static Applicability AllHospitals { get; } = new([UnitKind.Hospital], null, null, null, []);

    public Catalogue Catalogue()
    {
        int IndexOf(string code) => _elements.FindIndex(e => e.Code == code);
        var form = new Form("hospital", 1, Any, [UnitKind.Hospital, UnitKind.Station, UnitKind.Department], PeriodKind.Month, 15, Long, null,
            [new FormSection(Any, [.. _elements.Select(e => new FormField(e.Code, false))])],
            [.. _rules.Select((r, i) => new FormRule($"rule-{i}", Formula.Parse(r, IndexOf).Value, Any, [new StageStart(RuleStage.Block, Long)]))]);
        return new Catalogue(1, "test", [.. _elements], [form],
            [
                .. _indicators.Select(i => new Indicator(
                    i.Code, [], Any, i.Kind, Formula.Parse(i.Numerator, IndexOf).Value,
                    i.Denominator is null ? null : Formula.Parse(i.Denominator, IndexOf).Value, Any, Any, Any, i.Applies, "", Any, true, i.EndsOn, [])),
            ],
            [.. _sets], [.. _targets], [], [])
        {
            Composites = [.. _composites],
        };
    }

    public ScoringInputs Inputs(string period, MissingPolicy missing = MissingPolicy.Strict, params string[] beside) => OnMapOf(null, period, missing, beside);

    /// <summary>The inputs, restated to a day's map.</summary>
    public ScoringInputs OnMapOf(DateOnly? map, string period, MissingPolicy missing = MissingPolicy.Strict, params string[] beside)
    {
        var catalogue = Catalogue();
        var scored = Period.Parse(period);
        var units = ScoredUnits.On(new UnitTree(_units, _successions, _splits), scored.LastDay, map ?? scored.LastDay);
        var filings = _filed.Where(f => units.Any(u => u.Code == f.Facility)).Select((f, i) =>
        {
            var values = new long?[_elements.Count];
            foreach (var (element, value) in f.Values) values[catalogue.IndexOf(element)] = value;
            return new Filing(units.Select((u, at) => (u, at)).First(p => p.u.Code == f.Facility).at, f.Period, i + 1, values);
        });
        return new ScoringInputs
        {
            Period = scored,
            Catalogue = catalogue,
            CatalogueHash = "test",
            TargetSet = "set",
            GeographyDay = map ?? scored.LastDay,
            Options = new ScoringOptions(missing, false) { Beside = [.. beside] },
            Units = units,
            Filings = [.. filings],
        };
    }

    public ScoreView Score(string period, string indicator, string unit = "VN", MissingPolicy missing = MissingPolicy.Strict, DateOnly? map = null)
    {
        var inputs = OnMapOf(map, period, missing);
        var score = ScoringEngine.Run(inputs, default).Where(b => b.Indicator == indicator).SelectMany(b => b.Scores)
            .SingleOrDefault(s => inputs.Units[s.Unit].Code == unit);
        return new ScoreView(score, inputs.Catalogue);
    }

    private ScoringWorld Elements(TimeAggregation time, string[] codes)
    {
        _elements.AddRange(codes.Select(c => new DataElement(c, Any, ElementKind.Count, Any, time, 0, _most, Any)));
        return this;
    }
}

/// <summary>A score with its only verdict, as tests ask for them.</summary>
internal sealed record ScoreView(Score? Score, Catalogue Catalogue)
{
    public Verdict Verdict => Only.Verdict;

    public bool Certain => Only.Certain;

    public TargetVerdict Only => Score!.Verdicts.Single();

    public string Percent => Score!.Value!.Value.ToPercentText(Language.En);
}
