using System.Text.Json;
using FluentAssertions;
using Kpi.App;
using Kpi.Cli;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary><c>kpi forecast</c> and <c>kpi warnings</c>, as typed.</summary>
[TestFixture]
public sealed class ForecastVerbTests
{
    private string _data = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _data = Directory.CreateTempSubdirectory("kpi-forecast-verbs-").FullName;
        (await Run("migrate")).Code.Should().Be(ExitCode.Done);
        var configuration = new Kpi.Hosting.HostSettings(_data, null).Build();
        await using var services = new ServiceCollection().AddLogging().AddKpi(configuration).BuildServiceProvider();
        await Sample.Import(services, "01");
        await Sample.Send(services, [("01H1", 90)]);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    public async Task A_forecast_that_abstains_is_done_and_says_why()
    {
        var (code, output, _) = await Run("forecast", "--indicator", "cashless-urban-share", "--unit", "01H1");
        code.Should().Be(ExitCode.Done);
        output.Should().Contain("Không dự báo: mới có 1 tháng đủ số liệu, cần ít nhất 4.");
        var (_, json, _) = await Run("forecast", "--indicator", "cashless-urban-share", "--unit", "01H1", "--json");
        JsonDocument.Parse(json).RootElement.GetProperty("abstained").GetProperty("reason").GetString().Should().Be("too-short");
    }

    [Test]
    public async Task Warnings_say_how_much_was_looked_at()
    {
        var (code, output, _) = await Run("warnings", "--period", Sample.Period.ToString(), "--json");
        code.Should().Be(ExitCode.Done);
        var document = JsonDocument.Parse(output).RootElement;
        document.EnumerateObject().Select(p => p.Name).Should().Equal("period", "unit", "returns", "figures", "total", "warnings");
        document.GetProperty("returns").GetInt32().Should().Be(1);
        document.GetProperty("figures").GetInt32().Should().BeGreaterThan(10);
    }

    [TestCase("forecast", "--indicator", "nope", "--unit", "VN")]
    [TestCase("forecast", "--indicator", "ehr-coverage", "--unit", "99X")]
    [TestCase("forecast", "--indicator", "ehr-coverage", "--unit", "VN", "--set", "nope")]
    [TestCase("warnings", "--period", "2019-01")]
    [TestCase("warnings", "--period", "2019-01", "--unit", "99X")]
    public async Task What_is_not_there_is_exit_4_in_both_languages(params string[] args)
    {
        var (code, output, error) = await Run(args);
        code.Should().Be(ExitCode.NotFound);
        output.Should().BeEmpty();
        error.Should().Contain("Lỗi: ").And.Contain("Error: ");
    }

    [TestCase("forecast", "--unit", "VN")]
    [TestCase("warnings")]
    [TestCase("warnings", "--period", "2026-13")]
    public async Task What_is_missing_is_bad_usage(params string[] args) => (await Run(args)).Code.Should().Be(ExitCode.Usage);

    [Test]
    public async Task A_quarter_has_no_warnings_of_its_own()
    {
        var (code, _, error) = await Run("warnings", "--period", "2026Q3");
        code.Should().Be(ExitCode.Refused);
        error.Should().Contain("2026-09");
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var code = await CommandLine.Run([.. args, "--data", _data], new Terminal(output, error, false, false), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
