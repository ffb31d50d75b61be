using System.CommandLine;
using System.Text;
using Kpi.App.Features.Receipts;
using Kpi.App.Features.Returns;
using Kpi.Documents;
using Kpi.Domain;

namespace Kpi.Cli.Verbs;

/// <summary><c>returns receipt</c>: the signed receipt of a return.</summary>
internal static class ReturnReceiptVerb
{
    public static Command Build(VerbHost host)
    {
        var id = Arguments.Word(host, "ID", "Mã báo cáo", "Id of the return");
        var target = Arguments.Text(host, "--out", "F", "Tệp hoặc thư mục ghi ra; để trống thì in ra", "File or folder to write to; without it, it is printed");
        var verb = host.Verb("receipt", "Biên nhận có chữ ký của một báo cáo", "The signed receipt of a return", id, target);
        return host.Does(verb, async (run, token) =>
        {
            if (!Arguments.Id(run.Parse.GetRequiredValue(id)).TryGet(out var number, out var unreadable)) return unreadable;
            if (await run.Ready(token) is { } fault) return fault;
            if (!(await run.Get<GiveReceipt>().Run(number, token)).TryGet(out var receipt, out var problem)) return problem;
            if (run.Parse.GetValue(target) is not { } path)
            {
                await run.Print(SignedReceiptDocument.Of(receipt), () => run.Terminal.Output.Write(receipt.File));
                return ExitCode.Done;
            }

            var written = await OutputFile.Write(path, $"receipt-{receipt["number"]}.txt", Encoding.UTF8.GetBytes(receipt.File), token);
            await run.Print(new { Path = written, Receipt = SignedReceiptDocument.Of(receipt) }, () => run.Terminal.Output.WriteLine(written));
            return ExitCode.Done;
        });
    }
}

/// <summary><c>receipts key | verify</c>.</summary>
internal static class ReceiptsVerb
{
    public static Command Build(VerbHost host) => host.Verb("receipts", "Kiểm tra biên nhận", "Check receipts", Key(host), Verify(host));

    private static Command Key(VerbHost host)
    {
        var id = Arguments.Text(host, "--id", "K", "Mã khoá (mặc định: khoá đang dùng)", "Id of the key (default: the one in use)");
        var verb = host.Verb("key", "Khoá công khai để kiểm tra biên nhận (PEM)", "The public key that verifies receipts (PEM)", id);
        return host.Does(verb, async (run, token) =>
        {
            if (await run.Ready(token) is { } fault) return fault;
            var keys = await run.Get<ReceiptKeys>().All(token);
            var wanted = run.Parse.GetValue(id);
            if (keys.FirstOrDefault(k => wanted is null ? k.IsCurrent : k.KeyId == wanted) is not { } key)
                return Problem.NotFound("receipt-key-unknown", $"Không có khoá “{wanted}”.", $"There is no key “{wanted}”.");
            await run.Print(new ReceiptKeysDocument([.. keys.Select(ReceiptKeyDocument.Of)]), () => run.Terminal.Output.Write(key.Pem));
            return ExitCode.Done;
        });
    }

    private static Command Verify(VerbHost host)
    {
        var file = Arguments.Word(host, "FILE", "Tệp biên nhận", "The receipt's file");
        var trusted = Arguments.Text(host, "--key", "PEM", "Tệp khoá công khai tin cậy (mặc định: khoá của hệ thống này)", "File with the public key to trust (default: those of this service)");
        var verb = host.Verb("verify", "Kiểm tra chữ ký của biên nhận", "Check the signature of a receipt", file, trusted);
        return host.Does(verb, async (run, token) =>
        {
            if (!(await InputFile.Read(run.Parse.GetRequiredValue(file), token)).TryGet(out var bytes, out var unreadable)) return unreadable;
            string? pem = null;
            if (run.Parse.GetValue(trusted) is { } path)
            {
                if (!(await InputFile.Read(path, token)).TryGet(out var key, out unreadable)) return unreadable;
                pem = Encoding.UTF8.GetString(key);
            }
            else if (await run.Ready(token) is { } fault)
            {
                return fault;
            }

            if (!(await run.Get<VerifyReceipt>().Run(bytes, pem, token)).TryGet(out var receipt, out var problem)) return problem;
            await run.Print(SignedReceiptDocument.Of(receipt), () =>
            {
                run.Terminal.Output.WriteLine(run.Say($"Chữ ký đúng (khoá {receipt.KeyId}).", $"The signature is right (key {receipt.KeyId})."));
                run.Terminal.Output.Write(receipt.Text);
            });
            return ExitCode.Done;
        });
    }
}
