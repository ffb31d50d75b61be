namespace Kpi.App.Features.Returns;

/// <summary>A file at the door. Nothing about it is believed.</summary>
/// <param name="FileName">As the sender calls it; cleaned before it is kept.</param>
/// <param name="Bytes">The original.</param>
/// <param name="Source">The way it came: <c>page</c>, <c>api</c>, <c>cli</c>, <c>folder</c>.</param>
/// <param name="Sender">Who sent it: a login, a key's name, a folder.</param>
/// <param name="RequiredFacility">Codes of units, a space between: it must be of one of them or of a unit within; null when it may be anybody's.</param>
public sealed record IncomingFile(string FileName, ReadOnlyMemory<byte> Bytes, string Source, string Sender, string? RequiredFacility)
{
    /// <summary>What the sender says of it beside the file; only a workbook of the unit's own design needs it.</summary>
    public StatedIdentity Stated { get; init; } = StatedIdentity.Nothing;
}

/// <summary>Who files what for when, in the sender's words; null where nothing was said. A form of ours carries its own identity and ignores it.</summary>
/// <param name="Facility">Code of the unit.</param>
/// <param name="Form">Code of the form; without it, the one the unit files.</param>
/// <param name="Period">The period as written; without it, the file's title must say it.</param>
public sealed record StatedIdentity(string? Facility, string? Form, string? Period)
{
    public static StatedIdentity Nothing { get; } = new(null, null, null);
}

/// <summary>Proof that bytes were received. The same bytes give the same receipt for ever.</summary>
/// <param name="AlreadyHeld">True when the bytes were there before.</param>
public sealed record Receipt(long Id, string Sha256, DateTimeOffset ReceivedAt, bool AlreadyHeld);
