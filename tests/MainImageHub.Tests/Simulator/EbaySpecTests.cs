using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;
using MainImageHub.Tests.Marketplaces;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Simulator;

/// <summary>What the simulated eBay answers, against eBay's own files; and that it is as strict.</summary>
public sealed class EbaySpecTests
{
    private const string Inventory = "sell/inventory/v1";
    private const string Media = "commerce/media/v1_beta/image";

    [EbayModelsFact]
    public async Task Answers_to_reading_are_as_modelled()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var seller = await SignInAsync(market);
        await market.OrderAsync("listings/seed", new { marketplace = "ebay", seller = "consent", site = "US", count = 6, flawedShare = 0.5 });

        foreach (var path in new[]
        {
            $"{Inventory}/inventory_item?limit=4", $"{Inventory}/inventory_item?limit=4&offset=1", $"{Inventory}/inventory_item?limit=201", $"{Inventory}/inventory_item/SIM-0001", $"{Inventory}/offer?sku=SIM-0001",
            $"{Inventory}/offer", $"{Media}/none", $"sell/analytics/v1/traffic_report?dimension=LISTING&metric=TRANSACTION,CLICK_THROUGH_RATE&filter={Filter(Days(-9, -3))}",
            $"sell/analytics/v1/traffic_report?dimension=DAY&metric=LISTING_VIEWS_TOTAL&filter={Filter(Days(-9, -3))}",
        })
        {
            await HoldAsync(await seller.GetAsync(path), "GET", path);
        }

