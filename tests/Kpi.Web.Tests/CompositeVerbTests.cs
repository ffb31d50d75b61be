using System.Text.Json;
using FluentAssertions;
using Kpi.App;
using Kpi.App.Features.Indicators;
using Kpi.Cli;
using Kpi.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary><c>kpi scores --composite</c>, as typed.</summary>
[TestFixture]
public sealed class CompositeVerbTests
{
    private static readonly string[] Asked = ["scores", "--period", Sample.Period.ToString(), "--composite", SampleComposite.Code];
    private string _data = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _data = Directory.CreateTempSubdirectory("kpi-composite-verbs-").FullName;
        (await Run("migrate")).Code.Should().Be(ExitCode.Done);
        var configuration = new Kpi.Hosting.HostSettings(_data, null).Build();
        await using var services = new ServiceCollection().AddLogging().AddKpi(configuration).BuildServiceProvider();
        await Sample.Import(services, "01");
        (await services.GetRequiredService<PublishCatalogue>().Run(SampleComposite.Catalogue(), "thử", null, Sample.Actor, CancellationToken.None)).Problem.Should().BeNull();
        await Sample.Send(services, [("01H1", 90), ("01H2", 60)]);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    public async Task Facilities_of_a_province_are_ranked_with_their_stability()
    {
        var (code, output, _) = await Run([.. Asked, "--level", "facility", "--unit", "01", "--stability", "--json"]);
        code.Should().Be(ExitCode.Done);
        var document = JsonDocument.Parse(output).RootElement;
        document.GetProperty("draws").GetInt32().Should().Be(10_000);
        document.GetProperty("units").EnumerateArray().Select(u => u.GetProperty("unit").GetString()).Should().StartWith(["01H1", "01H2"]);
        (await Run([.. Asked, "--level", "facility", "--stability"])).Output.Should().Contain("01H1").And.Contain("01T1");
    }

    [Test]
    public async Task A_unit_shows_what_its_figure_is_made_of()
    {
        var (code, output, _) = await Run([.. Asked, "--unit", "01H1", "--lang", "en"]);
        code.Should().Be(ExitCode.Done);
        output.Should().Contain("rank 1 of 2");
    }

    [Test]
    public async Task Other_weights_are_tried_and_stand_beside_the_official_ranks()
    {
        var file = Path.Combine(_data, "weights.json");
        await File.WriteAllTextAsync(file, """{"composites": [{"code": "digital-care", "mean": "geometric", "groups": [{"code": "payment", "weight": 9}]}]}""");
        (await Run("score", "--period", Sample.Period.ToString(), "--what-if", file, "--name", "trọng số khác")).Code.Should().Be(ExitCode.Done);
        var scenario = JsonDocument.Parse((await Run("scenarios", "list", "--json")).Output).RootElement.GetProperty("scenarios")[0].GetProperty("id").GetString()!;

        var (code, output, _) = await Run("scenarios", "show", scenario, "--unit", "01", "--stability", "--json");

        code.Should().Be(ExitCode.Done);
        var list = JsonDocument.Parse(output).RootElement.GetProperty("beside")[0].GetProperty("composites").EnumerateArray().Single();
        (list.GetProperty("level").GetString(), list.GetProperty("within").GetString(), list.GetProperty("draws").GetInt32()).Should().Be(("facility", "01", 10_000));
        var first = list.GetProperty("units")[0];
        first.GetProperty("unit").GetString().Should().Be("01H1");
        first.GetProperty("official").GetProperty("figure").GetString().Should().NotBe(first.GetProperty("trial").GetProperty("figure").GetString());
        first.GetProperty("trial").GetProperty("stability").GetProperty("same").GetInt32().Should().BePositive();
        (await Run("scenarios", "show", scenario, "--unit", "01", "--lang", "en")).Output.Should().Contain("rank 1").And.Contain("01H2");
    }

    [TestCase("--composite", "nope")]
    [TestCase("--composite", "digital-care", "--unit", "99X")]
    [TestCase("--composite", "digital-care", "--level", "nation")]
    public async Task What_is_not_there_is_exit_4(params string[] more)
    {
        var (code, output, error) = await Run(["scores", "--period", Sample.Period.ToString(), .. more]);
        code.Should().Be(ExitCode.NotFound);
        output.Should().BeEmpty();
        error.Should().Contain("Lỗi: ").And.Contain("Error: ");
    }

    [Test]
    public async Task A_level_that_is_none_is_bad_usage() => (await Run([.. Asked, "--level", "street"])).Code.Should().Be(ExitCode.Usage);

    private async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var code = await CommandLine.Run([.. args, "--data", _data], new Terminal(output, error, false, false), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
