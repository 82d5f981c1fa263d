using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Plan;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Plan;

public sealed class PlanTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task A_product_is_added_found_and_changed()
    {
        var added = await app.Owner.PostAsJsonAsync("/api/v1/products", new { sku = "马克杯-1", title = "100%_mug", brand = "Wellor", familySku = "MUGS", attributes = new { colour = "blue" } });
        ((int)added.StatusCode).Should().Be(201, await added.Content.ReadAsStringAsync());
        var product = await HubApp.JsonAsync(added);
        var path = $"/api/v1/products/{product.GetProperty("id").GetGuid()}";
        product.GetProperty("familySku").GetString().Should().Be("MUGS");
        (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/products?query=100%25_")).GetProperty("items").GetArrayLength().Should().Be(1);
        (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/products?query=马克")).GetProperty("items").GetArrayLength().Should().Be(1);
        await (await app.Owner.PostAsJsonAsync("/api/v1/products", new { sku = "马克杯-1", title = "again" })).ShouldRefuseAsync(409, "product.skuTaken");

        var tag = (await app.Owner.GetAsync(path)).Headers.ETag!.ToString();
        (await HubApp.JsonAsync(await PatchAsync(path, new { title = "Mug" }, tag))).GetProperty("brand").GetString().Should().Be("Wellor");
        var fixedSku = await PatchAsync(path, new { sku = "other" }, (await app.Owner.GetAsync(path)).Headers.ETag!.ToString());
        await fixedSku.ShouldRefuseAsync(409, "product.skuFixed");
        await (await PatchAsync(path, new { title = "Mug 2" }, tag)).ShouldRefuseAsync(412, "precondition.failed");
    }

    [Theory]
    [InlineData(null, "t", "product.skuInvalid")]
    [InlineData("  ", "t", "product.skuInvalid")]
    [InlineData("*101", "t", "product.skuInvalid")]
    [InlineData("s", null, "product.titleInvalid")]
    [InlineData("s", "*501", "product.titleInvalid")]
    public async Task A_product_without_a_usable_sku_or_title_is_refused(string? sku, string? title, string code) =>
        await (await app.Owner.PostAsJsonAsync("/api/v1/products", new { sku = Long(sku), title = Long(title) })).ShouldRefuseAsync(400, code);

    [Fact]
    public async Task A_product_is_changed_on_its_page_and_taken_back_while_nothing_hangs_on_it()
    {
        var product = await app.ProductAsync();
        using var browser = await new Browser(app.Address).SignInAsync();
        var path = $"/w/home/products/{product.Id}";
        var page = await browser.ReadAsync(path);
        var version = System.Text.RegularExpressions.Regex.Match(page, "name=\"version\" value=\"(\\d+)\"").Groups[1].Value;
        (await browser.PostByScriptAsync(path, Form(("version", version), ("title", "Blue mug"), ("brand", ""), ("category", "Kitchen")))).StatusCode.Should().Be(System.Net.HttpStatusCode.Redirect);
        (await browser.ReadAsync(path)).Should().Contain("Blue mug").And.Contain("Kitchen");
        (await (await browser.PostByScriptAsync(path, Form(("version", version), ("title", "Red mug")))).Content.ReadAsStringAsync()).Should().Contain("conflict.changed", "somebody else was faster");

        var image = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, brief = new { } });
        image.IsSuccessStatusCode.Should().BeTrue();
        await (await app.Owner.DeleteAsync($"/api/v1/products/{product.Id}")).ShouldRefuseAsync(409, "product.inUse");
        (await browser.ReadAsync(path)).Should().NotContain("handler=Remove");

        var mistaken = await app.ProductAsync();
        (await browser.ReadAsync($"/w/home/products/{mistaken.Id}")).Should().Contain("handler=Remove");
        (await app.Owner.DeleteAsync($"/api/v1/products/{mistaken.Id}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await app.Owner.GetAsync($"/api/v1/products/{mistaken.Id}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);

        static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
    }

    [Theory]
    [InlineData("temu", "US", 201)]
    [InlineData("etsy", "-", 201)]
    [InlineData("etsy", "ES", 201)]
    [InlineData("temu", "mars", 400)]
    [InlineData("walmart", "DE", 400)]
    public async Task A_marketplace_without_a_connector_is_planned_for_where_its_rules_hold(string marketplace, string site, int status)
    {
        var product = await app.ProductAsync();
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, marketplace, site });
        ((int)answer.StatusCode).Should().Be(status, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_template_fills_in_what_a_brief_leaves_empty()
    {
        await (await app.Owner.PostAsJsonAsync("/api/v1/brief-templates", new { name = "Spring", brief = new { } })).ShouldRefuseAsync(400, "briefTemplate.empty");
        await (await app.Owner.PostAsJsonAsync("/api/v1/brief-templates", new { name = " ", brief = new { theme = "x" } })).ShouldRefuseAsync(400, "briefTemplate.nameMissing");
        await app.Owner.PostAsJsonAsync("/api/v1/brief-templates", new { name = "Spring", brief = new { theme = "Snow" } });
        var kept = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/brief-templates", new
        {
            name = "Spring",
            brief = new { theme = "Blossom", mustShow = new[] { "The lid" }, campaign = new { name = "春节", from = "2027-02-01" } },
        }));
        var templates = (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/brief-templates")).GetProperty("items").EnumerateArray().ToList();
        templates.Where(t => t.GetProperty("name").GetString() == "Spring").Should().ContainSingle("the name was there already")
            .Which.GetProperty("brief").GetProperty("theme").GetString().Should().Be("Blossom");

        var id = kept.GetProperty("id").GetGuid();
        var product = await app.ProductAsync();
        var image = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, templateId = id, brief = new { theme = "Rain" } }));
        var brief = image.GetProperty("brief");
        brief.GetProperty("theme").GetString().Should().Be("Rain", "what is written stays");
        brief.GetProperty("mustShow")[0].GetString().Should().Be("The lid");
        brief.GetProperty("campaign").GetProperty("name").GetString().Should().Be("春节");

        // On the page the form comes back filled in, and is kept without being left.
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/plan/new?productId={product.Id}")).Should().Contain($"<option value=\"{id}\">Spring</option>");
        var filled = await browser.PostByScriptAsync("/w/home/plan/templates?handler=Fill", new FormUrlEncodedContent([new("template", $"{id}"), new("style", "Plain")]));
        var fields = System.Net.WebUtility.HtmlDecode(await filled.Content.ReadAsStringAsync());
        fields.Should().Contain("value=\"Blossom\"").And.Contain("value=\"Plain\"").And.Contain("value=\"2027-02-01\"").And.NotContain("<html");
        var said = await browser.PostByScriptAsync("/w/home/plan/templates?handler=Keep", new FormUrlEncodedContent([new("templateName", "Plain spring"), new("theme", "Blossom"), new("style", "Plain")]));
        (await said.Content.ReadAsStringAsync()).Should().Contain("Plain spring").And.Contain("alert-success");
        (await browser.ReadAsync("/w/home/plan/templates")).Should().Contain("Plain spring");

        (await app.Owner.DeleteAsync($"/api/v1/brief-templates/{id}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        await (await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, marketplace = "amazon", templateId = id })).ShouldRefuseAsync(422, "briefTemplate.unknown");
    }

    [Fact]
    public async Task A_main_image_is_planned_found_and_its_brief_changed()
    {
        var product = await app.ProductAsync();
        var (owner, _) = await app.MemberAsync(Role.Designer);
        var planned = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new
        {
            productId = product.Id,
            marketplace = "amazon",
            site = "US",
            brief = new { theme = "Morning", sellingPoints = new[] { "350 ml" }, references = new[] { "https://example.com/a.jpg" }, kpi = new { metric = "ctr", target = 0.02 } },
            ownerId = owner.Id,
            dueOn = "2020-01-31",
        });
        ((int)planned.StatusCode).Should().Be(201, await planned.Content.ReadAsStringAsync());
        var image = await HubApp.JsonAsync(planned);
        image.GetProperty("stage").GetString().Should().Be("plan");
        image.GetProperty("slot").GetString().Should().Be("MAIN");
        image.TryGetProperty("live", out _).Should().BeFalse();
        var id = image.GetProperty("id").GetGuid();

        var again = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, marketplace = "amazon", site = "US" });
        (await again.Content.ReadAsStringAsync()).Should().Contain(id.ToString());
        await again.ShouldRefuseAsync(409, "mainImage.taken");

        foreach (var (filter, found) in new[]
        {
            ("stage=plan", true), ("stage=design", false), ("marketplace=amazon&site=US", true), ("site=DE", false), ($"owner={owner.Id}", true), ("owner=me", false),
            ("overdue=true", true), ("overdue=false", false), ($"query={product.Sku}", true), ("query=nothing-like-it", false),
        })
        {
            var items = (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images?limit=200&{filter}")).GetProperty("items");
            items.EnumerateArray().Any(i => i.GetProperty("id").GetGuid() == id).Should().Be(found, filter);
        }

        var path = $"/api/v1/main-images/{id}";
        var tag = (await app.Owner.GetAsync(path)).Headers.ETag!.ToString();
        var changed = await HubApp.JsonAsync(await PatchAsync(path, new { brief = new { theme = "Evening" }, dueOn = (string?)null }, tag));
        changed.GetProperty("brief").GetProperty("theme").GetString().Should().Be("Evening");
        changed.TryGetProperty("dueOn", out _).Should().BeFalse();
        changed.GetProperty("ownerId").GetGuid().Should().Be(owner.Id);
        await (await PatchAsync(path, new { brief = new { theme = "Night" } }, tag)).ShouldRefuseAsync(412, "precondition.failed");

        (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product.Id}/resolved?marketplace=amazon&site=US")).GetProperty("mainImageId").GetGuid().Should().Be(id);
        (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product.Id}/resolved?marketplace=amazon&site=DE")).TryGetProperty("mainImageId", out _).Should().BeFalse();
    }

    public static TheoryData<string, int, string> BadPlans() => new()
    {
        { """{"site":"US"}""", 400, "scope.siteWithoutMarketplace" },
        { """{"marketplace":"amazon","site":"XX"}""", 400, "scope.unknown" },
        { """{"marketplace":"no such","site":"US"}""", 400, "scope.unknown" },
        { """{"marketplace":"nosuch"}""", 400, "scope.unknown" },
        { """{"storeId":"00000000-0000-7000-8000-000000000000"}""", 422, "mainImage.storeUnknown" },
        { """{"slot":"PT09"}""", 400, "scope.slotUnknown" },
        { """{"ownerId":"00000000-0000-7000-8000-000000000000"}""", 422, "mainImage.ownerUnknown" },
        { """{"brief":{"references":["javascript:alert(1)"]}}""", 400, "brief.invalid" },
        { """{"brief":{"kpi":{"metric":"likes"}}}""", 400, "brief.invalid" },
        { """{"brief":{"kpi":{"metric":"ctr","target":2}}}""", 400, "brief.invalid" },
        { """{"dueOn":"31.01.2027"}""", 400, "invalid" },
    };

    [Theory]
    [MemberData(nameof(BadPlans))]
    public async Task A_plan_that_means_nothing_is_refused(string body, int status, string code)
    {
        var product = await app.ProductAsync();
        var json = $$"""{"productId":"{{product.Id}}",{{body[1..]}}""";
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        await (await app.Owner.PostAsync("/api/v1/main-images", content)).ShouldRefuseAsync(status, code);
    }

    [Theory]
    [InlineData("en", "References: “ask Li” is not an address that can be fetched", "Theme: at most 2000 characters")]
    [InlineData("zh-Hans", "“参考图片”中的“ask Li”不是可获取的网址", "“主题”最多 2000 个字符")]
    public async Task A_brief_is_refused_in_the_words_of_its_form(string language, string references, string theme)
    {
        var product = await app.ProductAsync();
        (await SaidAsync(new { references = new[] { "https://shop.example/mug.jpg", "ask Li" } })).Should().StartWith(references);
        (await SaidAsync(new { theme = new string('x', 2001) })).Should().StartWith(theme);

        async Task<string> SaidAsync(object brief)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/main-images") { Content = JsonContent.Create(new { productId = product.Id, brief }) };
            request.Headers.AcceptLanguage.ParseAdd(language);
            return (await HubApp.JsonAsync(await app.Owner.SendAsync(request))).GetProperty("detail").GetString()!;
        }
    }

    [Fact]
    public async Task Unknown_filters_and_ids_are_told()
    {
        await (await app.Owner.GetAsync("/api/v1/main-images?stage=heaven")).ShouldRefuseAsync(400, "filter.invalid");
        await (await app.Owner.GetAsync("/api/v1/main-images?owner=x")).ShouldRefuseAsync(400, "filter.invalid");
        await (await app.Owner.GetAsync($"/api/v1/main-images/{Guid.CreateVersion7()}")).ShouldRefuseAsync(404, "notFound");
        await (await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = Guid.CreateVersion7() })).ShouldRefuseAsync(422, "mainImage.productUnknown");
    }

    [Fact]
    public async Task Another_workspace_sees_and_plans_nothing_here()
    {
        var product = await app.ProductAsync();
        var image = await app.PlannedImageAsync(productId: product.Id);
        var (_, _, stranger) = await app.StrangerAsync();
        await (await stranger.GetAsync($"/api/v1/products/{product.Id}")).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PatchAsJsonAsync($"/api/v1/products/{product.Id}", new { title = "Mine" })).ShouldRefuseAsync(404, "notFound");
        await (await stranger.GetAsync($"/api/v1/products/{product.Id}/resolved")).ShouldRefuseAsync(404, "notFound");
        await (await stranger.GetAsync($"/api/v1/main-images/{image.Id}")).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PatchAsJsonAsync($"/api/v1/main-images/{image.Id}", new { dueOn = "2027-01-01" })).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id })).ShouldRefuseAsync(422, "mainImage.productUnknown");
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/main-images")).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public void The_form_of_a_brief_keeps_every_part_of_its_target()
    {
        var brief = new Brief { Kpi = new KpiTarget("ctr", 0.011, 0.013, 0.08) };
        var form = BriefForm.Of(brief, null, null);
        form.KpiLift.Should().Be(8);
        var kept = form.ToRequest().Kpi!;
        kept.Baseline.Should().BeApproximately(0.011, 1e-9);
        kept.SmallestWorthwhileLift.Should().BeApproximately(0.08, 1e-9);
        BriefForm.Of(new Brief { Kpi = new KpiTarget("revenue", 100, 120, 0.05) }, null, null).ToRequest().Kpi.Should().Be(new KpiTarget("revenue", 100, 120, 0.05));
    }

    [Fact]
    public async Task A_brief_says_what_is_still_missing_and_keeps_every_part()
    {
        var product = await app.ProductAsync();
        var brief = new
        {
            theme = "Morning",
            mustShow = new[] { "The lid" },
            taboos = new[] { "Hands" },
            textRules = "German only, no prices",
            campaign = new { name = "Black Friday", from = "2026-11-20", to = "2026-11-30" },
        };
        var image = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, brief }));
        var complete = image.GetProperty("briefCompleteness");
        (complete.GetProperty("filled").GetInt32(), complete.GetProperty("parts").GetInt32()).Should().Be((4, 11));
        complete.GetProperty("missing").EnumerateArray().Select(part => part.GetString()).Should().Equal("style", "audience", "sellingPoints", "references", "kpi", "ownerId", "dueOn");
        image.GetProperty("brief").GetProperty("campaign").GetProperty("to").GetString().Should().Be("2026-11-30");

        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{image.GetProperty("id").GetGuid()}")).Should().Contain("4 of 11 parts are filled in").And.Contain("selling points").And.Contain("Black Friday").And.Contain("German only, no prices");

        // What the form shows and sends back unchanged is the same brief.
        var read = JsonSerializer.Deserialize<Brief>(image.GetProperty("brief").GetRawText(), HubJson.Options)!;
        var again = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = (await app.ProductAsync()).Id, brief = BriefForm.Of(read, null, null).ToRequest() }, HubJson.Options);
        (await HubApp.JsonAsync(again)).GetProperty("brief").GetRawText().Should().Be(image.GetProperty("brief").GetRawText());
    }

    [Theory]
    [InlineData("""{"campaign":{"from":"2026-11-20"}}""", "no name")]
    [InlineData("""{"kpi":{"metric":"ctr","baseline":0.012,"target":0.012}}""", "at or below today's value")]
    [InlineData("""{"campaign":{"name":"x","from":"2026-11-20","to":"2026-11-19"}}""", "before its first")]
    public async Task A_part_of_a_brief_that_cannot_be_is_refused_with_what_to_do(string brief, string says)
    {
        var product = await app.ProductAsync();
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product.Id, brief = JsonSerializer.Deserialize<JsonElement>(brief) });
        (await answer.Content.ReadAsStringAsync()).Should().Contain(says);
        await answer.ShouldRefuseAsync(400, "brief.invalid");
    }

    [Fact]
    public async Task One_brief_is_planned_for_several_places_or_for_none()
    {
        var product = await app.ProductAsync();
        var (us, de) = (await app.ConnectAsync(StoreSetup.NewSeller()), await app.ConnectAsync(StoreSetup.NewSeller(), site: "DE"));
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = $"/w/home/plan/new?productId={product.Id}&place=amazon/US";
        (await browser.ReadAsync(page)).Should().Contain("name=\"also\" value=\"amazon/DE\"").And.Contain($"name=\"also\" value=\"store:{de:n}\"").And.NotContain("name=\"also\" value=\"amazon/US\"");

        Task<HttpResponseMessage> PlanAsync(string place, params string[] also) =>
            browser.PostAsync("/w/home/plan/new", [("productId", product.Id.ToString()), ("place", place), ("theme", "Winter"), .. also.Select(other => ("also", other))]);
        async Task<string[]> PlannedAsync() => await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == product.Id).Select(i => i.ScopeKey).ToArrayAsync());
        (await PlanAsync("amazon/US", "amazon/DE", $"store:{us:n}")).StatusCode.Should().Be(System.Net.HttpStatusCode.Redirect);
        (await PlannedAsync()).Should().BeEquivalentTo("amazon/DE", "amazon/US", $"store:{us:n}");

        // One of these is taken: nothing is planned.
        await PlanAsync("*", "amazon/DE");
        (await PlannedAsync()).Should().HaveCount(3);
    }

    [Fact]
    public async Task The_page_of_a_brief_asks_for_the_smallest_lift_worth_a_change()
    {
        var image = await app.PlannedImageAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        var page = $"/w/home/images/{image.Id}/brief";
        var version = System.Text.RegularExpressions.Regex.Match(await browser.ReadAsync(page), "name=\"version\" value=\"([0-9]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        (await browser.PostAsync(page, ("version", version), ("kpiMetric", "ctr"), ("kpiBaseline", "1.1"), ("kpiTarget", "1.3"), ("kpiLift", "7.5"))).StatusCode.Should().Be(System.Net.HttpStatusCode.Redirect);
        var kpi = (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/main-images/{image.Id}")).GetProperty("brief").GetProperty("kpi");
        kpi.GetProperty("smallestWorthwhileLift").GetDouble().Should().BeApproximately(0.075, 1e-9);
        (await browser.ReadAsync(page)).Should().Contain("value=\"7.5\"");
    }

    private async Task<HttpResponseMessage> PatchAsync(string path, object body, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("If-Match", tag);
        return await app.Owner.SendAsync(request);
    }

    private static string? Long(string? text) => text?.StartsWith('*') == true ? new string('x', int.Parse(text[1..], System.Globalization.CultureInfo.InvariantCulture)) : text;
}
