namespace Kpi.Domain.Indicators;

/// <summary>Something that keeps a catalogue from being published.</summary>
/// <param name="Place">Where in the catalogue's JSON, such as <c>targets[12].value</c>; empty when it is the whole.</param>
/// <param name="Why">What is wrong there.</param>
/// <param name="Line">Line of the JSON text, from 1; null when it is not known.</param>
public readonly record struct CatalogueFault(string Place, Text Why, int? Line = null);
