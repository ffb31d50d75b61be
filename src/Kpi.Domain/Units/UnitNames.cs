using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Kpi.Domain.Units;

/// <summary>How one value is written: its code in files and columns, its name for people, and what else offices write for it.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Code">The code of the register, kebab-case; classes in Roman numerals.</param>
/// <param name="Name">The name in both languages.</param>
/// <param name="Synonyms">Other spellings that are read; diacritics, case and spacing do not matter.</param>
public sealed record UnitWord<T>(T Value, string Code, Text Name, ImmutableArray<string> Synonyms)
    where T : struct, Enum;

/// <summary>All the words for one enumeration.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class UnitVocabulary<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<T, UnitWord<T>> _byValue;
    private readonly FrozenDictionary<string, UnitWord<T>> _byText;

    internal UnitVocabulary(params UnitWord<T>[] words)
    {
        Words = [.. words];
        _byValue = Words.ToFrozenDictionary(word => word.Value);
        var texts = new Dictionary<string, UnitWord<T>>(StringComparer.Ordinal);
        foreach (var word in Words)
        {
            foreach (var text in word.Synonyms.Add(word.Code).Add(word.Name.Vi).Add(word.Name.En)) texts[UnitNames.Fold(text)] = word;
        }

        _byText = texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every word, in the order of the enumeration's meaning.</summary>
    public ImmutableArray<UnitWord<T>> Words { get; }

    /// <summary>The code of a value.</summary>
    public string Code(T value) => _byValue[value].Code;

    /// <summary>The name of a value.</summary>
    public Text Name(T value) => _byValue[value].Name;

    /// <summary>The value a text stands for (code, name in either language, or a synonym); null when it stands for none.</summary>
    public T? Find(string text) => _byText.TryGetValue(UnitNames.Fold(text), out var word) ? word.Value : null;
}

/// <summary>The one list of words for what the register says of a unit.</summary>
public static class UnitNames
{
    /// <summary>Kinds.</summary>
    public static UnitVocabulary<UnitKind> Kinds { get; } = new(
        new(UnitKind.Nation, "nation", new("Cả nước", "Nation"), ["toàn quốc", "quốc gia"]),
        new(UnitKind.Province, "province", new("Tỉnh", "Province"), []),
        new(UnitKind.City, "city", new("Thành phố", "City"), ["thành phố trực thuộc trung ương", "tp"]),
        new(UnitKind.Commune, "commune", new("Xã", "Commune"), []),
        new(UnitKind.Ward, "ward", new("Phường", "Ward"), []),
        new(UnitKind.Township, "township", new("Thị trấn", "Township"), []),
        new(UnitKind.SpecialZone, "special-zone", new("Đặc khu", "Special zone"), []),
        new(UnitKind.Ministry, "ministry", new("Bộ", "Ministry"), ["bộ y tế"]),
        new(UnitKind.Department, "department", new("Sở Y tế", "Department of health"), ["sở"]),
        new(UnitKind.Hospital, "hospital", new("Bệnh viện", "Hospital"), ["bv"]),
        new(UnitKind.HealthCentre, "health-centre", new("Trung tâm y tế", "Health centre"), ["health-center", "ttyt"]),
        new(UnitKind.Station, "station", new("Trạm y tế", "Commune health station"), ["trạm", "tyt", "health station"]),
        new(UnitKind.Cdc, "cdc", new("Trung tâm kiểm soát bệnh tật", "Centre for disease control"), ["ttksbt", "center for disease control"]),
        new(UnitKind.Clinic, "clinic", new("Phòng khám", "Clinic"), ["pk", "phòng khám đa khoa", "pkđk"]));

    /// <summary>Classes, highest first.</summary>
    public static UnitVocabulary<FacilityClass> Classes { get; } = new(
        new(FacilityClass.Special, "special", new("Hạng đặc biệt", "Special class"), ["đặc biệt", "đb"]),
        new(FacilityClass.I, "I", new("Hạng I", "Class I"), ["1", "hạng 1", "class 1"]),
        new(FacilityClass.II, "II", new("Hạng II", "Class II"), ["2", "hạng 2", "class 2"]),
        new(FacilityClass.III, "III", new("Hạng III", "Class III"), ["3", "hạng 3", "class 3"]),
        new(FacilityClass.IV, "IV", new("Hạng IV", "Class IV"), ["4", "hạng 4", "class 4"]));

    /// <summary>Technical levels.</summary>
    public static UnitVocabulary<TechnicalLevel> Levels { get; } = new(
        new(TechnicalLevel.Initial, "initial", new("Ban đầu", "Initial"), ["cấp ban đầu", "khám bệnh, chữa bệnh ban đầu"]),
        new(TechnicalLevel.Basic, "basic", new("Cơ bản", "Basic"), ["cấp cơ bản"]),
        new(TechnicalLevel.Specialised, "specialised", new("Chuyên sâu", "Specialised"), ["cấp chuyên sâu", "specialized"]));

    /// <summary>Owners.</summary>
    public static UnitVocabulary<Ownership> Ownerships { get; } = new(
        new(Ownership.Public, "public", new("Công lập", "Public"), ["công", "nhà nước"]),
        new(Ownership.Private, "private", new("Tư nhân", "Private"), ["tư", "ngoài công lập"]));

    /// <summary>Managers.</summary>
    public static UnitVocabulary<Manager> Managers { get; } = new(
        new(Manager.MinistryOfHealth, "ministry-of-health", new("Bộ Y tế", "Ministry of Health"), ["byt", "moh"]),
        new(Manager.Defence, "defence", new("Bộ Quốc phòng", "Ministry of Defence"), ["quốc phòng", "bqp", "defense"]),
        new(Manager.PublicSecurity, "public-security", new("Bộ Công an", "Ministry of Public Security"), ["công an", "bca"]),
        new(Manager.OtherMinistry, "other-ministry", new("Bộ, ngành khác", "Another ministry"), ["bộ ngành khác", "bộ khác", "ngành khác"]),
        new(Manager.Province, "province", new("Địa phương", "Province"), ["tỉnh", "sở y tế", "ubnd tỉnh"]),
        new(Manager.Private, "private", new("Tư nhân", "Private"), ["tư"]));

    /// <summary>What is compared when a person's word is looked up: no diacritics, no case, single blanks for whatever stands between words.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var gap = false;
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark) continue;
            if (!char.IsLetterOrDigit(letter))
            {
                gap = folded.Length > 0;
                continue;
            }

            if (gap) folded.Append(' ');
            gap = false;
            folded.Append(letter is 'đ' or 'Đ' ? 'd' : char.ToLowerInvariant(letter));
        }

        return folded.ToString();
    }
}
