using System.Collections.Immutable;
using System.Globalization;

namespace Kpi.Domain.Units;

/// <summary>
/// Lays the rows of a register file over the register. Rows match by code and day: a row on a version's first day is that version, a row
/// within one makes a new version from its day, and a code that nobody held the day before begins a new unit. Units that the file does not
/// name stay as they are; a row without last day holds until the next of its code.
/// </summary>
public sealed class RegisterMerge
{
    private const string Parent = "parent", From = "valid_from", To = "valid_to";
    private readonly UnitTree _tree;
    private readonly List<RegisterFault> _faults = [];
    private readonly Dictionary<string, List<Segment>> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Segment>> _byUnit = new(StringComparer.Ordinal);
    private readonly List<UnitSuccession> _successions = [];
    private readonly ILookup<string, UnitSuccession> _known;

    private RegisterMerge(UnitTree tree)
    {
        _tree = tree;
        _known = tree.Successions.ToLookup(s => s.UnitId, StringComparer.Ordinal);
    }

    /// <summary>What the rows make of the tree. The tree itself never changes.</summary>
    public static RegisterResult Of(UnitTree tree, IReadOnlyList<RegisterRow> rows)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(rows);
        return new RegisterMerge(tree).Run(rows);
    }

    private RegisterResult Run(IReadOnlyList<RegisterRow> rows)
    {
        foreach (var version in _tree.Versions.OrderBy(v => v.ValidFrom)) In(_byCode, version.Code).Add(new Segment(version));
        foreach (var group in rows.GroupBy(r => r.Code, StringComparer.Ordinal)) Place(group.Key, group.OrderBy(r => r.From).ThenBy(r => r.Row));
        foreach (var segment in _byCode.Values.SelectMany(s => s)) In(_byUnit, segment.UnitId).Add(segment);
        foreach (var segments in _byUnit.Values) segments.Sort((a, b) => a.From.CompareTo(b.From));
        foreach (var segment in Touched()) ResolveParent(segment);
        foreach (var segment in Touched()) ResolveSuccessors(segment);
        if (_faults.Count == 0)
        {
            CheckKinds();
            CheckNothingVanishes();
            CheckParentsLast();
            CheckCycles();
        }

        return _faults.Count > 0
            ? new RegisterResult([.. _faults.OrderBy(f => f.Row)], [], 0, [], [], [])
            : Result(rows.Count);
    }

    private void Place(string code, IEnumerable<RegisterRow> rows)
    {
        var segments = In(_byCode, code);
        foreach (var row in rows)
        {
            var at = segments.FindIndex(s => s.From >= row.From);
            if (at < 0) at = segments.Count;
            var next = at < segments.Count ? segments[at] : null;
            if (next?.From == row.From)
            {
                if (next.Row is { } other)
                {
                    Fault(row.Row, From, $"mã {code} đã có ở dòng {other.Row} với cùng ngày bắt đầu.", $"the code {code} stands in row {other.Row} with the same first day.");
                    continue;
                }

                next.Take(row, row.To ?? DayBefore(at + 1));
                if (Overlaps(row, at + 1)) continue;
                continue;
            }

            var previous = at > 0 ? segments[at - 1] : null;
            var covers = previous is not null && (previous.To is not { } end || end >= row.From);
            if (covers && previous!.Row?.To is not null)
            {
                Fault(row.Row, From, $"chồng lấn với dòng {previous.Row.Row} của cùng mã {code} (đến hết {Iso(previous.To)}).",
                    $"overlaps row {previous.Row.Row} of the same code {code} (until {Iso(previous.To)}).");
                continue;
            }

            if (Overlaps(row, at)) continue;
            var to = row.To ?? DayBefore(at);
            var unit =
                previous is not null && (covers || previous.To!.Value.AddDays(1) == row.From) && !IsCarriedOn(previous, row.From) ? previous.UnitId
                : next is not null && to?.AddDays(1) == next.From ? next.UnitId
                : UnitIdOf(code, row.From);
            if (covers) previous!.To = row.From.AddDays(-1);
            segments.Insert(at, new Segment(unit, row, to));
        }

        DateOnly? DayBefore(int index) => index < segments.Count ? segments[index].From.AddDays(-1) : null;

        bool Overlaps(RegisterRow row, int index)
        {
            if (index >= segments.Count || row.To is not { } last || last < segments[index].From) return false;
            Fault(row.Row, To, $"chồng lấn với phiên bản của mã {code} bắt đầu ngày {Iso(segments[index].From)}.",
                $"overlaps the version of the code {code} that begins on {Iso(segments[index].From)}.");
            return true;
        }
    }

    /// <summary>Whether another unit takes over from a day, so that the code's next holder is not the same unit.</summary>
    private bool IsCarriedOn(Segment segment, DateOnly since) =>
        segment.Row is { Successors.IsEmpty: false } || _known[segment.UnitId].Any(s => s.Since == since);

    private void ResolveParent(Segment segment)
    {
        if (segment.Row is not { Parent: { } code } row) return;
        if (At(code, row.From) is { } parent)
        {
            if (parent.UnitId == segment.UnitId) Fault(row.Row, Parent, "đơn vị không thể là cha của chính nó.", "a unit cannot be its own parent.");
            segment.ParentId = parent.UnitId;
        }
        else if (_byCode.GetValueOrDefault(code) is [var first, ..] held)
        {
            var span = string.Join(", ", held.Select(s => $"{Iso(s.From)} – {(s.To is { } to ? Iso(to) : "…")}"));
            Fault(row.Row, Parent, $"đơn vị cha {code} ({first.Name}) không có hiệu lực vào ngày {Iso(row.From)}; hiệu lực: {span}.",
                $"the parent {code} ({first.Name}) is not in force on {Iso(row.From)}; it is in force: {span}.");
        }
        else
        {
            var zero = code.Length == 1 && char.IsAsciiDigit(code[0]);
            Fault(row.Row, Parent, $"không có đơn vị mang mã {code}{(zero ? $"; có phải là 0{code} bị mất số 0 ở đầu?" : " trong tệp này hoặc trong danh mục.")}",
                $"no unit has the code {code}{(zero ? $"; is it 0{code} that lost its leading zero?" : " in this file or in the register.")}");
        }
    }

    private void ResolveSuccessors(Segment segment)
    {
        if (segment.Row is not { Successors: { IsEmpty: false } codes, To: { } last } row) return;
        var since = last.AddDays(1);
        foreach (var code in codes)
        {
            if (At(code, since) is not { } successor || successor.UnitId == segment.UnitId)
                Fault(row.Row, "successor", $"không có đơn vị khác mang mã {code} có hiệu lực từ {Iso(since)}.", $"no other unit has the code {code} on {Iso(since)}.");
            else if (!_known[segment.UnitId].Any(s => s.SuccessorId == successor.UnitId))
                _successions.Add(new UnitSuccession(segment.UnitId, successor.UnitId, since));
        }
    }

    private void CheckKinds()
    {
        foreach (var segment in Touched())
        {
            var row = segment.Row!;
            var siblings = _byUnit[segment.UnitId];
            if (siblings.Find(s => Group(s.Kind) != Group(segment.Kind)) is { } other)
            {
                Fault(row.Row, "kind", $"đơn vị này đã là {Name(other.Kind).Vi}, không thể thành {Name(segment.Kind).Vi}; hãy dùng mã khác.",
                    $"this unit has been a {Name(other.Kind).En} and cannot become a {Name(segment.Kind).En}; use another code.");
                continue;
            }

            if (segment.ParentId is not { } id || Of(id, segment.From) is not { } parent) continue;
            var right = Group(segment.Kind) switch
            {
                KindGroup.Province => parent.Kind == UnitKind.Nation,
                KindGroup.Commune => Group(parent.Kind) == KindGroup.Province,
                KindGroup.Ministry => parent.Kind == UnitKind.Nation,
                _ => true,
            };
            if (!right)
            {
                Fault(row.Row, Parent, $"{Name(segment.Kind).Vi} không thể trực thuộc {Name(parent.Kind).Vi} ({parent.Code}).",
                    $"a {Name(segment.Kind).En} cannot belong to a {Name(parent.Kind).En} ({parent.Code}).");
            }
        }
    }

    /// <summary>The nation and its provinces only end when something carries them on: no file may take one off the map by mistake.</summary>
    private void CheckNothingVanishes()
    {
        foreach (var (unitId, segments) in _byUnit)
        {
            var last = segments[^1];
            if (last.Kind > UnitKind.City || last.To is not { } end || segments.TrueForAll(s => s.Row is null)) continue;
            var before = segments.Select(s => s.Original).OfType<UnitVersion>().MaxBy(v => v.ValidFrom);
            if (before is null || (before.ValidTo is { } was && was <= end)) continue;
            if (SuccessorsOf(unitId).Any()) continue;
            Fault(segments.FindLast(s => s.Row is not null)!.Row!.Row, To,
                $"{last.Name} ({last.Code}) là cấp tỉnh hoặc cả nước, không thể kết thúc mà không có đơn vị kế thừa (cột successor).",
                $"{last.Name} ({last.Code}) is a province or the nation and cannot end without a successor (column successor).");
        }
    }

    /// <summary>A unit whose parent ends before it does would fall out of every total above it.</summary>
    private void CheckParentsLast()
    {
        var left = new Dictionary<Segment, (int Count, string Example)>();
        foreach (var segment in _byUnit.Values.SelectMany(s => s))
        {
            if (segment.ParentId is not { } parentId || FirstDayWithout(parentId, segment) is not { } day) continue;
            var parent = _byUnit[parentId].FindLast(s => s.From < day) ?? _byUnit[parentId][0];
            if (segment.Row is { } row)
            {
                Fault(row.Row, Parent,
                    $"đơn vị cha {parent.Code} ({parent.Name}) không còn hiệu lực từ {Iso(day)}; hãy thêm một dòng từ ngày đó với đơn vị cha mới.",
                    $"the parent {parent.Code} ({parent.Name}) is not in force from {Iso(day)}; add a row from that day with the new parent.");
            }
            else if (parent.Row is not null)
            {
                var (count, example) = left.GetValueOrDefault(parent, (0, segment.Code));
                left[parent] = (count + 1, example);
            }
        }

        foreach (var (parent, (count, example)) in left)
        {
            Fault(parent.Row!.Row, To,
                $"còn {count} đơn vị trực thuộc sau ngày này (ví dụ {example}); hãy cho chúng kết thúc hoặc chuyển đơn vị cha, hoặc ghi cột successor.",
                $"{count} units still belong to it after that day (such as {example}); end or move them, or fill the column successor.");
        }
    }

    private DateOnly? FirstDayWithout(string parentId, Segment child)
    {
        var id = parentId;
        var day = child.From;
        for (var step = 0; step < 64; step++)
        {
            if (Of(id, day) is { } parent)
            {
                if (parent.To is not { } end || (child.To is { } last && last <= end)) return null;
                day = end.AddDays(1);
            }
            else if (SuccessorsOf(id).ToList() is [var only] && only.Since <= day)
            {
                id = only.SuccessorId;
            }
            else
            {
                return day;
            }
        }

        return day;
    }

    /// <summary>Only facilities and agencies can stand in a circle: areas have fixed kinds above them.</summary>
    private void CheckCycles()
    {
        var below = _byUnit.Values.SelectMany(s => s)
            .Where(s => s is { Kind: >= UnitKind.Ministry, ParentId: { } id } && _byUnit[id][0].Kind >= UnitKind.Ministry).ToList();
        var days = below.Select(s => s.From).Distinct().ToList();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var segment in below)
        {
            foreach (var day in days.Where(segment.HoldsOn))
            {
                var next = Of(segment.ParentId!, day);
                for (var depth = 0; next is not null && depth < 16 && next.UnitId != segment.UnitId; depth++)
                    next = next.ParentId is { } id ? Of(id, day) : null;
                if (next is null || !told.Add(segment.UnitId)) continue;
                var row = segment.Row ?? _byUnit.Values.SelectMany(s => s).First(s => s.Row is not null).Row!;
                Fault(row.Row, Parent, $"các đơn vị cha tạo thành vòng: {segment.Code} lại nằm dưới chính nó từ {Iso(day)}.",
                    $"the parents form a circle: {segment.Code} lies below itself from {Iso(day)}.");
            }
        }
    }

    private RegisterResult Result(int rows)
    {
        var changes = new List<UnitChange>();
        var written = new List<UnitVersion>();
        var replaced = new List<UnitVersion>();
        var known = _tree.Versions.Select(v => v.UnitId).ToHashSet(StringComparer.Ordinal);
        foreach (var segments in _byUnit.Values)
        {
            var kept = WithoutRepetitions(segments);
            for (var i = 0; i < kept.Count; i++)
            {
                var (segment, row) = (kept[i], kept[i].LastRow);
                if (row is null) continue;
                var carriedOn = i + 1 < kept.Count && kept[i + 1].Original is null && segment.To?.AddDays(1) == kept[i + 1].From;
                if (segment.Original is { } original)
                {
                    if (Difference(original, segment, row, carriedOn) is { } change) changes.Add(change);
                    continue;
                }

                var isNew = known.Add(segment.UnitId);
                changes.Add(new UnitChange(isNew ? UnitChangeKind.Added : UnitChangeKind.Changed, segment.Row!.Row, segment.Code, segment.Name, segment.From,
                    isNew || i == 0 ? Name(segment.Kind) : Attributes(kept[i - 1], segment)));
            }

            foreach (var segment in kept)
            {
                var version = segment.ToVersion();
                if (segment.Original == version) continue;
                written.Add(version);
                if (segment.Original is not null) replaced.Add(segment.Original);
            }
        }

        foreach (var (segment, succession) in Touched().SelectMany(s => _successions.Where(n => n.UnitId == s.UnitId).Select(n => (s, n))))
        {
            if (segment.Row!.Successors.IsEmpty || changes.Exists(c => c.Row == segment.Row.Row)) continue;
            var code = _byUnit[succession.SuccessorId][0].Code;
            changes.Add(new UnitChange(UnitChangeKind.Corrected, segment.Row.Row, segment.Code, segment.Name, segment.From, new Text($"kế thừa: {code}", $"successor: {code}")));
        }

        return new RegisterResult([], [.. changes.OrderBy(c => c.Row)], rows - changes.Count, [.. written], [.. replaced], [.. _successions]);
    }

    /// <summary>A row that says again what was true the day before makes no new version, only perhaps another last day.</summary>
    private static List<Segment> WithoutRepetitions(List<Segment> segments)
    {
        var kept = new List<Segment>(segments.Count);
        foreach (var segment in segments)
        {
            if (segment.Original is null && kept.Count > 0 && kept[^1].To?.AddDays(1) == segment.From && kept[^1].SaysSameAs(segment))
                kept[^1].Absorb(segment);
            else
                kept.Add(segment);
        }

        return kept;
    }

    private static UnitChange? Difference(UnitVersion original, Segment segment, RegisterRow row, bool carriedOn)
    {
        var what = Attributes(new Segment(original), segment);
        if (what.En.Length > 0) return new UnitChange(UnitChangeKind.Corrected, row.Row, segment.Code, segment.Name, segment.From, what);
        // A last day that only makes room for the next version is that version's change.
        var (was, now) = (original.ValidTo, segment.To);
        if (was == now || carriedOn) return null;
        var ended = now is not null && (was is null || now < was);
        return new UnitChange(ended ? UnitChangeKind.Ended : UnitChangeKind.Corrected, row.Row, segment.Code, segment.Name, now ?? segment.From,
            new Text($"ngày kết thúc: {Show(was)} → {Show(now)}", $"last day: {Show(was)} → {Show(now)}"));

        static string Show(DateOnly? day) => day is null ? "…" : Iso(day);
    }

    private static Text Attributes(Segment before, Segment after)
    {
        var vi = new List<string>();
        var en = new List<string>();
        Add("tên", "name", before.Name, after.Name);
        Add("loại", "kind", UnitNames.Kinds.Code(before.Kind), UnitNames.Kinds.Code(after.Kind));
        Add("hạng", "class", Code(UnitNames.Classes, before.Class), Code(UnitNames.Classes, after.Class));
        Add("cấp chuyên môn", "level", Code(UnitNames.Levels, before.Level), Code(UnitNames.Levels, after.Level));
        Add("sở hữu", "ownership", Code(UnitNames.Ownerships, before.Ownership), Code(UnitNames.Ownerships, after.Ownership));
        Add("cơ quan quản lý", "manager", Code(UnitNames.Managers, before.Manager), Code(UnitNames.Managers, after.Manager));
        Add("thành thị", "urban", Flag(before.Urban), Flag(after.Urban));
        Add("lý do", "urban reason", before.UrbanReason ?? "", after.UrbanReason ?? "");
        Add("đơn vị cha", "parent", before.ParentId ?? "", after.ParentId ?? "");
        return new Text(string.Join("; ", vi), string.Join("; ", en));

        void Add(string nameVi, string nameEn, string was, string now)
        {
            if (was == now) return;
            vi.Add($"{nameVi}: {Show(was)} → {Show(now)}");
            en.Add($"{nameEn}: {Show(was)} → {Show(now)}");
        }

        static string Show(string text) => text.Length == 0 ? "–" : text;
        static string Flag(bool? flag) => flag switch { true => "yes", false => "no", null => "" };
        static string Code<T>(UnitVocabulary<T> words, T? value)
            where T : struct, Enum => value is { } v ? words.Code(v) : "";
    }

    private IEnumerable<Segment> Touched() => _byCode.Values.SelectMany(s => s).Where(s => s.Row is not null);

    private IEnumerable<UnitSuccession> SuccessorsOf(string unitId) => _known[unitId].Concat(_successions.Where(s => s.UnitId == unitId));

    private Segment? At(string code, DateOnly day) => _byCode.GetValueOrDefault(code)?.Find(s => s.HoldsOn(day));

    private Segment? Of(string unitId, DateOnly day) => _byUnit.GetValueOrDefault(unitId)?.Find(s => s.HoldsOn(day));

    private void Fault(int row, string? column, string vi, string en) => _faults.Add(new RegisterFault(row, column, new Text(vi, en)));

    private static List<Segment> In(Dictionary<string, List<Segment>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }

    private static string UnitIdOf(string code, DateOnly from) => $"{code}@{Iso(from)}";

    private static string Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static Text Name(UnitKind kind) => UnitNames.Kinds.Name(kind);

    private static KindGroup Group(UnitKind kind) => kind switch
    {
        UnitKind.Nation => KindGroup.Nation,
        UnitKind.Province or UnitKind.City => KindGroup.Province,
        UnitKind.Commune or UnitKind.Ward or UnitKind.Township or UnitKind.SpecialZone => KindGroup.Commune,
        UnitKind.Ministry => KindGroup.Ministry,
        UnitKind.Department => KindGroup.Department,
        _ => KindGroup.Facility,
    };

    /// <summary>Kinds within which a unit may change: a commune can become a ward, never a hospital.</summary>
    private enum KindGroup
    {
        Nation,
        Province,
        Commune,
        Ministry,
        Department,
        Facility,
    }

    /// <summary>A version in the making.</summary>
    private sealed class Segment
    {
        public Segment(UnitVersion version)
        {
            Original = version;
            (UnitId, Code, Name, Kind, Class) = (version.UnitId, version.Code, version.Name, version.Kind, version.Class);
            (Level, Ownership, Manager) = (version.Level, version.Ownership, version.Manager);
            (Urban, UrbanReason, ParentId) = (version.UrbanOverride, version.UrbanReason, version.ParentId);
            (From, To) = (version.ValidFrom, version.ValidTo);
        }

        public Segment(string unitId, RegisterRow row, DateOnly? to)
        {
            (UnitId, Code, From) = (unitId, row.Code, row.From);
            Name = "";
            Take(row, to);
        }

        public UnitVersion? Original { get; }

        public RegisterRow? Row { get; private set; }

        public string UnitId { get; }

        public string Code { get; }

        public DateOnly From { get; }

        public DateOnly? To { get; set; }

        /// <summary>The row that last spoke of it: its own, or one that only repeated it.</summary>
        public RegisterRow? LastRow { get; private set; }

        public string? ParentId { get; set; }

        public string Name { get; private set; }

        public UnitKind Kind { get; private set; }

        public FacilityClass? Class { get; private set; }

        public TechnicalLevel? Level { get; private set; }

        public Ownership? Ownership { get; private set; }

        public Manager? Manager { get; private set; }

        public bool? Urban { get; private set; }

        public string? UrbanReason { get; private set; }

        public void Take(RegisterRow row, DateOnly? to)
        {
            (Row, LastRow, To) = (row, row, to);
            (Name, Kind, Class, Level) = (row.Name, row.Kind, row.Class, row.Level);
            (Ownership, Manager) = (row.Ownership, row.Manager);
            (Urban, UrbanReason) = (row.Urban, row.UrbanReason);
        }

        public void Absorb(Segment repetition) => (LastRow, To) = (repetition.Row, repetition.To);

        public bool HoldsOn(DateOnly day) => From <= day && (To is not { } end || day <= end);

        public bool SaysSameAs(Segment other) =>
            (Name, Kind, Class, Level, Ownership, Manager, Urban, UrbanReason, ParentId)
            == (other.Name, other.Kind, other.Class, other.Level, other.Ownership, other.Manager, other.Urban, other.UrbanReason, other.ParentId);

        public UnitVersion ToVersion() =>
            new(UnitId, Code, Name, Kind, Class, Level, Ownership, Manager, Urban, UrbanReason, ParentId, From, To);
    }
}
