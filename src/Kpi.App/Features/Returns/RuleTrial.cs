using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Returns;

/// <summary>A rule of a catalogue, and how often it was broken in a period.</summary>
/// <param name="Form">The form it stands on.</param>
/// <param name="Stage">Its stage for the period; null when it is not in force then.</param>
/// <param name="Fired">How many returns that count in the period were found to break it when they were judged.</param>
/// <param name="Answered">Of them, answered with a reason.</param>
public sealed record ListedRule(Form Form, FormRule Rule, RuleStage? Stage, int Fired, int Answered);

/// <summary>The rules in force, and the period in which they were counted.</summary>
/// <param name="Period">Null when no return counts yet.</param>
public sealed record RuleList(Catalogue Catalogue, Period? Period, ImmutableArray<ListedRule> Rules);

/// <summary>One return that breaks a rule.</summary>
/// <param name="Province">The province it stands in; null for units of the nation.</param>
/// <param name="Finding">What it would be told, with its numbers.</param>
public sealed record RuleBreaker(UnitVersion Unit, UnitVersion? Province, long ReturnId, Finding Finding);

/// <summary>A rule held against the returns that count in a period, as if it were in force.</summary>
/// <param name="Tested">How many returns there are of its form.</param>
/// <param name="Undecided">Of them, those that lack a value it needs: they pass.</param>
/// <param name="Breakers">Those that break it, by province and code.</param>
public sealed record RuleTrial(Form Form, FormRule Rule, int Tested, int Undecided, ImmutableArray<RuleBreaker> Breakers);

/// <summary>What came of trying rules.</summary>
/// <param name="Catalogue">The catalogue they stand in: in force, or proposed.</param>
/// <param name="Refused">Returns that break a rule which blocks at its strongest stage.</param>
/// <param name="Warned">Returns that break a rule which warns at its strongest stage, and none that blocks.</param>
public sealed record RuleTrials(Catalogue Catalogue, Period Period, ImmutableArray<RuleTrial> Rules, int Returns, int Refused, int Warned);
