using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Units;

namespace Kpi.Domain.Scoring;

/// <summary>What is said of a score against a target.</summary>
public enum Verdict
{
    /// <summary>There is no value to judge: the population is empty or its denominator is zero (không áp dụng).</summary>
    NotApplicable,

    /// <summary>Nothing was reported, so nothing can be said yet (chưa đủ dữ liệu).</summary>
    NoData,

    /// <summary>The value satisfies the target (đạt).</summary>
    Met,

    /// <summary>Satisfied after the due date, now and in the period before (duy trì).</summary>
    Held,

    /// <summary>Not yet due; on or above the straight path (đúng tiến độ).</summary>
    OnTrack,

    /// <summary>Not yet due; below the path by less than a tenth of it (có nguy cơ).</summary>
    AtRisk,

    /// <summary>Not yet due; further below the path (chậm tiến độ).</summary>
    OffTrack,

    /// <summary>Due and not satisfied (không đạt).</summary>
    Missed,

    /// <summary>Overdue and not satisfied, but better than in the period before whatever the missing returns of either would say (không đạt, đang cải thiện).</summary>
    MissedProgressing,
}

/// <summary>What the range of a score rests on. The worst of its gaps decides.</summary>
public enum RangeBasis
{
    /// <summary>Nothing is missing: the range is the value (đủ báo cáo).</summary>
    Complete,

    /// <summary>No return that would be accepted can leave it (chắc chắn theo quy tắc).</summary>
    Proved,

    /// <summary>A missing denominator is taken to be the last one that unit reported; a new one could leave the range (theo mẫu số gần nhất).</summary>
    LastKnown,

    /// <summary>Nothing bounds a missing numerator from above: there is a lowest value and no highest (không có cận trên).</summary>
    OpenAbove,

    /// <summary>A missing unit never told its denominator: there are no bounds (chưa xác định).</summary>
    Open,
}

/// <summary>A score against one target.</summary>
/// <param name="TargetIndex">Place of the target in the catalogue's list.</param>
/// <param name="Verdict">The verdict on the value as it stands.</param>
/// <param name="Certain">
/// True when the worst and the best the missing returns could bring give the same verdict. False is printed as "undecided".
/// </param>
/// <param name="AtLeast">
/// The fewest missing units whose returns could decide the verdict, whatever the others then say; 0 when it is certain. A unit that never told
/// its denominator may be of any size.
/// </param>
/// <param name="AtMost">The missing units whose returns can change anything: once they are in, the verdict is certain; 0 when it is.</param>
public readonly record struct TargetVerdict(int TargetIndex, Verdict Verdict, bool Certain, int AtLeast = 0, int AtMost = 0);

/// <summary>Between what a value can come out.</summary>
/// <param name="Low">The least; null where nothing bounds it.</param>
/// <param name="High">The most; null where nothing bounds it.</param>
public sealed record ScoreRange(Fraction? Low, Fraction? High)
{
    /// <summary>The range of a value; null where it is the value. Nearly every score is complete, and none of them keeps its value three times.</summary>
    internal static ScoreRange? Around(Fraction? value, Fraction? low, Fraction? high) => low == value && high == value ? null : new(low, high);
}

/// <summary>An indicator's result for one unit in one run. Counts are exact; a missing number is null, never zero.</summary>
public sealed record Score
{
    /// <summary>Place of the unit in the run's list of units.</summary>
    public required int Unit { get; init; }

    /// <summary>Units of the population: those that should have reported.</summary>
    public required int Expected { get; init; }

    /// <summary>Units of the population whose returns give everything the indicator needs for the whole period.</summary>
    public required int Reporting { get; init; }

    /// <summary>The exact numerator over what was reported; null when nothing was reported.</summary>
    public long? Numerator { get; init; }

    /// <summary>
    /// The exact denominator: for a ratio, over what was reported; for a coverage, the whole population. Null for a milestone, and for a
    /// ratio when nothing was reported.
    /// </summary>
    public long? Denominator { get; init; }

    /// <summary>What the missing returns leave open; null where that is nothing, and the range is the value.</summary>
    public ScoreRange? Range { get; init; }

    /// <summary>The value if every missing unit were at its worst; null when not applicable, or when <see cref="RangeOpen"/>.</summary>
    public Fraction? Low => Range is { } range ? range.Low : Value;

    /// <summary>
    /// The value if every missing unit were at its best; null when not applicable, and where <see cref="Basis"/> says that there is no bound above.
    /// </summary>
    public Fraction? High => Range is { } range ? range.High : Value;

    /// <summary>What <see cref="Low"/> and <see cref="High"/> rest on.</summary>
    public RangeBasis Basis { get; init; }

    /// <summary>True when a missing unit has no last known denominator, so that no bounds can be given.</summary>
    public bool RangeOpen => Basis == RangeBasis.Open;

    /// <summary>
    /// Whether there is anybody to count: a unit that owes it, or a part of one that is shared among areas. Nobody else's score is complete and without a count.
    /// </summary>
    public bool HasSubject => Expected > 0 || Numerator is not null || Basis != RangeBasis.Complete;

    /// <summary>Between which counts a milestone must come out: what was reported, and one more for each unit missing.</summary>
    public (long Low, long High) CountRange => (Numerator ?? 0, (Numerator ?? 0) + Expected - Reporting);

