using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.Domain;
using Kpi.Domain.Indicators;
using Kpi.Domain.Returns;

namespace Kpi.Documents;

/// <summary>The day from which a stage of a rule holds.</summary>
public sealed record StageDocument(string Stage, string From);

/// <summary>One rule with its life and how often it was broken.</summary>
/// <param name="Stage">Its stage for the period; null when it is not in force then.</param>
/// <param name="Fired">Returns that count in the period and were found to break it.</param>
/// <param name="Answered">Of them, answered with a reason.</param>
public sealed record RuleDocument(
    string Code, string Form, string? Stage, IReadOnlyList<StageDocument> Stages, string? ValidTo, string? Owner, string Check, string Message,
    int Fired, int Answered)
{
    public static RuleDocument Of(ListedRule listed, Language language) => new(
        listed.Rule.Code, listed.Form.Code, listed.Stage is { } stage ? Words.Kebab(stage) : null, StagesOf(listed.Rule),
        listed.Rule.ValidTo is { } end ? Words.Day(end) : null, listed.Rule.Owner?.In(language), listed.Rule.Check.Text,
        listed.Rule.Wording.In(language), listed.Fired, listed.Answered);

    public static IReadOnlyList<StageDocument> StagesOf(FormRule rule) => [.. rule.Stages.Select(s => new StageDocument(Words.Kebab(s.Stage), Words.Day(s.From)))];
}

/// <summary><c>kpi rules list --json</c> and <c>GET /api/v1/rules</c>.</summary>
public sealed record RulesDocument(int Catalogue, string? Period, IReadOnlyList<RuleDocument> Rules)
{
    public static RulesDocument Of(RuleList list, Language language) =>
        new(list.Catalogue.Version, list.Period?.ToString(), [.. list.Rules.Select(r => RuleDocument.Of(r, language))]);
}

/// <summary>A quantity of a rule's check, as it stands in one return; null where it is absent.</summary>
public sealed record QuantityDocument(string Quantity, long? Value);

/// <summary>A return that breaks a rule.</summary>
public sealed record BreakerDocument(string Facility, string Name, string Return, IReadOnlyList<QuantityDocument> Values, string Message);

/// <summary>Those of one province; null for units of the nation.</summary>
public sealed record BreakersDocument(string? Province, string? Name, int Broken, IReadOnlyList<BreakerDocument> Facilities);

/// <summary>A rule held against the returns of a period.</summary>
public sealed record TrialDocument(
    string Code, string Form, string Strongest, IReadOnlyList<StageDocument> Stages, string Check, int Tested, int Undecided, int Broken,
    IReadOnlyList<BreakersDocument> Provinces)
{
    public static TrialDocument Of(RuleTrial trial, Catalogue catalogue, Language language) => new(
        trial.Rule.Code, trial.Form.Code, Words.Kebab(trial.Rule.Strongest), RuleDocument.StagesOf(trial.Rule), trial.Rule.Check.Text, trial.Tested,
        trial.Undecided, trial.Breakers.Length,
        [
            .. trial.Breakers.GroupBy(b => b.Province?.Code).Select(g => new BreakersDocument(
                g.Key, g.First().Province?.Name, g.Count(), [.. g.Select(b => Breaker(b, trial.Rule, catalogue, language))])),
        ]);

    private static BreakerDocument Breaker(RuleBreaker breaker, FormRule rule, Catalogue catalogue, Language language) => new(
        breaker.Unit.Code, breaker.Unit.Name, Ids.Show(breaker.ReturnId),
        [
            .. rule.Check.Quantities.Zip(breaker.Finding.Arguments, (quantity, text) => new QuantityDocument(
                quantity.ToString(), text.Length == 0 ? null : long.Parse(text, System.Globalization.CultureInfo.InvariantCulture))),
        ],
        FindingTexts.Say(breaker.Finding, catalogue).In(language));
}

/// <summary><c>kpi rules try --json</c> and <c>POST /api/v1/rules/trial</c>.</summary>
public sealed record TrialsDocument(int Catalogue, string Period, int Returns, int Refused, int Warned, IReadOnlyList<TrialDocument> Rules)
{
    public static TrialsDocument Of(RuleTrials trials, Language language) => new(
        trials.Catalogue.Version, trials.Period.ToString(), trials.Returns, trials.Refused, trials.Warned,
        [.. trials.Rules.Select(t => TrialDocument.Of(t, trials.Catalogue, language))]);
}

/// <summary>Words for the stages of a rule.</summary>
public static class StageTexts
{
    public static Text Of(RuleStage? stage) => stage switch
    {
        RuleStage.Shadow => new("theo dõi", "shadow"),
        RuleStage.Warn => new("cảnh báo", "warn"),
        RuleStage.Block => new("chặn", "block"),
        _ => new("chưa hoặc không còn hiệu lực", "not in force"),
    };
}
