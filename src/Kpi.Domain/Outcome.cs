using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Kpi.Domain;

/// <summary>Why something could not be done. The set is closed: pages, verbs and jobs each map it in one table.</summary>
public enum ProblemKind
{
    /// <summary>The thing named does not exist, or not for this reader.</summary>
    NotFound,

    /// <summary>The actor may not do this.</summary>
    Forbidden,

    /// <summary>The state of the thing does not allow it now.</summary>
    Conflict,

    /// <summary>The input is wrong; nothing was changed.</summary>
    Invalid,

    /// <summary>A part the service needs (database, disk) does not answer now; trying again may help.</summary>
    Unavailable,
}

/// <summary>An expected failure, said so that a person can act on it.</summary>
/// <param name="Kind">Which of the closed set.</param>
/// <param name="Code">Stable, kebab-case; the last part of a problem's <c>type</c> address.</param>
/// <param name="Message">What happened, where, and what to do, in both languages.</param>
public sealed record Problem(ProblemKind Kind, string Code, Text Message)
{
    /// <summary>Single faults behind the problem, such as the rows of a refused register; empty when there is only the message.</summary>
    public ImmutableArray<Text> Details { get; init; } = [];

    /// <summary>A problem of kind <see cref="ProblemKind.NotFound"/>.</summary>
    public static Problem NotFound(string code, string vi, string en) => new(ProblemKind.NotFound, code, new Text(vi, en));

    /// <summary>A problem of kind <see cref="ProblemKind.Forbidden"/>.</summary>
    public static Problem Forbidden(string code, string vi, string en) => new(ProblemKind.Forbidden, code, new Text(vi, en));

    /// <summary>A problem of kind <see cref="ProblemKind.Conflict"/>.</summary>
    public static Problem Conflict(string code, string vi, string en) => new(ProblemKind.Conflict, code, new Text(vi, en));

    /// <summary>A problem of kind <see cref="ProblemKind.Invalid"/>.</summary>
    public static Problem Invalid(string code, string vi, string en) => new(ProblemKind.Invalid, code, new Text(vi, en));

    /// <summary>A problem of kind <see cref="ProblemKind.Unavailable"/>.</summary>
    public static Problem Unavailable(string code, string vi, string en) => new(ProblemKind.Unavailable, code, new Text(vi, en));
}

/// <summary>A value, or the problem that stands in its way. Exceptions are kept for bugs and outages.</summary>
/// <typeparam name="T">What there is when all went well.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Problem? problem)
    {
        _value = value;
        Problem = problem;
    }

    /// <summary>The problem, or null when there is a value.</summary>
    public Problem? Problem { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a problem instead.</exception>
    public T Value => Problem is null
        ? _value!
        : throw new InvalidOperationException($"{Problem.Code}: {Problem.Message}");

    /// <summary>A good outcome.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A failed outcome.</summary>
    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);

    /// <summary>A good outcome, where the implicit conversion does not apply (interfaces).</summary>
    public static Outcome<T> Of(T value) => new(value, null);

    /// <summary>True with the value, or false with the problem.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = Problem;
        return problem is null;
    }

    /// <summary>One result from either case.</summary>
    public TResult Match<TResult>(Func<T, TResult> value, Func<Problem, TResult> problem) =>
        Problem is null ? value(_value!) : problem(Problem);

    /// <summary>Goes on with the value; a problem passes through.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next) => Problem is null ? next(_value!) : Problem;
}
