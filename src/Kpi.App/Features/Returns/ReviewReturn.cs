using Kpi.App.Platform;
using Kpi.Domain;

namespace Kpi.App.Features.Returns;

/// <summary>A department of health approves an accepted return, or sends it back with a reason.</summary>
public sealed class ReviewReturn
{
    public Task<Outcome<ReturnSummary>> Approve(long id, string? reason, Actor actor, CancellationToken token) => throw new NotImplementedException();

    public Task<Outcome<ReturnSummary>> SendBack(long id, string reason, Actor actor, CancellationToken token) => throw new NotImplementedException();
}
