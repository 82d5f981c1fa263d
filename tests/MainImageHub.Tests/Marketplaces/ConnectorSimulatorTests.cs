using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Simulator.World;
using MainImageHub.Tests.Simulator;
using MainImageHub.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ListingKey = MainImageHub.Marketplaces.ListingKey;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>
/// The way a picture goes, the same for every connector, against the simulated marketplace over HTTP: reading page by page, a push until
/// shoppers see it, whatever crashes on the way, and its removal. The other pictures of the listing are never touched, and no secret is logged.
/// </summary>
public abstract class ConnectorSimulatorTests : IAsyncLifetime
{
    private const string Sku = "SIM-0001";

    private readonly ConcurrentQueue<string> logged = new();

    // What the last step of each push told, as the hub keeps it with the deployment.
    private readonly ConcurrentDictionary<Uri, string?> begun = new();
    private ServiceProvider services = null!;

    private protected SimulatedMarketplace Market { get; private set; } = null!;

    protected IMarketplaceConnector Connector { get; private set; } = null!;

    protected StoreConnection Store { get; private set; } = null!;

    protected abstract SiteCode Site { get; }

    /// <summary>How the control API names the site, and the seller of the credentials.</summary>
    protected abstract (string Seller, string Site) Account { get; }

    protected abstract IReadOnlyDictionary<string, string> Credentials { get; }

    /// <summary>What the simulator calls the operations: the one that lists, and those that a push consists of.</summary>
    protected abstract string ListOperation { get; }

    /// <summary>What the simulator calls the picture of a push: its address, or what stands for it where bytes were sent.</summary>
    protected virtual string SourceOf(PicturePush push) => push.MediaLocation.AbsoluteUri;

    /// <summary>Whether a push is recognised though nothing that its steps told was kept; else a crash may lose one answer, and no two in a row.</summary>
    protected virtual bool MayForgetEverything => true;

    /// <summary>The steps of a push as <c>[InlineData]</c> cannot know them.</summary>
    protected abstract IReadOnlyList<string> PushOperations { get; }

