using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;

namespace Kpi.Domain.Scoring;

/// <summary>What becomes of a unit that did not report, in the denominator of a coverage.</summary>
public enum MissingPolicy
{
    /// <summary>It stays in the denominator and is not in the numerator (policy Q17). The default.</summary>
    Strict,

    /// <summary>Only units that reported are counted. For analysts; never official.</summary>
    Reported,
}

/// <summary>The choices of a run that are not data.</summary>
/// <param name="Missing">What becomes of units that did not report.</param>
/// <param name="ApprovedOnly">True: only returns that a department of health has approved count.</param>
public sealed record ScoringOptions(MissingPolicy Missing, bool ApprovedOnly)
{
    /// <summary>Codes of further target sets that are judged beside the run's own; usually none.</summary>
    public ImmutableArray<string> Beside { get; init; } = [];

    /// <summary>Strict, accepted and approved returns alike.</summary>
    public static ScoringOptions Official { get; } = new(MissingPolicy.Strict, false);

    /// <inheritdoc/>
    public bool Equals(ScoringOptions? other) =>
        other is not null && Missing == other.Missing && ApprovedOnly == other.ApprovedOnly && Beside.AsSpan().SequenceEqual(other.Beside.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Missing, ApprovedOnly, Beside.Length);
}

/// <summary>The values of one unit for one filing period, as they count in a run.</summary>
/// <param name="Unit">Place of the unit in the run's list.</param>
/// <param name="Period">The filing period.</param>
/// <param name="ReturnId">The return they come from.</param>
/// <param name="Values">One place for each element of the catalogue; null where the return does not give it.</param>
public sealed record Filing(int Unit, Period Period, long ReturnId, long?[] Values)
{
    /// <summary>What stands for a return where there is none: the values are figures of another source.</summary>
    public const long NoReturn = 0;

    /// <summary>Whether somebody filed it. What a return leaves empty may be an answer; what figures leave empty is not known.</summary>
    public bool IsReturn => ReturnId != NoReturn;

    /// <summary>The value of a formula over it; null when a value that decides it is absent.</summary>
    internal long? Evaluate(Formula formula) => formula.Evaluate(new FormulaValues { Own = Values, Unfiled = !IsReturn });
}

/// <summary>Everything a run's numbers depend on. The same inputs give the same results, byte for byte, on any machine.</summary>
public sealed class ScoringInputs
{
    /// <summary>The period that is scored.</summary>
    public required Period Period { get; init; }

    /// <summary>The catalogue: formulas, applicability, targets.</summary>
    public required Catalogue Catalogue { get; init; }

    /// <summary>SHA-256 of the catalogue as published.</summary>
    public required string CatalogueHash { get; init; }

    /// <summary>Code of the target set that is judged, with the provinces' own sets that stand beside it.</summary>
    public required string TargetSet { get; init; }

    /// <summary>The day whose geography says who belongs to what.</summary>
    public required DateOnly GeographyDay { get; init; }

    /// <summary>Only what was received up to then counts; null means everything.</summary>
    public DateTimeOffset? AsKnownAt { get; init; }

    /// <summary>The choices.</summary>
    public required ScoringOptions Options { get; init; }

    /// <summary>The nation, provinces, communes, then units that file; each level by code.</summary>
    public required ImmutableArray<ScoredUnit> Units { get; init; }

    /// <summary>The filings of the period, of the period before it, and for units missing in both their last known one.</summary>
    public required ImmutableArray<Filing> Filings { get; init; }

    /// <summary>Figures of other sources that a trial takes in place of what the filings say; usually none.</summary>
    public ImmutableArray<Figure> Figures { get; init; } = [];

    /// <summary>The filing periods of a form that make up a period: its own if that is longer and ends on the same day, else none.</summary>
    public static ImmutableArray<Period> FilingPeriods(PeriodKind frequency, Period period)
    {
        if (frequency == period.Kind) return [period];
        if (frequency > period.Kind)
        {
            var longer = Period.Containing(period.LastDay, frequency);
            return longer.LastDay == period.LastDay ? [longer] : [];
        }

        return [.. period.Months.Select(m => Period.Containing(m.FirstDay, frequency)).Distinct()];
    }

