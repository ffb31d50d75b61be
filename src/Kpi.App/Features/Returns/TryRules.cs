using System.Collections.Immutable;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Returns;

/// <summary>
/// Who would break a rule: holds rules, of the catalogue in force or of a proposed one, against the returns that count in a period. Nothing is
/// stored; no return changes.
/// </summary>
public sealed class TryRules(ReturnReader returns, FindBackground background, CatalogueReader catalogues, UnitReader units, TimeProvider clock)
{
    /// <summary>The rules in force with their stage in a period and how often they were broken in it.</summary>
    /// <param name="period">Null takes the last period that is over and has returns.</param>
    public async Task<RuleList> List(Period? period, CancellationToken token)
    {
        var catalogue = await catalogues.Current(token);
        var counted = period ?? await LastPeriod(catalogue, token);
        var fired = counted is { } p ? (await returns.Fired(p, token)).ToLookup(f => f.Code, StringComparer.Ordinal) : Enumerable.Empty<FiredFinding>().ToLookup(f => f.Code);
        var day = counted?.LastDay ?? BusinessDay.Today(clock);
        return new RuleList(
            catalogue, counted,
            [
                .. from form in Newest(catalogue, day)
                   from rule in form.Rules
                   select new ListedRule(form, rule, rule.StageOn(day), fired[rule.Code].Sum(f => f.Returns), fired[rule.Code].Sum(f => f.Answered)),
            ]);
    }

    /// <summary>Tries one rule, or those of a proposed catalogue that are new or bite harder than before.</summary>
    /// <param name="code">The rule; null takes all new or stronger ones of the proposed catalogue.</param>
    /// <param name="proposed">A catalogue that was checked but not published; null takes the one in force.</param>
    /// <param name="period">Null takes the last period that is over and has returns.</param>
    /// <param name="sees">Whose returns are tried; null tries all.</param>
    public async Task<Outcome<RuleTrials>> Run(
        string? code, Catalogue? proposed, Period? period, Func<UnitVersion, bool>? sees, CancellationToken token)
    {
        var current = await catalogues.Current(token);
        var catalogue = proposed ?? current;
        if ((period ?? await LastPeriod(catalogue, token)) is not { } tried)
        {
            return Problem.NotFound("no-returns",
                "Chưa có kỳ nào có báo cáo được chấp nhận để thử quy tắc.", "There is no period with accepted returns on which to try rules.");
        }

        var before = current.Forms.SelectMany(f => f.Rules).DistinctBy(r => r.Code).ToDictionary(r => r.Code, StringComparer.Ordinal);
        (Form Form, FormRule Rule)[] rules =
        [
            .. from form in Newest(catalogue, tried.LastDay)
               from rule in form.Rules
               where code is null ? proposed is not null && BitesHarder(rule, before.GetValueOrDefault(rule.Code)) : rule.Code == code
               select (form, rule),
        ];
        if (rules.Length == 0 && code is not null)
        {
            return Problem.NotFound("rule-not-found",
                $"Không có quy tắc “{code}” trong danh mục. Xem “kpi rules list”.", $"There is no rule “{code}” in the catalogue. See “kpi rules list”.");
        }

        return await Try(rules, catalogue, tried, sees, token);
    }

    private async Task<RuleTrials> Try(
        IReadOnlyList<(Form Form, FormRule Rule)> rules, Catalogue catalogue, Period period, Func<UnitVersion, bool>? sees, CancellationToken token)
    {
        var geography = await units.On(period.LastDay, token);
        var trials = ImmutableArray.CreateBuilder<RuleTrial>();
        HashSet<long> refused = [], warned = [];
        var all = 0;
        var filed = rules.Count == 0 ? [] : await returns.CurrentFor([period], approvedOnly: false, asKnownAt: null, catalogue, token);
        foreach (var group in rules.GroupBy(r => r.Form.Code, r => r, StringComparer.Ordinal))
        {
            var form = group.First().Form;
            (FiledReturn Filed, UnitVersion Unit)[] theirs =
            [
                .. filed.Where(f => f.Form == form.Code)
                    .Select(f => (Filed: f, Unit: geography.CarriedOn(f.UnitId))).Where(f => f.Unit is not null && (sees is null || sees(f.Unit)))
                    .Select(f => (f.Filed, f.Unit!)),
            ];
            all += theirs.Length;
            var known = await Backgrounds(theirs, form, period, [.. group.Select(r => r.Rule)], catalogue, token);
            foreach (var (_, rule) in group)
            {
                var trial = Try(form, rule, theirs, known, period, geography);
                trials.Add(trial);
                if (rule.Strongest == RuleStage.Block) refused.UnionWith(trial.Breakers.Select(b => b.ReturnId));
                else if (rule.Strongest == RuleStage.Warn) warned.UnionWith(trial.Breakers.Select(b => b.ReturnId));
            }
        }

        warned.ExceptWith(refused);
        return new RuleTrials(catalogue, period, trials.ToImmutable(), all, refused.Count, warned.Count);
    }

