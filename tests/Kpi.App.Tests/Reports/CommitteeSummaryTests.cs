using System.Collections.Immutable;
using FluentAssertions;
using Kpi.App.Features.Reports;
using Kpi.Domain;
using Kpi.Domain.Scoring;
using Kpi.TestKit.Reports;
using NUnit.Framework;

namespace Kpi.App.Tests.Reports;

[Parallelizable(ParallelScope.All)]
public sealed class CommitteeSummaryTests
{
    [Test]
    public void Fall_that_missing_returns_alone_could_explain_is_not_named_on_the_cover()
    {
        // 90 of 100 last time with everybody in; now 80 of 100, but 15 have not reported: it may still be 95.
        var sentence = Changed(then: Counted(90, 0), now: Counted(80, 15));

        sentence.Should().Be("No indicator has changed for certain since September 2026: missing returns could explain every difference.");
    }

    [Test]
    public void Fall_beyond_what_is_missing_is_named_with_both_values()
    {
        var sentence = Changed(then: Counted(90, 0), now: Counted(60, 15));

        sentence.Should().StartWith("Changed most, for certain, since September 2026:").And.EndWith("down from 90.0 % to 60.0 %.");
    }

    private static string Changed(Score then, Score now)
    {
        var sample = SampleReport.Of(missing: 0);
        var model = sample with
        {
            Previous = sample.Run with { Period = Domain.Periods.Period.Parse("2026-09") },
            Lines = [sample.Lines[0] with { Score = now, Before = then }],
            Headline = ImmutableArray<int>.Empty,
        };
        return CommitteeSummary.Sentences(model, Language.En)[^1];
    }

    private static Score Counted(long compliant, int missing) => new()
    {
        Unit = 0,
        Expected = 100,
        Reporting = 100 - missing,
        Numerator = compliant,
        Denominator = 100,
        Range = new ScoreRange(new Fraction(compliant, 100), new Fraction(compliant + missing, 100)),
    };
}
