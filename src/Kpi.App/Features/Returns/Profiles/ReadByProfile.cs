using System.Collections.Immutable;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;

namespace Kpi.App.Features.Returns.Profiles;

/// <summary>Reads, in a batch, the workbooks that are no form of ours by the profiles of the units they were sent for.</summary>
public sealed class ReadByProfile(ProfileReader profiles, LabelDictionaries dictionaries, ReadInTime inTime)
{
    /// <summary>Looks up at once the profiles of every unit that the files were sent for.</summary>
    public async Task<ProfileReading> For(IReadOnlyCollection<FileToJudge> files, ReturnContext context, CancellationToken token)
    {
        var units = files.Select(f => ProfileReading.UnitOf(f, context)?.UnitId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var found = units.Count == 0 ? [] : await profiles.Standing(units, token);
        return new ProfileReading(found.ToLookup(p => p.UnitId, StringComparer.Ordinal), dictionaries.For(context.Catalogue), inTime);
    }
}

/// <summary>The profiles of a batch, ready to read by.</summary>
public sealed class ProfileReading
{
    private readonly ILookup<string, ReadingProfile> _profiles;
    private readonly LabelDictionary _dictionary;
    private readonly ReadInTime _inTime;

    internal ProfileReading(ILookup<string, ReadingProfile> profiles, LabelDictionary dictionary, ReadInTime inTime)
    {
        _profiles = profiles;
        _dictionary = dictionary;
        _inTime = inTime;
    }

    /// <summary>The unit a file was sent for: as stated, else the one unit for which its sender may send.</summary>
    internal static Domain.Units.UnitVersion? UnitOf(FileToJudge file, ReturnContext context) =>
        CodeOf(file) is { } code ? context.On(Period.TryParse(file.Stated.Period, out var period) ? period.LastDay : context.Today).ByCode(code) : null;

    /// <summary>The sheet as its profile reads it, and the profile; the sheet as it was where there is none.</summary>
    public (ReturnSheet Sheet, long? Profile) Read(FileToJudge file, ReturnSheet foreign, ReturnContext context, CancellationToken token) =>
        _inTime.Within<(ReturnSheet, long?)>(either => Sheet(file, foreign, context, either), static late => (late, null), token);

    private (ReturnSheet Sheet, long? Profile) Sheet(FileToJudge file, ReturnSheet foreign, ReturnContext context, CancellationToken token)
    {
        var code = CodeOf(file);
        if (code is null) return (foreign, null);
        var unit = UnitOf(file, context);
        Period? stated = Period.TryParse(file.Stated.Period, out var said) ? said : null;
        var mine = unit is null ? [] : _profiles[unit.UnitId].ToList();
        var catalogue = context.Catalogue;
        var wanted = file.Stated.Form ?? (unit is null ? null : catalogue.FormFor(unit.Kind, stated ?? Period.Containing(context.Today, PeriodKind.Month))?.Code);
        if (wanted is null || !mine.Exists(p => p.Form == wanted))
        {
            var unread = Refused(RefusalReasons.WrongForm, "#no-profile", code) with { IsForeign = true };
            return (unread, null);
        }

        if (file.Stated.Period is not null && stated is null) return (Refused(RefusalReasons.WrongPeriod, "#stated-no-period", file.Stated.Period), null);
        var (sheets, persons, refusal) = ForeignWorkbook.Read(file.Bytes, token);
        if (refusal is not null) return (new ReturnSheet(null, [], [refusal]), null);
        var title = ProposeLines.FilePeriod(sheets);
        if ((stated ?? title) is not { } period) return (Refused(RefusalReasons.WrongPeriod, "#not-stated"), null);
        // A title of a longer period is right over columns that name its months; over others the columns themselves do not fit.
        if (SheetPeriod.OtherThan(sheets, period) is { } other)
            return (Refused(RefusalReasons.WrongPeriod, "#title-disagrees", period.ToString(), other), null);
        var form = catalogue.FormFor(wanted, period) ?? catalogue.Forms.Where(f => f.Code == wanted).MaxBy(f => f.Version);
        if (form is null || ReadingProfile.For(mine.Where(p => p.Form == wanted), period) is not { } profile) return (Refused(RefusalReasons.WrongForm, "#no-profile", code), null);
        var asked = form.Fields.Select(f => f.Element).ToHashSet(StringComparer.Ordinal);
        var content = profile.Content with { Lines = [.. profile.Content.Lines.Where(l => asked.Contains(l.Element))] };
        var fitting = new ProfileFitting(sheets, content, catalogue, _dictionary, period, token);
        var (inputs, misfits) = fitting.Read();
        ImmutableArray<StatedPercentage> percentages = misfits.IsEmpty ? fitting.Percentages(inputs) : [];
        if (misfits.IsEmpty) misfits = [.. fitting.Warnings, .. persons];
        var header = new ReturnHeader(wanted, form.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), code, period.ToString(), null, null) { Profile = profile.Version };
        return (new ReturnSheet(header, inputs, misfits) { Percentages = percentages }, profile.Id);
    }

    private static string? CodeOf(FileToJudge file) =>
        file.Stated.Facility is { Length: > 0 } stated ? stated
        : file.RequiredFacility is { Length: > 0 } only && !only.Contains(' ', StringComparison.Ordinal) ? only
        : null;

    private static ReturnSheet Refused(string code, params string[] arguments) => new(null, [], [Finding.OfFile(code, Severity.Error, arguments)]);
}

/// <summary>The label dictionary over each catalogue that was asked for; making one costs some milliseconds.</summary>
public sealed class LabelDictionaries
{
    private LabelDictionary? _last;
    private Catalogue? _of;
    private readonly Lock _gate = new();

    internal LabelDictionary For(Catalogue catalogue)
    {
        lock (_gate)
        {
            if (_last is null || !ReferenceEquals(_of, catalogue)) (_of, _last) = (catalogue, LabelDictionary.For(catalogue));
            return _last;
        }
    }
}
