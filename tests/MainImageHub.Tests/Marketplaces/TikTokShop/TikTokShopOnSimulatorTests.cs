using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Simulator;
using ListingKey = MainImageHub.Marketplaces.ListingKey;

namespace MainImageHub.Tests.Marketplaces.TikTokShop;

/// <summary>The way a picture goes at TikTok Shop.</summary>
public sealed class TikTokShopOnSimulatorTests : ConnectorSimulatorTests
{
    protected override SiteCode Site => SiteCode.Parse("tiktokshop/GB");

    protected override (string Seller, string Site) Account => ("6appkey", "GB");

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["appKey"] = "6appkey",
        ["appSecret"] = "53cr3t0ftheapp",
        ["refreshToken"] = "TTPR_refreshrefresh",
    };

    protected override string ListOperation => "searchProducts";

    protected override IReadOnlyList<string> PushOperations { get; } = ["uploadProductImage", "getProduct", "partialEditProduct"];

    protected override bool MayForgetEverything => false;

    protected override string SourceOf(PicturePush push) => $"sha256:{push.File!.Sha256}";

    [Fact]
    public async Task Edit_that_fails_its_review_leaves_the_old_picture_and_says_why()
    {
        var listing = await ListingAsync("SIM-0002");
        var before = await SeenAsync(listing);
        var push = PushOf(listing, "small") with { File = FileOf(SimulatedMarketplace.Png("mug", "small", "TooSmall")) };

        (await DriveAsync(push)).Should().BeOfType<PushOutcome.Accepted>("the review comes afterwards");
        var refused = await SimulatedMarketplace.EventuallyAsync(() => SeenAsync(listing), seen => seen.Listing.Issues.Count > 0);

        var issue = refused.Listing.Issues.Should().ContainSingle().Which;
        (issue.Code, issue.Severity, issue.Slot).Should().Be(("AUDIT_FAILED", "ERROR", "MAIN"));
        issue.Message.Should().Contain("Main image").And.Contain("600");
        issue.Enforcements.Should().BeEmpty("the product is on sale as before");
        refused.MainImage!.Link.Should().Be(before.MainImage!.Link);
        var better = PushOf(listing, "better");
        await DriveAsync(better);
        await LiveAsync(listing, better);
        (await SeenAsync(listing)).Listing.Issues.Should().BeEmpty();
    }

    [Fact]
    public async Task Live_and_submitted_pictures_differ_while_an_edit_is_reviewed()
    {
        var listing = await ListingAsync("SIM-0003");
        var before = await SeenAsync(listing);
        await Market.OrderAsync("mischief", new { kind = "delayLive", sku = "SIM-0003", minutes = 60 });
        var push = PushOf(listing, "later");

        await DriveAsync(push);

        var between = await SeenAsync(listing);
        between.MainImage!.Link.Should().Be(before.MainImage!.Link);
        between.Listing.SubmittedPictures["MAIN"].Should().NotBe(before.MainImage.Link.AbsoluteUri);
        (await Connector.FindPushAsync(Store, push)).Trace.Should().Be(PushTrace.NotSeen, "nothing that was told is kept here");
        await Market.OrderAsync("clock", new { advanceMinutes = 61 });
        await LiveAsync(listing, push);
    }

    [Theory]
    [InlineData(false, "12038015")]
    [InlineData(true, "12038014")]
    public async Task File_that_is_no_picture_or_too_small_is_refused_at_once_and_hangs_nowhere(bool isPicture, string code)
    {
        var listing = await ListingAsync("SIM-0004");
        var before = await SeenAsync(listing);
        var bytes = "no picture at all"u8.ToArray();
        if (isPicture)
        {
            // The width as the file's head tells it.
            bytes = SimulatedMarketplace.Png("mug", "narrow");
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 200);
        }

        var refused = (await DriveAsync(PushOf(listing, code) with { File = FileOf(bytes) })).Should().BeOfType<PushOutcome.Refused>().Which;

        refused.Issues.Should().ContainSingle().Which.Code.Should().Be(code);
        (await SeenAsync(listing)).MainImage!.Link.Should().Be(before.MainImage!.Link);
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
    public async Task Figures_are_the_cards_part_of_each_product_and_day_and_no_more()
    {
        var today = (await Market.Control.GetAsync("clock") is var answer ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()) : null)!.RootElement.GetProperty("now").GetDateTimeOffset();
        var to = DateOnly.FromDateTime(today.UtcDateTime).AddDays(-1);
        var rows = new List<DailyFigures>();
        FigureProgress progress;
        string? cursor = null;
        do
        {
            progress = await Connector.ReadFiguresAsync(Store, new FigureRequest(to.AddDays(-6), to, cursor, to.AddDays(1)));
            progress.Problem.Should().BeNull();
            rows.AddRange(progress.Rows);
            cursor = progress.Cursor;
        }
        while (cursor is not null);

        rows.Select(row => row.ExternalId).Distinct().Should().HaveCount(45);
        rows.Select(row => (row.ExternalId, row.Date)).Should().OnlyHaveUniqueItems();
        rows.Should().OnlyContain(row => row.Source == "tiktokshop.productCard" && row.Currency == "GBP" && row.Orders == null && row.Clicks == null && row.Sessions == null);
        progress.Sources.Should().ContainSingle().Which.CompleteUpTo.Should().Be(to.AddDays(-1));
        var some = rows.Find(row => row.Impressions > 100)!;
        var shop = (await Market.Control.GetAsync($"listings?marketplace=tiktokshop&seller=6appkey&site=GB")).Content;
        JsonDocument.Parse(await shop.ReadAsStringAsync()).RootElement.EnumerateArray().Select(each => each.GetProperty("externalId").GetString()).Should().Contain(some.ExternalId);
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
