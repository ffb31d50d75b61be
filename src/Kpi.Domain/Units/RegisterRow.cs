using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Kpi.Domain.Units;

/// <summary>One row of a register file, its words understood; what it means for the register is decided by <see cref="RegisterMerge"/>.</summary>
/// <param name="Row">Row in the file; 1 is the header.</param>
/// <param name="Code">Code, upper case.</param>
/// <param name="Name">Name, Unicode NFC.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Class">Class, or null.</param>
/// <param name="Level">Technical level, or null.</param>
/// <param name="Ownership">Owner, or null.</param>
/// <param name="Manager">Manager, or null.</param>
/// <param name="Urban">Override of the urban flag; null means: by the ward.</param>
/// <param name="UrbanReason">Why; null exactly when there is no override.</param>
/// <param name="Parent">Code of the unit it belongs to on <paramref name="From"/>; null for the nation only.</param>
/// <param name="From">First day on which the row holds.</param>
/// <param name="To">Last day; null means: until the next row of the same code, or for good.</param>
/// <param name="Successors">Codes of the units that carry it on from the day after <paramref name="To"/>.</param>
public sealed record RegisterRow(
    int Row,
    string Code,
    string Name,
    UnitKind Kind,
    FacilityClass? Class,
    TechnicalLevel? Level,
    Ownership? Ownership,
    Manager? Manager,
    bool? Urban,
    string? UrbanReason,
    string? Parent,
    DateOnly From,
    DateOnly? To,
    ImmutableArray<string> Successors)
{
    /// <summary>The columns every register file has.</summary>
    public static ImmutableArray<string> Columns { get; } =
        ["code", "name", "kind", "class", "level", "ownership", "manager", "urban", "parent", "valid_from", "valid_to"];

    /// <summary>Columns it may have besides.</summary>
    public static ImmutableArray<string> OptionalColumns { get; } = ["urban_reason", "successor", "contact", "phone", "email"];

    /// <summary>Whom to call there; null when the file says nothing, which leaves what is known.</summary>
    public RegisterContact? Contact { get; init; }
}

/// <summary>Whom to call at a unit; each is null where the file says nothing, one of them is there.</summary>
/// <param name="Name">Name or office.</param>
/// <param name="Phone">Telephone number, as people write it.</param>
/// <param name="Email">Address.</param>
public sealed record RegisterContact(string? Name, string? Phone, string? Email);

/// <summary>One thing wrong with a register file.</summary>
/// <param name="Row">Row in the file; 1 is the header.</param>
/// <param name="Column">Column; null when the fault is the row's.</param>
/// <param name="What">What is wrong and what to do.</param>
public sealed record RegisterFault(int Row, string? Column, Text What)
{
    /// <summary>The sheet the row stands in; null: the units'.</summary>
    public string? Sheet { get; init; }

