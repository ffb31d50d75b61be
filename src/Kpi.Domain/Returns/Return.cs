using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Returns;

/// <summary>Where a return stands.</summary>
public enum ReturnState
{
    /// <summary>Its bytes are kept; nobody has read them yet (đã nhận).</summary>
    Received,

    /// <summary>Somebody is reading it now (đang đọc).</summary>
    Reading,

    /// <summary>It has errors; it stays, with its findings (bị từ chối).</summary>
    Refused,

    /// <summary>It has no errors; its values count (được chấp nhận).</summary>
    Accepted,

    /// <summary>A department of health has approved it (đã duyệt).</summary>
    Approved,

    /// <summary>A department of health has sent it back with a reason; its values do not count (trả lại).</summary>
    SentBack,
}

/// <summary>One value of an accepted return, with the cell it was typed in.</summary>
/// <param name="Element">Data element.</param>
/// <param name="Value">The whole number it means (see <see cref="Indicators.ElementKind"/>).</param>
/// <param name="Sheet">Sheet it stands on.</param>
/// <param name="Cell">Cell it stands in.</param>
/// <param name="Text">As typed.</param>
public sealed record ReturnValue(string Element, long Value, string Sheet, string Cell, string Text)
{
    /// <summary>What the number in the cell was multiplied by: 1,000,000 where a unit's own workbook counts in millions of dong; else 1.</summary>
    public int Factor { get; init; } = 1;
}

/// <summary>The typed values of one unit for one filing period. An element that was left empty is not in the list: absent is never zero.</summary>
/// <param name="Form">Form code.</param>
/// <param name="FormVersion">Form version.</param>
/// <param name="UnitId">Who files.</param>
/// <param name="Period">For when.</param>
/// <param name="Values">What was given, in the order of the form.</param>
public sealed record Return(string Form, int FormVersion, string UnitId, Period Period, ImmutableArray<ReturnValue> Values)
{
    /// <summary>What it states in place of numbers, the statement about the whole first.</summary>
    public ImmutableArray<ReturnStatement> Statements { get; init; } = [];
}

/// <summary>The seal on a blank form: an HMAC-SHA256 over its identity, so that a form retargeted by hand is noticed.</summary>
public static class FormSeal
{
    /// <summary>The seal of an identity under a key: lower-case hexadecimal.</summary>
    public static string Of(ReturnHeader header, ReadOnlySpan<byte> key)
    {
        var text = string.Join('\n', header.Form, header.Version, header.Facility, header.Period, header.Issued);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether the seal on a header is the right one under one of the keys (a key can be replaced while old forms are out).</summary>
    public static bool Holds(ReturnHeader header, IEnumerable<byte[]> keys)
    {
        var given = Encoding.ASCII.GetBytes(header.Seal?.Trim().ToLowerInvariant() ?? "");
        return keys.Any(key => CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Of(header, key))));
    }
}
