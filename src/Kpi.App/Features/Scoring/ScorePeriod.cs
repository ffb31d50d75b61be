using System.Diagnostics;
using System.Globalization;
using Kpi.App.Features.Audit;
using Kpi.App.Features.Indicators;
using Kpi.App.Platform;
using Kpi.App.Platform.Storage;
using Kpi.App.Platform.Work;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Scoring;

namespace Kpi.App.Features.Scoring;

/// <summary>Calculates one period and keeps the run: inputs, options, results, hash.</summary>
public sealed class ScorePeriod(
    Database database, LoadInputs inputs, ScoringMemory memory, CatalogueReader catalogues, ScoreReader scores, AuditTrail audit, TimeProvider clock, Ids ids)
{
    private const int LongestName = 200;
    private readonly ScoreStore _store = new();

    public Task<Outcome<RunInfo>> Run(ScoreRequest request, Actor actor, CancellationToken token) => Run(request, actor, (_, _) => { }, token);

    /// <param name="request">What to calculate.</param>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="progress">Is told how many indicators of how many are scored.</param>
    /// <param name="token">Gives up, between two indicators at the latest; nothing is kept then.</param>
    public async Task<Outcome<RunInfo>> Run(ScoreRequest request, Actor actor, Action<int, int> progress, CancellationToken token)
    {
        if (!(await Catalogue(request, token)).TryGet(out var catalogue, out var problem)) return problem;
        if (await Refusal(request, catalogue, token) is { } refusal) return refusal;
        var set = Lead(request, catalogue);
        var official = request is { Official: true, AsKnownAt: null, Missing: MissingPolicy.Strict, ApprovedOnly: false, Catalogue: null, Scenario: null }
            && set == catalogue.TargetSets[0].Code && request.Beside.Count == 0 && (request.Geography ?? request.Period.LastDay) == request.Period.LastDay;
        var watch = Stopwatch.StartNew();
        var before = official ? await Standing(request.Period, token) : default;
        var scored = official
            ? await memory.Score(catalogue, request.Period, progress, token)
            : ScoredPeriod.Of(await inputs.Run(catalogue, set, request, token), progress, token);
        var snapshot = scored.Inputs;
        var results = PeriodResults.Of(scored, token);
        var run = new RunInfo
        {
            Id = request.RunId ?? ids.Next(),
            Period = request.Period,
            CatalogueVersion = request.Scenario?.BaseVersion ?? catalogue.Version,
            CatalogueSha256 = snapshot.CatalogueHash,
            Scenario = request.Scenario,
            Set = set,
            Geography = snapshot.GeographyDay,
            AsKnownAt = request.AsKnownAt,
            Options = snapshot.Options,
            Engine = ScoringEngine.Version,
            InputsHash = scored.InputsHash(),
            Hash = results.Hash,
            Name = request.Name,
            Official = official,
            MadeAt = clock.GetUtcNow(),
            MadeBy = actor.Name,
            Milliseconds = watch.ElapsedMilliseconds,
        };
        StoredBlock[] blocks =
        [
            .. results.Blocks,
            new(ScoreStore.UnitsBlock, ScoreStore.InputLevel, results.Units),
            new(ScoreStore.ReturnsBlock, ScoreStore.InputLevel, ScoreCodec.Pack(snapshot.Filings.Select(f => f.ReturnId))),
        ];

        await database.Write(async session =>
        {
            await _store.Add(session, run, blocks, token);
            if (official) await Publish(session, run, before, token);
            await audit.Append(session, actor, "run.made", Ids.Show(run.Id),
                string.Create(CultureInfo.InvariantCulture, $"{run.Period} {run.Set} {run.Hash}"), token);
        }, token);
        return run;
    }

    /// <summary>What would refuse a request, before anything is calculated; null when nothing does.</summary>
    public async Task<Problem?> Refusal(ScoreRequest request, CancellationToken token) =>
        (await Catalogue(request, token)).TryGet(out var catalogue, out var problem) ? await Refusal(request, catalogue, token) : problem;

    private async Task<Problem?> Refusal(ScoreRequest request, Catalogue catalogue, CancellationToken token)
    {
        var set = Lead(request, catalogue);
        if (request.Beside.Prepend(set).FirstOrDefault(s => catalogue.TargetSet(s) is null) is { } unknown)
        {
            var known = string.Join(", ", catalogue.TargetSets.Select(s => s.Code));
            return Problem.NotFound("no-such-target-set",
                $"Không có bộ mục tiêu “{unknown}”. Các bộ hiện có: {known}.", $"There is no target set “{unknown}”. There are: {known}.");
        }

        if (request.Period.FirstDay > BusinessDay.Today(clock))
        {
            return Problem.Invalid("period-in-future",
                $"Kỳ {request.Period} chưa bắt đầu nên chưa có số liệu để tính.", $"The period {request.Period} has not begun; there is nothing to calculate.");
        }

        if (request.Name?.Length > LongestName)
        {
            return Problem.Invalid("run-name-too-long",
                $"Tên lượt tính dài quá {LongestName} ký tự. Hãy đặt tên ngắn hơn.", $"The run's name is longer than {LongestName} characters. Choose a shorter one.");
        }

        return await inputs.Refusal(request, token);
    }

    private static string Lead(ScoreRequest request, Catalogue catalogue) => request.Set?.Split(',', 2)[0].Trim() ?? catalogue.TargetSets[0].Code;

    private async Task<Outcome<Catalogue>> Catalogue(ScoreRequest request, CancellationToken token) => request switch
    {
        { Scenario: { } scenario } => await catalogues.BySha(scenario.Sha256, token),
        { Catalogue: { } version } => await catalogues.Named(version, token),
        { AsKnownAt: { } instant } => await catalogues.AsKnown(request.Period, instant, token) is { } known ? known : NothingKnown(instant),
        _ => await catalogues.For(request.Period, token),
    };

    private static Problem NothingKnown(DateTimeOffset instant)
    {
        var at = instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Problem.Invalid("nothing-known-then",
            $"Vào lúc {at} chưa có danh mục chỉ số nào được công bố cho kỳ này. Chọn thời điểm muộn hơn.",
            $"At {at} no catalogue had been published for this period. Choose a later instant.");
    }

    /// <summary>The runs that hold for a period and for the one before it.</summary>
    private async Task<(RunInfo? Own, RunInfo? Previous)> Standing(Period period, CancellationToken token) =>
        (await scores.Current(period, token), await scores.Current(period.Previous, token));

    /// <summary>
    /// Makes a run the one that holds. Where another process published meanwhile, this run may rest on older numbers than that one, or on a
    /// period before that has changed since: then the period is due again, and the last word is with a run that saw everything.
    /// </summary>
    private async Task Publish(Session session, RunInfo run, (RunInfo? Own, RunInfo? Previous) before, CancellationToken token)
    {
        var overtaken = await _store.CurrentId(session, run.Period, token) != before.Own?.Id
            || await _store.CurrentId(session, run.Period.Previous, token) != before.Previous?.Id;
        await _store.MakeCurrent(session, run.Period, run.Id, token);
        if (overtaken) await DuePeriods.Mark(session, [run.Period], ids.Next(), run.MadeAt, token);
        // The next period's run looks back at this one (last known denominators, "progressing"): a change here is a change there.
        var next = run.Period.Next;
        if (before.Own?.Hash != run.Hash && await _store.CurrentId(session, next, token) is not null)
            await DuePeriods.Mark(session, [next], ids.Next(), run.MadeAt, token);
    }
}

