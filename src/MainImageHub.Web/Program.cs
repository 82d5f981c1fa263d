using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Storage;

if (args is [ReaderCommand.Word])
{
    return await PictureReader.RunAsync();
}

using var signals = new StopSignals();
try
{
    await using var hub = await Hub.OpenAsync(args, stopping: signals.Stopping);
    return await hub.RunAsync(signals.Stopping);
}
catch (StartupException stop)
{
    await Console.Error.WriteLineAsync(stop.Message);
    return 1;
}
catch (Exception e) when (e is OperationCanceledException && signals.Stopping.IsCancellationRequested)
{
    // Stopped while starting, as asked; everything that was started is down again.
    return 0;
}
