namespace Kpi.Domain.Units;

/// <summary>What sort of organisation or area a unit is.</summary>
public enum UnitKind
{
    /// <summary>The nation, code <c>VN</c> (cả nước).</summary>
    Nation,

    /// <summary>Province (tỉnh).</summary>
    Province,

    /// <summary>City under central government (thành phố trực thuộc trung ương): a province-level unit.</summary>
    City,

    /// <summary>Commune (xã).</summary>
    Commune,

    /// <summary>Ward (phường): the urban commune-level unit.</summary>
    Ward,

    /// <summary>Township (thị trấn): urban, abolished on 2025-07-01.</summary>
    Township,

    /// <summary>Special zone (đặc khu): not urban by default.</summary>
    SpecialZone,

    /// <summary>The ministry (Bộ Y tế); files the <c>ministry</c> form.</summary>
    Ministry,

    /// <summary>Provincial department of health (Sở Y tế); files the <c>province</c> form.</summary>
    Department,

    /// <summary>Hospital (bệnh viện), any class, owner or manager.</summary>
    Hospital,

    /// <summary>Health centre with or without beds (trung tâm y tế); not a hospital (policy Q10).</summary>
    HealthCentre,

    /// <summary>Commune health station (trạm y tế) as a legal unit; its station points are not separate.</summary>
    Station,

    /// <summary>Centre for disease control (trung tâm kiểm soát bệnh tật).</summary>
    Cdc,

    /// <summary>Clinic (phòng khám).</summary>
    Clinic,
}

/// <summary>
/// Class of a facility (hạng), a rank: special &gt; I &gt; II &gt; III &gt; IV. Circular 06/2024/TT-BYT; independent of <see cref="TechnicalLevel"/>.
/// </summary>
public enum FacilityClass
{
    /// <summary>Class IV (hạng IV), no longer given to hospitals.</summary>
    IV = 1,

    /// <summary>Class III (hạng III).</summary>
    III = 2,

    /// <summary>Class II (hạng II).</summary>
    II = 3,

    /// <summary>Class I (hạng I).</summary>
    I = 4,

    /// <summary>Special class (hạng đặc biệt).</summary>
    Special = 5,
}

/// <summary>Technical level since 2025-01-01 (cấp chuyên môn kỹ thuật), Law 15/2023/QH15. Not a class.</summary>
public enum TechnicalLevel
{
    /// <summary>Initial (ban đầu).</summary>
    Initial,

    /// <summary>Basic (cơ bản).</summary>
    Basic,

    /// <summary>Specialised (chuyên sâu).</summary>
    Specialised,
}

/// <summary>Who owns a facility.</summary>
public enum Ownership
{
    /// <summary>Public (công lập).</summary>
    Public,

    /// <summary>Private (tư nhân).</summary>
    Private,
}

/// <summary>Who manages a facility. Defence and Public Security stand outside provincial approval (policy Q28).</summary>
public enum Manager
{
    /// <summary>Ministry of Health (Bộ Y tế).</summary>
    MinistryOfHealth,

    /// <summary>Ministry of Defence (Bộ Quốc phòng).</summary>
    Defence,

    /// <summary>Ministry of Public Security (Bộ Công an).</summary>
    PublicSecurity,

    /// <summary>Another ministry (bộ, ngành khác).</summary>
    OtherMinistry,

    /// <summary>The province: department of health or people's committee (địa phương).</summary>
    Province,

    /// <summary>A private owner (tư nhân).</summary>
    Private,
}

/// <summary>What was true of a unit from one day to another. A change of any attribute makes a new version; nothing is overwritten.</summary>
/// <param name="UnitId">Internal identity, never re-used: the code and the first day it was held, <c>15@2025-07-01</c>.</param>
/// <param name="Code">The code people write. Codes can be re-used by another unit later (15 was Yên Bái, is Lào Cai): join by code <b>and</b> day.</param>
/// <param name="Name">Vietnamese name, Unicode NFC.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Class">Class; null for units that have none (stations, areas).</param>
/// <param name="Level">Technical level; null when not given.</param>
/// <param name="Ownership">Owner; null for areas and agencies.</param>
/// <param name="Manager">Manager; null for areas and agencies.</param>
/// <param name="UrbanOverride">Overrides the urban flag that the ward gives; null means: by the ward.</param>
/// <param name="UrbanReason">Why it is overridden; null exactly when <paramref name="UrbanOverride"/> is.</param>
/// <param name="ParentId">The unit it belongs to in this version; null for the nation only.</param>
/// <param name="ValidFrom">First day on which this holds.</param>
/// <param name="ValidTo">Last day on which this holds; null while it is in force.</param>
public sealed record UnitVersion(
    string UnitId,
    string Code,
    string Name,
    UnitKind Kind,
    FacilityClass? Class,
    TechnicalLevel? Level,
    Ownership? Ownership,
    Manager? Manager,
    bool? UrbanOverride,
    string? UrbanReason,
    string? ParentId,
    DateOnly ValidFrom,
    DateOnly? ValidTo)
{
    /// <summary>Whether this holds on a day.</summary>
    public bool HoldsOn(DateOnly day) => ValidFrom <= day && (ValidTo is not { } end || day <= end);

    /// <summary>Whether units of this kind file returns.</summary>
    public bool Files => Kind >= UnitKind.Ministry;

    /// <summary>Whether it is a province or a city under central government.</summary>
    public bool IsProvince => Kind is UnitKind.Province or UnitKind.City;

    /// <summary>Whether it is a commune-level area.</summary>
    public bool IsCommune => Kind is UnitKind.Commune or UnitKind.Ward or UnitKind.Township or UnitKind.SpecialZone;
}

/// <summary>One unit became (part of) another: <c>10@2008-08-01 → 15@2025-07-01</c>.</summary>
/// <param name="UnitId">The unit that ended.</param>
/// <param name="SuccessorId">The unit that carries it on.</param>
/// <param name="Since">First day of the successor.</param>
public sealed record UnitSuccession(string UnitId, string SuccessorId, DateOnly Since);

/// <summary>
/// How what was counted for one unit is shared among others, where the register alone cannot say: a unit that was divided, carried forward onto
/// its parts; or one that several were joined into, carried back onto those.
/// </summary>
/// <param name="UnitId">The unit that is shared out.</param>
/// <param name="PartId">One of its parts: it became this one, or this one became part of it; itself, where it took others in and went on.</param>
/// <param name="Since">The day of the division or the merger.</param>
/// <param name="Element">The data element that this weight is for; null: all that have none of their own.</param>
/// <param name="Weight">How much of it is this part's, against the weights of the other parts; a whole number, not negative.</param>
/// <param name="Source">Where the weight comes from: document, table, year. Never empty.</param>
public sealed record UnitSplit(string UnitId, string PartId, DateOnly Since, string? Element, long Weight, string Source);
