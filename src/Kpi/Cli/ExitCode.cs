using Kpi.Domain;

namespace Kpi.Cli;

/// <summary>What a verb ends with (docs/operations.md). Part of the contract with scripts.</summary>
public static class ExitCode
{
    public const int Done = 0, Failed = 1, Usage = 2, Refused = 3, NotFound = 4, Conflict = 5, Unavailable = 6;

    /// <summary>A kind outside the closed set, for what nobody expected.</summary>
    internal const ProblemKind UnexpectedKind = (ProblemKind)(-1);

    public static int Of(ProblemKind kind) => kind switch
    {
        ProblemKind.NotFound => NotFound,
        ProblemKind.Conflict => Conflict,
        ProblemKind.Unavailable => Unavailable,
        ProblemKind.Invalid or ProblemKind.Forbidden => Refused,
        _ => Failed,
    };
}