    public async Task InitializeAsync()
    {
        Market = await SimulatedMarketplace.StartAsync(options => options.CreateUnknownListings = false);
        await Market.OrderAsync("listings/seed", new { marketplace = Site.Marketplace, seller = Account.Seller, site = Account.Site, count = 45 });
        services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Keeping(logged)))
            .AddMarketplaces()
            .BuildServiceProvider(validateScopes: true);
        Connector = services.GetRequiredKeyedService<IMarketplaceConnector>(Site.Marketplace);
        Store = new StoreConnection(Guid.CreateVersion7(), Site, Credentials, new Uri($"{Market.Origin}/simulator/{Site.Marketplace}"), EndpointIsTrusted: true);
    }

    public async Task DisposeAsync()
    {
        var secrets = Connector.Capabilities.Credentials.Where(field => field.IsSecret && Credentials.ContainsKey(field.Name)).Select(field => Credentials[field.Name]);
        string.Join('\n', logged).Should().NotContainAny(secrets, "secrets never reach a log");
        await services.DisposeAsync();
        await Market.DisposeAsync();
    }

    [Fact]
    public async Task Good_credentials_are_told_from_refused_ones()
    {
        (await Connector.VerifyAsync(Store)).Ok.Should().BeTrue();

        await FaultAsync("token", new { kind = "status", status = 401 });
        var refused = await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7() });
        refused.Ok.Should().BeFalse();
        refused.Problem!.Code.Should().Be(ProblemCodes.Unauthorized);
    }

    [Fact]
    public async Task Tokens_that_expire_on_the_way_are_renewed()
    {
        (await Connector.VerifyAsync(Store)).Ok.Should().BeTrue();
        await Market.Control.PostAsync("tokens/expire", content: null);

        (await Connector.VerifyAsync(Store)).Ok.Should().BeTrue();
    }

    [Theory]
    [InlineData("status", 401, ProblemCodes.Unauthorized)]
    [InlineData("status", 403, ProblemCodes.Forbidden)]
    [InlineData("status", 404, ProblemCodes.NotFound)]
    [InlineData("status", 429, ProblemCodes.Throttled)]
    [InlineData("status", 500, ProblemCodes.Unavailable)]
    [InlineData("status", 503, ProblemCodes.Unavailable)]
    [InlineData("hang", null, ProblemCodes.Timeout)]
    [InlineData("cut", null, ProblemCodes.Connection)]
    [InlineData("html", null, ProblemCodes.BadAnswer)]
    public async Task Reading_that_fails_says_why(string kind, int? status, string code)
    {
        await FaultAsync(ListOperation, status is null ? new { kind } : new { kind, status });
        using var impatience = kind == "hang" ? services.GiveUpSoon() : null;

        var answer = await Connector.ReadListingsAsync(Store);

        answer.Ok.Should().BeFalse();
        answer.Problem!.Code.Should().Be(code);
        answer.Problem.Message.Zh.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Listings_come_page_by_page_until_all_are_read_with_their_pictures()
    {
        var read = new List<RemoteListing>();
        string? cursor = null;
        do
        {
            var page = await Connector.ReadListingsAsync(Store, cursor);
            page.Ok.Should().BeTrue(page.Problem?.ToString());
            page.Value!.Items.Should().NotBeEmpty();
            read.AddRange(page.Value.Items);
            cursor = page.Value.NextCursor;
        }
        while (cursor is not null);

        read.Select(listing => listing.Sku).Distinct().Should().HaveCount(45);
        read.Should().OnlyContain(listing => listing.ExternalId != null && listing.Title != null && listing.MainImage != null);
        using var shopper = new HttpClient();
        (await shopper.GetByteArrayAsync(read[0].MainImage!.Link)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Listings_are_read_by_name_and_missing_ones_are_told()
    {
        var answer = await Connector.ReadListingsAsync(Store, skus: ["SIM-0003", "NEVER-HEARD-OF"]);

        answer.Value!.Items.Should().ContainSingle().Which.Sku.Should().Be("SIM-0003");
        answer.Value.Missing.Should().Equal("NEVER-HEARD-OF");
    }

    [Fact]
    public async Task Listing_that_is_not_there_is_not_found_by_reading_pushing_and_removing()
    {
        var nobody = new ListingKey((await ListingAsync()).ExternalId[..^3] + "000", "NEVER-HEARD-OF");

        (await Connector.ReadListingAsync(Store, nobody)).Problem!.Code.Should().Be(ProblemCodes.NotFound);
        (await Connector.FindPushAsync(Store, new PicturePush { Listing = nobody, MediaLocation = new Uri(Market.Host("p.png", SimulatedMarketplace.Png())) })).Trace.Should().Be(PushTrace.NotSeen);
    }

    [Fact]
    public async Task Push_is_accepted_then_seen_and_the_other_pictures_are_undisturbed()
    {
        var listing = await ListingAsync();
        var before = await SeenAsync(listing);
        var push = PushOf(listing, "one");

        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, push);

        var after = await SeenAsync(listing);
        after.MainImage!.Link.Should().NotBe(before.MainImage!.Link);
        Further(after).Should().Contain(Further(before), "what hung beside the main picture still does");
        (await Connector.FindPushAsync(Store, push with { Begun = begun[push.MediaLocation] })).Trace.Should().Be(PushTrace.Stored);
        (await TakenInAsync(push)).Should().Be(1);
    }

    [Fact]
    public async Task Second_push_takes_the_place_of_the_first_and_leaves_no_trace_of_it()
    {
        var listing = await ListingAsync();
        var first = PushOf(listing, "one");
        await DriveAsync(first);
        await LiveAsync(listing, first);
        var between = Further(await SeenAsync(listing));
        var second = PushOf(listing, "two") with { Replaces = [first.MediaLocation] };

        (await DriveAsync(second)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, second);

        Further(await SeenAsync(listing)).Should().Equal(between);
    }

    [Fact]
    public async Task Push_whose_answers_are_lost_at_any_step_is_found_again_and_done_once()
    {
        foreach (var (number, operation) in PushOperations.Index())
        {
            foreach (var afterEffect in new[] { true, false })
            {
                var listing = await ListingAsync($"SIM-{(number * 2) + (afterEffect ? 1 : 0) + 10:D4}");
                await FaultAsync(operation, new { kind = "cut", afterEffect, count = 1 });
                var push = PushOf(listing, $"{operation} {afterEffect}");

                (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>("{0} was cut off, after its effect: {1}", operation, afterEffect);
                await LiveAsync(listing, push);
                (await TakenInAsync(push)).Should().Be(1, "{0} was cut off, after its effect: {1}", operation, afterEffect);
            }
        }
    }

    [Fact]
    public virtual async Task Push_by_a_process_that_forgets_everything_at_every_step_is_done_once()
    {
        var listing = await ListingAsync();
        var push = PushOf(listing, "forgetful");

        // No step is remembered, or every second; before each, as after a crash, the marketplace is looked at.
        var forgets = false;
        await SimulatedMarketplace.EventuallyAsync(
            async () => (await Connector.FindPushAsync(Store, push)).Trace switch
            {
                PushTrace.Stored => true,
                PushTrace.NotSeen when await TakenInAsync(push) > 0 => false,
                _ => await StepAsync() is PushOutcome.Accepted,
            },
            done => done);

        await LiveAsync(listing, push);
        (await TakenInAsync(push)).Should().Be(1);

        async Task<PushOutcome> StepAsync()
        {
            var outcome = await Connector.PushMainImageAsync(Store, push);
            forgets = !forgets || MayForgetEverything;
            if (!forgets && outcome is PushOutcome.Underway underway)
            {
                push = push with { Begun = underway.Begun };
            }

            return outcome;
        }
    }

    [Fact]
    public async Task Removal_takes_the_main_picture_and_no_other_however_often_it_is_asked_for()
    {
        var listing = await ListingAsync();
        var push = PushOf(listing, "to be removed");
        await DriveAsync(push);
        await LiveAsync(listing, push);
        var before = await SeenAsync(listing);
        if (!Connector.Capabilities.CanRemove)
        {
            (await Connector.RemoveMainImageAsync(Store, new(listing))).Should().BeOfType<PushOutcome.Refused>();
            (await SeenAsync(listing)).MainImage!.Link.Should().Be(before.MainImage!.Link);
            return;
        }

        var removal = new PictureRemoval(listing);
        PushOutcome outcome;
        while ((outcome = await Connector.RemoveMainImageAsync(Store, removal)) is PushOutcome.Underway underway)
        {
            removal = removal with { Begun = underway.Begun };
        }

        outcome.Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.RemoveMainImageAsync(Store, removal)).Should().BeOfType<PushOutcome.Accepted>("a crash may have it asked for again");
        var after = await SimulatedMarketplace.EventuallyAsync(() => SeenAsync(listing), seen => seen.CatalogueProblem is null && seen.MainImage?.Link != before.MainImage!.Link);
        if (Connector.Capabilities.NextMovesUp)
        {
            after.Shown.Select(picture => picture.Link).Should().Equal(Further(before));
        }
        else
        {
            after.MainImage.Should().BeNull();
            Further(after).Should().Equal(Further(before));
        }
    }

    [Fact]
    public async Task Picture_changed_by_somebody_else_is_seen()
    {
        var listing = await ListingAsync();
        var before = await SeenAsync(listing);

        await Market.OrderAsync("listings/change", new { marketplace = Site.Marketplace, seller = Account.Seller, site = Account.Site, sku = Sku, foreignPicture = true });

        (await SeenAsync(listing)).MainImage!.Link.Should().NotBe(before.MainImage!.Link);
    }

    /// <summary>As the hub does: goes on while there are steps, and after an answer that never came looks before it sends again.</summary>
    protected async Task<PushOutcome> DriveAsync(PicturePush push)
    {
        for (var step = 0; step < 100; step++)
        {
            begun[push.MediaLocation] = push.Begun;
            var outcome = await Connector.PushMainImageAsync(Store, push);
            switch (outcome)
            {
                case PushOutcome.Underway underway:
                    push = push with { Begun = underway.Begun };
                    break;
                case PushOutcome.Unknown:
                    if ((await Connector.FindPushAsync(Store, push)).Trace == PushTrace.Stored || await ArrivesAsync(push))
                    {
                        return new PushOutcome.Accepted(string.Empty, "found again", []);
                    }

                    break;
                case PushOutcome.Retry { Problem.ForeignCode: null }:
                    // The line broke while asking; nothing was done.
                    break;
                default:
                    return outcome;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"Still underway: {push.Begun}");
    }

    /// <summary>A push that is stored some time after it was taken in shows up within seconds here, or it was lost.</summary>
    private async Task<bool> ArrivesAsync(PicturePush push)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(8))
        {
            switch ((await Connector.FindPushAsync(Store, push)).Trace)
            {
                case PushTrace.Stored:
                    return true;
                case PushTrace.Begun:
                    return false;
                default:
                    await Task.Delay(50);
                    break;
            }
        }

        return false;
    }

    protected async Task<ListingKey> ListingAsync(string sku = Sku)
    {
        var answer = await Connector.ReadListingsAsync(Store, skus: [sku]);
        answer.Ok.Should().BeTrue(answer.Problem?.ToString());
        var found = answer.Value!.Items.Should().ContainSingle().Which;
        return new ListingKey(found.ExternalId!, found.Sku, found.ProductType);
    }

    protected async Task<LiveListing> SeenAsync(ListingKey listing)
    {
        var answer = await Connector.ReadListingAsync(Store, listing);
        answer.Ok.Should().BeTrue(answer.Problem?.ToString());
        return answer.Value!;
    }

    private static IReadOnlyList<Uri> Further(LiveListing seen) => [.. seen.Shown.Where(picture => picture.Slot != PictureSlots.Main).Select(picture => picture.Link)];

    protected PicturePush PushOf(ListingKey listing, string variation) => new()
    {
        Listing = listing,
        MediaLocation = new Uri(Market.Host($"{Uri.EscapeDataString($"{listing.Sku}-{variation}".Replace(' ', '-'))}.png", SimulatedMarketplace.Png("lamp", variation))),
        File = FileOf(SimulatedMarketplace.Png("lamp", variation)),
    };

    protected static PictureFile FileOf(byte[] bytes) => new("picture.png", "image/png", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), _ => Task.FromResult<Stream?>(new MemoryStream(bytes)));

    /// <summary>Until shoppers are served the very picture of that address.</summary>
    protected async Task LiveAsync(ListingKey listing, PicturePush push)
    {
        var world = Market.Services.GetRequiredService<SimulatedWorld>();
        await SimulatedMarketplace.EventuallyAsync(
            () => Task.FromResult(Shown()),
            source => source == SourceOf(push));
        (await SeenAsync(listing)).MainImage.Should().NotBeNull();

        string? Shown()
        {
            lock (world.Gate)
            {
                return world.TryFind(new(Site.Marketplace, Account.Seller, Account.Site, listing.Sku), out var there) ? world.Picture(there.PictureIn("MAIN"))?.SourceUrl : null;
            }
        }
    }

    protected async Task<int> TakenInAsync(PicturePush push) =>
        (await Market.Control.GetFromJsonAsync<JsonElement>("counters")).GetProperty("pushes").EnumerateArray()
            .Where(each => each.GetProperty("mediaLocation").GetString() == SourceOf(push)).Sum(each => each.GetProperty("accepted").GetInt32());

    /// <summary>What became of all pushes of a SKU, in the simulator's words.</summary>
    protected async Task<IReadOnlyList<string?>> StatesAsync(string sku) =>
        [.. (await Market.Control.GetFromJsonAsync<JsonElement>("counters")).GetProperty("pushes").EnumerateArray()
            .Where(p => p.GetProperty("sku").GetString() == sku).SelectMany(p => p.GetProperty("states").EnumerateArray()).Select(state => state.GetString())];

    private Task FaultAsync(string operation, object fault)
    {
        var order = JsonSerializer.SerializeToNode(fault)!.AsObject();
        order["operation"] = $"{Site.Marketplace}/{operation}";
        return Market.OrderAsync("faults", order);
    }

    private sealed class Keeping(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
