using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kpi.App.Platform.Workbooks;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Kpi.Domain.Returns;
using Kpi.Domain.Units;

namespace Kpi.App.Features.Returns;

/// <summary>Issues the Excel form that a unit fills in.</summary>
public static class ReturnFormWorkbook
{
    private static readonly ConditionalWeakTable<Catalogue, ConcurrentDictionary<(string, int, string), Lazy<byte[]>>> Skeletons = [];

    /// <summary>A blank form for one unit and period. The same arguments give the same bytes.</summary>
    /// <param name="last">The unit's last return of this form, shown beside the cells; null where there is none.</param>
    public static byte[] Blank(
        Catalogue catalogue, Form form, UnitVersion unit, Period period, DateOnly issued, byte[] sealKey, PastReturn? last = null)
    {
        // A form looks alike in all periods in which the same rules stand in the same stages.
        var rules = string.Join(' ', FormSkeletonWorkbook.RulesOn(form, period.LastDay).Select(r => $"{r.Rule.Code}:{r.Stage}"));
        var skeleton = Skeletons.GetOrCreateValue(catalogue)
            .GetOrAdd((form.Code, form.Version, rules), _ => new Lazy<byte[]>(() => FormSkeletonWorkbook.Build(catalogue, form, period.LastDay))).Value;
        var header = new ReturnHeader(
            form.Code, form.Version.ToString(CultureInfo.InvariantCulture), unit.Code, period.ToString(),
            issued.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null);
        string[] lines = [header.Form!, header.Version!, header.Facility!, header.Period!, header.Issued!, FormSeal.Of(header, sealKey)];
        var patches = new List<XlsxPatch>
        {
            new(FormLayout.MainSheet, FormSkeletonWorkbook.UnitCell, $"{unit.Name} ({unit.Code})"),
            new(FormLayout.MainSheet, FormSkeletonWorkbook.PeriodCell, Shown(period)),
            new(FormLayout.MainSheet, FormSkeletonWorkbook.IssuedCell, string.Create(CultureInfo.InvariantCulture, $"Phát hành / Issued: {issued:dd/MM/yyyy}")),
            new(FormLayout.MainSheet, FormSkeletonWorkbook.DueCell, string.Create(CultureInfo.InvariantCulture, $"Hạn nộp / Due: {catalogue.DueDay(form, period):dd/MM/yyyy}")),
        };
        for (var i = 0; i < lines.Length; i++) patches.Add(new XlsxPatch(ReturnWorkbook.HeaderSheet, FormSkeletonWorkbook.Header[i].Cell, lines[i]));
        if (last is not null) ShowLast(catalogue, form, last, patches);
        return XlsxPatcher.Apply(skeleton, patches);
    }

    private static void ShowLast(Catalogue catalogue, Form form, PastReturn last, List<XlsxPatch> patches)
    {
        patches.Add(new(FormLayout.MainSheet, FormSkeletonWorkbook.LastTitleCell, $"Kỳ trước / Last:\n{last.Period}"));
        foreach (var field in form.Fields)
        {
            var place = catalogue.IndexOf(field.Element);
            if (place < 0 || place >= last.Values.Length || last.Values[place] is not { } value) continue;
            patches.Add(new(FormLayout.MainSheet, FormSkeletonWorkbook.LastCell(form, field.Element), catalogue.Elements[place].Kind switch
            {
                ElementKind.YesNo => value == 1 ? "Có" : "Không",
                ElementKind.Date => DateNumber.ToDay(value),
                _ => (object)value,
            }));
        }
    }

    /// <summary>Fills a form as an office program would. Values are long, string, bool or DateOnly, by element.</summary>
    public static byte[] Fill(byte[] blank, IReadOnlyDictionary<string, object> values)
    {
        var patches = new List<XlsxPatch>(values.Count);
        using (var reader = new XlsxReader(blank, XlsxLimits.Default, CancellationToken.None))
        {
            var places = reader.Names.Where(n => n.Name.StartsWith(ReturnWorkbook.NamePrefix, StringComparison.Ordinal))
                .ToDictionary(n => n.Name, n => n.RefersTo, StringComparer.Ordinal);
            foreach (var (element, value) in values)
            {
                if (!places.TryGetValue(ReturnWorkbook.NamePrefix + element, out var place)
                    || !XlsxAddress.TryReadReference(place, out var sheet, out var row, out var column))
                {
                    throw new InvalidOperationException($"The form has no cell for '{element}'.");
                }

                patches.Add(new XlsxPatch(sheet, XlsxAddress.Of(row, column), value is bool yes ? (yes ? "Có" : "Không") : value));
            }
        }

        return XlsxPatcher.Apply(blank, patches);
    }

    private static string Shown(Period period) => period.Kind switch
    {
        PeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"Tháng {period.Number:00}/{period.Year} · {period}"),
        PeriodKind.Quarter => $"Quý {period.Number}/{period.Year} · {period}",
        PeriodKind.Half => $"{(period.Number == 1 ? "6 tháng đầu" : "6 tháng cuối")} năm {period.Year} · {period}",
        _ => $"Năm {period}",
    };
}