    /// <summary>Share of the last known denominators that reported, as two sums; null for coverage and milestone.</summary>
    public Fraction? DenominatorReported => WholeDenominator is { } whole ? Fraction.OrNull(Denominator ?? 0, whole) : null;

    /// <summary>
    /// The denominator with the last known ones of the units that are missing. Null for coverage and milestone, where one of them never told its own, and when it
    /// is zero.
    /// </summary>
    public long? WholeDenominator { get; init; }

    /// <summary>
    /// The verdicts, one for each target in force that is judged at this level, of every set that the run judges; empty means "not set".
    /// </summary>
    public ImmutableArray<TargetVerdict> Verdicts { get; init; } = [];

    /// <summary>The verdicts by the targets of one set.</summary>
    /// <param name="catalogue">The run's catalogue.</param>
    /// <param name="set">Code of the set.</param>
    public IEnumerable<TargetVerdict> VerdictsOf(Catalogue catalogue, string set) =>
        Verdicts.Where(v => catalogue.Targets[v.TargetIndex].Set == set);

    /// <summary>The value; null when not applicable, nothing was reported, or the indicator is a milestone.</summary>
    public Fraction? Value => Numerator is { } n && Denominator is { } d ? Fraction.OrNull(n, d) : null;

    /// <summary>
    /// How near the value is to a target, at most 1: min(value ÷ target, 1), exactly, as a fraction of products. Null without a value or
    /// with a target of zero.
    /// </summary>
    public (Int128 Numerator, Int128 Denominator)? AttainmentOf(Target target)
    {
        if (Value is not { } value || target.Value.Numerator == 0) return null;
        var top = (Int128)value.Numerator * target.Value.Denominator;
        var bottom = (Int128)value.Denominator * target.Value.Numerator;
        return top >= bottom ? (1, 1) : (top, bottom);
    }
}

/// <summary>A unit as it stood in a run: what decided its place in the sums.</summary>
public sealed record ScoredUnit
{
    /// <summary>Identity.</summary>
    public required string UnitId { get; init; }

    /// <summary>Code on the geography's day.</summary>
    public required string Code { get; init; }

    /// <summary>Name on that day.</summary>
    public required string Name { get; init; }

    /// <summary>At which level it is scored.</summary>
    public required UnitLevel Level { get; init; }

    /// <summary>What it is.</summary>
    public required UnitKind Kind { get; init; }

    /// <summary>Class; null for units that have none.</summary>
    public FacilityClass? Class { get; init; }

    /// <summary>Owner; null for areas and agencies.</summary>
    public Ownership? Ownership { get; init; }

    /// <summary>Manager; null for areas and agencies.</summary>
    public Manager? Manager { get; init; }

    /// <summary>Whether it stands in an urban area.</summary>
    public bool Urban { get; init; }

    /// <summary>Place of its province in the run's list; -1 when it stands in none.</summary>
    public required int Province { get; init; }

    /// <summary>Place of its commune in the run's list; -1 when none is registered.</summary>
    public required int Commune { get; init; }

    /// <summary>Whether the map has a place for it.</summary>
    public Placing Placing { get; init; }

    /// <summary>The areas that what it counts is shared among, where it stands in no single one; else null.</summary>
    public AreaShares? Shares { get; init; }

    /// <summary>First day on which it was in force: months that ended before it owe no return.</summary>
    public required DateOnly ActiveFrom { get; init; }

    /// <summary>True for units of Defence and Public Security: in the nation's sums, not in the province's (policy Q28).</summary>
    public bool Outside => Manager is Units.Manager.Defence or Units.Manager.PublicSecurity;

    /// <summary>Whether it counts towards an area, or is the area itself.</summary>
    /// <param name="own">Its own place in the run's list.</param>
    /// <param name="area">Place of the area.</param>
    public bool IsWithin(int own, int area) =>
        own == area || area == 0 || (!Outside && (Province == area || Commune == area || Shares?.Reaches(area) == true));

    /// <summary>Writes it in the one fixed way.</summary>
    public void Pack(PackedWriter writer)
    {
        writer.Text(UnitId);
        writer.Text(Code);
        writer.Text(Name);
        writer.Number((long)Level);
        writer.Number((long)Kind);
        writer.Optional((long?)Class);
        writer.Optional((long?)Ownership);
        writer.Optional((long?)Manager);
        writer.Number(Urban ? 1 : 0);
        writer.Number(Province);
        writer.Number(Commune);
        writer.Number((long)Placing);
        AreaShares.Pack(writer, Shares);
        writer.Number(DateNumber.From(ActiveFrom));
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    public static ScoredUnit Unpack(ref PackedReader reader) => new()
    {
        UnitId = reader.Text(),
        Code = reader.Text(),
        Name = reader.Text(),
        Level = (UnitLevel)reader.Number(),
        Kind = (UnitKind)reader.Number(),
        Class = (FacilityClass?)reader.Optional(),
        Ownership = (Ownership?)reader.Optional(),
        Manager = (Manager?)reader.Optional(),
        Urban = reader.Number() == 1,
        Province = (int)reader.Number(),
        Commune = (int)reader.Number(),
        Placing = (Placing)reader.Number(),
        Shares = AreaShares.Unpack(ref reader),
        ActiveFrom = DateNumber.ToDay(reader.Number()),
    };
}