        var body = """{"requests":[{"sku":"SIM-0002"},{"sku":"SIM-0003"}]}""";
        await HoldAsync(await seller.PostAsync($"{Inventory}/bulk_get_inventory_item", Json(body)), "POST", $"{Inventory}/bulk_get_inventory_item");
    }

    [EbayModelsFact]
    public async Task Answers_to_changes_are_as_modelled_and_an_item_is_replaced_whole()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var seller = await SignInAsync(market);
        var made = await seller.PostAsync($"{Media}/create_image_from_url", Json($$"""{"imageUrl":"{{market.Host("p.png", SimulatedMarketplace.Png())}}"}"""));
        await HoldAsync(made, "POST", $"{Media}/create_image_from_url");
        ((int)made.StatusCode).Should().Be(201);
        made.Headers.Location!.AbsoluteUri.Should().Contain($"{Media}/");
        await HoldAsync(await seller.GetAsync(made.Headers.Location!), "GET", $"{Media}/x");
        var url = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("imageUrl").GetString();

        var put = await PutAsync(seller, "MUG-1", $$"""{"condition":"NEW","product":{"title":"Only this","imageUrls":["{{url}}"]} }""");

        ((int)put.StatusCode).Should().Be(204);
        var item = (await seller.GetFromJsonAsync<JsonObject>($"{Inventory}/inventory_item/MUG-1"))!;
        item.Select(field => field.Key).Should().BeEquivalentTo(["condition", "product", "sku", "locale"], "what was not sent is lost");
        ((string?)item["product"]!["imageUrls"]![0]).Should().Be(url);
        await market.OrderAsync("listings/change", new { marketplace = "ebay", seller = "consent", site = "US", sku = "MUG-1", suppressed = true });
        await HoldAsync(await PutAsync(seller, "MUG-1", $$"""{"product":{"title":"Held","imageUrls":["{{url}}"]} }"""), "PUT", $"{Inventory}/inventory_item/MUG-1");
    }

    [Theory]
    [InlineData("""{"product":{"title":"t"}}""", 25501)]
    [InlineData("""{"product":{"title":"t","imageUrls":[]}}""", 25501)]
    [InlineData("""{"product":{"title":"t","imageUrls":["https://example.org/own.jpg"]}}""", 25086)]
    [InlineData("""{"product":{"imageUrls":["x"]}}""", 25709)]
    [InlineData("""{"sku":"MUG-1","product":{"title":"t","imageUrls":["x"]}}""", 25601)]
    [InlineData("nonsense", 25709)]
    public async Task Item_that_is_not_in_order_is_refused_and_stays_as_it_is(string body, int id)
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var seller = await SignInAsync(market);
        var before = await seller.GetStringAsync($"{Inventory}/inventory_item/MUG-1");

        var refused = await PutAsync(seller, "MUG-1", body);

        ((int)refused.StatusCode).Should().Be(400);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("errorId").GetInt32().Should().Be(id);
        (await seller.GetStringAsync($"{Inventory}/inventory_item/MUG-1")).Should().Be(before);
    }

    [Theory]
    [InlineData("dimension=WEEK&metric=TRANSACTION", -5, -5, 50001)]
    [InlineData("dimension=LISTING", -5, -5, 50008)]
    [InlineData("dimension=LISTING&metric=SALES", -5, -5, 50002)]
    [InlineData("dimension=LISTING&metric=TRANSACTION", -100, -5, 50026)]
    [InlineData("dimension=LISTING&metric=TRANSACTION", -800, -799, 50025)]
    [InlineData("dimension=LISTING&metric=TRANSACTION", 0, 0, 50037)]
    [InlineData("dimension=LISTING&metric=TRANSACTION", 2, 3, 50018)]
    public async Task Report_that_cannot_be_is_refused(string query, int from, int to, int id)
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var seller = await SignInAsync(market);

        var refused = await seller.GetAsync($"sell/analytics/v1/traffic_report?{query}&filter={Filter(Days(from, to))}");

        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("errorId").GetInt32().Should().Be(id);
    }

    [Fact]
    public async Task Sign_in_wants_app_and_consent_and_a_token_is_good_for_its_scope()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var nobody = new HttpClient { BaseAddress = new Uri($"{market.Origin}/simulator/ebay/") };
        (await nobody.PostAsync("identity/v1/oauth2/token", SimulatedMarketplace.Form(("grant_type", "refresh_token"), ("refresh_token", "consent")))).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
        (await nobody.GetAsync($"{Inventory}/inventory_item")).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);

        using var reader = await SignInAsync(market, "https://api.ebay.com/oauth/api_scope/sell.analytics.readonly");
        (await reader.GetAsync($"{Inventory}/inventory_item")).StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
        await market.Control.PostAsync("tokens/expire", content: null);
        (await reader.GetAsync("sell/analytics/v1/traffic_report")).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Pictures_are_made_fifty_at_a_time_and_those_that_hang_nowhere_go_after_a_month()
    {
        await using var market = await SimulatedMarketplace.StartAsync(options => options.RateLimitScale = 1);
        using var seller = await SignInAsync(market);
        var source = market.Host("p.png", SimulatedMarketplace.Png());
        var answers = new List<HttpResponseMessage>();
        for (var made = 0; made < 80; made++)
        {
            answers.Add(await seller.PostAsync($"{Media}/create_image_from_url", Json(made == 0 ? $$"""{"imageUrl":"{{source}}"}""" : """{"imageUrl":"nothing"}""")));
        }

        answers.Should().Contain(answer => answer.StatusCode == System.Net.HttpStatusCode.TooManyRequests);
        (await seller.GetAsync(answers[0].Headers.Location)).EnsureSuccessStatusCode();
        await market.OrderAsync("clock", new { advanceDays = 31 });
        (await seller.GetAsync(answers[0].Headers.Location)).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Items_and_pictures_are_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("ebay-state");
        try
        {
            var state = Path.Combine(folder.FullName, "world.json");
            string before;
            await using (var market = await SimulatedMarketplace.StartAsync(options => options.StatePath = state))
            {
                using var seller = await SignInAsync(market);
                before = Paths(await seller.GetStringAsync($"{Inventory}/inventory_item/MUG-1"), market);
            }

            await using var again = await SimulatedMarketplace.StartAsync(options => options.StatePath = state);
            using var same = await SignInAsync(again);
            Paths(await same.GetStringAsync($"{Inventory}/inventory_item/MUG-1"), again).Should().Be(before);
            again.Services.GetRequiredService<SimulatedWorld>().Listings.Should().ContainSingle(listing => listing.Key.Marketplace == "ebay");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Paths(string text, SimulatedMarketplace market) => text.Replace(market.Origin, "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item_page_shows_what_hangs_first()
    {
        await using var market = await SimulatedMarketplace.StartAsync();
        using var seller = await SignInAsync(market);
        var offer = (await seller.GetFromJsonAsync<JsonElement>($"{Inventory}/offer?sku=MUG-1")).GetProperty("offers")[0];
        var main = (await seller.GetFromJsonAsync<JsonElement>($"{Inventory}/inventory_item/MUG-1")).GetProperty("product").GetProperty("imageUrls")[0].GetString()!;

        var page = await seller.GetStringAsync($"US/itm/{offer.GetProperty("listing").GetProperty("listingId").GetString()}");

        page.Should().Contain($"class=\"gallery\" src=\"../../images/g/{main.Split('/')[^2]}/s-l500.jpg\"");
        (await seller.GetByteArrayAsync(main)).Should().NotBeEmpty();
    }

    private static async Task HoldAsync(HttpResponseMessage answer, string method, string path)
    {
        var said = await answer.Content.ReadAsStringAsync();
        var violations = SpecRequestValidator.ForEbay()!.Validate(new RecordedAnswer(new RecordedRequest(method, $"/{path}", new Dictionary<string, string>(), ""), (int)answer.StatusCode, "application/json", said));
        violations.Should().BeEmpty("{0} {1} answered {2} {3}", method, path, (int)answer.StatusCode, said);
    }

    private static async Task<HttpClient> SignInAsync(SimulatedMarketplace market, string scope = "https://api.ebay.com/oauth/api_scope/sell.inventory https://api.ebay.com/oauth/api_scope/sell.analytics.readonly")
    {
        var client = new HttpClient { BaseAddress = new Uri($"{market.Origin}/simulator/ebay/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("app:cert")));
        var answer = await client.PostAsync("identity/v1/oauth2/token", SimulatedMarketplace.Form(("grant_type", "refresh_token"), ("refresh_token", "consent"), ("scope", scope)));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        return client;
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient seller, string sku, string body)
    {
        var content = Json(body);
        content.Headers.ContentLanguage.Add("en-US");
        return seller.PutAsync($"{Inventory}/inventory_item/{sku}", content);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string Days(int from, int to)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return $"[{today.AddDays(from):yyyyMMdd}..{today.AddDays(to):yyyyMMdd}]";
    }

    private static string Filter(string days) => Uri.EscapeDataString($"marketplace_ids:{{EBAY_US}},date_range:{days}");
}
