using System.Text.Json;
using FluentAssertions;
using Kpi.App;
using Kpi.App.Features.Identity;
using Kpi.App.Platform;
using Kpi.Cli;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Kpi.Web.Tests;

/// <summary>The life of a return from the command line, as its operator and for persons.</summary>
[TestFixture]
public sealed class ReturnLifeVerbTests
{
    private string _data = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _data = Directory.CreateTempSubdirectory("kpi-life-verbs-").FullName;
        (await Run("migrate")).Code.Should().Be(ExitCode.Done);
        var configuration = new Kpi.Hosting.HostSettings(_data, null).Build();
        await using var services = new ServiceCollection().AddLogging().AddKpi(configuration).BuildServiceProvider();
        await Sample.Import(services, "01", "48");
        foreach (var percent in (int[])[90, 80]) await File.WriteAllBytesAsync(At($"{percent}.xlsx"), await Sample.Filled(services, "01H1", percent));
        await File.WriteAllTextAsync(At("minh chứng.pdf"), "%PDF-1.7");
        var users = services.GetRequiredService<ManageUsers>();
        foreach (var (login, role, unit) in new[] { ("reviewer", "reviewer", "01"), ("elsewhere", "reviewer", "48"), ("clerk", "submitter", "01H1") })
            _ = (await users.Add(login, login, [new GrantRequest(role, unit)], new Actor("test"), CancellationToken.None)).Value;
    }

    [OneTimeTearDown]
    public void Remove()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    public async Task A_return_is_checked_sent_compared_asked_about_and_reviewed()
    {
        var (tried, verdict) = await Run("returns", "check", At("90.xlsx"), "--json");
        tried.Should().Be(ExitCode.Done);
        JsonDocument.Parse(verdict).RootElement[0].GetProperty("state").GetString().Should().Be("accepted");
        (await Run("returns", "list", "--json")).Output.Should().NotContain("01H1", "nothing was kept");
        var first = await Send("90.xlsx");
        (await Run("returns", "approve", first, "--as", "elsewhere")).Code.Should().Be(ExitCode.NotFound);
        (await Run("returns", "approve", first, "--as", "clerk")).Code.Should().Be(ExitCode.Refused);
        (await Run("returns", "approve", first, "--as", "nobody")).Code.Should().Be(ExitCode.NotFound);
        (await Run("returns", "approve", first, "--as", "reviewer")).Code.Should().Be(ExitCode.Done);

        var second = await Send("80.xlsx");
        var shown = JsonDocument.Parse((await Run("returns", "show", second, "--json")).Output).RootElement;
        shown.GetProperty("changedSinceApproval").GetBoolean().Should().BeTrue();
        var difference = JsonDocument.Parse((await Run("returns", "diff", second, "--json")).Output).RootElement;
        (difference.GetProperty("before").GetString(), difference.GetProperty("changes").GetArrayLength() > 0).Should().Be((first, true));
        var asked = JsonDocument.Parse((await Run("returns", "ask", second, "--text", "Vì sao giảm?", "--as", "reviewer", "--json")).Output).RootElement;
        (await Run("returns", "answer", asked.GetProperty("id").GetString()!, "--text", "Đã gộp", "--as", "clerk")).Output.Should().Contain("đã trả lời");
        (await Run("returns", "attach", second, At("minh chứng.pdf"), "--as", "reviewer")).Code.Should().Be(ExitCode.Refused);
        var piece = JsonDocument.Parse((await Run("returns", "attach", second, At("minh chứng.pdf"), "--as", "clerk", "--json")).Output).RootElement;
        (await Run("returns", "evidence-file", piece.GetProperty("id").GetString()!, "--out", At("lấy về.pdf"))).Code.Should().Be(ExitCode.Done);
        (await File.ReadAllTextAsync(At("lấy về.pdf"))).Should().Be("%PDF-1.7");

        (await Run("returns", "send-back", second, "--at", "systems_in_use=Thiếu PACS", "--as", "reviewer")).Code.Should().Be(ExitCode.Done);
        var history = JsonDocument.Parse((await Run("returns", "history", second, "--json")).Output).RootElement.GetProperty("versions");
        history.EnumerateArray().Select(v => v.GetProperty("standing").GetString()).Should().Equal("counts", "sent-back");
        (await Run("returns", "show", second)).Output.Should().Contain("Thiếu PACS");
        (await Run("verify", "--json")).Code.Should().Be(ExitCode.Done);
    }

    [TestCase("returns", "approve")]
    [TestCase("returns", "approve", "0000000000000", "--period", "2026-09")]
    [TestCase("returns", "send-back", "0000000000000")]
    [TestCase("returns", "send-back", "0000000000000", "--at", "no reason")]
    public async Task What_is_not_said_whole_is_bad_usage(params string[] args) => (await Run(args)).Code.Should().Be(ExitCode.Usage);

    private async Task<string> Send(string name)
    {
        var (code, output) = await Run("returns", "send", At(name), "--json");
        code.Should().Be(ExitCode.Done, output);
        return JsonDocument.Parse(output).RootElement[0].GetProperty("id").GetString()!;
    }

    private string At(string name) => Path.Combine(_data, name);

    private async Task<(int Code, string Output)> Run(params string[] args)
    {
        var output = new StringWriter();
        var code = await CommandLine.Run([.. args, "--data", _data], new Terminal(output, new StringWriter(), false, false), CancellationToken.None);
        return (code, output.ToString());
    }
}
