using System.Text.Json.Nodes;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Simulator.Ebay;
using MainImageHub.Simulator.World;
using MainImageHub.Tests.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Marketplaces.Ebay;

/// <summary>The way a picture goes at eBay.</summary>
public sealed class EbayOnSimulatorTests : ConnectorSimulatorTests
{
    private const string Consent = "v^1.1#i^1#r^1#acme";

    protected override SiteCode Site => SiteCode.Parse("ebay/US");

    protected override (string Seller, string Site) Account => (Consent, "US");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["seller"] = "acme",
        ["clientId"] = "Acme-Hub-PRD-1",
        ["clientSecret"] = "PRD-53cr3t0ftheapp",
        ["refreshToken"] = Consent,
    };

    protected override string ListOperation => "getInventoryItems";

    protected override IReadOnlyList<string> PushOperations { get; } = ["createImageFromUrl", "getImage", "createOrReplaceInventoryItem", "getInventoryItem"];

    /// <summary>
    /// The picture service tells nobody where a picture came from, so nothing is hung before its name there is in hand. A process that forgets it
    /// every time hangs nothing; as soon as it keeps one, the push is done, and once.
    /// </summary>
    [Fact]
    public override async Task Push_by_a_process_that_forgets_everything_at_every_step_is_done_once()
    {
        var listing = await ListingAsync();
        var before = await SeenAsync(listing);
        var push = PushOf(listing, "forgetful");

        for (var round = 0; round < 3; round++)
        {
            (await Connector.FindPushAsync(Store, push)).Trace.Should().Be(PushTrace.NotSeen);
            (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Underway>();
        }

        (await SeenAsync(listing)).Shown.Should().Equal(before.Shown);
        (await TakenInAsync(push)).Should().Be(0);
        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, push);
        (await TakenInAsync(push)).Should().Be(1);
    }

    [Fact]
    public async Task All_else_of_an_item_is_as_it_was_after_a_push()
    {
        var listing = await ListingAsync("SIM-0004");
        var before = Item("SIM-0004");

        (await DriveAsync(PushOf(listing, "whole"))).Should().BeOfType<PushOutcome.Accepted>();

        var after = Item("SIM-0004");
        JsonNode.DeepEquals(after.Fields, before.Fields).Should().BeTrue("{0} was {1}", after.Fields, before.Fields);
        after.Fields.ToJsonString().Should().Be(before.Fields.ToJsonString(), "numbers are written as they were read");
        after.Locale.Should().Be("en_US");
        after.Images.Should().HaveCount(before.Images.Count);
        after.Images.Skip(1).Should().Equal(before.Images.Skip(1));
    }

    [Fact]
    public async Task Picture_that_cannot_be_fetched_may_be_pushed_again_from_the_same_address()
    {
        var listing = await ListingAsync("SIM-0002");
        var push = new PicturePush { Listing = listing, MediaLocation = new Uri($"{Market.Origin}/hosted/later.png") };

        var failed = await DriveAsync(push);
        Market.Host("later.png", SimulatedMarketplace.Png());
        var again = await DriveAsync(push);

        failed.Should().BeOfType<PushOutcome.Retry>().Which.Problem.ForeignCode.Should().Be("190204");
        again.Should().BeOfType<PushOutcome.Accepted>();
    }

    [Theory]
    [InlineData("text.png", "190203")]
    [InlineData("small.png", "25014")]
    public async Task Picture_that_ebay_does_not_want_is_refused_and_hangs_nowhere(string name, string code)
    {
        var listing = await ListingAsync("SIM-0002");
        var before = await SeenAsync(listing);
        var bytes = name == "text.png" ? "no picture at all"u8.ToArray() : SimulatedMarketplace.Png("mug", "small", "TooSmall");
        var push = new PicturePush { Listing = listing, MediaLocation = new Uri(Market.Host(name, bytes)) };

        var refused = (await DriveAsync(push)).Should().BeOfType<PushOutcome.Refused>().Which;

        var issue = refused.Issues.Should().ContainSingle().Which;
        (issue.Code, issue.Slot).Should().Be((code, PictureSlots.Main));
        (await SeenAsync(listing)).Shown.Should().Equal(before.Shown);
    }

    [Fact]
    public async Task The_last_picture_stays()
    {
        var listing = await ListingAsync("SIM-0003");
        var removal = new PictureRemoval(listing);
        var marked = (await Connector.RemoveMainImageAsync(Store, removal)).Should().BeOfType<PushOutcome.Underway>().Which;
        (await Connector.RemoveMainImageAsync(Store, removal with { Begun = marked.Begun })).Should().BeOfType<PushOutcome.Accepted>();
        var left = (await SeenAsync(listing)).Shown.Should().ContainSingle().Which;

        var refused = (await Connector.RemoveMainImageAsync(Store, removal)).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Problem.Message.Zh.Should().Contain("唯一");
        (await SeenAsync(listing)).Shown.Should().Equal(left);
    }

    [Theory]
    [InlineData("neverShow", null)]
    [InlineData("otherContributorWins", null)]
    [InlineData("delayLive", 60.0)]
    public async Task Picture_that_is_not_shown_although_it_was_taken_is_not_found(string kind, double? minutes)
    {
        var listing = await ListingAsync("SIM-0005");
        await Market.OrderAsync("mischief", minutes is null ? new { kind, sku = "SIM-0005" } : new { kind, sku = "SIM-0005", minutes });
        var push = PushOf(listing, kind);
        var underway = (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Underway>().Which;

        (await Connector.PushMainImageAsync(Store, push with { Begun = underway.Begun })).Should().BeOfType<PushOutcome.Accepted>();

        (await Connector.FindPushAsync(Store, push with { Begun = underway.Begun })).Trace.Should().Be(PushTrace.Begun);
        if (minutes is not null)
        {
            await Market.OrderAsync("clock", new { advanceMinutes = minutes.Value + 1 });
            await LiveAsync(listing, push);
            (await Connector.FindPushAsync(Store, push with { Begun = underway.Begun })).Trace.Should().Be(PushTrace.Stored);
        }
    }

    [Fact]
    public async Task Pictures_of_an_item_are_those_of_every_site_it_is_sold_on()
    {
        await Market.OrderAsync("listings/seed", new { marketplace = "ebay", seller = Consent, site = "DE", count = 2 });
        var germany = Store with { StoreId = Guid.CreateVersion7(), Site = SiteCode.Parse("ebay/DE") };
        var there = (await Connector.ReadListingsAsync(germany, skus: ["SIM-0001"])).Value!.Items.Should().ContainSingle().Which;
        var here = await ListingAsync();
        there.ExternalId.Should().NotBe(here.ExternalId);

        await DriveAsync(PushOf(here, "everywhere"));

        var seen = (await Connector.ReadListingAsync(germany, new(there.ExternalId!, there.Sku))).Value!;
        seen.MainImage!.Link.Should().Be((await SeenAsync(here)).MainImage!.Link).And.NotBe(there.MainImage!.Link);
        (await Connector.ReadListingsAsync(germany)).Value!.Items.Select(item => item.Sku).Should().Equal("SIM-0001", "SIM-0002");
    }

    [Fact]
    public async Task Listing_on_hold_is_suppressed_and_a_push_to_it_warns()
    {
        var listing = await ListingAsync("SIM-0006");
        await Market.OrderAsync("listings/change", new { marketplace = "ebay", seller = Consent, site = "US", sku = "SIM-0006", suppressed = true });

        var outcome = await DriveAsync(PushOf(listing, "held"));

        outcome.Should().BeOfType<PushOutcome.Accepted>().Which.Issues.Should().ContainSingle().Which.Code.Should().Be("25096");
        var seen = await SeenAsync(listing);
        seen.IsSuppressed.Should().BeTrue();
        seen.Listing.Issues.Should().ContainSingle().Which.Slot.Should().BeNull("it is not about a picture");
    }

    [Fact]
    public async Task Figures_of_each_day_are_those_of_the_shoppers()
    {
        var listing = await ListingAsync("SIM-0007");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var (rows, last) = await FiguresAsync(new FigureRequest(today.AddDays(-4), today.AddDays(-1)));

        var world = Market.Services.GetRequiredService<SimulatedWorld>();
        world.TryFind(new("ebay", Consent, "US", "SIM-0007"), out var there).Should().BeTrue();
        var truth = Market.Services.GetRequiredService<Shoppers>();
        rows.Select(row => row.Date).Distinct().Should().BeEquivalentTo([today.AddDays(-4), today.AddDays(-3), today.AddDays(-2)], "yesterday is reported tomorrow");
        rows.Should().HaveCount(3 * 45);
        foreach (var row in rows.Where(row => row.ExternalId == listing.ExternalId))
        {
            var day = truth.Day(there!, row.Date);
            (row.Impressions, row.Clicks, row.Orders).Should().Be((day.Impressions, day.Clicks, day.Orders));
            row.Sessions.Should().BeNull("eBay counts none");
            row.Revenue.Should().BeNull();
        }

        last.Sources.Should().ContainSingle().Which.CompleteUpTo.Should().Be(today.AddDays(-2));
        last.Problem.Should().BeNull();
    }

    [Fact]
    public async Task Figures_of_more_listings_than_one_answer_holds_are_all_read()
    {
        await Market.OrderAsync("listings/seed", new { marketplace = "ebay", seller = Consent, site = "US", count = 230 });
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-3);

        var (rows, last) = await FiguresAsync(new FigureRequest(day, day));

        rows.Select(row => row.ExternalId).Distinct().Should().HaveCount(230);
        last.Sources[0].CompleteUpTo.Should().Be(day);
    }

    private async Task<(IReadOnlyList<DailyFigures> Rows, FigureProgress Last)> FiguresAsync(FigureRequest request)
    {
        // Shoppers who look at each picture would have them all drawn first.
        var world = Market.Services.GetRequiredService<SimulatedWorld>();
        lock (world.Gate)
        {
            foreach (var picture in world.Pictures)
            {
                picture.Appeal = 1;
            }
        }

        var rows = new List<DailyFigures>();
        for (var step = 0; step < 60; step++)
        {
            var progress = await Connector.ReadFiguresAsync(Store, request);
            rows.AddRange(progress.Rows);
            if (progress.Cursor is null)
            {
                return (rows, progress);
            }

            progress.Problem.Should().BeNull(progress.Problem?.ToString());
            request = request with { Cursor = progress.Cursor };
        }

        throw new TimeoutException("Still reading.");
    }

    private EbayItem Item(string sku)
    {
        var world = Market.Services.GetRequiredService<SimulatedWorld>();
        lock (world.Gate)
        {
            var item = Market.Services.GetRequiredService<EbayAccounts>().Item(Consent, sku)!;
            return new EbayItem { Seller = item.Seller, Sku = item.Sku, Locale = item.Locale, Fields = item.Fields.DeepClone().AsObject(), Images = [.. item.Images] };
        }
    }
}
