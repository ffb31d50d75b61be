namespace Kpi.Domain;

/// <summary>A language the service speaks. Vietnamese comes first everywhere.</summary>
public enum Language
{
    /// <summary>Vietnamese (tiếng Việt), the default.</summary>
    Vi,

    /// <summary>English.</summary>
    En,
}

/// <summary>One sentence or name in both languages.</summary>
/// <param name="Vi">Vietnamese, with full diacritics.</param>
/// <param name="En">English.</param>
public sealed record Text(string Vi, string En)
{
    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.Vi ? Vi : En;

    /// <summary>Both languages on one line, Vietnamese first: what a log, a receipt or a terminal shows.</summary>
    public override string ToString() => Vi == En ? Vi : $"{Vi} / {En}";
}
