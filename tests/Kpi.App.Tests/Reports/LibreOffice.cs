using System.Diagnostics;

namespace Kpi.App.Tests.Reports;

/// <summary>The office program most readers without Excel have.</summary>
internal static class LibreOffice
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "soffice"), Path.Combine(folder, "soffice.exe") }).FirstOrDefault(File.Exists);

    public static string? WhyNot() => Program is null ? "LibreOffice (soffice) is not installed: the report was not opened in it." : null;

    public static byte[] ToPdf(byte[] workbook) => Convert(workbook, "pdf");

    /// <summary>The workbook as the program saves it in a format of its own or another's.</summary>
    public static byte[] Convert(byte[] workbook, string format)
    {
        var folder = Directory.CreateTempSubdirectory("kpi-report-");
        try
        {
            var converted = Path.Combine(folder.FullName, "converted");
            File.WriteAllBytes(Path.Combine(folder.FullName, "report.xlsx"), workbook);
            // A profile of its own, so that a running office and a parallel test do not meet.
            var start = new ProcessStartInfo(Program!)
            {
                ArgumentList =
                {
                    "-env:UserInstallation=file://" + Path.Combine(folder.FullName, "profile"), "--headless", "--convert-to", format, "--outdir", converted,
                    Path.Combine(folder.FullName, "report.xlsx"),
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("LibreOffice did not finish within two minutes.");
            }

            return File.ReadAllBytes(Path.Combine(converted, "report." + format));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
