using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>The story at Lazada, and what only Lazada has.</summary>
public sealed class LazadaStoryTests(HubApp app) : ReviewedStoryTests(app)
{
    protected override string Marketplace => "lazada";

    protected override string Site => "MY";

    protected override string UsualSite => "SG";

    protected override string FormShows => "www.lazada.com.my";

    protected override string Rule => "productFill";

    protected override (string Code, string Words, string State) Refusal => ("Live_Reject", "No White Background", "rejected");

    protected override string Seller(int number) => $"80000{number}";

    [Fact]
    public async Task A_campaign_locks_the_picture_and_the_push_says_what_to_do()
    {
        using var pictures = new Pictures();
        var seller = Seller(4);
        var (store, listing) = await ShopAsync(seller);
        var version = await App.ApprovedAsync(store, listing.ProductId, pictures.Product(seed: 65));
        await App.ControlAsync("mischief", new { kind = "inPromotion", seller, count = 1 });

        var failed = await App.UntilEndedAsync(await App.PushAsync(version, listing.Id));

        failed.Text("status").Should().Be("failed", failed.ToString());
        failed.GetProperty("problem").ToString().Should().Contain("campaign").And.Contain("Marketing Centre");
        (await App.PushesAsync(Marketplace, seller)).Should().BeEmpty();
        (await App.UntilEndedAsync(await App.PushAsync(version, listing.Id))).Text("status").Should().Be("live", "the campaign is over");
    }

    [Theory]
    [InlineData("uploadImage", true)]
    [InlineData("updateProduct", true)]
    [InlineData("updateProduct", false)]
    public Task A_push_cut_off_at_any_step_reaches_the_shop_exactly_once(string operation, bool afterEffect) => CutOffAsync(operation, afterEffect);
}
