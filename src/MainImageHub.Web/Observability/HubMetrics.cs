using System.Diagnostics;
using System.Diagnostics.Metrics;
using MainImageHub.Imaging.Processes;

namespace MainImageHub.Web.Observability;

/// <summary>The product's own meters and traces, all in one place.</summary>
public sealed class HubMetrics : IDisposable
{
    public const string Name = "MainImageHub";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter;

    public HubMetrics(IMeterFactory factory, ImagingProcesses imaging)
    {
        meter = factory.Create(Name);
        PicturesProcessed = meter.CreateCounter<long>("hub.pictures.processed", description: "Pictures measured and rendered, by outcome");
        Deployments = meter.CreateCounter<long>("hub.deployments", description: "Deployments that changed state, by state and marketplace");
        AcceptToLive = meter.CreateHistogram<double>("hub.deployments.accept_to_live", "s", "From the marketplace's acceptance to seen live");
        meter.CreateObservableUpDownCounter("hub.imaging.processes", () => imaging.ProcessIds.Count, description: "Processes that read pictures");
        meter.CreateObservableCounter("hub.imaging.deaths", () => imaging.Deaths.Select(d => new Measurement<long>(d.Value, new KeyValuePair<string, object?>("death", d.Key.ToString()))), description: "Such processes that died under a picture, by how");
    }

    public Counter<long> PicturesProcessed { get; }

    public Counter<long> Deployments { get; }

    public Histogram<double> AcceptToLive { get; }

    public void Dispose() => meter.Dispose();
}
