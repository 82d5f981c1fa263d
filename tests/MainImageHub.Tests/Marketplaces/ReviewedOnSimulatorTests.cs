using MainImageHub.Marketplaces;
using MainImageHub.Tests.Simulator;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>What a marketplace says of reviews, and the simulator of what became of pushes.</summary>
/// <param name="UnderReview">The status meanwhile.</param>
/// <param name="Refused">The statuses of what was refused, the code of the issue last.</param>
/// <param name="StateBegun">A push that is under review.</param>
/// <param name="StateRefused">One that was refused.</param>
/// <param name="NoPicture">How an upload of something else is refused.</param>
public sealed record ReviewWords(string UnderReview, string[] Refused, string StateBegun, string StateRefused, (string Code, string Word) NoPicture);

/// <summary>The way a picture goes where every change is reviewed and what is refused is off sale, at the gateway that Lazada and AliExpress share.</summary>
public abstract class ReviewedOnSimulatorTests : ConnectorSimulatorTests
{
    protected abstract ReviewWords Words { get; }

    protected override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string>
    {
        ["appKey"] = Account.Seller,
        ["appSecret"] = $"simulated-appSecret-{Account.Seller}",
        ["refreshToken"] = "the-first-refresh-token",
    };

    protected override bool MayForgetEverything => false;

    protected override string SourceOf(PicturePush push) => $"sha256:{push.File!.Sha256}";

    [Fact]
    public async Task Change_is_reviewed_and_until_then_nothing_is_said_of_what_shoppers_see()
    {
        await Market.OrderAsync("settings", new { processingSeconds = 3600 });
        var listing = await ListingAsync("SIM-0002");
        var before = await SeenAsync(listing);
        var push = PushOf(listing, "reviewed");

        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();

        var seen = await SeenAsync(listing);
        seen.MainImage.Should().BeNull();
        seen.CatalogueProblem!.MayPass.Should().BeTrue();
        seen.Listing.SubmittedPictures["MAIN"].Should().NotBe(before.MainImage!.Link.AbsoluteUri);
        seen.Listing.Status.Should().Equal(Words.UnderReview);
    }

    [Fact]
    public async Task Picture_that_the_review_refuses_takes_the_item_off_sale_and_another_mends_it()
    {
        var listing = await ListingAsync("SIM-0003");
        var grey = PushOf(listing, "grey") with { File = FileOf(SimulatedMarketplace.Png("lamp", "grey", "GreyBackground")) };

        (await DriveAsync(grey)).Should().BeOfType<PushOutcome.Accepted>("the refusal comes later");
        var refused = await SimulatedMarketplace.EventuallyAsync(() => SeenAsync(listing), seen => seen.IsSuppressed || !Market.Reencodes);
        if (!Market.Reencodes)
        {
            return;
        }

        refused.Listing.Status.Should().Equal(Words.Refused);
        refused.Listing.Issues.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Code = Words.Refused[^1], Severity = "ERROR", Slot = "MAIN" });
        refused.MainImage.Should().BeNull();
        (await StatesAsync("SIM-0003")).Should().Equal(Words.StateRefused);

        var white = PushOf(listing, "white");
        (await DriveAsync(white)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, white);
        (await SeenAsync(listing)).IsSuppressed.Should().BeFalse();
    }

    [Fact]
    public async Task Answer_of_a_sign_in_that_is_lost_ends_in_a_wish_to_connect_again_and_a_new_token_mends_it()
    {
        await Market.OrderAsync("faults", new { operation = $"{Site.Marketplace}/token", kind = "cut", afterEffect = true, count = 1 });

        (await Connector.VerifyAsync(Store)).Problem!.Code.Should().Be(ProblemCodes.Connection);
        var told = await Connector.VerifyAsync(Store);
        (await Connector.VerifyAsync(Store)).Problem!.Code.Should().Be(ProblemCodes.Unauthorized, "however often it is tried");

        told.Problem!.ForeignCode.Should().Be("IllegalRefreshToken");
        told.Detail.En.Should().Contain("authorise the app again");
        var mended = Store with { Credentials = new Dictionary<string, string>(Credentials) { ["refreshToken"] = "another-refresh-token" } };
        (await Connector.VerifyAsync(mended)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Item_with_variants_goes_by_the_first_of_their_skus_and_is_found_by_each()
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
    public async Task File_that_is_no_picture_is_refused_at_once_and_hangs_nowhere()
    {
        var listing = await ListingAsync("SIM-0005");
        var before = await SeenAsync(listing);

        var refused = (await DriveAsync(PushOf(listing, "none") with { File = FileOf("no picture at all"u8.ToArray()) })).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Issues.Should().ContainSingle().Which.Code.Should().Be(Words.NoPicture.Code);
        refused.Problem.ForeignMessage.Should().Contain(Words.NoPicture.Word);
        (await SeenAsync(listing)).MainImage!.Link.Should().Be(before.MainImage!.Link);
    }

    [Fact]
    public async Task Title_is_changed_with_the_picture()
    {
        var listing = await ListingAsync("SIM-0007");
        var push = PushOf(listing, "titled") with { Text = new("en", "A title of its own", null) };

        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>();
        await LiveAsync(listing, push);

        (await SeenAsync(listing)).Listing.Title.Should().Be("A title of its own");
    }

    [Fact]
    public async Task Late_foreign_and_forgotten_pictures_are_seen_as_they_are()
    {
        var late = await ListingAsync("SIM-0008");
        var lost = await ListingAsync("SIM-0009");
        var never = await ListingAsync("SIM-0010");
        await Market.OrderAsync("mischief", new { kind = "delayLive", sku = "SIM-0008", minutes = 60 });
        await Market.OrderAsync("mischief", new { kind = "otherContributorWins", sku = "SIM-0009" });
        await Market.OrderAsync("mischief", new { kind = "neverShow", sku = "SIM-0010" });
        var before = await SeenAsync(never);
        var push = PushOf(late, "later");

        await DriveAsync(push);
        await DriveAsync(PushOf(lost, "loser"));
        await DriveAsync(PushOf(never, "never"));

        await SimulatedMarketplace.EventuallyAsync(() => StatesAsync("SIM-0009"), states => states is ["live"]);
        await SimulatedMarketplace.EventuallyAsync(() => StatesAsync("SIM-0010"), states => states is ["shadowed"]);
        (await SeenAsync(never)).MainImage!.Link.Should().Be(before.MainImage!.Link);
        (await StatesAsync("SIM-0008")).Should().Equal(Words.StateBegun);
        await Market.OrderAsync("clock", new { advanceMinutes = 61 });
        await LiveAsync(late, push);
    }

    [Fact]
    public async Task Wrong_secret_is_told()
    {
        var wrong = await Connector.VerifyAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { ["appSecret"] = "somebody-elses-secret" } });

        (wrong.Problem!.Code, wrong.Problem.ForeignCode).Should().Be((ProblemCodes.Unauthorized, "IncompleteSignature"));
        wrong.Detail.En.Should().Contain("app secret");
    }
}