    /// <summary>SHA-256 over the inputs in a fixed order, lower-case hexadecimal. Row ids of one database are not part of it.</summary>
    public string Hash()
    {
        var writer = new PackedWriter();
        PackHead(writer);
        foreach (var filing in Filings.OrderBy(f => f.Unit).ThenBy(f => f.Period)) Pack(filing, writer);
        return Convert.ToHexStringLower(SHA256.HashData(writer.Written));
    }

    /// <summary>Writes everything but the filings.</summary>
    internal void PackHead(PackedWriter writer)
    {
        writer.Text(Period.ToString());
        writer.Text(CatalogueHash);
        writer.Text(TargetSet);
        writer.Number(DateNumber.From(GeographyDay));
        writer.Number(AsKnownAt?.ToUnixTimeMilliseconds() ?? 0);
        writer.Number((long)Options.Missing);
        writer.Number(Options.ApprovedOnly ? 1 : 0);
        writer.Number(Options.Beside.Length);
        foreach (var set in Options.Beside) writer.Text(set);
        foreach (var unit in Units) unit.Pack(writer);
        // Without figures the bytes are what they were before there could be any.
        if (Figures.IsEmpty) return;
        writer.Text(nameof(Figures));
        writer.Raw(ScoreCodec.Pack(Figures));
    }

    /// <summary>Writes one filing.</summary>
    internal void Pack(Filing filing, PackedWriter writer)
    {
        writer.Text(Units[filing.Unit].Code);
        writer.Text(filing.Period.ToString());
        for (var i = 0; i < filing.Values.Length; i++)
        {
            if (filing.Values[i] is not { } value) continue;
            writer.Number(i);
            writer.Number(value);
        }

        writer.Number(-1);
    }

    /// <summary>The same inputs with other filings.</summary>
    /// <param name="filings">All of them.</param>
    public ScoringInputs With(ImmutableArray<Filing> filings) => new()
    {
        Period = Period,
        Catalogue = Catalogue,
        CatalogueHash = CatalogueHash,
        TargetSet = TargetSet,
        GeographyDay = GeographyDay,
        AsKnownAt = AsKnownAt,
        Options = Options,
        Units = Units,
        Filings = filings,
        Figures = Figures,
    };
}

/// <summary>Packs numbers and texts into bytes in one fixed way, for hashes and stored blocks.</summary>
/// <param name="capacity">How many bytes there is room for at first.</param>
public sealed class PackedWriter(int capacity = 4096)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(Math.Max(capacity, 1));

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Writes a number in zig-zag base 128: small ones of either sign take one byte.</summary>
    public void Number(long value)
    {
        var rest = unchecked((ulong)((value << 1) ^ (value >> 63)));
        var span = _bytes.GetSpan(10);
        var at = 0;
        while (rest >= 0x80)
        {
            span[at++] = unchecked((byte)(rest | 0x80));
            rest >>= 7;
        }

        span[at++] = (byte)rest;
        _bytes.Advance(at);
    }

    /// <summary>Writes a number that may be absent: absent takes one byte and is not zero.</summary>
    public void Optional(long? value)
    {
        Number(value is null ? 0 : 1);
        if (value is { } given) Number(given);
    }

    /// <summary>Writes bytes as they are.</summary>
    internal void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Writes a text, UTF-8 with its length before it.</summary>
    public void Text(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Number(bytes.Length);
        _bytes.Write(bytes);
    }
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote.</summary>
/// <param name="bytes">The bytes.</param>
public ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The next number.</summary>
    public long Number()
    {
        ulong value = 0;
        for (int shift = 0, at = 0; ; shift += 7, at++)
        {
            var b = _rest[at];
            value |= (ulong)(b & 0x7F) << shift;
            if (b >= 0x80) continue;
            _rest = _rest[(at + 1)..];
            return unchecked((long)(value >> 1) ^ -(long)(value & 1));
        }
    }

    /// <summary>The next number that may be absent.</summary>
    public long? Optional() => Number() == 0 ? null : Number();

    /// <summary>The next text.</summary>
    public string Text()
    {
        var length = (int)Number();
        var text = System.Text.Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }
}
