using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using Kpi.App.Features.Receipts;
using Kpi.App.Features.Returns;
using Kpi.App.Platform;
using Kpi.TestKit;
using NUnit.Framework;
using static Kpi.TestKit.ReturnsWorld;

namespace Kpi.App.Tests.Receipts;

/// <summary>What a receipt says, and that anybody can check it.</summary>
public sealed partial class ReceiptTests
{
    private ReturnsWorld _world = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Begin() => _world = await New();

    [TearDown]
    public async Task End() => await _world.DisposeAsync();

    [Test]
    public async Task Cells_in_the_file_are_the_values_read_are_the_values_stored()
    {
        var bytes = await _world.Filled("BV1", September, ("kiosks_working", null));
        var detail = await _world.Judge(bytes);

        var receipt = await Given(detail.Summary.Id);

        receipt["kind"].Should().Be("judged");
        receipt["sha256"].Should().Be(FileVaultHash(bytes));
        (receipt["unit"], receipt["form"], receipt["period"], receipt["version"], receipt["state"]).Should().Be(("BV1", "hospital", "2026-09", "1", "accepted"));
        (receipt["cells-filled"], receipt["values-read"], receipt["values-stored"]).Should().Be(("23", "23", "23"));
        receipt["values-sum"].Should().Be(detail.Values.Sum(v => v.Value).ToString(System.Globalization.CultureInfo.InvariantCulture));
        (await Given(detail.Summary.Id)).Text.Should().Be(receipt.Text, "the same return gives the same text");
    }

    [Test]
    public async Task Bytes_have_a_receipt_before_anybody_has_read_them()
    {
        var sent = await _world.Send("rubbish"u8.ToArray());

        (await Given(sent.Id))["kind"].Should().Be("received");
        await _world.Process();
        var judged = await Given(sent.Id);
        (judged["kind"], judged["state"], judged["errors"], judged["unit"], judged["values-stored"]).Should().Be(("judged", "refused", "1", "-", "0"));
    }