    /// <summary>The fault with its place.</summary>
    public Text Text
    {
        get
        {
            var (vi, en) = Sheet is null ? ("", "") : ($"Trang {Sheet}, ", $"Sheet {Sheet}, ");
            var (dong, row) = Sheet is null ? ("Dòng", "Row") : ("dòng", "row");
            return Column is null
                ? new(Invariant($"{vi}{dong} {Row}: {What.Vi}"), Invariant($"{en}{row} {Row}: {What.En}"))
                : new(Invariant($"{vi}{dong} {Row}, cột {Column}: {What.Vi}"), Invariant($"{en}{row} {Row}, column {Column}: {What.En}"));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Understands the cells of a register row.</summary>
public static class RegisterText
{
    private const int CodeLength = 20, NameLength = 200, ReasonLength = 400, PhoneLength = 40;
    private const string Day = "yyyy-MM-dd";
    private static readonly FrozenDictionary<string, bool> YesNo = new Dictionary<string, bool>
    {
        ["yes"] = true,
        ["co"] = true,
        ["1"] = true,
        ["true"] = true,
        ["x"] = true,
        ["thanh thi"] = true,
        ["no"] = false,
        ["khong"] = false,
        ["0"] = false,
        ["false"] = false,
        ["nong thon"] = false,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A row, or null with the faults added. Every fault of the row is found, not only the first.</summary>
    /// <param name="row">Row in the file.</param>
    /// <param name="cell">The text in a column; empty when the file has no such column.</param>
    /// <param name="defaultReason">The reason of an urban override where the file gives none.</param>
    /// <param name="faults">Where the faults go.</param>
    public static RegisterRow? Read(int row, Func<string, string> cell, string defaultReason, ICollection<RegisterFault> faults)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(faults);
        var before = faults.Count;
        var code = ReadCode("code", Cell("code"));
        var name = Cell("name");
        if (name.Length == 0) Fault("name", "thiếu tên đơn vị.", "the name is missing.");
        else if (name.Length > NameLength) Fault("name", $"tên dài quá {NameLength} ký tự.", $"the name is longer than {NameLength} characters.");
        var kind = Word("kind", UnitNames.Kinds, required: true);
        var facilityClass = Word("class", UnitNames.Classes, required: false);
        var level = Word("level", UnitNames.Levels, required: false);
        var ownership = Word("ownership", UnitNames.Ownerships, required: false);
        var manager = Word("manager", UnitNames.Managers, required: false);
        var urban = ReadUrban();
        var reason = Cell("urban_reason");
        if (reason.Length > ReasonLength) Fault("urban_reason", $"lý do dài quá {ReasonLength} ký tự.", $"the reason is longer than {ReasonLength} characters.");
        if (reason.Length > 0 && urban is null) Fault("urban_reason", "có lý do nhưng cột urban để trống.", "there is a reason, but the column urban is empty.");
        var parent = Cell("parent").Length == 0 ? null : ReadCode("parent", Cell("parent"));
        if (kind is { } k)
        {
            if (k == UnitKind.Nation != (code == Geography.NationCode))
                Fault("kind", "loại nation (cả nước) chỉ dành cho mã VN.", "the kind nation belongs to the code VN, and only to it.");
            if (k == UnitKind.Nation && Cell("parent").Length > 0) Fault("parent", "cả nước không có đơn vị cha.", "the nation has no parent.");
            if (k != UnitKind.Nation && Cell("parent").Length == 0)
                Fault("parent", "thiếu mã đơn vị cha (xã, tỉnh hoặc VN).", "the parent's code is missing (a commune, a province or VN).");
            if (k < UnitKind.Ministry)
            {
                foreach (var column in new[] { "class", "level", "ownership", "manager", "urban" })
                    if (Cell(column).Length > 0) Fault(column, "để trống cột này với địa bàn hành chính.", "leave this column empty for an area.");
            }
        }

        var from = ReadDay("valid_from");
        if (from is null && Cell("valid_from").Length == 0) Fault("valid_from", "thiếu ngày bắt đầu hiệu lực.", "the first day of validity is missing.");
        var to = ReadDay("valid_to");
        if (from is { } first && to is { } last && last < first)
            Fault("valid_to", $"ngày kết thúc trước ngày bắt đầu ({Cell("valid_from")}).", $"the last day is before the first ({Cell("valid_from")}).");
        var successors = Cell("successor").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (successors.Length > 0 && Cell("valid_to").Length == 0)
            Fault("successor", "chỉ ghi đơn vị kế thừa khi có valid_to.", "a successor needs a valid_to.");
        var carried = successors.Select(text => ReadCode("successor", text)).ToImmutableArray();

        var contact = ReadContact();
        return faults.Count > before
            ? null
            : new RegisterRow(row, code!, name, kind!.Value, facilityClass, level, ownership, manager, urban,
                urban is null ? null : reason.Length > 0 ? reason : defaultReason, parent, from!.Value, to, [.. carried.Select(c => c!)])
            {
                Contact = contact,
            };

        string Cell(string column) => cell(column).Trim().Normalize(NormalizationForm.FormC);

        void Fault(string column, string vi, string en) => faults.Add(new RegisterFault(row, column, new Text(vi, en)));

        string? ReadCode(string column, string text)
        {
            var upper = text.ToUpperInvariant();
            if (upper.Length == 0)
                Fault(column, "thiếu mã đơn vị.", "the code is missing.");
            else if (upper.Length > CodeLength)
                Fault(column, $"mã “{Short(text)}” dài quá {CodeLength} ký tự.", $"the code “{Short(text)}” is longer than {CodeLength} characters.");
            else if (!upper.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') || !char.IsAsciiLetterOrDigit(upper[0]))
                Fault(column, $"mã “{text}” chỉ được gồm chữ cái không dấu, chữ số và - . _", $"the code “{text}” may hold only letters without diacritics, digits and - . _");
            else
                return upper;
            return null;
        }

        T? Word<T>(string column, UnitVocabulary<T> words, bool required)
            where T : struct, Enum
        {
            var text = Cell(column);
            if (text.Length == 0)
            {
                if (required) Fault(column, $"để trống; ghi một trong: {List(words)}.", $"is empty; write one of: {List(words)}.");
                return null;
            }

            var value = words.Find(text);
            if (value is null) Fault(column, $"không hiểu “{Short(text)}”; ghi một trong: {List(words)}.", $"“{Short(text)}” is not known; write one of: {List(words)}.");
            return value;
        }

        bool? ReadUrban()
        {
            var text = Cell("urban");
            if (text.Length == 0) return null;
            if (YesNo.TryGetValue(UnitNames.Fold(text), out var value)) return value;
            Fault("urban", $"không hiểu “{Short(text)}”; ghi yes, no hoặc để trống (theo phường).", $"“{Short(text)}” is not known; write yes, no, or leave it empty (by the ward).");
            return null;
        }

        RegisterContact? ReadContact()
        {
            string? name = Given("contact"), phone = Given("phone"), email = Given("email");
            if (name?.Length > NameLength) Fault("contact", $"tên dài quá {NameLength} ký tự.", $"the name is longer than {NameLength} characters.");
            if (phone is not null && (phone.Length > PhoneLength || !phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or '(' or ')' or ' ' or '/')))
                Fault("phone", $"“{Short(phone)}” không phải là số điện thoại.", $"“{Short(phone)}” is not a telephone number.");
            if (email is not null && (email.Length > NameLength || email.Any(char.IsWhiteSpace) || email.Split('@') is not [{ Length: > 0 }, { Length: > 0 }]))
                Fault("email", $"“{Short(email)}” không phải là địa chỉ thư điện tử.", $"“{Short(email)}” is not an e-mail address.");
            return name is null && phone is null && email is null ? null : new RegisterContact(name, phone, email);
        }

        string? Given(string column) => Cell(column) is { Length: > 0 } text ? text : null;

        DateOnly? ReadDay(string column)
        {
            var text = Cell(column);
            if (text.Length == 0) return null;
            if (DateOnly.TryParseExact(text, [Day, "d/M/yyyy", "d-M-yyyy", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            Fault(column, $"“{Short(text)}” không phải là ngày; ghi dạng 2025-07-01 hoặc 01/07/2025.", $"“{Short(text)}” is not a day; write it as 2025-07-01 or 01/07/2025.");
            return null;
        }
    }

    private static string List<T>(UnitVocabulary<T> words)
        where T : struct, Enum => string.Join(", ", words.Words.Select(word => word.Code));

    private static string Short(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 39), "…");
}
