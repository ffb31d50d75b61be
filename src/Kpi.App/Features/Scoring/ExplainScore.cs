using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Scoring;

/// <summary>The trail from a score to the cells it was typed in.</summary>
public sealed record Explanation(
    string Indicator, string Unit, Period Period, long Run, long? Numerator, long? Denominator, IReadOnlyList<ExplainedFacility> Facilities);

public sealed record ExplainedFacility(
    string Facility, string Name, Period Period, long? Numerator, long? Denominator, long Return, int Version, string Sha256, string FileName,
    string Sender, DateTimeOffset ReceivedAt, IReadOnlyList<ExplainedCell> Cells);

public sealed record ExplainedCell(string Element, string Sheet, string Cell, string Text);

/// <summary>Answers: where does this number come from?</summary>
public sealed class ExplainScore
{
    public Task<Outcome<Explanation>> Run(string indicator, string unitCode, Period period, long? runId, CancellationToken token) =>
        throw new NotImplementedException();
}
