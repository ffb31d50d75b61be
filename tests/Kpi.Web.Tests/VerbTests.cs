using System.Text.Json;
using FluentAssertions;
using Kpi.App;
using Kpi.Cli;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

[TestFixture]
public sealed class VerbTests
{
    private string _data = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _data = Directory.CreateTempSubdirectory("kpi-verbs-").FullName;
        (await Run("migrate")).Code.Should().Be(ExitCode.Done);
        await using var services = Services();
        await Sample.Import(services, "01");
        await File.WriteAllBytesAsync(At("good.xlsx"), await Sample.Filled(services, "01H1", 90));
        await File.WriteAllTextAsync(At("bad.xlsx"), "not a workbook");
    }

    [OneTimeTearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    [TestCase("nonsense")]
    [TestCase("score")]
    [TestCase("score", "--period", "2026-13")]
    [TestCase("scores", "--period", "2026-09", "--lang", "fr")]
    [TestCase("returns", "send")]
    [TestCase("form", "--facility", "01H1", "--period", "2026-09")]
    public async Task Bad_usage_is_exit_2_with_the_usage_on_the_error_stream(params string[] args)
    {
        var (code, output, error) = await Run(args);
        code.Should().Be(ExitCode.Usage);
        output.Should().BeEmpty();
        error.Should().Contain("Usage:");
    }

    [Test]
    public async Task Sending_prints_one_line_per_file_and_goes_on_after_a_refused_one()
    {
        var (code, output, _) = await Run("returns", "send", At("bad.xlsx"), At("good.xlsx"), "--json");
        code.Should().Be(ExitCode.Refused);
        var files = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        files.Select(f => f.GetProperty("state").GetString()).Should().Equal("refused", "accepted");
        files[0].EnumerateObject().Select(p => p.Name).Should().Equal("path", "id", "sha256", "state", "facility", "period", "version", "findings");
        files[1].GetProperty("facility").GetString().Should().Be("01H1");

        var (again, same, _) = await Run("returns", "send", At("good.xlsx"), "--json");
        again.Should().Be(ExitCode.Done);
        JsonDocument.Parse(same).RootElement[0].GetProperty("id").GetString().Should().Be(files[1].GetProperty("id").GetString());
    }

    [Test]
    public async Task A_return_is_written_back_with_its_findings()
    {
        var (_, sent, _) = await Run("returns", "send", At("bad.xlsx"), At("good.xlsx"), "--json");
        foreach (var id in JsonDocument.Parse(sent).RootElement.EnumerateArray().Select(f => f.GetProperty("id").GetString()!))
        {
            var (code, output, _) = await Run("returns", "annotate", id, "--out", At("marked.xlsx"), "--json");
            code.Should().Be(ExitCode.Done);
            JsonDocument.Parse(output).RootElement.GetProperty("path").GetString().Should().Be(At("marked.xlsx"));
            App.Platform.Workbooks.XlsxReader.ReadTable(await File.ReadAllBytesAsync(At("marked.xlsx")), CancellationToken.None).Sheet.Should().Be("Kết quả kiểm tra");
        }

        (await Run("returns", "annotate", "0000000000000", "--out", At("none.xlsx"))).Code.Should().Be(ExitCode.NotFound);
    }

    [Test]
    public async Task A_score_is_made_printed_and_explained()
    {
        await Run("returns", "send", At("good.xlsx"));
        var period = Sample.Period.ToString();
        var (made, run, _) = await Run("score", "--period", period, "--json");
        made.Should().Be(ExitCode.Done);
        JsonDocument.Parse(run).RootElement.GetProperty("hash").GetString().Should().HaveLength(64);

        var (printed, table, _) = await Run("scores", "--period", period, "--unit", "01H1");
        printed.Should().Be(ExitCode.Done);
        table.Should().Contain("90,0 %");

        var (explained, trail, _) = await Run("explain", "--indicator", "chip-id-exam", "--unit", "VN", "--period", period, "--json");
        explained.Should().Be(ExitCode.Done);
        var facility = JsonDocument.Parse(trail).RootElement.GetProperty("facilities")[0];
        facility.GetProperty("facility").GetString().Should().Be("01H1");
        facility.GetProperty("cells").GetArrayLength().Should().BeGreaterThan(0);
    }

    [TestCase(ExitCode.NotFound, "returns", "show", "0000000000000")]
    [TestCase(ExitCode.NotFound, "returns", "send", "/no/such/file.xlsx")]
    [TestCase(ExitCode.NotFound, "scores", "--period", "1999-01")]
    [TestCase(ExitCode.NotFound, "units", "import", "/no/such/file.csv")]
    [TestCase(ExitCode.Refused, "worker")]
    public async Task A_problem_becomes_its_exit_code_and_two_sentences(int expected, params string[] args)
    {
        var (code, output, error) = await Run(args);
        code.Should().Be(expected);
        output.Should().BeEmpty();
        error.Should().Contain("Lỗi: ").And.Contain("Error: ").And.NotContain("   at ");
    }

    [Test]
    public async Task A_register_with_a_bad_row_is_refused_whole_with_the_row()
    {
        var path = At("bad.csv");
        await File.WriteAllTextAsync(path, "code,name,kind,class,level,ownership,manager,urban,parent,valid_from,valid_to\nX1,Nowhere,castle,,,,,,01,2025-07-01,\n");
        var (code, _, error) = await Run("units", "import", path);
        code.Should().Be(ExitCode.Refused);
        error.Should().Contain("castle");
    }

    [Test]
    public async Task A_database_that_is_none_is_said_plainly()
    {
        var folder = Directory.CreateTempSubdirectory("kpi-broken-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "kpi.db"), new string('x', 8192));
        var (code, _, error) = await RunIn(folder, "units", "list");
        code.Should().Be(ExitCode.Unavailable);
        error.Should().Contain("sao lưu").And.NotContain("   at ");
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_cancelled_verb_ends_politely()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var error = new StringWriter();
        var code = await CommandLine.Run(
            ["units", "list", "--data", _data], new Terminal(new StringWriter(), error, false, false), stopped.Token);
        code.Should().Be(ExitCode.Failed);
        error.ToString().Should().NotContain("   at ");
    }

    [Test]
    public async Task The_doctor_masks_secrets()
    {
        var (code, output, _) = await Run("doctor", "--connection", "Server=127.0.0.1,1;Password=hunter2;Connect Timeout=1", "--json");
        code.Should().Be(ExitCode.Unavailable);
        output.Should().NotContain("hunter2").And.Contain("Password=***");
    }

    [Test]
    public async Task Verify_walks_the_audit_chain()
    {
        var (code, output, _) = await Run("verify", "--json");
        code.Should().Be(ExitCode.Done);
        JsonDocument.Parse(output).RootElement.GetProperty("audit").GetProperty("whole").GetBoolean().Should().BeTrue();
    }

    private string At(string name) => Path.Combine(_data, name);

    private Task<(int Code, string Output, string Error)> Run(params string[] args) => RunIn(_data, args);

    private static async Task<(int Code, string Output, string Error)> RunIn(string data, params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var code = await CommandLine.Run([.. args, "--data", data], new Terminal(output, error, false, false), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private ServiceProvider Services()
    {
        var configuration = new Kpi.Hosting.HostSettings(_data, null).Build();
        return new ServiceCollection().AddLogging().AddKpi(configuration).BuildServiceProvider();
    }
}
