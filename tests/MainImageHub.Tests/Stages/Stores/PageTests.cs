using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Stores;

public sealed partial class PageTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task In_the_browser_a_store_is_connected_read_only_and_tells_what_breaks_a_rule()
    {
        using var browser = await SignInAsync();
        (await TextAsync(browser, "/w/home/stores")).Should().Contain("/w/home/stores/connect");
        var form = await TextAsync(browser, "/w/home/stores/connect?marketplace=amazon&simulator=true");
        var fields = Inputs(form);
        fields.Should().ContainKey("credentials[sellerId]");
        fields["site"] = "US";
        var connected = await browser.PostAsync("/w/home/stores/connect", new FormUrlEncodedContent(fields));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var store = connected.Headers.Location!.ToString();
        (await TextAsync(browser, store)).Should().Contain("sse-connect").And.Contain("Read only");

        await app.RunWorkUntilAsync(() => TextAsync(browser, store), page => !page.Contains("sse-connect", StringComparison.Ordinal), TimeSpan.FromSeconds(90));
        var read = await TextAsync(browser, store);
        read.Should().MatchRegex(@"\d+ of \d+ live pictures break a rule").And.MatchRegex("/w/home/images/[0-9a-f-]{36}");
        (await TextAsync(browser, store, "zh-Hans")).Should().MatchRegex("张在线主图中有 [0-9]+ 张违规");

        read.Should().NotContain(fields["credentials[clientSecret]"], "secrets never come back");
        var revised = Inputs(read);
        revised["name"] = "Renamed shop";
        (await browser.PostAsync($"{store}?handler=Revise", new FormUrlEncodedContent(revised))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await TextAsync(browser, store)).Should().Contain("Renamed shop");
        (await browser.PostAsync($"{store}?handler=Verify", new FormUrlEncodedContent(revised))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await TextAsync(browser, store)).Should().Contain("Credentials worked on", "what was left empty stays");

        var live = Regex.Match(read, "/w/home/listings/[0-9a-f-]{36}").Value;
        (await TextAsync(browser, live)).Should().Contain("Amazon US").And.Contain("Shoppers see version 1");
        var home = await TextAsync(browser, "/w/home");
        var broken = Regex.Match(home, "<a class=\"text-decoration-underline\" href=\"/w/home/listings\">(\\d+) of your \\d+ live pictures breaks? a rule").Groups[1].Value;
        var list = await TextAsync(browser, "/w/home/listings");
        Regex.Count(list, "/w/home/listings/[0-9a-f-]{36}").ToString(System.Globalization.CultureInfo.InvariantCulture).Should().Be(broken, "the number leads to just those");
        Regex.Count(list, "<span class=\"hub-tag hub-tag-late\">[^<]+</span> \\S").Should().BeGreaterThanOrEqualTo(int.Parse(broken, System.Globalization.CultureInfo.InvariantCulture), "each with why");
        var images = await TextAsync(browser, "/w/home/images?problem=rules");
        Regex.Count(images, "href=\"/w/home/images/[0-9a-f-]{36}\"").Should().BePositive();
        images.Should().Contain("href=\"/w/home/listings\"");

        // One of them is mended later: the store's page says what shoppers see now, and not what the reading found.
        var breaking = Regex.Match(read, @"(\d+) of \d+ live pictures break a rule").Groups[1].Value;
        breaking.Should().Be(broken);
        var storeId = Guid.Parse(store[^36..]);
        var mended = await app.WithDbAsync(db => db.Listings.Where(l => l.StoreId == storeId && l.LiveVerdict == Verdict.Fail).Select(l => l.Id).FirstAsync());
        await app.WithDbAsync(db => db.Listings.Where(l => l.Id == mended).ExecuteUpdateAsync(set => set.SetProperty(l => l.LiveVerdict, Verdict.Pass)));
        var left = int.Parse(breaking, System.Globalization.CultureInfo.InvariantCulture) - 1;
        (await TextAsync(browser, store)).Should().Contain($"{left} of ").And.NotContain($"{breaking} of ");
    }

    [Fact]
    public async Task A_store_at_a_wrong_address_is_told_one_story_and_its_credentials_are_not_blamed()
    {
        var seller = StoreSetup.NewSeller();
        var store = await app.ConnectAsync(seller);
        await app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null);
        using var browser = await SignInAsync();
        (await TextAsync(browser, $"/w/home/stores/{store}")).Should().Contain("Credentials worked on");

        // Ours, but not where the marketplace answers: what comes back is our own refusal, not Amazon's.
        await app.Owner.PatchAsJsonAsync($"/api/v1/stores/{store}", new { endpoint = $"{app.Address}simulator/elsewhere" });
        (await TextAsync(browser, $"/w/home/stores/{store}")).Should().Contain("Credentials not tried yet");
        var check = await HubApp.JsonAsync(await app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null));
        check.GetProperty("code").GetString().Should().Be("marketplace.badAnswer");
        var broken = await TextAsync(browser, $"/w/home/stores/{store}");
        broken.Should().Contain("Not working: no call has got through yet.").And.Contain("Check the store's endpoint").And.NotContain("Credentials worked on").And.NotContain("did not accept");
        (await TextAsync(browser, $"/w/home/stores/{store}", "zh-Hans")).Should().Contain("尚无一次调用成功");

        await app.Owner.PatchAsJsonAsync($"/api/v1/stores/{store}", new { endpoint = $"{app.Address}simulator/amazon" });
        (await TextAsync(browser, $"/w/home/stores/{store}")).Should().Contain("Credentials not tried yet").And.NotContain("Does not work", "that was the other address");
    }

    [Fact]
    public async Task In_the_browser_a_product_is_added_planned_and_its_brief_changed()
    {
        using var browser = await SignInAsync();
        var fields = Inputs(await TextAsync(browser, "/w/home/products"));
        fields["sku"] = "PAGE-1";
        fields["title"] = "Blue mug";
        fields.Remove("query");
        var added = await browser.PostAsync("/w/home/products", new FormUrlEncodedContent(fields));
        added.StatusCode.Should().Be(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        var product = added.Headers.Location!.ToString();
        var id = product[^36..];
        (await TextAsync(browser, product)).Should().Contain($"/w/home/plan/new?productId={id}");

        var plan = await TextAsync(browser, $"/w/home/plan/new?productId={id}&place=amazon/US");
        plan.Should().Contain("background.white");
        fields = Inputs(plan);
        fields.Remove("also");
        fields["place"] = "amazon/US";
        fields["theme"] = "Morning";
        fields["sellingPoints"] = "350 ml\r\nDishwasher safe";
        fields["kpiMetric"] = "ctr";
        fields["kpiBaseline"] = "1.1";
        fields["kpiTarget"] = "2.5";
        fields["dueOn"] = "2027-01-31";
        var planned = await browser.PostAsync("/w/home/plan/new", new FormUrlEncodedContent(fields));
        planned.StatusCode.Should().Be(HttpStatusCode.Redirect, await planned.Content.ReadAsStringAsync());
        var image = planned.Headers.Location!.ToString();
        (await TextAsync(browser, image)).Should().Contain("Dishwasher safe").And.Contain("2.5 %");

        var brief = await TextAsync(browser, $"{image}/brief");
        fields = Inputs(brief);
        fields["kpiBaseline"].Should().Be("1.1", "a share is kept, a percentage was typed");
        fields["theme"] = "Evening";
        var changed = await browser.PostAsync($"{image}/brief", new FormUrlEncodedContent(fields));
        changed.StatusCode.Should().Be(HttpStatusCode.Redirect, await changed.Content.ReadAsStringAsync());
        (await TextAsync(browser, image)).Should().Contain("Evening").And.Contain("2027-01-31");
    }

    [Fact]
    public async Task In_the_browser_a_product_added_by_hand_is_listed_in_a_store_and_read_there_before_anything_is_pushed()
    {
        using var browser = await SignInAsync();
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var product = await app.ProductAsync();
        (await TextAsync(browser, $"/w/home/products/{product.Id}")).Should().Contain($"/w/home/products/{product.Id}/listings/new");
        var form = await TextAsync(browser, $"/w/home/products/{product.Id}/listings/new");
        form.Should().Contain($"<option value=\"{store}\"");
        var fields = Inputs(form);
        fields["sku"].Should().Be(product.Sku);
        fields["storeId"] = $"{store}";
        fields["externalId"] = "B0MISTYPED";
        var added = await browser.PostAsync($"/w/home/products/{product.Id}/listings/new", new FormUrlEncodedContent(fields));
        added.StatusCode.Should().Be(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        var listing = added.Headers.Location!.ToString();
        (await TextAsync(browser, listing)).Should().Contain("Not looked at yet").And.Contain("being read now").And.NotContain("Take the listing back", "the reading would bring it back");

        await app.RunWorkUntilAsync(() => TextAsync(browser, listing), page => !page.Contains("Not looked at yet", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        (await TextAsync(browser, listing)).Should().Contain("Shoppers see").And.NotContain("B0MISTYPED", "the store knows its own id").And.NotContain("Take the listing back");
        await browser.PostAsync($"{listing}?handler=Drop", new FormUrlEncodedContent(fields));
        (await TextAsync(browser, listing)).Should().Contain("stays: pictures were seen or pushed there");
        (await TextAsync(browser, $"/w/home/products/{product.Id}")).Should().Contain(listing);
    }

    [Fact]
    public async Task In_the_browser_a_listing_that_the_store_does_not_know_says_so_and_is_taken_back()
    {
        using var browser = await SignInAsync();
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var product = await app.ProductAsync();
        var path = $"/w/home/products/{product.Id}/listings/new";
        var fields = Inputs(await TextAsync(browser, path));
        (fields["storeId"], fields["externalId"]) = ($"{store}", "B0NOTTHERE");
        await app.ControlAsync("settings", new { createUnknownListings = false });
        try
        {
            var listing = (await browser.PostAsync(path, new FormUrlEncodedContent(fields))).Headers.Location!.ToString();
            await app.RunWorkUntilAsync(() => TextAsync(browser, listing), page => !page.Contains("being read now", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
            (await TextAsync(browser, listing)).Should().Contain($"has no listing with the SKU {product.Sku}");
            (await TextAsync(browser, listing, "zh-Hans")).Should().Contain($"没有 SKU 为 {product.Sku} 的刊登");
            var dropped = await browser.PostAsync($"{listing}?handler=Drop", new FormUrlEncodedContent(fields));
            dropped.Headers.Location!.ToString().Should().Be($"/w/home/products/{product.Id}");
            (await browser.GetAsync(listing)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        }
        finally
        {
            await app.ControlAsync("settings", new { createUnknownListings = true });
        }
    }

    [Fact]
    public async Task Pages_of_things_that_are_not_there_are_not_found()
    {
        using var browser = await SignInAsync();
        var unknown = Guid.CreateVersion7();
        foreach (var path in new[] { $"/w/home/stores/{unknown}", $"/w/home/products/{unknown}", $"/w/home/plan/new?productId={unknown}", $"/w/home/images/{unknown}/brief" })
        {
            (await browser.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public async Task Days_pass_at_a_simulated_store_when_its_page_is_asked_to()
    {
        using var browser = await new Browser(app.Address).SignInAsync();
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var page = $"/w/home/stores/{store}";
        var before = await NowAsync();
        (await browser.ReadAsync(page)).Should().Contain("This is a simulated marketplace").And.Contain("It runs like ours.");
        (await PaceAsync("DayForward")).Headers.Location!.ToString().Should().Be("/w/home/experiments", "it leads back to where it was asked for");
        (await NowAsync() - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromDays(1)).And.BeLessThan(TimeSpan.FromDays(2));
        (await PaceAsync("Fast")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync(page)).Should().Contain("A day passes in 120 seconds.");
        (await PaceAsync("Real")).StatusCode.Should().Be(HttpStatusCode.Redirect);

        await app.WithDbAsync(db => db.Stores.Where(s => s.Id == store).ExecuteUpdateAsync(set => set.SetProperty(s => s.Endpoint, (Uri?)null)));
        (await browser.ReadAsync(page)).Should().NotContain("simulated marketplace");
        await PaceAsync("DayForward");
        (await NowAsync() - before).Should().BeLessThan(TimeSpan.FromDays(2), "a real marketplace's time is nobody's to change");

        Task<HttpResponseMessage> PaceAsync(string pace) => browser.PostAsync($"{page}?handler=Time", ("pace", pace), ("back", "/w/home/experiments"));

        async Task<DateTimeOffset> NowAsync() => (await app.Owner.GetFromJsonAsync<System.Text.Json.JsonElement>("/simulator/control/clock")).GetProperty("now").GetDateTimeOffset();
    }

    private async Task<HttpClient> SignInAsync()
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = app.Address };
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var fields = Inputs(await TextAsync(browser, "/sign-in"));
        fields["email"] = HubApp.OwnerEmail;
        fields["password"] = HubApp.OwnerPassword;
        (await browser.PostAsync("/sign-in", new FormUrlEncodedContent(fields))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<string> TextAsync(HttpClient browser, string path, string language = "en")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        var answer = await browser.SendAsync(request);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What a browser would send of a page's inputs as they stand; the last form wins where names repeat.</summary>
    private static Dictionary<string, string> Inputs(string page)
    {
        var fields = new Dictionary<string, string>();
        foreach (Match input in Input.Matches(page))
        {
            if (Name.Match(input.Value) is { Success: true } name)
            {
                fields[name.Groups[1].Value] = Value.Match(input.Value) is { Success: true } value ? value.Groups[1].Value : "";
            }
        }

        return fields;
    }

    [GeneratedRegex("<input[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Input { get; }

    [GeneratedRegex("\\sname=\"([^\"]+)\"")]
    private static partial Regex Name { get; }

    [GeneratedRegex("\\svalue=\"([^\"]*)\"")]
    private static partial Regex Value { get; }
}
