namespace MainImageHub.Simulator;

// A named entry point: the compiler's own `Program` would be visible to Web, which references this project and has one too.
internal static class SimulatorHost
{
    private static Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddMarketplaceSimulator();
        var app = builder.Build();
        app.MapMarketplaceSimulator();
        return app.RunAsync();
    }
}
