using System.Text.Json;
using System.Text.Json.Serialization;
using MainImageHub.Simulator.Faults;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.Vision;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Control;

/// <summary>The strings behind the scenery: clock, seeding, faults, mischief, counters. For tests and demos; described in README.md.</summary>
internal static class ControlApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clock", (SimulationClock clock) => Answer(ClockView.Of(clock)));
        routes.MapPost("/clock", (HttpContext http, SimulatedWorld world) => ReadAsync<ClockOrder>(http, order => SetClock(world, order)));
        routes.MapGet("/settings", (SimulatorOptions options) => Answer(SettingsOrder.Of(options)));
        routes.MapPost("/settings", (HttpContext http, SimulatorOptions options) => ReadAsync<SettingsOrder>(http, order => Answer(order.ApplyTo(options))));
        routes.MapPost("/reset", Reset);
        routes.MapFaults();
        routes.MapListings();

        routes.MapPost("/tokens/expire", (SimulatedWorld world, IEnumerable<ISimulatedMarketplace> marketplaces) => Locked(world, () =>
        {
            foreach (var marketplace in marketplaces)
            {
                marketplace.ExpireTokens();
            }

            return Results.NoContent();
        }));
        routes.MapPost("/vision", (HttpContext http, VisionSight sight) => ReadAsync<VisionOrder>(http, order =>
        {
            sight.See(order.Lines, order.Adult);
            return Results.NoContent();
        }));
        routes.MapPost("/limits/refill", (TokenBuckets buckets) =>
        {
            buckets.Refill();
            return Results.NoContent();
        });
        routes.MapGet("/requests", (RequestLog log, string? operation, int? limit) => Answer(log.Latest(operation, limit ?? 200)));
        routes.MapDelete("/requests", (RequestLog log) =>
        {
            log.Clear();
            return Results.NoContent();
        });
        routes.MapGet("/counters", (RequestLog log, SimulatedWorld world, IEnumerable<ISimulatedMarketplace> marketplaces) => Locked(world, () => Answer(Counters(log, marketplaces))));
    }

    private static void MapFaults(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/faults", (FaultBook faults) => Answer(faults.All));
        routes.MapPost("/faults", (HttpContext http, FaultBook faults) => ReadAsync<FaultOrder>(http, order =>
        {
            var fault = order.ToFault();
            faults.Add(fault);
            return Answer(fault, 201);
        }));
        routes.MapDelete("/faults/{id?}", (string? id, FaultBook faults) => Answer(new { removed = faults.Remove(id) }));

        routes.MapGet("/mischief", (SimulatedWorld world) => Locked(world, () => Answer(world.MischiefOrders)));
        routes.MapPost("/mischief", (HttpContext http, SimulatedWorld world) => ReadAsync<MischiefOrder>(http, order => Locked(world, () =>
        {
            var mischief = order.ToMischief();
            world.Order(mischief);
            return Answer(mischief, 201);
        })));
        routes.MapDelete("/mischief/{id?}", (string? id, SimulatedWorld world) => Locked(world, () => Answer(new { removed = world.Forgive(id) })));
    }

    private static void MapListings(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/listings/seed", (HttpContext http, SimulatedWorld world, IEnumerable<ISimulatedMarketplace> marketplaces) => ReadAsync<SeedOrder>(http, order => Locked(world, () =>
            order.Count is > 0 and <= 100_000 && Find(marketplaces, order.Marketplace)?.Seed(order.Seller, order.Site, order.Count, order.FlawedShare) is { } created
                ? Answer(new { created }, 201)
                : Results.BadRequest(new { error = "Unknown marketplace or site, or a count outside 1..100000." }))));
        routes.MapGet("/listings", (SimulatedWorld world, string? seller, string? site, string? sku, string marketplace = SeedOrder.Usual) => Locked(world, () =>
            Answer(world.Listings.Where(l => l.Key.Marketplace == marketplace && (seller is null || l.Key.Seller == seller) && (site is null || l.Key.Site == site) && (sku is null || l.Key.Sku == sku)).Take(500))));
        routes.MapPost("/listings/change", (HttpContext http, SimulatedWorld world, Catalogue catalogue, IEnumerable<ISimulatedMarketplace> marketplaces) =>
            ReadAsync<ListingOrder>(http, order => Locked(world, () => Change(world, catalogue, marketplaces, order))));
        routes.MapPost("/listings/picture", HangAsync);
        routes.MapGet("/listings/truth", (SimulatedWorld world, Shoppers shoppers, string seller, string site, string sku, string? pictureId, string marketplace = SeedOrder.Usual) =>
            Truth(world, shoppers, new ListingKey(marketplace, seller, site, sku), pictureId));
        routes.MapPost("/pictures/{id}/appeal", (string id, HttpContext http, SimulatedWorld world) => ReadAsync<AppealOrder>(http, order => Locked(world, () =>
        {
            if (world.Picture(id) is not { } picture)
            {
                return Results.NotFound();
            }

            picture.Appeal = order.Factor;
            world.Touch();
            return Results.NoContent();
        })));
    }

    private static IResult SetClock(SimulatedWorld world, ClockOrder order)
    {
        if (order is { AdvanceDays: < 0 } or { AdvanceMinutes: < 0 } or { SecondsPerDay: <= 0 } || (order.Now is { } now && now < world.Clock.Now))
        {
            return Results.BadRequest(new { error = "The clock only runs forward." });
        }

        world.Clock.Advance(TimeSpan.FromDays(order.AdvanceDays) + TimeSpan.FromMinutes(order.AdvanceMinutes) + (order.Now is { } to ? to - world.Clock.Now : TimeSpan.Zero));
        if (order.SecondsPerDay is { } seconds)
        {
            world.Clock.RunAt(TimeSpan.FromDays(1).TotalSeconds / seconds);
        }

        return Locked(world, () =>
        {
            world.Touch();
            return Answer(ClockView.Of(world.Clock));
        });
    }

    private static ISimulatedMarketplace? Find(IEnumerable<ISimulatedMarketplace> marketplaces, string name) => marketplaces.FirstOrDefault(m => m.Marketplace == name);

    private static IResult Change(SimulatedWorld world, Catalogue catalogue, IEnumerable<ISimulatedMarketplace> marketplaces, ListingOrder order)
    {
        if (!world.TryFind(order.Key, out var listing) || Find(marketplaces, order.Marketplace) is not { } marketplace)
        {
            return Results.NotFound();
        }

        if (order.Suppressed is { } suppressed)
        {
            listing.HiddenByOrder = suppressed;
        }

        if (order.ForeignPicture)
        {
            marketplace.Hang(listing, order.Slot, catalogue.Foreign(listing, $"{listing.Slots.GetValueOrDefault(order.Slot)?.Count}"));
        }
        else if (order.PictureId is { } id)
        {
            if (world.Picture(id) is not { } picture)
            {
                return Results.NotFound();
            }

            marketplace.Hang(listing, order.Slot, picture);
        }

        world.Settle(listing, world.Clock.Now);
        return Answer(listing);
    }

    /// <summary>A picture's bytes, hung up as a person would in the marketplace's own pages.</summary>
    private static async Task<IResult> HangAsync(
        HttpContext http, SimulatedWorld world, PictureLibrary pictures, IEnumerable<ISimulatedMarketplace> marketplaces, string marketplace, string seller, string site, string sku)
    {
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        var bytes = content.ToArray();
        if (PictureHeader.Read(bytes) is not { } header)
        {
            return Results.BadRequest(new { error = "The body is no picture." });
        }

        Picture taken;
        try
        {
            taken = pictures.TakeIn(bytes, header, "control");
        }
        catch (VipsException e)
        {
            return Results.BadRequest(new { error = e.Message });
        }

        return Locked(world, () =>
        {
            if (!world.TryFind(new ListingKey(marketplace, seller, site, sku), out var listing) || Find(marketplaces, marketplace) is not { } shop)
            {
                return Results.NotFound();
            }

            shop.Hang(listing, Listing.Main, world.Add(taken));
            return Answer(listing);
        });
    }

    private static IResult Truth(SimulatedWorld world, Shoppers shoppers, ListingKey key, string? pictureId)
    {
        Listing? listing;
        Picture? picture;
        lock (world.Gate)
        {
            if (!world.TryFind(key, out listing))
            {
                return Results.NotFound();
            }

            picture = world.Picture(pictureId ?? listing.PictureIn(Listing.Main));
        }

        return Answer(new { pictureId = picture?.Id, clickRate = shoppers.TrueClickRate(listing, picture) });
    }

    private static IResult Reset(SimulatedWorld world, FaultBook faults, RequestLog log, TokenBuckets buckets, IEnumerable<ISimulatedMarketplace> marketplaces)
    {
        faults.Remove(id: null);
        log.Clear();
        buckets.Refill();
        return Locked(world, () =>
        {
            world.Clear();
            foreach (var marketplace in marketplaces)
            {
                marketplace.Clear();
            }

            return Results.NoContent();
        });
    }

    private static object Counters(RequestLog log, IEnumerable<ISimulatedMarketplace> marketplaces)
    {
        var pushes = marketplaces.SelectMany(m => m.Pushes()).ToList();
        return new { requests = log.Counts(), accepted = pushes.Sum(p => p.Accepted), pushes };
    }

    private static IResult Locked(SimulatedWorld world, Func<IResult> run)
    {
        lock (world.Gate)
        {
            return run();
        }
    }

    // Serialised at once, inside whatever lock is held: the world goes on while answers are written.
    private static IResult Answer(object value, int status = 200) => Results.Content(JsonSerializer.Serialize(value, Json), "application/json", statusCode: status);

    private static async Task<IResult> ReadAsync<T>(HttpContext http, Func<T, IResult> use)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted) is { } order ? use(order) : Results.BadRequest();
        }
        catch (JsonException e)
        {
            return Results.BadRequest(new { error = e.Message });
        }
    }
}
