using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MainImageHub.Web.Observability;

/// <summary>The product's own meters and traces, all in one place.</summary>
public sealed class HubMetrics : IDisposable
{
    public const string Name = "MainImageHub";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter;

    public HubMetrics(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        PicturesProcessed = meter.CreateCounter<long>("hub.pictures.processed", description: "Pictures measured and rendered, by outcome");
        Deployments = meter.CreateCounter<long>("hub.deployments", description: "Deployments that changed state, by state and marketplace");
        AcceptToLive = meter.CreateHistogram<double>("hub.deployments.accept_to_live", "s", "From the marketplace's acceptance to seen live");
    }

    public Counter<long> PicturesProcessed { get; }

    public Counter<long> Deployments { get; }

    public Histogram<double> AcceptToLive { get; }

    public void Dispose() => meter.Dispose();
}