    private static RuleTrial Try(
        Form form, FormRule rule, IReadOnlyList<(FiledReturn Filed, UnitVersion Unit)> filed, IReadOnlyDictionary<string, ReturnBackground> known,
        Period period, Geography geography)
    {
        var breakers = new List<RuleBreaker>();
        var undecided = 0;
        foreach (var (one, unit) in filed)
        {
            var values = RuleCheck.Over(one.Values, period, known.GetValueOrDefault(one.UnitId, ReturnBackground.None));
            switch (rule.Check.Evaluate(values))
            {
                case null:
                    undecided++;
                    break;
                case 0:
                    var finding = new Finding(
                        rule.Code, SeverityOf(rule), null, null, rule.Check.Elements.FirstOrDefault(), RuleCheck.Arguments(rule, values));
                    breakers.Add(new RuleBreaker(unit, geography.ProvinceOf(unit), one.Id, finding));
                    break;
            }
        }

        return new RuleTrial(
            form, rule, filed.Count, undecided,
            [.. breakers.OrderBy(b => b.Province?.Code, StringComparer.Ordinal).ThenBy(b => b.Unit.Code, StringComparer.Ordinal)]);
    }

    private async Task<IReadOnlyDictionary<string, ReturnBackground>> Backgrounds(
        IReadOnlyList<(FiledReturn Filed, UnitVersion Unit)> filed, Form form, Period period, IReadOnlyList<FormRule> rules, Catalogue catalogue,
        CancellationToken token)
    {
        var last = rules.Any(r => r.Check.UsesLast)
            ? (await returns.LastBefore([.. filed.Select(f => f.Filed.UnitId)], form.Code, period, approvedOnly: false, asKnownAt: null, catalogue, token))
                .ToDictionary(f => f.UnitId, f => new PastReturn(f.Period, [.. f.Values]), StringComparer.Ordinal)
            : [];
        var elements = FindBackground.Elements(rules);
        var within = elements.Count > 0
            ? await background.Within([.. filed.Select(f => f.Unit)], form, period, elements, catalogue, token)
            : ImmutableDictionary<string, ImmutableArray<WithinSum?>>.Empty;
        return filed.ToDictionary(
            f => f.Filed.UnitId,
            f => new ReturnBackground(last.GetValueOrDefault(f.Filed.UnitId)) { Within = within.GetValueOrDefault(f.Unit.UnitId, []) },
            StringComparer.Ordinal);
    }

    /// <summary>The last period that is over and has returns; while none is over, the one that is running.</summary>
    private async Task<Period?> LastPeriod(Catalogue catalogue, CancellationToken token)
    {
        var today = BusinessDay.Today(clock);
        foreach (var before in (Period[])[Period.Containing(today, PeriodKind.Month), Period.Containing(today.AddMonths(2), PeriodKind.Month)])
        {
            Period? last = null;
            foreach (var form in catalogue.Forms.Where(f => f.Frequency == PeriodKind.Month).Select(f => f.Code).Distinct(StringComparer.Ordinal))
            {
                if (await returns.LastPeriod(form, before, token) is { } period && (last is not { } l || period.LastDay > l.LastDay)) last = period;
            }

            if (last is not null) return last;
        }

        return null;
    }

    /// <summary>Of each form the version in force on a day, or the last one there was.</summary>
    private static IEnumerable<Form> Newest(Catalogue catalogue, DateOnly day) => catalogue.Forms
        .GroupBy(f => f.Code, StringComparer.Ordinal)
        .Select(g => g.FirstOrDefault(f => f.ValidFrom <= day && (f.ValidTo ?? DateOnly.MaxValue) >= day) ?? g.MaxBy(f => f.Version)!);

    private static bool BitesHarder(FormRule rule, FormRule? before) =>
        before is null || before.Check.Text != rule.Check.Text || rule.Strongest > before.Strongest;

    private static Severity SeverityOf(FormRule rule) => rule.Strongest switch
    {
        RuleStage.Block => Severity.Error,
        RuleStage.Warn => Severity.Warning,
        _ => Severity.Shadow,
    };
}
