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
    [TestCase("rules", "try")]
    [TestCase("explain", "--indicator", "chip-id-exam", "--unit", "VN")]
    [TestCase("explain", "--return", "0000000000000", "--period", "2026-09")]
    [TestCase("explain", "--return", "0000000000000", "--cell", "A!B1", "--element", "e")]
    [TestCase("explain", "--indicator", "chip-id-exam", "--unit", "VN", "--period", "2026-09", "--all")]
    [TestCase("returns", "answer", "0000000000000", "--finding", "1")]
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
        JsonDocument.Parse(trail).RootElement.EnumerateObject().Select(p => p.Name).Take(7)
            .Should().Equal("indicator", "unit", "period", "run", "numerator", "denominator", "facilities");
        (await Run("scores", "--period", period, "--indicator", "workfiles-online-district")).Output.Should().Contain("đã kết thúc 30/06/2025");
    }

    [Test]
    public async Task A_cell_is_followed_up_to_the_scores_it_went_into_or_told_that_it_belongs_to_none()
    {
        await Run("returns", "send", At("good.xlsx"));
        await Run("score", "--period", Sample.Period.ToString());
        var (_, trail, _) = await Run("explain", "--indicator", "chip-id-exam", "--unit", "01H1", "--period", Sample.Period.ToString(), "--json");
        var filed = JsonDocument.Parse(trail).RootElement.GetProperty("facilities")[0];
        var id = filed.GetProperty("return").GetString()!;
        var cell = filed.GetProperty("cells")[0];
        var place = $"{cell.GetProperty("sheet").GetString()}!{cell.GetProperty("cell").GetString()}";

        var (traced, up, _) = await Run("explain", "--return", id, "--cell", place, "--json");

        traced.Should().Be(ExitCode.Done);
        JsonDocument.Parse(up).RootElement.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("indicator").GetString()).Should().Contain("chip-id-exam");
        (await Run("explain", "--return", id, "--all")).Output.Should().Contain("chip-id-exam").And.Contain("vào giá trị");
        (await Run("explain", "--return", "0000000000000")).Code.Should().Be(ExitCode.NotFound);
        var (nowhere, _, said) = await Run("explain", "--return", id, "--cell", "Z999");
        nowhere.Should().Be(ExitCode.NotFound);
        said.Should().Contain(place, "the cells that do belong to something are named");
    }

    [Test]
    public async Task Who_is_missing_and_whose_return_would_decide_is_printed()
    {
        var period = Sample.Period.ToString();
        await Run("returns", "send", At("good.xlsx"));
        await Run("score", "--period", period);

        (await Run("explain", "--indicator", "station-ncd", "--unit", "VN", "--period", period)).Output.Should().Contain("Còn thiếu 1 đơn vị").And.Contain("01T1");
        var (open, deciders, _) = await Run("scores", "--undecided", "--period", period, "--indicator", "station-ncd", "--json");
        open.Should().Be(ExitCode.Done);
        var undecided = JsonDocument.Parse(deciders).RootElement.GetProperty("indicators")[0];
        undecided.GetProperty("returns").EnumerateArray().Select(r => r.GetProperty("facility").GetString()).Should().Equal("01T1");
        undecided.GetProperty("targets")[0].GetProperty("decides").GetProperty("atMost").GetInt32().Should().Be(1);
        (await Run("scores", "--undecided", "--period", period)).Output.Should().Contain("01T1").And.Contain("chưa bao giờ");
    }

    [Test]
    public async Task A_rule_is_listed_tried_and_its_warning_answered()
    {
        await File.WriteAllBytesAsync(At("all-cashless.xlsx"), await Filled(("01H2", 100)));
        var (_, sent, _) = await Run("returns", "send", At("all-cashless.xlsx"), "--json");
        var file = JsonDocument.Parse(sent).RootElement[0];
        var warning = file.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("code").GetString() == "cashless-complete");
        var number = warning.GetProperty("number").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);

        var (tried, trial, _) = await Run("rules", "try", "cashless-complete", "--json");
        tried.Should().Be(ExitCode.Done);
        var rule = JsonDocument.Parse(trial).RootElement.GetProperty("rules")[0];
        var breaker = rule.GetProperty("provinces")[0].GetProperty("facilities")[0];
        (breaker.GetProperty("facility").GetString(), rule.GetProperty("broken").GetInt32()).Should().Be(("01H2", 1));
        breaker.GetProperty("values")[0].GetProperty("value").GetInt64().Should().Be(2_000_000_000);
        (await Run("rules", "try", "cashless-complete")).Output.Should().Contain("01H2").And.Contain("2.000.000.000");

        var (answered, shown, _) = await Run("returns", "answer", file.GetProperty("id").GetString()!, "--finding", number, "--reason", "Thu qua ngân hàng", "--json");
        answered.Should().Be(ExitCode.Done);
        JsonDocument.Parse(shown).RootElement.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("number").GetRawText() == number)
            .GetProperty("answer").GetProperty("text").GetString().Should().Be("Thu qua ngân hàng");
        (await Run("returns", "show", file.GetProperty("id").GetString()!)).Output.Should().Contain("Giải trình: Thu qua ngân hàng");

        var (listed, list, _) = await Run("rules", "list", "--json");
        listed.Should().Be(ExitCode.Done);
        var item = JsonDocument.Parse(list).RootElement.GetProperty("rules").EnumerateArray().Single(r => r.GetProperty("code").GetString() == "cashless-complete");
        (item.GetProperty("stage").GetString(), item.GetProperty("fired").GetInt32(), item.GetProperty("answered").GetInt32()).Should().Be(("warn", 1, 1));
        (await Run("rules", "list", "--lang", "en")).Output.Should().Contain("shadow");
        (await Run("rules", "try", "no-such-rule")).Code.Should().Be(ExitCode.NotFound);
    }

    [Test]
    public async Task A_catalogue_is_tried_before_it_is_published()
    {
        await Run("returns", "send", At("good.xlsx"));
        var json = System.Text.Json.Nodes.JsonNode.Parse(Kpi.App.Features.Indicators.ShippedCatalogue.Json())!;
        json["version"] = json["version"]!.GetValue<int>() + 1;
        json["forms"]![0]!["rules"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse(
            """{"code": "no-kiosks", "check": "kiosks_working = 0", "message": {"vi": "Sai ({0}).", "en": "Wrong ({0})."}, "stages": {"block": "2030-01-01"}}"""));
        await File.WriteAllTextAsync(At("proposed.json"), json.ToJsonString());

        var (code, output, _) = await Run("catalogue", "publish", At("proposed.json"), "--reason", "thử", "--dry-run", "--json");

        code.Should().Be(ExitCode.Done);
        var tried = JsonDocument.Parse(output).RootElement;
        tried.GetProperty("published").GetBoolean().Should().BeFalse();
        tried.GetProperty("trial").GetProperty("refused").GetInt32().Should().BePositive();
        (await Run("catalogue", "publish", At("proposed.json"), "--reason", "thử", "--dry-run", "--lang", "en")).Output
            .Should().Contain("would be refused").And.Contain("no-kiosks").And.Contain("Nothing was published");
        await Run("score", "--period", Sample.Period.ToString());
        json["indicators"]!.AsArray().Single(i => (string?)i!["code"] == "kiosks")!["active"] = false;
        await File.WriteAllTextAsync(At("proposed.json"), json.ToJsonString());
        var (done, said, _) = await Run("catalogue", "try", At("proposed.json"), "--json");
        done.Should().Be(ExitCode.Done);
        var dropped = JsonDocument.Parse(said).RootElement.GetProperty("indicators").EnumerateArray().Single();
        (dropped.GetProperty("indicator").GetString(), dropped.GetProperty("change").GetString()).Should().Be(("kiosks", "removed"));
        dropped.GetProperty("then").ValueKind.Should().Be(JsonValueKind.Null);
        (await Run("catalogue", "publish", At("proposed.json"), "--reason", "thử", "--dry-run", "--lang", "en")).Output.Should().Contain("dropped").And.Contain("Nothing was published");
        (await Run("catalogue", "try", "0000000000000")).Code.Should().Be(ExitCode.NotFound);
        (await Run("catalogue", "export")).Output.Should().NotContain("no-kiosks");
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

    private async Task<byte[]> Filled((string Facility, int Percent) one)
    {
        await using var services = Services();
        return await Sample.Filled(services, one.Facility, one.Percent);
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
