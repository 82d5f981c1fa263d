using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Optimize;

/// <param name="Test">The test.</param>
/// <param name="Sku">Of the product under test.</param>
/// <param name="Title">The product's.</param>
/// <param name="BeginsAt">When the first day of a started test begins where it sells; null once it has begun.</param>
public sealed record TestRow(Experiment Test, string Sku, string Title, DateTimeOffset? BeginsAt);

/// <summary>Tests as lists show them: of which product, and whether a started one has begun yet.</summary>
public sealed class TestRows(HubDbContext db, MarketplaceClock clock)
{
    public async Task<IReadOnlyList<TestRow>> OfAsync(IReadOnlyList<Experiment> tests, CancellationToken cancellationToken)
    {
        var images = tests.Select(t => t.MainImageId).Distinct().ToList();
        var products = await db.MainImages.Where(i => images.Contains(i.Id)).Join(db.Products, i => i.ProductId, p => p.Id, (i, p) => new { i.Id, p.Sku, p.Title })
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        var begins = await BeginningsAsync(tests, cancellationToken);
        return [.. tests.Select(t => new TestRow(t, products[t.MainImageId].Sku, products[t.MainImageId].Title, begins.TryGetValue(t.Id, out var at) ? at : null))];
    }

    /// <summary>The starts that lie ahead. A test begins with a whole day of its marketplace, so a started one waits for up to a day.</summary>
    private async Task<Dictionary<Guid, DateTimeOffset>> BeginningsAsync(IReadOnlyList<Experiment> tests, CancellationToken cancellationToken)
    {
        var begins = new Dictionary<Guid, DateTimeOffset>();
        var started = tests.Where(t => t is { Status: ExperimentStatus.Running, StartsOn: not null }).ToList();
        var listings = started.Select(t => t.ListingId).Distinct().ToList();
        var stores = await db.Listings.Where(l => listings.Contains(l.Id)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, Store = s }).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var store in stores.GroupBy(l => l.Store.Id))
        {
            if (await clock.TryReadAsync(store.First().Store, cancellationToken) is not { Now: var now })
            {
                continue;
            }

            foreach (var test in started.Where(t => store.Any(l => l.Id == t.ListingId)))
            {
                var at = LocalDay.Start(test.StartsOn!.Value, TimeZoneInfo.FindSystemTimeZoneById(test.TimeZone));
                if (at > now)
                {
                    begins[test.Id] = at;
                }
            }
        }

        return begins;
    }
}
