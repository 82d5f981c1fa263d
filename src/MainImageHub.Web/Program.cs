using MainImageHub.Web.Hosting;
using MainImageHub.Web.Storage;

try
{
    await using var hub = await Hub.OpenAsync(args);
    return await hub.RunAsync();
}
catch (StartupException stop)
{
    await Console.Error.WriteLineAsync(stop.Message);
    return 1;
}
