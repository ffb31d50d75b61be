using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace Kpi.Web.Tests.Chaos;

/// <summary>A run is calculated again to the same bytes in any language and time zone that the machine may be set to.</summary>
[TestFixture]
[Category("Chaos")]
[Parallelizable(ParallelScope.All)]
public sealed class OtherMachineTests
{
    [Test]
    [CancelAfter(300_000)]
    public async Task Runs_come_out_the_same_whatever_language_and_zone_the_machine_has(CancellationToken token)
    {
        using var made = new Folder();
        await KpiProcess.Json(made.Path, token, "demo", "--scale", "commune", "--months", "2", "--until", "2026-09", "--rng", "7");
        var expected = await Verified("C.UTF-8", "UTC");
        expected.Hashes.Should().NotBeEmpty();

        // A dotless i, digits and a calendar of one's own, a week that begins otherwise, a zone half an hour off.
        foreach (var (language, culture, zone) in new[]
        {
            ("tr_TR.UTF-8", "tr-TR", "America/St_Johns"), ("ar_SA.UTF-8", "ar-SA", "Asia/Ho_Chi_Minh"), ("vi_VN.UTF-8", "vi-VN", "Asia/Ho_Chi_Minh"), ("fa_IR.UTF-8", "fa-IR", "Pacific/Apia"),
        })
        {
            var (machine, hashes) = await Verified(language, zone);

            machine.GetProperty("culture").GetString().Should().Be(culture, "the program must have been started there");
            machine.GetProperty("zone").GetString().Should().Be(zone);
            hashes.Should().Equal(expected.Hashes, $"{language}, {zone}");
        }

        // Without its languages the runtime reads Vietnamese wrongly: then nothing is calculated rather than something else.
        using var without = KpiProcess.Start(made.Path, new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" }, "verify", "--run", "current", "--json");
        var (code, output, error) = await without.End(token);
        code.Should().NotBe(0);
        output.Should().BeEmpty();
        error.Should().Contain("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1");

        async Task<(JsonElement Machine, List<(string Run, string Results, string Inputs)> Hashes)> Verified(string language, string zone)
        {
            var environment = new Dictionary<string, string> { ["LANG"] = language, ["LC_ALL"] = language, ["TZ"] = zone };
            var document = await KpiProcess.Json(made.Path, environment, token, "verify", "--run", "current");
            return (document.GetProperty("machine"), [.. document.GetProperty("runs").EnumerateArray().Select(r =>
                (r.GetProperty("run").GetString()!, r.GetProperty("recomputed").GetString()!, r.GetProperty("recomputedInputs").GetString()!))]);
        }
    }
}
