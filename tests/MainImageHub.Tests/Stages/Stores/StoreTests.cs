using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Stores;

public sealed class StoreTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task A_store_lives_through_connect_read_change_and_verify_and_never_tells_its_secrets()
    {
        var seller = StoreSetup.NewSeller();
        var created = await app.Owner.PostAsJsonAsync("/api/v1/stores", StoreSetup.Request(app, seller));
        ((int)created.StatusCode).Should().Be(201);
        var texts = new List<string> { await created.Content.ReadAsStringAsync() };
        var store = JsonDocument.Parse(texts[0]).RootElement;
        store.GetProperty("allowPush").GetBoolean().Should().BeTrue();
        var path = $"/api/v1/stores/{store.GetProperty("id").GetGuid()}";

        var read = await app.Owner.GetAsync(path);
        var tag = read.Headers.ETag!.ToString();
        using var change = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(new { allowPush = false, credentials = new { clientSecret = "another-secret" } }) };
        change.Headers.Add("If-Match", tag);
        var changed = await app.Owner.SendAsync(change);
        ((int)changed.StatusCode).Should().Be(200, await changed.Content.ReadAsStringAsync());
        texts.Add(await changed.Content.ReadAsStringAsync());
        using var stale = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(new { name = "Late" }) };
        stale.Headers.Add("If-Match", tag);
        await (await app.Owner.SendAsync(stale)).ShouldRefuseAsync(412, "precondition.failed");

        var verified = await app.Owner.PostAsync($"{path}/verify", null);
        texts.Add(await verified.Content.ReadAsStringAsync());
        JsonDocument.Parse(texts[^1]).RootElement.GetProperty("ok").GetBoolean().Should().BeTrue(texts[^1]);
        texts.Add(await app.Owner.GetStringAsync(path));
        texts.Add(await app.Owner.GetStringAsync("/api/v1/stores"));
        texts.Add(await app.WithDbAsync(async db => JsonSerializer.Serialize(await db.AuditEvents.ToListAsync())));
        texts.Should().NotContain(t => t.Contains("very-secret-client", StringComparison.Ordinal) || t.Contains("another-secret", StringComparison.Ordinal) || t.Contains($"secret-{seller}", StringComparison.Ordinal));
        await (await app.Owner.PostAsJsonAsync("/api/v1/stores", StoreSetup.Request(app, seller))).ShouldRefuseAsync(409, "store.nameTaken");
    }

    [Fact]
    public async Task A_stores_secrets_never_follow_it_to_another_host()
    {
        var seller = StoreSetup.NewSeller();
        var path = $"/api/v1/stores/{await app.ConnectAsync(seller)}";
        const string Elsewhere = "https://93.184.216.34/";
        await (await app.Owner.PatchAsJsonAsync(path, new { endpoint = Elsewhere })).ShouldRefuseAsync(400, "store.endpointNeedsSecrets");
        await (await app.Owner.PatchAsJsonAsync(path, new { endpoint = Elsewhere, credentials = new { sellerId = "B" } })).ShouldRefuseAsync(400, "store.endpointNeedsSecrets");
        (await app.Owner.PatchAsJsonAsync(path, new { endpoint = Elsewhere, credentials = StoreSetup.Credentials(seller) })).IsSuccessStatusCode.Should().BeTrue();
        (await app.Owner.PatchAsJsonAsync(path, new { endpoint = $"{Elsewhere}proxy" })).IsSuccessStatusCode.Should().BeTrue("it is the same host");
    }

    [Fact]
    public async Task Secrets_that_may_be_left_out_do_not_follow_a_store_either()
    {
        var seller = StoreSetup.NewSeller();
        var id = await app.ConnectAsync(seller);
        var path = $"/api/v1/stores/{id}";
        (await app.Owner.PatchAsJsonAsync(path, new { credentials = new { adsClientId = "ads", adsClientSecret = "ads-secret", adsRefreshToken = "ads-consent" } })).IsSuccessStatusCode.Should().BeTrue();
        (await CredentialsAsync(id)).Should().ContainKeys("adsClientSecret", "adsRefreshToken");
        (await app.Owner.PatchAsJsonAsync(path, new { endpoint = "https://93.184.216.34/", credentials = StoreSetup.Credentials(seller) })).IsSuccessStatusCode.Should().BeTrue();
        (await CredentialsAsync(id)).Should().ContainKeys("clientSecret", "sellerId").And.NotContainKeys("adsClientSecret", "adsRefreshToken");
    }

    private async Task<IReadOnlyDictionary<string, string>> CredentialsAsync(Guid storeId)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var store = await app.WithDbAsync(db => db.Stores.AsNoTracking().SingleAsync(s => s.Id == storeId));
        return scope.ServiceProvider.GetRequiredService<StoreConnections>().Open(store).Credentials;
    }

    [Theory]
    [InlineData("rakuten", "JP", null, 422, "store.noConnector")]
    [InlineData("amazon", "ZZ", null, 422, "store.siteUnknown")]
    [InlineData("amazon", null, null, 422, "store.siteUnknown")]
    [InlineData("amazon", "US", "not an address", 400, "store.endpointInvalid")]
    [InlineData("amazon", "US", "ftp://example.com", 400, "store.endpointInvalid")]
    [InlineData("amazon", "US", "https://user:pass@example.com/", 400, "store.endpointInvalid")]
    [InlineData("amazon", "US", "http://93.184.216.34/", 400, "store.endpointNotHttps")]
    [InlineData("amazon", "US", "https://127.0.0.1/", 400, "store.endpointNotPublic")]
    [InlineData("amazon", "US", "https://10.1.2.3/api", 400, "store.endpointNotPublic")]
    [InlineData("amazon", "US", "https://169.254.169.254/latest", 400, "store.endpointNotPublic")]
    [InlineData("amazon", "US", "https://[::1]/", 400, "store.endpointNotPublic")]
    [InlineData("amazon", "US", "https://[::ffff:192.168.0.1]/", 400, "store.endpointNotPublic")]
    [InlineData("amazon", "US", "https://localhost/", 400, "store.endpointNotPublic")]
    public async Task A_store_that_cannot_be_called_is_refused(string marketplace, string? site, string? endpoint, int status, string code)
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/stores", new { name = $"Refused {Guid.CreateVersion7()}", marketplace, site, endpoint, credentials = StoreSetup.Credentials("A") });
        await answer.ShouldRefuseAsync(status, code);
    }

    [Fact]
    public async Task Missing_credentials_are_named()
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/stores", new { name = "No secrets", marketplace = "amazon", site = "US", credentials = new { clientId = "x", sellerId = " " } });
        var body = await HubApp.JsonAsync(answer);
        body.GetProperty("fields").EnumerateArray().Select(f => f.GetString()).Should().Equal("clientSecret", "refreshToken", "sellerId");
        foreach (var language in new[] { "en", "zh" })
        {
            body.GetProperty("messages").GetProperty(language).GetString().Should().Contain("LWA").And.NotContain("clientSecret", "a person reads the form's labels");
        }

        await answer.ShouldRefuseAsync(400, "store.credentialsMissing");
    }

    [Theory]
    [InlineData("status", 401, "marketplace.unauthorized")]
    [InlineData("status", 403, "marketplace.forbidden")]
    [InlineData("status", 404, "marketplace.notFound")]
    [InlineData("status", 429, "marketplace.throttled")]
    [InlineData("status", 500, "marketplace.unavailable")]
    [InlineData("html", null, "marketplace.badAnswer")]
    [InlineData("cut", null, "marketplace.connection")]
    [InlineData("hang", null, "marketplace.timeout")]
    public async Task Verify_says_what_the_marketplace_did_wrong(string kind, int? status, string code)
    {
        var seller = StoreSetup.NewSeller();
        var store = await app.ConnectAsync(seller);
        await app.ControlAsync("faults", new { operation = "amazon/searchListingsItems", kind, status, urlContains = seller });
        using var impatience = kind == "hang" ? app.Services.GiveUpSoon() : null;
        try
        {
            var answer = await HubApp.JsonAsync(await app.Owner.PostAsync($"/api/v1/stores/{store}/verify", null));
            answer.GetProperty("ok").GetBoolean().Should().BeFalse();
            answer.GetProperty("code").GetString().Should().Be(code);
            answer.GetProperty("detail").GetString().Should().NotBeNullOrWhiteSpace();
            var seen = await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/stores/{store}");
            seen.GetProperty("trouble").GetProperty("zh").GetString().Should().NotBeNullOrWhiteSpace();
        }
        finally
        {
            await app.HealAsync();
        }
    }

    [Fact]
    public async Task An_import_of_a_store_with_revoked_credentials_fails_with_a_reason()
    {
        var seller = StoreSetup.NewSeller();
        var store = await app.ConnectAsync(seller);
        await app.ControlAsync("faults", new { operation = "amazon/searchListingsItems", kind = "status", status = 403, urlContains = seller });
        try
        {
            var import = await app.ImportAsync(store);
            import.GetProperty("status").GetString().Should().Be("failed");
            import.GetProperty("problem").GetProperty("en").GetString().Should().NotBeNullOrWhiteSpace();
        }
        finally
        {
            await app.HealAsync();
        }
    }

    [Fact]
    public async Task Only_an_owner_allows_pushes()
    {
        var (_, ops) = await app.MemberAsync(Role.Ops);
        var created = await ops.PostAsJsonAsync("/api/v1/stores", StoreSetup.Request(app, StoreSetup.NewSeller()));
        var store = await HubApp.JsonAsync(created);
        store.GetProperty("allowPush").GetBoolean().Should().BeFalse();
        await (await ops.PatchAsJsonAsync($"/api/v1/stores/{store.GetProperty("id").GetGuid()}", new { allowPush = true })).ShouldRefuseAsync(403, "forbidden");
        var (_, viewer) = await app.MemberAsync(Role.Viewer);
        await (await viewer.PostAsJsonAsync("/api/v1/stores", StoreSetup.Request(app, StoreSetup.NewSeller()))).ShouldRefuseAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_listing_is_added_once_and_found_by_store_and_product()
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var product = await app.ProductAsync();
        var request = new { productId = product.Id, storeId = store, externalId = "B0TESTASIN", title = "蓝色马克杯", keywords = new[] { "mug" } };
        var added = await app.Owner.PostAsJsonAsync("/api/v1/listings", request);
        ((int)added.StatusCode).Should().Be(201);
        (await HubApp.JsonAsync(added)).GetProperty("sku").GetString().Should().Be(product.Sku);
        await (await app.Owner.PostAsJsonAsync("/api/v1/listings", request)).ShouldRefuseAsync(409, "listing.taken");
        await (await app.Owner.PostAsJsonAsync("/api/v1/listings", new { productId = Guid.CreateVersion7(), storeId = store, externalId = "B0" })).ShouldRefuseAsync(422, "listing.productUnknown");
        await (await app.Owner.PostAsJsonAsync("/api/v1/listings", new { productId = product.Id, storeId = store })).ShouldRefuseAsync(400, "listing.invalid");
        (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/listings?storeId={store}&productId={product.Id}")).GetProperty("items").GetArrayLength().Should().Be(1);

        var other = await app.ProductAsync();
        await (await app.Owner.PostAsJsonAsync("/api/v1/listings", new { productId = product.Id, storeId = store, externalId = "B0OTHER", sku = other.Sku })).ShouldRefuseAsync(409, "listing.skuOfAnotherProduct");

        var mistake = (await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/listings", new { productId = product.Id, storeId = store, externalId = "B0MISTAKEN" }))).GetProperty("id").GetGuid();
        (await app.Owner.DeleteAsync($"/api/v1/listings/{mistake}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.Owner.DeleteAsync($"/api/v1/listings/{mistake}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/listings?storeId={store}&productId={product.Id}")).GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Another_workspace_sees_and_changes_nothing_of_a_store()
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var import = await app.StartImportAsync(store);
        var product = await app.ProductAsync();
        var (_, _, stranger) = await app.StrangerAsync();
        await (await stranger.GetAsync($"/api/v1/stores/{store}")).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PatchAsJsonAsync($"/api/v1/stores/{store}", new { name = "Mine" })).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PostAsync($"/api/v1/stores/{store}/verify", null)).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PostAsJsonAsync($"/api/v1/stores/{store}/import", new { })).ShouldRefuseAsync(404, "notFound");
        await (await stranger.GetAsync($"/api/v1/imports/{import}")).ShouldRefuseAsync(404, "notFound");
        await (await stranger.PostAsJsonAsync("/api/v1/listings", new { productId = product.Id, storeId = store, externalId = "B0" })).ShouldRefuseAsync(422, "listing.productUnknown");
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/stores")).GetProperty("items").GetArrayLength().Should().Be(0);
        (await stranger.GetFromJsonAsync<JsonElement>($"/api/v1/listings?storeId={store}")).GetProperty("items").GetArrayLength().Should().Be(0);
    }
}
