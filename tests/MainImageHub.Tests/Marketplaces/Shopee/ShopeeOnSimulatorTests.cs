using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Simulator;
using ListingKey = MainImageHub.Marketplaces.ListingKey;

namespace MainImageHub.Tests.Marketplaces.Shopee;

/// <summary>The way a picture goes at Shopee.</summary>
public sealed class ShopeeOnSimulatorTests : ConnectorSimulatorTests
{
    protected override SiteCode Site => SiteCode.Parse("shopee/SG");

    protected override (string Seller, string Site) Account => ("600000", "SG");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["partnerId"] = "2001887",
        ["partnerKey"] = "simulated-partnerKey-2001887",
        ["shopId"] = "600000",
        ["refreshToken"] = "the-first-refresh-token",
    };

    protected override string ListOperation => "getItemList";

    protected override IReadOnlyList<string> PushOperations { get; } = ["getItemBaseInfo", "uploadImage", "updateItem"];

    protected override bool MayForgetEverything => false;

    protected override string SourceOf(PicturePush push) => $"sha256:{push.File!.Sha256}";

    [Fact]
    public async Task Item_in_a_promotion_keeps_its_pictures_until_that_is_over()
    {
        var listing = await ListingAsync("SIM-0002");
        var before = await SeenAsync(listing);
        await Market.OrderAsync("mischief", new { kind = "inPromotion", sku = "SIM-0002" });
        var push = PushOf(listing, "locked");

        var refused = (await DriveAsync(push)).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Problem.Message.En.Should().Contain("promotion");
        refused.Issues.Should().ContainSingle().Which.Code.Should().Be("error_in_item_promotion_image_item_lock");
        (await SeenAsync(listing)).MainImage!.Link.Should().Be(before.MainImage!.Link);
        (await Market.Control.DeleteAsync("mischief")).EnsureSuccessStatusCode();
        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, push);
    }

    [Fact]
    public async Task Answer_of_a_sign_in_that_is_lost_ends_in_a_wish_to_connect_again_and_a_new_token_mends_it()
    {
        await Market.OrderAsync("faults", new { operation = "shopee/token", kind = "cut", afterEffect = true, count = 1 });

        (await Connector.VerifyAsync(Store)).Problem!.Code.Should().Be(ProblemCodes.Connection);
        var told = await Connector.VerifyAsync(Store);
        (await Connector.VerifyAsync(Store)).Problem!.Code.Should().Be(ProblemCodes.Unauthorized, "however often it is tried");

        told.Problem!.ForeignCode.Should().Be("error_shop_refresh_token");
        told.Detail.En.Should().Contain("authorise the app again");
        var mended = Store with { Credentials = new Dictionary<string, string>(Credentials) { ["refreshToken"] = "another-refresh-token" } };
        (await Connector.VerifyAsync(mended)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Wrong_key_is_told_and_so_is_the_shop_of_another_country()
    {
        var wrong = await Connector.VerifyAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { ["partnerKey"] = "somebody-elses-key" } });
        var elsewhere = await Connector.VerifyAsync(Store with { Site = SiteCode.Parse("shopee/MY") });

        (wrong.Problem!.Code, wrong.Problem.ForeignCode).Should().Be((ProblemCodes.Unauthorized, "error_sign"));
        elsewhere.Detail.En.Should().Contain("sells in SG");
    }

    [Fact]
    public async Task Item_with_models_goes_by_the_first_of_their_skus_and_is_found_by_each()
    {
        List<RemoteListing> all = [];
        string? cursor = null;
        do
        {
            var page = (await Connector.ReadListingsAsync(Store, cursor)).Value!;
            all.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var several = all.FindAll(item => item.Facts.ContainsKey("skus"));
        several.Should().NotBeEmpty();
        several.Should().OnlyContain(item => item.Facts["skus"] == $"{item.Sku}, {item.Sku}-L");
        var named = (await Connector.ReadListingsAsync(Store, skus: [$"{several[0].Sku}-L", all[0].ExternalId!])).Value!;
        named.Items.Should().ContainSingle().Which.ExternalId.Should().Be(several[0].ExternalId);
        named.Missing.Should().Equal([all[0].ExternalId!], "it has a SKU, so it does not go by its number");
    }

    [Fact]
    public async Task Banned_item_is_suppressed_and_says_why()
    {
        var listing = await ListingAsync("SIM-0006");
        await Market.OrderAsync("listings/change", new { marketplace = "shopee", seller = Account.Seller, site = "SG", sku = "SIM-0006", suppressed = true });

        var seen = await SeenAsync(listing);

        seen.IsSuppressed.Should().BeTrue();
        seen.Listing.Status.Should().Equal("BANNED");
        seen.Listing.Issues.Should().ContainSingle().Which.Code.Should().Be("Inappropriate Image");
    }

    [Fact]
    public async Task File_that_is_no_picture_is_refused_at_once_and_hangs_nowhere()
    {
        var listing = await ListingAsync("SIM-0004");
        var before = await SeenAsync(listing);

        var refused = (await DriveAsync(PushOf(listing, "none") with { File = FileOf("no picture at all"u8.ToArray()) })).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Issues.Should().ContainSingle().Which.Code.Should().Be("error_param");
        refused.Problem.ForeignMessage.Should().Contain("JPG");
        (await SeenAsync(listing)).MainImage!.Link.Should().Be(before.MainImage!.Link);
    }

    [Fact]
    public async Task Title_is_changed_with_the_picture()
    {
        var listing = await ListingAsync("SIM-0007");
        var push = PushOf(listing, "titled") with { Text = new("en-SG", "A title of its own", null) };

        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, push);

        (await SeenAsync(listing)).Listing.Title.Should().Be("A title of its own");
    }

    [Fact]
    public async Task Last_picture_stays()
    {
        var listing = await ListingAsync("SIM-0005");
        await RemoveAsync(listing);
        await SimulatedMarketplace.EventuallyAsync(() => SeenAsync(listing), seen => seen.Shown.Count == 1);

        var refused = await RemoveAsync(listing);

        refused.Should().BeOfType<PushOutcome.Refused>().Which.Problem.Message.Zh.Should().Contain("图片");
        (await SeenAsync(listing)).Shown.Should().ContainSingle();
    }

    [Fact]
    public async Task Late_and_foreign_pictures_are_seen_as_they_are()
    {
        var late = await ListingAsync("SIM-0008");
        var lost = await ListingAsync("SIM-0009");
        await Market.OrderAsync("mischief", new { kind = "delayLive", sku = "SIM-0008", minutes = 60 });
        await Market.OrderAsync("mischief", new { kind = "otherContributorWins", sku = "SIM-0009" });
        var before = await SeenAsync(late);
        var push = PushOf(late, "later");

        await DriveAsync(push);
        (await DriveAsync(PushOf(lost, "loser"))).Should().BeOfType<PushOutcome.Accepted>();

        (await SeenAsync(late)).MainImage!.Link.Should().Be(before.MainImage!.Link);
        (await StatesAsync("SIM-0009")).Should().Equal("live");
        await Market.OrderAsync("clock", new { advanceMinutes = 61 });
        await LiveAsync(late, push);
    }

    private async Task<PushOutcome> RemoveAsync(ListingKey listing)
    {
        var removal = new PictureRemoval(listing);
        PushOutcome outcome;
        while ((outcome = await Connector.RemoveMainImageAsync(Store, removal)) is PushOutcome.Underway underway)
        {
            removal = removal with { Begun = underway.Begun };
        }

        return outcome;
    }
}
