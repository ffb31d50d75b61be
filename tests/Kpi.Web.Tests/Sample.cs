using System.Globalization;
using System.Text;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Scoring;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Indicators;
using Kpi.Domain.Periods;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.Web.Tests;

/// <summary>A few synthetic units in some provinces, and returns of them filled so that they pass every rule.</summary>
internal static class Sample
{
    public static Actor Actor { get; } = new("test");

    /// <summary>The last month that can be filed in full.</summary>
    public static Period Period { get; } = Period.Containing(BusinessDay.Today(TimeProvider.System), PeriodKind.Month).Previous;

    public static async Task Import(IServiceProvider services, params string[] provinces)
    {
        var csv = new StringBuilder("code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\n");
        foreach (var p in provinces)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{p}W1,Phường Trung Tâm,ward,,,,,,{p},2025-07-01,\n");
            csv.Append(CultureInfo.InvariantCulture, $"{p}C1,Xã Bình An,commune,,,,,,{p},2025-07-01,\n");
            csv.Append(CultureInfo.InvariantCulture, $"{p}S1,Sở Y tế {p},department,,,public,province,,{p},2025-07-01,\n");
            csv.Append(CultureInfo.InvariantCulture, $"{p}H1,Bệnh viện Đa khoa tỉnh {p},hospital,I,specialised,public,province,,{p}W1,2025-07-01,\n");
            csv.Append(CultureInfo.InvariantCulture, $"{p}H2,Bệnh viện Đa khoa khu vực {p},hospital,II,basic,public,province,,{p}C1,2025-07-01,\n");
            csv.Append(CultureInfo.InvariantCulture, $"{p}T1,Trạm Y tế Bình An {p},station,,initial,public,province,,{p}C1,2025-07-01,\n");
        }

        _ = (await services.GetRequiredService<ImportUnits>().Run(
            "register.csv", Encoding.UTF8.GetBytes(csv.ToString()), false, Actor, CancellationToken.None)).Value;
    }

    public static async Task<byte[]> Blank(IServiceProvider services, string facility) =>
        (await services.GetRequiredService<IssueForm>().Run(null, facility, Period, CancellationToken.None)).Value.Bytes;

    /// <summary>A return in which every part is a given share of its whole.</summary>
    public static async Task<byte[]> Filled(IServiceProvider services, string facility, int percent)
    {
        var catalogue = await services.GetRequiredService<CatalogueReader>().Current(CancellationToken.None);
        var day = await services.GetRequiredService<UnitReader>().On(Period.LastDay, CancellationToken.None);
        var form = catalogue.FormFor(day.ByCode(facility)!.Kind, Period)!;
        return ReturnFormWorkbook.Fill(await Blank(services, facility), Values(catalogue, form, percent));
    }

    /// <summary>Sends returns through the one door, judges them and scores the period.</summary>
    public static async Task Send(IServiceProvider services, IReadOnlyList<(string Facility, int Percent)> filed)
    {
        var files = new List<IncomingFile>();
        foreach (var (facility, percent) in filed)
            files.Add(new IncomingFile($"{facility}.xlsx", await Filled(services, facility, percent), "api", "test", null));
        await services.GetRequiredService<ReceiveReturn>().Run(files, Actor, CancellationToken.None);
        await services.GetRequiredService<ProcessReturns>().Run(100, Actor, CancellationToken.None);
        _ = (await services.GetRequiredService<ScorePeriod>().Run(ScoreRequest.Due(Period), Actor, CancellationToken.None)).Value;
    }

    private static Dictionary<string, object> Values(Catalogue catalogue, Form form, int percent)
    {
        var wholes = form.Rules.Select(r => r.Check.Text.Split(" <= "))
            .Where(sides => sides.Length == 2 && sides.All(s => catalogue.Element(s) is not null))
            .ToLookup(sides => sides[0], sides => sides[1], StringComparer.Ordinal);
        return form.Fields.Select(f => catalogue.Element(f.Element)!).ToDictionary(e => e.Code, Value, StringComparer.Ordinal);

        object Value(DataElement element) => element.Kind switch
        {
            ElementKind.YesNo => percent >= 70,
            ElementKind.Date => new DateOnly(2023, 5, 15),
            ElementKind.Level => element.Max * percent / 100,
            _ => Number(element),
        };

        long Number(DataElement element) => wholes.Contains(element.Code)
            ? wholes[element.Code].Min(w => Number(catalogue.Element(w)!)) * percent / 100
            // Three lines with one number would be doubted.
            : element.Code == "telehealth_visits" ? 300
            : Math.Clamp(element.Kind == ElementKind.Amount ? 2_000_000_000 : 400, element.Min, element.Max);
    }
}
