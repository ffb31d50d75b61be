using System.Text;
using Kpi.App.Features.Indicators;
using Kpi.App.Features.Returns;
using Kpi.App.Features.Units;
using Kpi.App.Platform;
using Kpi.Domain.Periods;
using Microsoft.Extensions.DependencyInjection;

namespace Kpi.TestKit;

/// <summary>A world with the shipped catalogue and a small register: hospitals BV1 to BV4 and stations TX1, TX2 of a ward of Hà Nội.</summary>
public sealed class ReturnsWorld : IAsyncDisposable
{
    public const string Register = """
        code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to
        P0001,Phường Hàng Trống,ward,,,,,,01,2025-07-01,
        BV1,Bệnh viện Một,hospital,I,specialised,public,province,,P0001,2025-07-01,
        BV2,Bệnh viện Hai,hospital,II,basic,public,province,,P0001,2025-07-01,
        BV3,Bệnh viện Ba,hospital,III,basic,private,private,,P0001,2025-07-01,
        BV4,Bệnh viện Bốn,hospital,II,basic,public,province,,P0001,2025-07-01,
        TX1,Trạm y tế Một,station,,initial,public,province,,P0001,2025-07-01,
        TX2,Trạm y tế Hai,station,,initial,public,province,,P0001,2025-07-01,

        """;

    /// <summary>The month before the world begins.</summary>
    public static readonly Period September = Period.Month(2026, 9);

    private ReturnsWorld(World world) => World = world;

    public World World { get; }

    public ReceiveReturn Door => World.Get<ReceiveReturn>();

    public ReturnReader Reader => World.Get<ReturnReader>();

    public static Task<ReturnsWorld> New() => New(new Dictionary<string, string?>(), _ => { });

    public static async Task<ReturnsWorld> New(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> configure)
    {
        var world = new ReturnsWorld(await World.New(settings, configure));
        await world.World.Get<PublishCatalogue>().EnsureShipped(CancellationToken.None);
        await world.Import(Register);
        return world;
    }

    public async Task Import(string csv) =>
        _ = (await World.Get<ImportUnits>().Run("units.csv", Encoding.UTF8.GetBytes(csv), false, World.Actor, CancellationToken.None)).Value;

    /// <summary>Good values for every line of a unit's form, with some replaced; null leaves a line empty.</summary>
    public async Task<byte[]> Filled(string facility, Period period, params (string Element, object? Value)[] different)
    {
        var catalogue = await World.Get<CatalogueReader>().Current(CancellationToken.None);
        var form = (await World.Get<IssueForm>().Run(null, facility, period, CancellationToken.None)).Value;
        var unit = (await World.Get<UnitReader>().On(period.LastDay, CancellationToken.None)).ByCode(facility)!;
        var values = catalogue.FormFor(unit.Kind, period)!.Fields.ToDictionary(f => f.Element, f => Usual(f.Element));
        foreach (var (element, value) in different)
        {
            if (value is null) values.Remove(element);
            else values[element] = value;
        }

        return ReturnFormWorkbook.Fill(form.Bytes, values);
    }

    public IncomingFile File(string name, byte[] bytes, string? requiredFacility = null) => new(name, bytes, "api", World.Actor.Name, requiredFacility);

    /// <summary>Sends one file; its receipt.</summary>
    public async Task<Receipt> Send(byte[] bytes, string name = "return.xlsx", string? requiredFacility = null) =>
        (await Door.Run([File(name, bytes, requiredFacility)], World.Actor, CancellationToken.None))[0].Value;

    public Task<int> Process(int batch = 400) => World.Get<ProcessReturns>().Run(batch, World.Actor, CancellationToken.None);

    /// <summary>Sends, judges and shows one file.</summary>
    public async Task<ReturnDetail> Judge(byte[] bytes, string? requiredFacility = null)
    {
        var receipt = await Send(bytes, requiredFacility: requiredFacility);
        await Process();
        return (await Reader.Get(receipt.Id, CancellationToken.None))!;
    }

    public static string Show(ReturnDetail detail) => $"{Ids.Show(detail.Summary.Id)} {detail.Summary.State}: {string.Join("; ", detail.Findings)}";

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private static object Usual(string element) => element switch
    {
        "fees_total_vnd" => 2_500_000_000L,
        "fees_cashless_vnd" => 1_300_000_000L,
        "emr_level" => 3L,
        "it_level_54" => 6L,
        "plan_signed_on" => new DateOnly(2024, 6, 30),
        "cashless_accepted" or "paperless_exam" or "ncd_prevention" or "ncd_management" or "ncd_treatment" => true,
        _ when element.EndsWith("_total", StringComparison.Ordinal) || element.EndsWith("_issued", StringComparison.Ordinal)
            || element.EndsWith("_required", StringComparison.Ordinal) => 200L,
        "systems_in_use" or "cases_notifiable" or "insured_visits" => 150L,
        _ => 100L,
    };
}
