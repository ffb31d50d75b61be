using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kpi.App.Features.Audit;

/// <summary>What somebody did to something. Hash covers all of it and the hash before, so no entry can be changed, taken out or put in unseen.</summary>
public sealed record AuditEntry
{
    public required long Seq { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string Action { get; init; }

    public required string Subject { get; init; }

    public required string Detail { get; init; }

    public required string PreviousHash { get; init; }

    public string Hash { get; init; } = "";

    /// <summary>SHA-256 over every field, each with its length before it: two different entries never give the same bytes.</summary>
    internal string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(Seq.ToString(CultureInfo.InvariantCulture));
        Add(At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        Add(Actor);
        Add(Action);
        Add(Subject);
        Add(Detail);
        Add(PreviousHash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string field)
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
