using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Stages.Optimize;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Demo;

/// <summary>
/// Brings the demo to life step by step, each step looking at the rows first: two simulated stores are read in, then pictures are put
/// into every stage. The stages' own work does the rest, exactly as it would for a customer.
/// </summary>
public sealed class FillDemo(
    HubDbContext db, WorkspaceScope scope, WorkQueue queue, StoreConnections connections, SimulatorOrigin origin,
    IBlobStore blobs, ImagingProcesses imaging, IHttpClientFactory clients, TimeProvider clock) : IWorkHandler
{
    public const string Kind = "demo.fill";

    private const string Seller = "DEMO-SELLER";
    private const int GermanListings = 4;
    private const int HistoryDays = 28;

    private static readonly Actor Painter = Actor.Background("demo");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken)
    {
        if (!await db.Stores.AnyAsync(cancellationToken))
        {
            await ConnectStoresAsync(cancellationToken);
            return Later();
        }

        if (await db.StoreImports.AnyAsync(i => i.Status == StoreImportStatus.Queued || i.Status == StoreImportStatus.Running, cancellationToken))
        {
            return Later();
        }

        if (!await db.Products.AnyAsync(p => p.Sku == "DEMO-MUG", cancellationToken))
        {
            await PlanAndDrawAsync(cancellationToken);
            return Later();
        }

        if (await db.Versions.AnyAsync(v => v.Status == VersionStatus.Received || v.Status == VersionStatus.Processing, cancellationToken))
        {
            return Later();
        }

        await DecideAsync(cancellationToken);
        return WorkOutcome.Finished;
    }

    private WorkOutcome.Snooze Later() => new(clock.GetUtcNow() + Patience);

    private async Task ConnectStoresAsync(CancellationToken cancellationToken)
    {
        var own = origin.Own ?? throw new InvalidOperationException("The hub does not listen.");
        using (var control = clients.CreateClient(GuardedFetch.Trusted))
        {
            // The American shop gets the catalogue every new seller has; the German one is smaller.
            using var seeded = await control.PostAsJsonAsync(new Uri(own, "/simulator/control/listings/seed"), new { seller = Seller, site = "DE", count = GermanListings, flawedShare = 0.25 }, cancellationToken);
            seeded.EnsureSuccessStatusCode();
        }

        foreach (var site in (string[])["US", "DE"])
        {
            var store = new Store
            {
                WorkspaceId = scope.WorkspaceId!.Value,
                Name = $"Demo Amazon {site}",
                Marketplace = "amazon",
                Site = site,
                Endpoint = SeedDemo.Endpoint(own, "amazon"),
                AllowPush = true,
                Credentials = connections.Seal(new Dictionary<string, string> { ["clientId"] = "demo", ["clientSecret"] = "demo-secret", ["refreshToken"] = $"demo-{site}", ["sellerId"] = Seller }),
                CreatedAt = clock.GetUtcNow(),
            };
            var import = new StoreImport { WorkspaceId = store.WorkspaceId, StoreId = store.Id, CreatedAt = store.CreatedAt };
            db.AddRange(store, import);
            await queue.AddAsync(ReadStoreWork.Kind, import.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    private async Task PlanAndDrawAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var us = Scope.ForSite("amazon", "US");
        await PlannedAsync("DEMO-THERMOS", "Steel thermos, 750 ml", us, today.AddDays(9), null, cancellationToken);
        await PlannedAsync("DEMO-TENT", "Two-person trekking tent", us, today.AddDays(-2), null, cancellationToken);
        await PlannedAsync("DEMO-LAMP", "Desk lamp, dimmable", us, today.AddDays(3), DemoPictures.LampOnGrey("#0f766e"), cancellationToken);
        await PlannedAsync("DEMO-BOTTLE", "Glass bottle, 500 ml", us, today.AddDays(5), DemoPictures.SmallBottle("#0369a1"), cancellationToken);
        await PlannedAsync("DEMO-MUG", "Enamel mug, 350 ml", us, today.AddDays(1), DemoPictures.Mug("#1d4ed8"), cancellationToken);
        await ListAsync("DEMO-MUG", cancellationToken);
        if (await LiveImageAsync("US", 1, cancellationToken) is { } tested)
        {
            await SubmitAsync(tested, "variant-b.png", DemoPictures.Backpack("#b91c1c"), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    private async Task PlannedAsync(string sku, string title, Scope place, DateOnly dueOn, string? svg, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var product = new Product { WorkspaceId = scope.WorkspaceId!.Value, Sku = sku, Title = title, Brand = "Demo", CreatedAt = now, UpdatedAt = now };
        var brief = new Brief
        {
            Theme = "Clean studio shot, product alone",
            Audience = "Gift buyers, 25-45",
            SellingPoints = ["Looks good small", "True colour"],
            MustShow = ["The whole product"],
            Taboos = ["Props"],
            TextRules = "No text in the picture",
            Kpi = new KpiTarget("ctr", 0.011, 0.013, 0.08),
        };
        var owner = await db.Members.OrderBy(m => m.Id).FirstAsync(cancellationToken);
        var image = MainImage.Plan(product.WorkspaceId, product.Id, place, MainImage.MainSlot, brief, owner.Id, dueOn, Painter, now);
        db.AddRange(product, image);
        if (svg is not null)
        {
            await SubmitAsync(image, $"{sku.ToLowerInvariant()}.png", svg, cancellationToken);
        }
    }

    /// <summary>A listing without a life yet; the simulated marketplace makes its side of it when it is first asked.</summary>
    private async Task ListAsync(string sku, CancellationToken cancellationToken)
    {
        var store = await db.Stores.SingleAsync(s => s.Site == "US", cancellationToken);
        db.Listings.Add(new Listing
        {
            WorkspaceId = store.WorkspaceId,
            ProductId = db.Products.Local.Single(p => p.Sku == sku).Id,
            StoreId = store.Id,
            ExternalId = "B0DEMOMUG1",
            Sku = sku,
            CreatedAt = clock.GetUtcNow(),
        });
    }

    private async Task SubmitAsync(MainImage image, string fileName, string svg, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7():n}.png");
        try
        {
            await imaging.DrawAsync(svg, path, width: 1600, ct: cancellationToken);
            await using var file = File.OpenRead(path);
            var blob = await blobs.PutAsync(scope.WorkspaceId!.Value, file, UploadLimits.MaxBytes, cancellationToken);

            // Somebody sent it, so it waits for a review; what nobody sent was found live.
            var sender = await db.Members.OrderBy(m => m.Id).FirstAsync(cancellationToken);
            var version = image.SubmitVersion(blob.Sha256, fileName, new Actor(sender.Id, Painter.Name), clock.GetUtcNow());
            db.Versions.Add(version);
            await queue.AddAsync(VersionWork.Kind, version.Id, fileName, cancellationToken: cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>One approved, one rejected, one under test, one retired; the ledger gets a past, so that charts have something to show.</summary>
    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await ReviewAsync("DEMO-MUG", approve: true, null, cancellationToken);
        await ReviewAsync("DEMO-LAMP", approve: false, "The ground is grey; Amazon wants pure white. Please cut it out.", cancellationToken);
        foreach (var entry in await db.Ledger.Where(e => e.EndedAt == null).ToListAsync(cancellationToken))
        {
            // Only in the demo: the hub itself never claims to have seen what it did not see.
            db.Ledger.Remove(entry);
            db.Ledger.Add(new LedgerEntry
            {
                WorkspaceId = entry.WorkspaceId,
                ListingId = entry.ListingId,
                Slot = entry.Slot,
                AssetId = entry.AssetId,
                VersionId = entry.VersionId,
                Shown = entry.Shown,
                FirstSeenAt = now.AddDays(-HistoryDays),
                LastSeenAt = entry.LastSeenAt,
            });
        }

        if (await LiveImageAsync("US", 1, cancellationToken) is { ExperimentId: null, LiveVersionId: { } versionA } tested
            && await db.Versions.Where(v => v.MainImageId == tested.Id && v.Id != versionA && v.Status == VersionStatus.Ready).FirstOrDefaultAsync(cancellationToken) is { } versionB)
        {
            if (versionB.Decision == ReviewDecision.None)
            {
                tested.Approve(versionB, null, fourEyes: false, Painter, now);
            }

            await StartTestAsync(tested, versionA, versionB.Id, now, cancellationToken);
        }

        if (await LiveImageAsync("US", 2, cancellationToken) is { RetirementRequestedAt: null } old)
        {
            old.RequestRetirement("Out of season", Painter, now);
            old.Retire(Painter, now);
        }

        await TellOfPushesAsync(now, cancellationToken);
        foreach (var store in await db.Stores.ToListAsync(cancellationToken))
        {
            await queue.AddAsync(FiguresWork.Kind, store.Id, store.Name, lane: store.Id.ToString(), cancellationToken: cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await queue.ScheduleAsync(cancellationToken);
    }

    /// <summary>
    /// Pushes that the demo says were made before it began, so that their list and pages have something to show: rows alone, without any
    /// work, so nothing is sent anywhere. Two put up what their listings do show, one was called off.
    /// </summary>
    private async Task TellOfPushesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Deployments.AnyAsync(cancellationToken))
        {
            return;
        }

        foreach (var (site, nth) in ((string, int)[])[("US", 3), ("DE", 1)])
        {
            if (await LiveImageAsync(site, nth, cancellationToken) is { LiveVersionId: { } live } image && await PastPushAsync(image, live, now.AddDays(-HistoryDays), cancellationToken) is { } pushed)
            {
                pushed.BeginPush(null, null, null, pushed.CreatedAt.AddSeconds(2));
                pushed.Accept(null, pushed.CreatedAt.AddSeconds(5));
                pushed.SeenLive(new LiveEvidence { At = now, Shown = LivePicture.Identical, AssetId = pushed.AssetId, HashDistance = 0, PixelDifference = 0 }, pushed.CreatedAt.AddMinutes(4));
            }
        }

        if (await db.MainImages.SingleOrDefaultAsync(i => db.Products.Any(p => p.Id == i.ProductId && p.Sku == "DEMO-MUG"), cancellationToken) is { ApprovedVersionId: { } approved } mug)
        {
            (await PastPushAsync(mug, approved, now.AddHours(-3), cancellationToken))?.Cancel(now.AddHours(-2));
        }
    }

    private async Task<Deployment?> PastPushAsync(MainImage image, Guid versionId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var assetId = await db.Versions.Where(v => v.Id == versionId).Select(v => v.AssetId).SingleAsync(cancellationToken);
        var listing = await db.Listings.Where(l => l.ProductId == image.ProductId).OrderBy(l => l.Id).FirstOrDefaultAsync(cancellationToken);
        if (assetId is null || listing is null)
        {
            return null;
        }

        var deployment = Deployment.Request(image, listing.Id, DeploymentPurpose.Push, versionId, assetId, Painter, at, null, null);
        db.Deployments.Add(deployment);
        return deployment;
    }

    private async Task StartTestAsync(MainImage image, Guid versionA, Guid versionB, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var listing = await db.Listings.Where(l => l.ProductId == image.ProductId).OrderBy(l => l.Id).FirstAsync(cancellationToken);
        var experiment = new Experiment
        {
            WorkspaceId = image.WorkspaceId,
            MainImageId = image.Id,
            ListingId = listing.Id,
            VersionA = versionA,
            VersionB = versionB,
            Metric = "ctr",
            Seed = 20_261,
            Weeks = 8,
            WashoutDays = 1,
            Segmentation = "segments",
            TimeZone = "UTC",
            PromoteWinner = true,
            CreatedAt = now,
        };
        experiment.Start(TestPlans.PlanOf(experiment, DateOnly.FromDateTime(now.UtcDateTime).AddDays(1)).StartsOn, now);
        db.Experiments.Add(experiment);
        image.StartExperiment(experiment.Id, Painter, now);
    }

    private async Task ReviewAsync(string sku, bool approve, string? comment, CancellationToken cancellationToken)
    {
        var image = await db.MainImages.SingleAsync(i => db.Products.Any(p => p.Id == i.ProductId && p.Sku == sku), cancellationToken);
        var version = await db.Versions.SingleOrDefaultAsync(v => v.MainImageId == image.Id && v.Status == VersionStatus.Ready && v.Decision == ReviewDecision.None, cancellationToken);
        if (version is not null && approve)
        {
            image.Approve(version, comment, fourEyes: false, Painter, clock.GetUtcNow());
        }
        else if (version is not null)
        {
            image.Reject(version, comment, fourEyes: false, Painter, clock.GetUtcNow());
        }
    }

    /// <summary>The nth main image that was found live at that site and whose picture passes.</summary>
    private async Task<MainImage?> LiveImageAsync(string site, int nth, CancellationToken cancellationToken) =>
        await db.MainImages
            .Where(i => i.Stage == LifecycleStage.Monitor || i.Stage == LifecycleStage.Optimize || i.Stage == LifecycleStage.Retire)
            .Where(i => i.Scope.Site == site && db.Listings.Count(l => l.ProductId == i.ProductId) == 1
                && db.VersionCompliance.Any(c => c.VersionId == i.LiveVersionId && c.Verdict != Verdict.Fail))
            // What the demo draws as a challenger is a backpack.
            .OrderByDescending(i => db.Products.Any(p => p.Id == i.ProductId && p.Title.Contains("Backpack"))).ThenBy(i => i.Id).Skip(nth - 1).FirstOrDefaultAsync(cancellationToken);
}
