using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Kpi.Domain.Units;

/// <summary>One row of weights in a register file, its words understood; what it means for the register is decided by <see cref="SplitMerge"/>.</summary>
/// <param name="Row">Row in the file; 1 is the header.</param>
/// <param name="Unit">Code of the unit that is shared out.</param>
/// <param name="Part">Code of one of its parts.</param>
/// <param name="Since">Day of the merger or division.</param>
/// <param name="Element">Code of the data element; null: all that have no row of their own.</param>
/// <param name="Weight">Whole, not negative.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record SplitRow(int Row, string Unit, string Part, DateOnly Since, string? Element, long Weight, string Source)
{
    /// <summary>The name of the sheet beside the units'.</summary>
    public const string Sheet = "splits";

    private const int ElementLength = 60, SourceLength = 400;
    private const long Heaviest = 1_000_000_000_000;

    /// <summary>The columns, all of them needed; element may be left empty.</summary>
    public static ImmutableArray<string> Columns { get; } = ["unit", "part", "since", "element", "weight", "source"];

    /// <summary>A row, or null with the faults added: every one of the row, not only the first.</summary>
    /// <param name="row">Row in the file.</param>
    /// <param name="cell">The text in a column.</param>
    /// <param name="faults">Where the faults go.</param>
    public static SplitRow? Read(int row, Func<string, string> cell, ICollection<RegisterFault> faults)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(faults);
        var before = faults.Count;
        var (unit, part) = (Cell("unit").ToUpperInvariant(), Cell("part").ToUpperInvariant());
        if (unit.Length == 0) Fault("unit", "thiếu mã đơn vị được chia.", "the code of the unit that is shared out is missing.");
        if (part.Length == 0) Fault("part", "thiếu mã đơn vị thành phần.", "the code of the part is missing.");
        if (!DateOnly.TryParseExact(Cell("since"), ["yyyy-MM-dd", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var since))
            Fault("since", $"“{Cell("since")}” không phải là ngày sáp nhập hay chia tách; ghi dạng 2025-07-01.", $"“{Cell("since")}” is not the day of a merger or division; write it as 2025-07-01.");
        var element = Cell("element");
        if (element.Length > ElementLength || !element.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            Fault("element", $"“{element}” không phải là mã chỉ tiêu; để trống nếu tỷ trọng dùng cho mọi chỉ tiêu.", $"“{element}” is not the code of a data element; leave it empty for a weight of all.");
        if (!long.TryParse(Cell("weight"), NumberStyles.None, CultureInfo.InvariantCulture, out var weight) || weight > Heaviest)
            Fault("weight", $"“{Cell("weight")}” không phải là số nguyên không âm đến một nghìn tỷ; ghi liền, không dấu cách, không dấu chấm.", $"“{Cell("weight")}” is not a whole number from 0 to a million million; write digits only.");
        var source = Cell("source");
        if (source.Length == 0) Fault("source", "thiếu nguồn của tỷ trọng: văn bản, bảng, năm. Tỷ trọng không rõ nguồn không được nhận.", "the source of the weight is missing: document, table, year. Weights without one are not taken.");
        if (source.Length > SourceLength) Fault("source", $"nguồn dài quá {SourceLength} ký tự.", $"the source is longer than {SourceLength} characters.");
        return faults.Count > before ? null : new SplitRow(row, unit, part, since, element.Length == 0 ? null : element, weight, source);

        string Cell(string column) => cell(column).Trim().Normalize(NormalizationForm.FormC);

        void Fault(string column, string vi, string en) => faults.Add(new RegisterFault(row, column, new Text(vi, en)) { Sheet = Sheet });
    }
}

/// <summary>
/// Lays rows of weights over the register. A unit's parts are what was joined into it on the day, or what it was divided into; all of them must have
/// a weight, or none.
/// </summary>
public static class SplitMerge
{
    /// <summary>What the rows make of the weights.</summary>
    /// <param name="tree">The register, with what the same file says of its units.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="knowsElement">Whether a data element exists.</param>
    public static RegisterResult Of(UnitTree tree, IReadOnlyList<SplitRow> rows, Func<string, bool> knowsElement)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(knowsElement);
        var faults = new List<RegisterFault>();
        var held = tree.Splits.ToDictionary(Key);
        var now = new Dictionary<(string, string, DateOnly, string?), (SplitRow? Row, UnitSplit Split)>(held.Select(h => KeyValuePair.Create(h.Key, ((SplitRow?)null, h.Value))));
        foreach (var row in rows)
        {
            if (row.Element is { } element && !knowsElement(element))
                Fault(row, "element", $"không có chỉ tiêu “{element}” trong danh mục chỉ số.", $"there is no data element “{element}” in the catalogue.");
            if (Resolve(tree, row) is not { } pair)
            {
                Fault(row, "part", $"ngày {Iso(row.Since)} đơn vị {row.Part} không nhập vào {row.Unit} và {row.Unit} không tách thành {row.Part}; kiểm tra mã, ngày và cột successor của danh mục.",
                    $"on {Iso(row.Since)} {row.Part} neither became part of {row.Unit} nor was {row.Unit} divided into {row.Part}; check the codes, the day, and the register's column successor.");
                continue;
            }

            var split = new UnitSplit(pair.Unit, pair.Part, row.Since, row.Element, row.Weight, row.Source);
            if (now.GetValueOrDefault(Key(split)).Row is { } other)
                Fault(row, null, $"nói lại điều của dòng {other.Row}.", $"says again what row {other.Row} says.");
            now[Key(split)] = (row, split);
        }

        if (faults.Count == 0) CheckWhole(tree, now.Values, faults);
        if (faults.Count > 0) return new RegisterResult([.. faults.OrderBy(f => f.Row)], [], 0, [], [], []);
        var changed = now.Values.Where(n => n.Row is not null && held.GetValueOrDefault(Key(n.Split)) != n.Split).Select(n => (Row: n.Row!, n.Split)).ToList();
        return new RegisterResult(
            [],
            [.. changed.OrderBy(c => c.Row.Row).Select(c => Change(tree, c.Row, c.Split, held.GetValueOrDefault(Key(c.Split))))],
            rows.Count - changed.Count, [], [], [])
        {
            Splits = [.. changed.Select(c => c.Split)],
            ReplacedSplits = [.. changed.Select(c => held.GetValueOrDefault(Key(c.Split))).OfType<UnitSplit>()],
        };

        void Fault(SplitRow row, string? column, string vi, string en) => faults.Add(new RegisterFault(row.Row, column, new Text(vi, en)) { Sheet = SplitRow.Sheet });
    }

    /// <summary>The unit and its part: joined into it on the day, itself going on, or divided out of it.</summary>
    private static (string Unit, string Part)? Resolve(UnitTree tree, SplitRow row)
    {
        if (row.Since == DateOnly.MinValue) return null;
        var eve = row.Since.AddDays(-1);
        if (Held(row.Unit, row.Since) is { } joined && Held(row.Part, eve) is { } was
            && (Follows(was, joined) || (joined == was && tree.Successions.Any(s => s.SuccessorId == joined && s.Since == row.Since)))) return (joined, was);
        return Held(row.Unit, eve) is { } divided && Held(row.Part, row.Since) is { } becomes && Follows(divided, becomes) ? (divided, becomes) : null;

        string? Held(string code, DateOnly day) => tree.Versions.FirstOrDefault(v => v.Code == code && v.HoldsOn(day))?.UnitId;

        bool Follows(string unit, string successor) => tree.Successions.Any(s => s.UnitId == unit && s.SuccessorId == successor && s.Since == row.Since);
    }

    private static void CheckWhole(UnitTree tree, IEnumerable<(SplitRow? Row, UnitSplit Split)> all, List<RegisterFault> faults)
    {
        foreach (var group in all.GroupBy(n => (n.Split.UnitId, n.Split.Since)))
        {
            if (group.Select(n => n.Row).OfType<SplitRow>().LastOrDefault() is not { } row) continue;
            var (unit, since) = group.Key;
            string[] parts =
            [
                .. tree.Successions.Where(s => s.Since == since && (s.UnitId == unit || s.SuccessorId == unit)).Select(s => s.UnitId == unit ? s.SuccessorId : s.UnitId),
                .. group.Select(n => n.Split.PartId),
                // One that took others in and went on is a part of what it is now.
                .. Stood(unit, since.AddDays(-1)) && Stood(unit, since) ? new[] { unit } : [],
            ];
            foreach (var element in group.Select(n => n.Split.Element).Prepend(null).Distinct())
            {
                var weighed = group.Where(n => n.Split.Element == element).ToList();
                var of = element is null ? new Text("mọi chỉ tiêu (cột element để trống)", "all elements (column element empty)") : new Text(element, element);
                string[] without = [.. parts.Distinct(StringComparer.Ordinal).Except(weighed.Select(w => w.Split.PartId)).Select(Code).Order(StringComparer.Ordinal)];
                if (without.Length > 0)
                {
                    faults.Add(Fault($"{row.Unit} ngày {Iso(since)}: {of.Vi} thiếu tỷ trọng của {string.Join(", ", without)}; phải có đủ mọi thành phần.",
                        $"{row.Unit} on {Iso(since)}: of {of.En} the weight of {string.Join(", ", without)} is missing; every part must have one."));
                }
                else if (weighed.Sum(w => (decimal)w.Split.Weight) == 0)
                {
                    faults.Add(Fault($"{row.Unit} ngày {Iso(since)}: các tỷ trọng của {of.Vi} đều bằng không.", $"{row.Unit} on {Iso(since)}: the weights of {of.En} are all zero."));
                }
            }

            bool Stood(string id, DateOnly day) => tree.Versions.Any(v => v.UnitId == id && v.HoldsOn(day));

            string Code(string id) => tree.Versions.First(v => v.UnitId == id).Code;

            RegisterFault Fault(string vi, string en) => new(row.Row, "weight", new Text(vi, en)) { Sheet = SplitRow.Sheet };
        }
    }

    private static UnitChange Change(UnitTree tree, SplitRow row, UnitSplit split, UnitSplit? before)
    {
        var name = tree.Versions.Where(v => v.UnitId == split.UnitId).MaxBy(v => v.ValidFrom)!.Name;
        var of = split.Element is { } element ? $" {element}" : "";
        return new UnitChange(before is null ? UnitChangeKind.Added : UnitChangeKind.Corrected, row.Row, row.Unit, name, row.Since, new Text(
            $"tỷ trọng{of} của {row.Part}: {Show(before)} → {split.Weight} ({split.Source})", $"weight{of} of {row.Part}: {Show(before)} → {split.Weight} ({split.Source})"))
        {
            Sheet = SplitRow.Sheet,
        };

        static string Show(UnitSplit? split) => split?.Weight.ToString(CultureInfo.InvariantCulture) ?? "–";
    }

    private static (string UnitId, string PartId, DateOnly Since, string? Element) Key(UnitSplit split) => (split.UnitId, split.PartId, split.Since, split.Element);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
