using FluentAssertions;
using Kpi.Domain.Indicators;
using Kpi.Domain.Scoring;
using Kpi.Domain.Units;
using NUnit.Framework;

namespace Kpi.Domain.Tests.Scoring;

/// <summary>One small world whose hashes stand here: every machine that runs this test is compared with the first one.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class GoldenHashTests
{
    // They change with ScoringEngine.Version and not otherwise: a stored run must come out as it was kept.
    private const string Engine = "3";

    [TestCase(false, "458c7c26cb070b843eb1661b36f88e38fc5405f7041436d58f9a541fdb0653ef", "b7ffae33b89acf4294cc2432baa87745146eafc2b26aa781bf77c955d355aa7a")]
    [TestCase(true, "02a5d2186aba4e358865e057aca153265239667202c433495884d80e2d9437a1", "552a7be619208df62de51f58202ae9d4b8d1b67b409ca73adc6b273b6dba0005")]
    public void Small_world_has_the_hashes_it_had_on_the_first_machine(bool restated, string inputsHash, string resultsHash)
    {
        var inputs = World().OnMapOf(restated ? new DateOnly(2025, 6, 30) : null, "2026-01");
        var blocks = ScoringEngine.Run(inputs, default).Select(b => (b.Indicator, b.Level.ToString(), ScoreCodec.Pack(b.Scores)));

        ScoringEngine.Version.Should().Be(Engine);
        (inputs.Hash(), ScoreCodec.Hash(ScoreCodec.Pack(inputs.Units), blocks)).Should().Be((inputsHash, resultsHash));
    }

    /// <summary>Each kind of indicator and target, a gap, a look back, a merger with weights and names in Vietnamese.</summary>
    private static ScoringWorld World() => new ScoringWorld().Flow("a", "b").Stock("c").Rule("a <= b").Most(1_000)
        .Ratio("share", "a", "b").Coverage("has", "c >= 5").Milestone("any", "c >= 9")
        .Target("share", Comparison.MoreThan, new Fraction(1, 3), new DateOnly(2025, 12, 31)).Target("has", Comparison.All, Fraction.One, new DateOnly(2030, 12, 31))
        .Target("any", Comparison.Done, Fraction.One, new DateOnly(2030, 12, 31))
        .Unit("10", UnitKind.Province, "VN").Unit("15", UnitKind.Province, "VN").Joined("20", new DateOnly(2025, 7, 1), "10", "15")
        .Shared("20", new DateOnly(2025, 7, 1), ("10", 2), ("15", 1)).Unit("00Đ", UnitKind.Ward, "20", from: new DateOnly(2025, 7, 1))
        .Hospital("H1", "20").Hospital("H2", "00Đ").Hospital("H3", "01").Hospital("H4", "20")
        .Filed("H1", "2026-01", ("a", 5), ("b", 12), ("c", 3)).Filed("H2", "2026-01", ("a", 7), ("b", 9), ("c", 9)).Filed("H3", "2025-12", ("a", 1), ("b", 400), ("c", 5))
        .Filed("H3", "2026-01", ("b", 410), ("c", 5)).Filed("H4", "2025-12", ("a", 2), ("b", 20), ("c", 0));
}
