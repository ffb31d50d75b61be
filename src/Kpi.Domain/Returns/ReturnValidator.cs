using System.Collections.Concurrent;
using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Units;

namespace Kpi.Domain.Returns;

/// <summary>What a return is judged against. One context serves many returns, in parallel: it keeps the geography of each day it was asked for.</summary>
/// <param name="Catalogue">Forms, elements and rules.</param>
/// <param name="Units">The register through time.</param>
/// <param name="RequiredFacility">Code of the unit the sender may file for; null when the sender is not bound to one.</param>
/// <param name="Today">The day of judging: a period that has not begun cannot be filed.</param>
/// <param name="SealKeys">Keys under which a form may have been sealed; the first is the one in use.</param>
public sealed record ReturnContext(
    Catalogue Catalogue, UnitTree Units, string? RequiredFacility, DateOnly Today, ImmutableArray<byte[]> SealKeys)
{
    private readonly ConcurrentDictionary<DateOnly, Geography> _geographies = new();

    /// <summary>The register as it stood on a day, made once per day.</summary>
    public Geography On(DateOnly day) => _geographies.GetOrAdd(day, Units.On);
}

/// <summary>What came of judging a return.</summary>
/// <param name="Return">The typed values; there exactly when no finding is an error.</param>
/// <param name="Unit">Who files, where the file says so and the register knows it.</param>
/// <param name="Form">The form, where it is known.</param>
/// <param name="Period">The period, where it could be read.</param>
/// <param name="Findings">Everything found, in the order of the form.</param>
public sealed record Judgement(Return? Return, UnitVersion? Unit, Form? Form, Period? Period, ImmutableArray<Finding> Findings);

/// <summary>Decides whether a return can be accepted, and says everything that is wrong with it at once.</summary>
public static class ReturnValidator
{
    /// <summary>Judges what a reader got out of a workbook.</summary>
    public static Judgement Judge(ReturnSheet sheet, ReturnContext context) => throw new NotImplementedException();
}
