using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Upload;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>A marketplace without an API, through the whole product. The control API of the simulator plays the person.</summary>
public sealed class ManualStoryTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_push_becomes_a_task_with_a_pack_and_is_live_when_shoppers_see_it()
    {
        // Connect, by the form; nothing is asked for.
        using var browser = await new Browser(app.Address).SignInAsync();
        var form = await browser.ReadAsync("/w/home/stores/connect?marketplace=walmart&simulator=true");
        form.Should().Contain("simulator/walmart").And.Contain("a push becomes a task").And.NotContain("credentials[");
        var connected = await browser.PostAsync("/w/home/stores/connect", ("name", "Norvale: Walmart/US"), ("marketplace", "walmart"), ("site", "US"), ("endpoint", $"{app.Address}simulator/walmart"));
        connected.StatusCode.Should().Be(HttpStatusCode.Redirect, await connected.Content.ReadAsStringAsync());
        var storePage = connected.Headers.Location!.ToString();
        var store = Guid.Parse(storePage.Split('/')[^1]);
        (await browser.ReadAsync(storePage)).Should().Contain("nothing to sign in to").And.NotContain("Read the store now");
        await (await app.Owner.PostAsync($"/api/v1/stores/{store}/import", null)).ShouldRefuseAsync(422, "store.byHand");
        (await browser.PostAsync($"{storePage}?handler=Pushes&allow=true")).StatusCode.Should().Be(HttpStatusCode.Redirect);

        // A listing by hand; what shoppers see there is looked at.
        var product = await app.ProductAsync("WMT/BOTTLE 1");
        (await app.Owner.PatchAsJsonAsync($"/api/v1/products/{product.Id}", new { attributes = new { gtin = "36000291452" } })).EnsureSuccessStatusCode();
        var added = await browser.PostAsync($"/w/home/products/{product.Id}/listings/new", ("storeId", $"{store}"), ("externalId", "55169624"), ("sku", product.Sku));
        added.StatusCode.Should().Be(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        await app.RunWorkAsync();
        var listing = await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.StoreId == store));
        listing.LiveAssetId.Should().NotBeNull("the page names a picture");
        var before = listing.LiveAssetId!.Value;

        // The push is a task.
        var version = await VersionAsync(store, product.Id, pictures.Product(seed: 15));
        var id = await PushAsync(version, listing.Id);
        var task = await UntilAsync(id, "manual");
        task.GetProperty("beforeAssetId").GetGuid().Should().Be(before);
        task.TryGetProperty("pushedAt", out _).Should().BeFalse("nothing was sent");
        task.GetProperty("task").Text("fileName").Should().Be("00036000291452.jpg");
        task.GetProperty("task").Text("page").Should().Be($"{app.Address}simulator/walmart/ip/55169624");
        task.GetProperty("task").GetProperty("steps").GetArrayLength().Should().BeGreaterThan(5);
        (await PushAsync(version, listing.Id)).Should().Be(id, "asked for again, it is still the same task");
        (await browser.ReadAsync("/w/home")).Should().Contain("to put up by hand").And.Contain("/w/home/deployments/by-hand");
        (await browser.ReadAsync($"/w/home/deployments/by-hand?storeId={store}")).Should().Contain($"/w/home/deployments/{id}").And.Contain($"by-hand/pack?storeId={store}");
        (await browser.ReadAsync($"/w/home/deployments/by-hand?marketplace=etsy")).Should().NotContain($"/w/home/deployments/{id}");
        (await browser.ReadAsync($"/w/home/deployments/{id}")).Should().Contain("I have put it up").And.Contain("download=\"00036000291452.jpg\"").And.Contain("14-digit GTIN");

        // The pack: the very picture, by its name.
        var sent = await PackAsync(app.Owner, $"storeId={store}");
        sent.Keys.Should().BeEquivalentTo("listings.csv", "steps.txt", "walmart-US Norvale- Walmart-US/00036000291452.jpg");
        var asset = task.GetProperty("assetId").GetGuid();
        var rendition = await app.WithDbAsync(db => db.Renditions.SingleAsync(r => r.AssetId == asset && r.Purpose == "amazon-main"));
        Convert.ToHexStringLower(SHA256.HashData(sent["walmart-US Norvale- Walmart-US/00036000291452.jpg"])).Should().Be(rendition.Sha256);
        TextOf(sent["listings.csv"]).Should().Contain($"{id},walmart/US,Norvale: Walmart/US,WMT/BOTTLE 1,55169624,{app.Address}simulator/walmart/ip/55169624").And.Contain("00036000291452.jpg");
        TextOf(sent["steps.txt"]).Should().Contain("Walmart").And.Contain("1. Take the picture");
        using (var chinese = app.ClientFor(HubApp.OwnerToken))
        {
            chinese.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-Hans");
            TextOf((await PackAsync(chinese, $"storeId={store}"))["steps.txt"]).Should().Contain("1. 从资料包中取出图片");
        }

        var byScreen = await browser.GetAsync($"/w/home/deployments/by-hand/pack?deploymentId={id}");
        byScreen.Content.Headers.ContentDisposition!.FileName.Should().EndWith(".zip");

        // Nobody else's.
        var (other, member, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        using var theirBrowser = await app.BrowserOfAsync(member);
        foreach (var query in new[] { $"storeId={store}", $"deploymentId={id}", $"mainImageId={task.GetProperty("mainImageId").GetGuid()}", "" })
        {
            (await theirs.GetAsync($"/api/v1/deployments/pack?{query}")).StatusCode.Should().Be(HttpStatusCode.NotFound, query);
            (await theirBrowser.GetAsync($"/w/{other.Slug}/deployments/by-hand/pack?{query}")).StatusCode.Should().Be(HttpStatusCode.NotFound, query);
        }

        (await theirs.PostAsync($"/api/v1/deployments/{id}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.NotFound);

        // Said, but not done: not live.
        (await browser.PostAsync($"/w/home/deployments/{id}?handler=PutUp")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        await app.RunWorkAsync();
        var said = await DeploymentAsync(id);
        (said.Text("status"), said.Text("putUpBy")).Should().Be(("accepted", "owner"));
        said.GetProperty("looks").GetInt32().Should().BeGreaterThan(0);
        said.GetProperty("evidence").GetProperty("showsBefore").GetBoolean().Should().BeTrue();
        (await browser.ReadAsync($"/w/home/deployments/{id}")).Should().Contain("put up by hand, not verified").And.NotContain("bg-green-lt");

        // The word was given too early and is taken back: the task stands as before, and nobody looks any more.
        (await browser.ReadAsync($"/w/home/deployments/{id}")).Should().Contain("It is not up yet");
        (await browser.PostAsync($"/w/home/deployments/{id}?handler=NotUp")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var open = await DeploymentAsync(id);
        (open.Text("status"), open.TryGetProperty("putUpBy", out _), open.GetProperty("looks").GetInt32()).Should().Be(("manual", false, 0));
        (await app.WithDbAsync(db => db.WorkItems.CountAsync(w => w.SubjectId == id && w.State == WorkState.Waiting))).Should().Be(0);
        await (await app.Owner.DeleteAsync($"/api/v1/deployments/{id}/put-up")).ShouldRefuseAsync(409, "deployment.notByHand");
        (await app.Owner.PostAsync($"/api/v1/deployments/{id}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await app.RunWorkAsync();

        // Done: seen by pixels.
        await HangAsync("walmart", "55169624", sent["walmart-US Norvale- Walmart-US/00036000291452.jpg"]);
        await HurryAsync(id);
        var live = await UntilAsync(id, "live");
        live.GetProperty("evidence").Text("shown").Should().BeOneOf("reEncoded", "identical");
        (await app.WithDbAsync(db => db.AuditEvents.Where(a => a.EntityId == id).Select(a => a.Action).ToListAsync())).Should().Contain(["deployment.requested", "deployment.putUp", "deployment.live"]);

        // And back: a task with the picture that was there before.
        var rollback = (await HubApp.JsonAsync(await app.Owner.PostAsync($"/api/v1/deployments/{id}/rollback", null))).Id();
        var back = await UntilAsync(rollback, "manual");
        back.GetProperty("assetId").GetGuid().Should().Be(before);
        await HangAsync("walmart", "55169624", (await PackAsync(app.Owner, $"deploymentId={rollback}")).Single(e => e.Key.EndsWith(".jpg", StringComparison.Ordinal)).Value);
        (await app.Owner.PostAsync($"/api/v1/deployments/{rollback}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await UntilAsync(rollback, "live");
        (await DeploymentAsync(id)).Text("status").Should().Be("rolledBack");
        await (await app.Owner.PostAsync($"/api/v1/deployments/{rollback}/put-up", null)).ShouldRefuseAsync(409, "deployment.notByHand");
    }

    [Fact]
    public async Task Where_the_page_is_not_shown_to_programs_it_stays_not_verified()
    {
        var (store, listing) = await ShopAsync("etsy", "-", "900001");
        var version = await VersionAsync(store, listing.ProductId, pictures.Product(seed: 25));
        await HangAsync("etsy", "900001", await File.ReadAllBytesAsync(pictures.Product(seed: 25)));
        await app.ControlAsync("faults", new { operation = "etsy/page", kind = "status", status = 403, urlContains = "900001" });
        var id = await PushAsync(version, listing.Id);
        await UntilAsync(id, "manual");
        (await app.Owner.PostAsync($"/api/v1/deployments/{id}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);

        var said = await app.RunWorkUntilAsync(() => DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() > 0);

        (said.Text("status"), said.GetProperty("problem").Text("code")).Should().Be(("accepted", "deployment.handNotVerified"));
        said.GetProperty("problem").GetProperty("message").Text("en").Should().Contain("owner (API: bootstrap) said on").And.Contain("403");
        said.TryGetProperty("liveAt", out _).Should().BeFalse();
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/deployments/by-hand?state=notVerified")).Should().Contain($"/w/home/deployments/{id}").And.NotContain("bg-green-lt");
        (await browser.ReadAsync("/w/home/deployments?problem=true")).Should().NotContain($"/w/home/deployments/{id}");

        // The shop shows its page again, and the person has it looked at once more.
        using (var anyone = app.ClientFor(null))
        {
            (await anyone.DeleteAsync("/simulator/control/faults")).EnsureSuccessStatusCode();
        }

        (await browser.PostAsync($"/w/home/deployments/{id}?handler=PutUp")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        await UntilAsync(id, "live");
    }

    [Fact]
    public async Task Without_an_address_nothing_is_verified_until_one_is_entered()
    {
        var (store, listing) = await ShopAsync("temu", "-", "900002");
        listing.LiveSeenAt.Should().BeNull();
        var version = await VersionAsync(store, listing.ProductId, pictures.Product(seed: 35));
        var id = await PushAsync(version, listing.Id);
        (await UntilAsync(id, "manual")).GetProperty("task").TryGetProperty("page", out _).Should().BeFalse("an id alone leads nowhere at Temu");
        (await app.Owner.PostAsync($"/api/v1/deployments/{id}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var said = await app.RunWorkUntilAsync(() => DeploymentAsync(id), d => d.GetProperty("looks").GetInt32() > 0);
        said.GetProperty("problem").GetProperty("message").Text("en").Should().Contain("No address");

        foreach (var (address, code) in new[] { ("http://www.temu.com/1", "listing.pageInvalid"), ("https://127.0.0.1/1", "listing.pageNotPublic"), ("https://169.254.169.254/latest", "listing.pageNotPublic") })
        {
            await (await app.Owner.PatchAsJsonAsync($"/api/v1/listings/{listing.Id}", new { externalUrl = address })).ShouldRefuseAsync(400, code);
        }

        // A visit makes the item known to the simulator.
        var page = $"{app.Address}simulator/temu/item/900002";
        using (var shopper = app.ClientFor(null))
        {
            (await shopper.GetAsync(page)).EnsureSuccessStatusCode();
        }

        await HangAsync("temu", "900002", await File.ReadAllBytesAsync(pictures.Product(seed: 35)));
        (await app.Owner.PatchAsJsonAsync($"/api/v1/listings/{listing.Id}", new { externalUrl = page })).EnsureSuccessStatusCode();
        await HurryAsync(id);
        await UntilAsync(id, "live");
    }

    [Fact]
    public async Task A_task_can_be_cancelled_is_superseded_by_the_next_and_comes_back_when_it_was_not_done()
    {
        var (store, listing) = await ShopAsync("etsy", "-", "900003");
        var first = await VersionAsync(store, listing.ProductId, pictures.Product(seed: 45));
        var cancelled = await PushAsync(first, listing.Id);
        await UntilAsync(cancelled, "manual");
        (await app.Owner.PostAsync($"/api/v1/deployments/{cancelled}/cancel", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await DeploymentAsync(cancelled)).Text("status").Should().Be("cancelled");

        var superseded = await PushAsync(first, listing.Id);
        await UntilAsync(superseded, "manual");
        var second = await VersionAsync(store, listing.ProductId, pictures.Product(seed: 46));
        var open = await PushAsync(second, listing.Id);
        await UntilAsync(open, "manual");
        (await DeploymentAsync(superseded)).Text("status").Should().Be("superseded");

        // Said to be up, and to the last of the looks shoppers saw the picture from before.
        (await app.Owner.PostAsync($"/api/v1/deployments/{open}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await (await app.Owner.PostAsync($"/api/v1/deployments/{open}/cancel", null)).ShouldRefuseAsync(409, "deployment.started");
        await app.WithDbAsync(db => db.Deployments.Where(d => d.Id == open).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Looks, UploadOptions.Looks.Length - 1).SetProperty(d => d.AcceptedAt, d => d.AcceptedAt!.Value.AddDays(-3))));
        await HurryAsync(open);
        var again = await UntilAsync(open, "manual");
        again.GetProperty("problem").Text("code").Should().Be("deployment.handNotShown");
        again.GetProperty("problem").GetProperty("message").Text("en").Should().Contain("the picture from before the push");
    }

    [Fact]
    public async Task What_only_an_API_can_do_is_refused_in_a_sentence()
    {
        var (store, listing) = await ShopAsync("etsy", "-", "900004");
        var version = await VersionAsync(store, listing.ProductId, pictures.Product(seed: 55));
        var id = await PushAsync(version, listing.Id);
        await UntilAsync(id, "manual");
        await HangAsync("etsy", "900004", await File.ReadAllBytesAsync(pictures.Product(seed: 55)));
        (await app.Owner.PostAsync($"/api/v1/deployments/{id}/put-up", null)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var live = await UntilAsync(id, "live");

        var image = live.GetProperty("mainImageId").GetGuid();
        var next = await VersionAsync(store, listing.ProductId, pictures.Product(seed: 56));
        await (await app.Owner.PostAsJsonAsync("/api/v1/experiments", new { mainImageId = image, listingId = listing.Id, versionB = next, metric = "ctr", weeks = 4 })).ShouldRefuseAsync(409, "experiment.byHand");
        await (await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{image}/retire", new { reason = "old", live = "remove" })).ShouldRefuseAsync(422, "retirement.cannotRemove");
        (await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{image}/retire", new { reason = "old", live = "replace", replaceWithVersionId = next })).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await app.RunWorkUntilAsync(
            () => app.WithDbAsync(db => db.Deployments.AsNoTracking().Where(d => d.ListingId == listing.Id && d.Purpose == DeploymentPurpose.Retire).ToListAsync()),
            orders => orders.Count == 1 && orders[0].Status == DeploymentStatus.Manual);
        await app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.Retirements.Where(r => r.MainImageId == image).Select(r => r.Problem).SingleAsync()), problem => problem?.En.Contains("a person has to replace", StringComparison.Ordinal) == true);
    }

    private async Task<(Guid Store, Listing Listing)> ShopAsync(string marketplace, string site, string item)
    {
        var connected = await app.Owner.PostAsJsonAsync("/api/v1/stores", new { name = $"{marketplace} {item}", marketplace, site, endpoint = $"{app.Address}simulator/{marketplace}", allowPush = true });
        connected.StatusCode.Should().Be(HttpStatusCode.Created, await connected.Content.ReadAsStringAsync());
        var store = (await HubApp.JsonAsync(connected)).Id();
        var product = await app.ProductAsync();
        var added = await app.Owner.PostAsJsonAsync("/api/v1/listings", new { productId = product.Id, storeId = store, externalId = item });
        added.StatusCode.Should().Be(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        var id = (await HubApp.JsonAsync(added)).Id();
        return (store, await app.WithDbAsync(db => db.Listings.AsNoTracking().SingleAsync(l => l.Id == id)));
    }

    private async Task<Guid> VersionAsync(Guid store, Guid product, string path)
    {
        var planned = await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = product, storeId = store, brief = new { } });
        var image = planned.IsSuccessStatusCode ? (await HubApp.JsonAsync(planned)).Id()
            : await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == product && i.Scope.StoreId == store).Select(i => i.Id).SingleAsync());
        var version = (await app.ProcessAsync(image, await File.ReadAllBytesAsync(path))).Id();
        (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version}/review", new { decision = "approve" })).EnsureSuccessStatusCode();
        return version;
    }

    private async Task<Guid> PushAsync(Guid version, Guid listing)
    {
        var answer = await app.Owner.PostAsJsonAsync("/api/v1/deployments", new { versionId = version, listingIds = new[] { listing } });
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("items")[0].Id();
    }

    private Task<JsonElement> DeploymentAsync(Guid id) => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/deployments/{id}");

    private Task<JsonElement> UntilAsync(Guid id, string status) => app.RunWorkUntilAsync(() => DeploymentAsync(id), d => d.Text("status") == status, TimeSpan.FromSeconds(90));

    /// <summary>Its next look is due now.</summary>
    private async Task HurryAsync(Guid id) => await app.WithDbAsync(async db =>
    {
        await db.Deployments.Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.AcceptedAt, d => d.AcceptedAt!.Value.AddDays(-3)));
        return await db.WorkItems.Where(w => w.SubjectId == id && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt));
    });

    /// <summary>What the person does in the marketplace's own pages.</summary>
    private async Task HangAsync(string marketplace, string item, byte[] picture)
    {
        using var person = app.ClientFor(null);
        await person.GetAsync($"/simulator/{marketplace}/listing/{item}");
        using var body = new ByteArrayContent(picture);
        var answer = await person.PostAsync($"/simulator/control/listings/picture?marketplace={marketplace}&seller=public&site=-&sku={item}", body);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> PackAsync(HttpClient client, string query)
    {
        var answer = await client.GetAsync($"/api/v1/deployments/pack?{query}");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/zip");
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync();
            using var kept = new MemoryStream();
            await content.CopyToAsync(kept);
            found[entry.FullName] = kept.ToArray();
        }

        return found;
    }

    private static string TextOf(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
