using FluentAssertions;
using Kpi.App.Features.Indicators;
using Kpi.Documents;
using Kpi.Domain;
using Kpi.Domain.Scoring;
using NUnit.Framework;

namespace Kpi.Web.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class PercentTextsTests
{
    [Test]
    public void Ends_of_a_range_do_not_look_like_the_target_between_them()
    {
        var catalogue = ShippedCatalogue.Load();
        var target = catalogue.Targets.Select((t, i) => (t, i)).First(p => p.t.Indicator == "telehealth-adults" && p.t.Set == "r157").i;
        var score = new Score
        {
            Unit = 0,
            Expected = 2,
            Reporting = 1,
            Range = new ScoreRange(new Fraction(5000, 10000), new Fraction(5001, 10000)),
            Verdicts = [new TargetVerdict(target, Verdict.OffTrack, false)],
        };

        PercentTexts.Range(score, catalogue, Language.En).Should().Be("50.0 % – 50.01 %");
        PercentTexts.Range(score with { Basis = RangeBasis.Open }, catalogue, Language.En).Should().Be("unknown");
        PercentTexts.Range(score with { Range = null }, catalogue, Language.En).Should().Be("–");
    }
}
