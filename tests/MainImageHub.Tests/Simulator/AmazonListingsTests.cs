using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Tests.Simulator;

public sealed class AmazonListingsTests
{
    [Fact]
    public async Task Unknown_listing_exists_on_first_contact_with_a_picture_of_its_own()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var summary = (await market.ItemAsync("NEVER-SEEN")).GetProperty("summaries")[0];

        summary.GetProperty("asin").GetString().Should().MatchRegex("^B0[0-9A-Z]{8}$");
        summary.GetProperty("itemName").GetString().Should().NotBeNullOrEmpty();
        var picture = await market.Amazon.GetAsync(summary.GetProperty("mainImage").GetProperty("link").GetString());
        picture.StatusCode.Should().Be(HttpStatusCode.OK);
        picture.Content.Headers.ContentType!.MediaType.Should().Be(market.Reencodes ? "image/jpeg" : "image/png");
        var header = PictureHeader.Read(await picture.Content.ReadAsByteArrayAsync())!.Value;
        header.Width.Should().Be(summary.GetProperty("mainImage").GetProperty("width").GetInt32());
    }

    [Fact]
    public async Task Patch_is_accepted_first_and_shown_later_in_other_bytes()
    {
        await using var market = await SimulatedMarketplace.StartAsync(o => o.ProcessingDelay = TimeSpan.FromMilliseconds(600));
        var before = await market.MainLinkAsync("A");
        var mine = SimulatedMarketplace.Png("lamp", "mine");

        var answer = await (await market.PatchAsync("A", market.Host("mine.png", mine))).Content.ReadFromJsonAsync<JsonElement>();

        answer.GetProperty("status").GetString().Should().Be("ACCEPTED");
        answer.GetProperty("submissionId").GetString().Should().NotBeNullOrEmpty();
        (await market.MainLinkAsync("A")).Should().Be(before, "acceptance is not publication");
        var after = await SimulatedMarketplace.EventuallyAsync(() => market.MainLinkAsync("A"), l => l != before);
        (await market.Amazon.GetByteArrayAsync(after)).Should().NotEqual(mine);
        (await market.ItemAsync("A")).GetProperty("attributes").GetProperty("main_product_image_locator")[0].GetProperty("media_location").GetString().Should().EndWith("mine.png");
        var asin = (await market.ItemAsync("A")).GetProperty("summaries")[0].GetProperty("asin").GetString();
        (await market.Amazon.GetStringAsync($"US/dp/{asin}")).Should().Contain(after);
        var catalogue = await market.Amazon.GetFromJsonAsync<JsonElement>($"catalog/2022-04-01/items/{asin}?marketplaceIds={SimulatedMarketplace.UnitedStates}&includedData=images");
        catalogue.GetProperty("images")[0].GetProperty("images")[0].GetProperty("link").GetString().Should().Be(after);
    }

    [Fact]
    public async Task Same_picture_sent_twice_has_the_same_address()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var one = await market.ReplaceAsync("A", SimulatedMarketplace.Png("ball", "x"));
        await market.ReplaceAsync("A", SimulatedMarketplace.Png("ball", "y"));
        (await market.ReplaceAsync("A", SimulatedMarketplace.Png("ball", "x"))).Should().Be(one);
    }

    [Fact]
    public async Task Preview_changes_nothing()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var answer = await (await market.PatchAsync("A", market.Host("p.png", SimulatedMarketplace.Png()), "mode=VALIDATION_PREVIEW")).Content.ReadFromJsonAsync<JsonElement>();

        answer.GetProperty("status").GetString().Should().Be("VALID");
        var counters = await market.Control.GetFromJsonAsync<JsonElement>("counters");
        counters.GetProperty("accepted").GetInt32().Should().Be(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"productType":"PRODUCT","patches":[]}""")]
    [InlineData("""{"productType":"PRODUCT","patches":[{"op":"swap","path":"/attributes/main_product_image_locator"}]}""")]
    [InlineData("""{"productType":"PRODUCT","patches":[{"op":"replace","path":"/attributes/main_product_image_locator/0"}]}""")]
    [InlineData("""{"productType":"PRODUCT","patches":[{"op":"replace","path":"/attributes/main_product_image_locator","value":[{"media_location":"ftp://x/y.jpg","marketplace_id":"ATVPDKIKX0DER"}]}]}""")]
    public async Task Wrong_body_is_invalid_input(string body)
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var answer = await market.Amazon.PatchAsync(SimulatedMarketplace.ItemUrl("A", ""), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("code").GetString().Should().Be("InvalidInput");
    }

    [Fact]
    public async Task Missing_selector_is_an_invalid_submission()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var answer = await market.Amazon.PatchAsync(SimulatedMarketplace.ItemUrl("A", ""), JsonContent.Create(new
        {
            productType = "PRODUCT",
            patches = new[] { new { op = "replace", path = "/attributes/main_product_image_locator", value = new[] { new { media_location = "https://example.org/a.jpg" } } } },
        }));

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        body.GetProperty("status").GetString().Should().Be("INVALID");
        body.GetProperty("issues")[0].GetProperty("code").GetString().Should().Be("90220");
    }

    [Fact]
    public async Task Picture_that_cannot_be_fetched_is_an_issue_and_the_old_one_stays()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var before = await market.MainLinkAsync("A");
        await market.PatchAsync("A", $"{market.Origin}/hosted/nothing.jpg");

        var issues = await SimulatedMarketplace.EventuallyAsync(() => market.IssuesAsync("A"), i => i.Count > 0);
        issues[0].GetProperty("code").GetString().Should().Be("20000");
        issues[0].GetProperty("categories")[0].GetString().Should().Be("INVALID_IMAGE");
        (await market.MainLinkAsync("A")).Should().Be(before);
    }

    [Fact]
    public async Task File_that_is_no_picture_and_picture_that_is_too_small_are_refused()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.PatchAsync("A", market.Host("a.jpg", "hello"u8.ToArray()));
        await market.PatchAsync("B", market.Host("b.png", SimulatedMarketplace.Png(flaw: "TooSmall")));

        (await SimulatedMarketplace.EventuallyAsync(() => market.IssuesAsync("A"), i => i.Count > 0))[0].GetProperty("code").GetString().Should().Be("990002");
        (await SimulatedMarketplace.EventuallyAsync(() => market.IssuesAsync("B"), i => i.Count > 0))[0].GetProperty("code").GetString().Should().Be("990001");
    }

    [Fact]
    public async Task Grey_background_is_shown_but_hides_the_listing_until_a_white_one_comes()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        if (!market.Reencodes)
        {
            return; // Without a codec the simulator cannot see the background; the other tests of this class still hold.
        }

        await market.ReplaceAsync("A", SimulatedMarketplace.Png("mug", "grey", "GreyBackground"));
        var issue = (await market.IssuesAsync("A")).Should().ContainSingle().Subject;
        issue.GetProperty("enforcements").GetProperty("actions")[0].GetProperty("action").GetString().Should().Be("SEARCH_SUPPRESSED");
        (await market.ItemAsync("A")).GetProperty("summaries")[0].GetProperty("status").ToString().Should().NotContain("DISCOVERABLE");

        await market.ReplaceAsync("A", SimulatedMarketplace.Png("mug", "white"));
        (await market.IssuesAsync("A")).Should().BeEmpty();
        (await market.ItemAsync("A")).GetProperty("summaries")[0].GetProperty("status").ToString().Should().Contain("DISCOVERABLE");
    }

    [Fact]
    public async Task Deleting_the_picture_leaves_a_suppressed_listing()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        await market.ItemAsync("A");
        await market.PatchAsync("A", "https://ignored.example/x.jpg", op: "delete");

        var issues = await SimulatedMarketplace.EventuallyAsync(() => market.IssuesAsync("A"), i => i.Count > 0);
        issues[0].GetProperty("categories")[0].GetString().Should().Be("MISSING_IMAGE");
        (await market.MainLinkAsync("A")).Should().BeNull();
    }

    [Fact]
    public async Task New_seller_finds_a_catalogue_with_some_pictures_that_break_rules_page_by_page()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        List<JsonElement> all = [];
        string? token = null;
        do
        {
            var page = await market.Amazon.GetFromJsonAsync<JsonElement>(
                $"listings/2021-08-01/items/NEWSELLER?marketplaceIds={SimulatedMarketplace.UnitedStates}&includedData=summaries,issues&pageSize=5{(token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}")}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            page.GetProperty("numberOfResults").GetInt32().Should().Be(12);
            token = page.GetProperty("pagination").TryGetProperty("nextToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        all.Select(i => i.GetProperty("sku").GetString()).Should().OnlyHaveUniqueItems().And.HaveCount(12);
        all.Count(i => i.GetProperty("issues").EnumerateArray().Any(x => x.ToString().Contains("SEARCH_SUPPRESSED", StringComparison.Ordinal))).Should().Be(1);
    }

    [Fact]
    public async Task Unknown_picture_and_product_page_are_not_found()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        (await market.Amazon.GetAsync("images/I/00000000000000000000.jpg")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await market.Amazon.GetAsync("US/dp/B000000000")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Picture_host_answers_head_and_smaller_sizes()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        var link = (await market.MainLinkAsync("A"))!;
        using var head = await market.Amazon.SendAsync(new HttpRequestMessage(HttpMethod.Head, link));
        head.Content.Headers.ContentLength.Should().BePositive();
        head.Headers.CacheControl!.Public.Should().BeTrue();
        if (market.Reencodes)
        {
            var small = await market.Amazon.GetByteArrayAsync(link.Replace(".jpg", "._SL160_.jpg", StringComparison.Ordinal));
            PictureHeader.Read(small)!.Value.Width.Should().Be(160);
        }
    }
}