/// <summary>After the program was replaced by one with another engine: what the old one scored is due again, because its numbers are not read any more.</summary>
public sealed class RescoreOtherEngines(Database database, TimeProvider clock, Ids ids)
{
    private readonly ScoreStore _store = new();

    public Task Run(CancellationToken token) => database.Write(async session =>
    {
        var periods = await _store.OfOtherEngines(session, ScoringEngine.Version, token);
        if (periods.Count > 0) await DuePeriods.Mark(session, periods, ids.Next(), clock.GetUtcNow(), token);
    }, token);
}

/// <summary>Calculates every period that is due. Ten returns accepted one after the other make one run, not ten.</summary>
public sealed class ScoreDuePeriods(Database database, ScorePeriod score, TimeProvider clock, Ids ids)
{
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(10);
    private readonly ScoreStore _store = new();

    /// <summary>Scores what has been due for a moment; a wait of zero scores everything due.</summary>
    /// <returns>The runs made.</returns>
    public async Task<IReadOnlyList<RunInfo>> Run(Actor actor, TimeSpan wait, CancellationToken token)
    {
        var holder = Ids.Show(ids.Next());
        var now = clock.GetUtcNow();
        var today = BusinessDay.Today(clock);
        var due = await database.Read(session => _store.Due(session, now - wait, token), token);
        var runs = new List<RunInfo>();
        // A quarter, half or year is scored once it is over: before that most of its months cannot have been filed by anybody.
        foreach (var period in due.Where(d => d.Period.Kind == PeriodKind.Month || d.Period.LastDay < today).OrderBy(d => d.Period))
        {
            token.ThrowIfCancellationRequested();
            if (!await database.Write(session => _store.Claim(session, period.Period, holder, clock.GetUtcNow(), clock.GetUtcNow() + Hold, token), token)) continue;
            var settled = false;
            try
            {
                if (!(await score.Run(ScoreRequest.Due(period.Period), actor, token)).TryGet(out var run, out _)) continue;
                runs.Add(run);
                await database.Write(session => _store.Settle(session, period, holder, token), token);
                settled = true;
            }
            finally
            {
                if (!settled) await database.Write(session => _store.Release(session, period.Period, holder, CancellationToken.None), CancellationToken.None);
            }
        }

        return runs;
    }
}
