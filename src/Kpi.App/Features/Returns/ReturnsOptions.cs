using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Kpi.App.Features.Returns;

/// <summary>Section <c>Returns</c>.</summary>
public sealed class ReturnsOptions : IValidatableObject
{
    public const string Section = "Returns";

    // Known to everybody who has the program: it notices mistakes, it does not stop forgers. Who needs that configures keys of their own.
    private static readonly ImmutableArray<byte[]> BuiltInKeys = ["kpi: seal of forms, built in"u8.ToArray()];

    /// <summary>Keys of the seals on forms, base64, at least 16 bytes each. New forms bear the first; returns may bear any.</summary>
    public IList<string> SealKeys { get; } = [];

    /// <summary>Files larger than this are refused at the door, unread.</summary>
    [Range(10_000, 200_000_000)]
    public long MaxBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>Pieces of evidence larger than this are not taken.</summary>
    [Range(10_000, 20_000_000)]
    public long MaxEvidenceBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Returns read and stored together.</summary>
    [Range(1, 2000)]
    public int Batch { get; set; } = 400;

    /// <summary>How long a worker may hold a return before another takes it over.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long reading one file may take before it is refused as too large. A return takes a thousandth of a second; the largest file within the
    /// limits a few seconds on a quiet machine.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ReadingTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a return whose reading broke down is tried before it is refused.</summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 3;

    public ImmutableArray<byte[]> Keys() => SealKeys.Count == 0 ? BuiltInKeys : [.. SealKeys.Select(Convert.FromBase64String)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var buffer = new byte[1024];
        if (SealKeys.Any(key => !Convert.TryFromBase64String(key, buffer, out var length) || length < 16))
            yield return new ValidationResult("Returns:SealKeys must hold base64 keys of 16 to 1024 bytes.", [nameof(SealKeys)]);
    }
}
