using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Periods;

namespace Kpi.App.Features.Scoring;

/// <summary>Finds the run that somebody names; one that they may not see is not there.</summary>
public sealed class FindRun(ScoreReader scores)
{
    private const int Recent = 500, Named = 3;

    /// <param name="text">The id as it was written.</param>
    /// <param name="period">The period it is said to be of: where nothing is written alike, runs of it are named; null for any.</param>
    /// <param name="reader">Who asks.</param>
    /// <param name="token">Gives up.</param>
    public async Task<Outcome<RunInfo>> Run(string text, Period? period, Actor reader, CancellationToken token)
    {
        if (Ids.TryRead(text.Trim(), out var id) && await scores.Run(id, token) is { } run && run.IsFor(reader)) return run;
        var seen = (await scores.Runs(Recent, token)).Where(r => r.IsFor(reader)).ToList();
        var near = NearMatch.Of(text, seen.Select(r => Ids.Show(r.Id)));
        if (near.Count > 0)
        {
            var alike = string.Join(", ", near);
            return RunProblems.NoRun(text, new Text($" Có phải ý bạn là: {alike}?", $" Did you mean: {alike}?"));
        }

        var latest = string.Join(", ", seen.Where(r => period is null || r.Period == period).Take(Named).Select(r => Ids.Show(r.Id)));
        return RunProblems.NoRun(text, latest.Length == 0 ? new Text("", "")
            : period is { } of ? new Text($" Các lượt tính gần nhất của kỳ {of}: {latest}.", $" The latest runs of {of}: {latest}.")
            : new Text($" Các lượt tính gần nhất: {latest}.", $" The latest runs: {latest}."));
    }

    /// <summary>Says that a period has no run that holds, and which near it have.</summary>
    public async Task<Problem> NotScored(Period period, CancellationToken token)
    {
        var near = string.Join(", ", (await scores.Periods(token)).Where(p => p.Kind == period.Kind)
            .OrderBy(p => Math.Abs(p.LastDay.DayNumber - period.LastDay.DayNumber)).ThenBy(p => p).Take(Named).Order());
        var (vi, en) = near.Length == 0 ? ("", "") : ($" Các kỳ gần đó đã tính: {near}.", $" Periods near it that are scored: {near}.");
        return RunProblems.NotScored(period, new Text(vi, en));
    }
}
