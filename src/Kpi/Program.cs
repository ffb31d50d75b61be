using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Kpi.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// Every text for people names its language; nothing may follow the machine's, such as the calendar of an Arabic one.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.Run(args, Terminal.OfConsole(), stop.Token);

void Stop(PosixSignalContext context)
{
    // The second Ctrl-C is not held back: somebody wants out now.
    if (stop.IsCancellationRequested) return;
    context.Cancel = true;
    stop.Cancel();
}
