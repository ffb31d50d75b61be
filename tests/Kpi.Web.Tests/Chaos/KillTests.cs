using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests.Chaos;

/// <summary>kill -9 at any moment, then a restart: every received return is processed once, and the numbers are a clean run's.</summary>
[TestFixture]
[Category("Chaos")]
[Parallelizable(ParallelScope.All)]
public sealed class KillTests
{
    private static readonly string[] Demo = ["demo", "--scale", "commune", "--months", "2", "--until", "2026-09", "--rng", "7"];

    [Test]
    [CancelAfter(300_000)]
    public async Task Demonstration_killed_again_and_again_ends_like_one_that_was_not(CancellationToken token)
    {
        using var clean = new Folder();
        using var killed = new Folder();
        var expected = await KpiProcess.Json(clean.Path, token, Demo);
        var random = new Random(9);
        var kills = 0;
        for (var i = 0; i < 12; i++)
        {
            using var run = KpiProcess.Start(killed.Path, [.. Demo, "--json"]);
            if (await run.KillAfter(TimeSpan.FromMilliseconds(random.Next(300, 4000)), token)) kills++;
        }

        var actual = await KpiProcess.Json(killed.Path, token, Demo);

        kills.Should().BePositive("a test that never kills proves nothing");
        actual.GetProperty("returns").GetProperty("accepted").GetInt32().Should().Be(expected.GetProperty("returns").GetProperty("accepted").GetInt32());
        (await Returns(killed.Path, token)).Should().Equal(await Returns(clean.Path, token));
        (await Scores(killed.Path, token)).Should().Be(await Scores(clean.Path, token));
        await KpiProcess.Json(killed.Path, token, "verify");
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task Returns_acknowledged_before_the_service_was_killed_are_judged_after_it_restarts(CancellationToken token)
    {
        using var made = new Folder();
        using var served = new Folder();
        var demo = await KpiProcess.Json(made.Path, token, Demo);
        var files = Directory.GetFiles(demo.GetProperty("returns").GetProperty("folder").GetString()!, "*.xlsx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        await KpiProcess.Json(served.Path, token, "units", "import", demo.GetProperty("units").GetProperty("file").GetString()!);
        var key = (await KpiProcess.Json(served.Path, token, "keys", "add", "test", "--role", "administrator")).GetProperty("key").GetString()!;

        var acknowledged = new HashSet<string>();
        foreach (var half in files.Chunk((files.Length + 1) / 2))
        {
            using var service = KpiProcess.Start(served.Path, "serve", "--urls", "http://127.0.0.1:0");
            using var client = await Client(service, key, token);
            foreach (var file in half)
            {
                using var body = new ByteArrayContent(await File.ReadAllBytesAsync(file, token));
                body.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
                using var answer = await client.PostAsync(new Uri("/api/v1/returns", UriKind.Relative), body, token);
                answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
                acknowledged.Add(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(token)).RootElement.GetProperty("id").GetString()!);
            }

            service.Kill();
        }

        // Sending the same files again does not add any, and waits until each is judged.
        using (var again = KpiProcess.Start(served.Path, ["returns", "send", .. files, "--json"]))
        {
            var (_, output, _) = await again.End(token);
            JsonDocument.Parse(output).RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()!).Should().BeEquivalentTo(acknowledged);
        }

        var returns = await KpiProcess.Json(served.Path, token, "returns", "list");
        returns.GetProperty("returns").EnumerateArray().Select(r => r.GetProperty("state").GetString())
            .Should().HaveCount(acknowledged.Count).And.OnlyContain(s => s == "accepted" || s == "refused");
        await KpiProcess.Json(served.Path, token, "verify");
    }

    private static async Task<HttpClient> Client(KpiProcess service, string key, CancellationToken token)
    {
        var line = await service.Line("http://", token);
        var client = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>What stands in the register of returns, without ids and times.</summary>
    private static async Task<string[]> Returns(string data, CancellationToken token)
    {
        var list = await KpiProcess.Json(data, token, "returns", "list");
        return [.. list.GetProperty("returns").EnumerateArray().Select(r => string.Join(' ', new[] { "sha256", "facility", "form", "period", "version", "state" }.Select(p => r.GetProperty(p).ToString()))).Order(StringComparer.Ordinal)];
    }

    /// <summary>The scores of the last month, without the id of the run.</summary>
    private static async Task<string> Scores(string data, CancellationToken token) =>
        (await KpiProcess.Json(data, token, "scores", "--period", "2026-09")).GetProperty("scores").GetRawText();
}