    [Test]
    public async Task The_recipe_of_the_manual_verifies_a_receipt_with_nothing_but_openssl()
    {
        if (!OpenSsl()) Assert.Ignore("openssl is not installed.");
        var folder = await Downloaded();
        var recipe = Recipe().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "receipts.md"), Token)).Groups[1].Value;
        recipe.Should().Contain("openssl dgst");

        (await Shell(recipe, folder)).Should().Be((0, "Verified OK\n"));
        (await Shell("openssl pkey -pubin -in key.pem -outform DER | openssl dgst -sha256", folder)).Output
            .Should().Contain((await _world.World.Get<ReceiptKeys>().All(Token)).Single().KeyId);

        var path = Path.Combine(folder, "receipt.txt");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Token)).Replace("state: accepted", "state: approved", StringComparison.Ordinal), Token);
        (await Shell(recipe, folder)).Code.Should().NotBe(0);
    }

    [Test]
    public async Task A_receipt_verifies_here_and_not_when_a_letter_of_it_was_changed()
    {
        var receipt = await Given((await _world.Judge(await _world.Filled("BV1", September))).Summary.Id);

        (await Verified(receipt.File)).Should().BeNull();
        (await Verified(receipt.File.Replace("\n", "\r\n", StringComparison.Ordinal))).Should().BeNull("a mail program may change line ends");
        for (var i = 0; i < receipt.Text.Length; i++)
        {
            if (receipt.Text[i] is '\n') continue;
            var changed = new StringBuilder(receipt.File) { [i] = receipt.Text[i] == 'x' ? 'y' : 'x' };
            (await Verified(changed.ToString())).Should().BeOneOf(["receipt-forged", "receipt-unreadable", "receipt-key-unknown"], $"letter {i}");
        }

        (await Verified("rubbish")).Should().Be("receipt-unreadable");
        (await Verified("")).Should().Be("receipt-unreadable");
        (await Verified(receipt.Text + "signature: !!\n")).Should().Be("receipt-forged");
    }

    [Test]
    public async Task A_receipt_of_a_key_that_is_used_no_more_stays_valid()
    {
        var old = await Given((await _world.Judge(await _world.Filled("BV1", September))).Summary.Id);
        File.Move(Path.Combine(_world.World.Folder, "keys", "receipts.pem"), Path.Combine(_world.World.Folder, "keys", "old.pem"));
        _world.World.Clock.Advance(TimeSpan.FromMinutes(1));
        using var keys = Another();

        var all = await keys.All(Token);
        all.Select(k => k.IsCurrent).Should().Equal(false, true);
        (await new VerifyReceipt(keys).Run(Encoding.UTF8.GetBytes(old.File), null, Token)).Problem.Should().BeNull();
    }

    [Test]
    public async Task The_key_is_for_the_service_alone_and_of_two_that_make_it_at_once_one_is_kept()
    {
        var folder = Path.Combine(_world.World.Folder, "keys");
        for (var round = 0; round < 100; round++)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                using var keys = Another();
                return (await keys.All(Token)).Single(k => k.IsCurrent).KeyId;
            }, Token)));

            ids.Distinct().Should().ContainSingle();
            Directory.GetFiles(folder).Should().ContainSingle();
        }

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_world.World.Folder, "keys", "receipts.pem")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [TestCase("rubbish")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public async Task A_configured_key_that_is_none_is_named_and_not_repeated(string key)
    {
        await using var world = await New(new Dictionary<string, string?> { ["Receipts:SigningKey"] = key }, _ => { });
        var id = (await world.Send("rubbish"u8.ToArray())).Id;
        var give = () => world.World.Get<GiveReceipt>().Run(id, Token);
        (await give.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>()).Which.Message.Should().Contain("Receipts:SigningKey").And.NotContain("AAAA");
    }

    [Test]
    public async Task A_configured_key_signs_whether_PEM_or_base64()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var text in new[] { key.ExportPkcs8PrivateKeyPem(), Convert.ToBase64String(key.ExportPkcs8PrivateKey()) })
        {
            await using var world = await New(new Dictionary<string, string?> { ["Receipts:SigningKey"] = text }, _ => { });
            var receipt = (await world.World.Get<GiveReceipt>().Run((await world.Send("x"u8.ToArray())).Id, Token)).Value;
            (await world.World.Get<VerifyReceipt>().Run(Encoding.UTF8.GetBytes(receipt.File), key.ExportSubjectPublicKeyInfoPem(), Token)).Problem.Should().BeNull();
            Directory.Exists(Path.Combine(world.World.Folder, "keys")).Should().BeFalse("no key is made beside the configured one");
        }
    }

    [Test]
    public async Task Values_that_were_changed_in_the_database_get_no_receipt()
    {
        var detail = await _world.Judge(await _world.Filled("BV1", September));
        await _world.World.Database.Write(session => session.Execute(
            "UPDATE return_value SET value = value + 1 WHERE return_id = @Id AND value = 150", new { Id = detail.Summary.Id }, Token), Token);

        (await _world.World.Get<GiveReceipt>().Run(detail.Summary.Id, Token)).Problem!.Code.Should().Be("control-totals-differ");
    }

    [Test]
    public void Nothing_in_a_file_can_begin_a_line_of_its_own()
    {
        var facts = new ReceiptFacts("1", "2", 3, World.Morning)
        {
            Judged = new JudgedFacts(World.Morning, "refused", "BV1\nstate: approved\r\u0085", null, null, null, null, null, 1, 0, null),
        };
        ReceiptText.Of(facts, "k").Split('\n').Count(l => l.StartsWith("state: ", StringComparison.Ordinal)).Should().Be(1);
    }

    private static string FileVaultHash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private ReceiptKeys Another() => new(
        _world.World.Database, _world.World.Get<ReceiptStore>(), _world.World.Get<Kpi.App.Features.Audit.AuditTrail>(), _world.World.Get<Ids>(), _world.World.Clock,
        Microsoft.Extensions.Options.Options.Create(new ReceiptsOptions()),
        _world.World.Get<Microsoft.Extensions.Options.IOptions<Kpi.App.Platform.Storage.StorageOptions>>());

    private async Task<SignedReceipt> Given(long id) => (await _world.World.Get<GiveReceipt>().Run(id, Token)).Value;

    private async Task<string?> Verified(string file) =>
        (await _world.World.Get<VerifyReceipt>().Run(Encoding.UTF8.GetBytes(file), null, Token)).Problem?.Code;

    private async Task<string> Downloaded()
    {
        var receipt = await Given((await _world.Judge(await _world.Filled("BV1", September))).Summary.Id);
        var folder = Directory.CreateDirectory(Path.Combine(_world.World.Folder, "downloaded")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "receipt.txt"), receipt.File, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), (await _world.World.Get<ReceiptKeys>().All(Token)).Single().Pem, Token);
        return folder;
    }

    private static bool OpenSsl() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "openssl")));

    private static async Task<(int Code, string Output)> Shell(string commands, string folder)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(commands);
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        return (shell.ExitCode, await output);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Recipe();
}
