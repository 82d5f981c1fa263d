using System.Runtime.InteropServices;

namespace MainImageHub.Web.Hosting;

/// <summary>
/// Ctrl-C and <c>kill</c> from the very first moment on. The host listens for them only once it runs; a start that dies before would leave
/// its Postgres behind.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals() => registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    public CancellationToken Stopping => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        // The process ends by itself, in order.
        context.Cancel = true;
        source.Cancel();
    }
}
