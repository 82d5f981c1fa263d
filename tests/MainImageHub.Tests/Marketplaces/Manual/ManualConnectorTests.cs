using System.Text;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Marketplaces.Manual;

/// <summary>What shoppers' pages tell, and what they must not be able to do.</summary>
public sealed class ManualConnectorTests : IAsyncLifetime
{
    private static readonly ListingKey Item = new("123456", "MUG-1");

    private ScriptedMarketplace shop = null!;
    private ServiceProvider services = null!;

    private IMarketplaceConnector Walmart => services.GetRequiredKeyedService<IMarketplaceConnector>("walmart");

    private StoreConnection Store => new(Guid.CreateVersion7(), new SiteCode("walmart", "US"), new Dictionary<string, string>(), shop.Endpoint, EndpointIsTrusted: true);

    public async Task InitializeAsync()
    {
        shop = await ScriptedMarketplace.StartAsync();
        services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddMarketplaces()
            .Configure<MarketplaceOptions>(options => (options.MaxAnswerBytes, options.LongestWait) = (4 * 1024 * 1024, TimeSpan.Zero))
            .BuildServiceProvider(validateScopes: true);
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await shop.DisposeAsync();
    }

    [Fact]
    public void Whatever_has_rules_can_be_connected_and_without_a_connector_of_its_own_it_is_by_hand()
    {
        var connectors = services.GetKeyedServices<IMarketplaceConnector>(KeyedService.AnyKey).ToList();
        connectors.Select(c => c.Marketplace).Should().OnlyHaveUniqueItems()
            .And.BeEquivalentTo(RulePackReader.ReadEmbedded().Select(p => p.Marketplace).Where(m => m != RulePack.House).Distinct());
        connectors.Where(c => c.Capabilities.ByHand is null).Select(c => c.Marketplace).Should().Contain(["amazon", "ebay", "shopify", "tiktokshop", "shopee", "lazada", "aliexpress"]);
        var byHand = connectors.Where(c => c.Capabilities.ByHand is not null).ToList();
        byHand.Select(c => c.Marketplace).Should().Contain(["walmart", "etsy", "temu", "mercadolibre", "alibaba"]);
        byHand.Should().OnlyContain(c => c.Capabilities.Credentials.Count == 0 && c.Capabilities.Figures.Count == 0 && c.Capabilities.Delivery.Count == 0 && c.Capabilities.Sites.Count > 0);
        byHand.SelectMany(c => c.Capabilities.ByHand!.Steps).Should().OnlyContain(step => step.En.Length > 0 && step.Zh.Any(letter => letter > 0x2E80));
        foreach (var site in byHand.SelectMany(c => c.Capabilities.Sites))
        {
            TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out _).Should().BeTrue(site.TimeZone);
        }
    }

    [Theory]
    [InlineData("""<meta property="og:image" content="https://i5.example.com/main.jpg"><meta property="og:image" content="https://i5.example.com/other.jpg">""", "https://i5.example.com/main.jpg")]
    [InlineData("""<meta name="og:image" content="https://i5.example.com/main.jpg?a=1&amp;b=2">""", "https://i5.example.com/main.jpg?a=1&b=2")]
    [InlineData("""<script type="application/ld+json">{"@type":"Product","image":["https://i5.example.com/a.jpg","https://i5.example.com/b.jpg"]}</script>""", "https://i5.example.com/a.jpg")]
    [InlineData("""<script type="application/ld+json">{"@graph":[{"@type":"BreadcrumbList"},{"@type":["Thing","Product"],"image":{"@type":"ImageObject","url":"https://i5.example.com/c.jpg"}}]}</script>""", "https://i5.example.com/c.jpg")]
    [InlineData("""<script type="application/ld+json">not json</script><link rel="image_src" href="https://i5.example.com/d.jpg">""", "https://i5.example.com/d.jpg")]
    [InlineData("""<link rel="image_src" href="https://i5.example.com/d.jpg"><meta property="og:image" content="https://i5.example.com/first.jpg">""", "https://i5.example.com/first.jpg")]
    public async Task The_picture_that_a_page_names_is_found(string head, string picture)
    {
        shop.On(r => r.Path == "/ip/123456", Page($"<html><head>{head}</head><body></body></html>"));

        var seen = await Walmart.ReadListingAsync(Store, Item);

        seen.Ok.Should().BeTrue(seen.Problem?.Message.En);
        seen.Value!.MainImage!.Link.Should().Be(new Uri(picture));
        shop.Requests.Should().ContainSingle().Which.Headers["User-Agent"].Should().StartWith("MainImageHub/");
    }

    [Fact]
    public async Task A_relative_address_belongs_to_where_the_page_ended()
    {
        shop.On(r => r.Path == "/ip/123456", Redirect("Blue-Mug/123456"));
        shop.On(r => r.Path == "/ip/Blue-Mug/123456", Page("""<meta property="og:image" content="../pictures/1.jpg">"""));

        var seen = await Walmart.ReadListingAsync(Store, Item);

        seen.Value!.MainImage!.Link.Should().Be(new Uri($"{shop.Endpoint}/ip/pictures/1.jpg"));
    }

    [Theory]
    [InlineData(404, "", ProblemCodes.NotFound, false)]
    [InlineData(410, "", ProblemCodes.NotFound, false)]
    [InlineData(403, "", ProblemCodes.Unavailable, true)]
    [InlineData(429, "", ProblemCodes.Unavailable, true)]
    [InlineData(503, "", ProblemCodes.Unavailable, true)]
    [InlineData(200, "<h1>Robot or human?</h1>", ProblemCodes.BadAnswer, true)]
    [InlineData(200, """<meta property="og:image" content="javascript:alert(1)"><meta property="og:image" content="">""", ProblemCodes.BadAnswer, true)]
    [InlineData(200, "", ProblemCodes.BadAnswer, true)]
    public async Task A_page_that_tells_nothing_is_a_problem_and_never_no_picture(int status, string body, string code, bool mayPass)
    {
        shop.On(r => r.Path == "/ip/123456", Page(body, status));

        var seen = await Walmart.ReadListingAsync(Store, Item);

        seen.Value.Should().BeNull();
        (seen.Problem!.Code, seen.Problem.MayPass).Should().Be((code, mayPass));
        seen.Problem.Message.En.Should().Contain("/ip/123456");
    }

    [Fact]
    public async Task A_page_nested_without_end_or_larger_than_allowed_does_no_harm()
    {
        shop.On(r => r.Path == "/ip/123456", Page(string.Concat(Enumerable.Repeat("<div>", 5_000)) + """<link rel="image_src" href="https://i5.example.com/deep.jpg">"""));
        shop.On(r => r.Path == "/ip/4", Page(string.Concat(Enumerable.Repeat("<div>", 700_000))));
        shop.On(r => r.Path == "/ip/5", Page(string.Concat(Enumerable.Repeat("<br>", 100_000)) + """<link rel="image_src" href="https://i5.example.com/wide.jpg">"""));
        shop.On(r => r.Path == "/ip/2", Answers.Endless());
        shop.On(r => r.Path == "/ip/3", Redirect("3"));

        (await Walmart.ReadListingAsync(Store, Item)).Value!.MainImage!.Link.Should().Be(new Uri("https://i5.example.com/deep.jpg"));
        (await Walmart.ReadListingAsync(Store, Item with { ExternalId = "2" })).Problem!.Code.Should().Be(ProblemCodes.BadAnswer);
        (await Walmart.ReadListingAsync(Store, Item with { ExternalId = "4" })).Problem!.Code.Should().Be(ProblemCodes.BadAnswer);
        (await Walmart.ReadListingAsync(Store, Item with { ExternalId = "5" })).Value!.MainImage!.Link.Should().Be(new Uri("https://i5.example.com/wide.jpg"));
        (await Walmart.ReadListingAsync(Store, Item with { ExternalId = "3" })).Problem!.Message.En.Should().Contain("without end");
        shop.Requests.Count(r => r.Path == "/ip/3").Should().Be(4);
    }

    [Fact]
    public async Task Only_what_lies_under_a_trusted_endpoint_may_be_asked_without_https()
    {
        var outside = new UriBuilder(shop.Endpoint) { Path = "/elsewhere/ip/1" }.Uri;
        shop.On(r => r.Path == "/ip/123456", Redirect(outside.AbsoluteUri));

        (await Walmart.ReadListingAsync(Store, Item)).Problem!.Code.Should().Be(ProblemCodes.NotSecure);
        (await Walmart.ReadListingAsync(Store, Item with { Page = outside })).Problem!.Code.Should().Be(ProblemCodes.NotSecure);
        (await Walmart.ReadListingAsync(Store with { EndpointIsTrusted = false }, Item)).Problem!.Code.Should().Be(ProblemCodes.NotSecure);
        shop.Requests.Should().ContainSingle("the rest was never asked");
    }

    [Fact]
    public async Task Everything_else_is_refused_in_a_sentence()
    {
        var key = new ListingKey("1", "A");
        var temu = services.GetRequiredKeyedService<IMarketplaceConnector>("temu");
        var store = new StoreConnection(Guid.CreateVersion7(), new SiteCode("temu", "-"), new Dictionary<string, string>());
        (await temu.VerifyAsync(store)).Ok.Should().BeTrue();
        (await temu.ReadListingsAsync(store)).Problem!.Message.En.Should().Contain("by hand");
        (await temu.ReadListingAsync(store, key)).Problem!.Message.En.Should().Contain("No address");
        (await temu.PushMainImageAsync(store, new PicturePush { Listing = key, MediaLocation = new Uri("https://pictures.example.com/1.jpg") })).Should().BeOfType<PushOutcome.Refused>();
        (await temu.RemoveMainImageAsync(store, new PictureRemoval(key))).Should().BeOfType<PushOutcome.Refused>();
        temu.Capabilities.CanRemove.Should().BeFalse();
    }

    [Theory]
    [InlineData("walmart", "36000291452", "00036000291452.jpg")]
    [InlineData("walmart", "not a number", "MUG-1.MAIN.jpg")]
    [InlineData("walmart", null, "MUG-1.MAIN.jpg")]
    [InlineData("etsy", "36000291452", "MUG-1.MAIN.jpg")]
    public void A_file_is_named_as_its_marketplace_wants(string marketplace, string? gtin, string name) =>
        services.GetRequiredKeyedService<IMarketplaceConnector>(marketplace).Capabilities.ByHand!.FileName(Item, gtin, ".jpg").Should().Be(name);

    [Fact]
    public void No_SKU_leaves_its_folder() =>
        Walmart.Capabilities.ByHand!.FileName(Item with { Sku = "../../etc/a:b*?" }, gtin: null, ".jpg").Should().Be("------etc-a-b--.MAIN.jpg");

    [Theory]
    [InlineData("walmart", "55169624", "https://www.walmart.com/ip/55169624")]
    [InlineData("etsy", "1488794519", "https://www.etsy.com/listing/1488794519")]
    [InlineData("walmart", "a/../b?c", "https://www.walmart.com/ip/a%2F..%2Fb%3Fc")]
    [InlineData("temu", "1", null)]
    public void A_page_is_told_from_the_id_where_that_leads_there(string marketplace, string id, string? page) =>
        services.GetRequiredKeyedService<IMarketplaceConnector>(marketplace).Capabilities.ByHand!.PageOf(Item with { ExternalId = id }, endpoint: null).Should().Be(page is null ? null : new Uri(page));

    private static Answer Page(string body, int status = 200) => async (context, stopping) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), stopping);
    };

    private static Answer Redirect(string to) => (context, _) =>
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    };
}
