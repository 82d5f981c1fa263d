using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>Names matched to products, places and slots, before a byte of their files has travelled.</summary>
public sealed class MatchTests(HubApp app) : IClassFixture<HubApp>
{
    private static int drawn;

    [Fact]
    public async Task Names_find_the_main_image_that_is_there_or_a_place_for_a_new_one()
    {
        var (sku, product) = await ProductAsync();
        var us = await ImageAsync(product, Scope.ForSite("amazon", "US"));
        var further = await ImageAsync(product, Scope.ForSite("amazon", "US"), "PT01");
        var (plain, _) = await ProductAsync();
        await StoreAsync("amazon", "US", product, $"B0{sku}");

        var files = await MatchAsync($"{sku}.jpg", $"{sku.ToLowerInvariant()}_US_v3.png", $"{sku}.PT01.jpg", $"B0{sku}.MAIN.jpg", $"{sku}_amazon_DE.jpg", $"{plain}.MAIN.jpg", $"{plain}_ebay.jpg");

        (files[$"{sku}.jpg"].Word("match"), Image(files[$"{sku}.jpg"])).Should().Be(("version", us), "the only one there is");
        Image(files[$"{sku.ToLowerInvariant()}_US_v3.png"]).Should().Be(us);
        Image(files[$"{sku}.PT01.jpg"]).Should().Be(further);
        Image(files[$"B0{sku}.MAIN.jpg"]).Should().Be(us, "the listing shows it");
        Place(files[$"{sku}_amazon_DE.jpg"]).Should().Be(("image", sku, "amazon", "DE", "MAIN"));
        Place(files[$"{plain}.MAIN.jpg"]).Should().Be(("image", plain, "", "", "MAIN"));
        Place(files[$"{plain}_ebay.jpg"]).Should().Be(("image", plain, "ebay", "", "MAIN"));
    }

    [Fact]
    public async Task Where_a_name_does_not_decide_the_candidates_are_offered()
    {
        var (sku, product) = await ProductAsync();
        var (us, de) = (await ImageAsync(product, Scope.ForSite("amazon", "US")), await ImageAsync(product, Scope.ForSite("amazon", "DE")));
        await StoreAsync("amazon", "CA", product, $"B1{sku}");
        await StoreAsync("ebay", "CA", product, $"E1{sku}");

        var files = await MatchAsync($"{sku}.jpg", $"{sku}_CA.jpg", $"{sku}-red.jpg", $"nobody-{sku}x.jpg", $"{sku}_PL.jpg");

        var several = files[$"{sku}.jpg"];
        (several.Word("match"), several.Word("doubt")).Should().Be(("ambiguous", "severalPlaces"));
        several.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("mainImageId").GetGuid()).Should().BeEquivalentTo([us, de]);
        var both = files[$"{sku}_CA.jpg"];
        both.Word("doubt").Should().Be("severalPlaces");
        both.GetProperty("candidates").EnumerateArray().Select(c => $"{c.Word("marketplace")}/{c.Word("site")}").Should().BeEquivalentTo("amazon/CA", "ebay/CA");
        (files[$"{sku}-red.jpg"].Word("match"), files[$"{sku}-red.jpg"].Word("unread")).Should().Be(("ambiguous", "red"));
        (files[$"nobody-{sku}x.jpg"].Word("match"), files[$"nobody-{sku}x.jpg"].Word("doubt")).Should().Be(("none", "noProduct"));
        files[$"{sku}_PL.jpg"].Word("doubt").Should().Be("siteUnknown");
    }

    [Fact]
    public async Task A_person_says_where_a_file_goes_and_that_stays()
    {
        var (sku, product) = await ProductAsync();
        var us = await ImageAsync(product, Scope.ForSite("amazon", "US"));
        var drop = await app.Owner.BeginDropAsync();
        var file = (await app.Owner.AnnounceAsync(drop, ("who knows.jpg", Tus.Noise(10))))[0].Id();
        var address = $"{DropCalls.Api}/{drop}/files/{file}";
        await app.Owner.PatchAsJsonAsync(address, new { place = new { sku = "nobody" } }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "drop.skuUnknown");
        await app.Owner.PatchAsJsonAsync(address, new { place = new { sku, marketplace = "amazon", site = "ZZ" } }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "scope.unknown");
        await app.Owner.PatchAsJsonAsync(address, new { place = new { sku, slot = "PT99" } }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "scope.slotUnknown");
        (await app.Owner.PatchAsJsonAsync(address, new { place = new { sku, marketplace = "amazon", site = "US" } })).EnsureSuccessStatusCode();
        (await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/match", null)).EnsureSuccessStatusCode();
        var placed = (await app.Owner.FilesAsync(drop))["who knows.jpg"];
        (Image(placed), placed.GetProperty("byHand").GetBoolean()).Should().Be((us, true));
        (await app.Owner.PatchAsJsonAsync(address, new { leftOut = true })).EnsureSuccessStatusCode();
        (await app.Owner.CountsAsync(drop)).Count("leftOut").Should().Be(1);
    }

    [Fact]
    public async Task An_own_pattern_is_tried_kept_and_then_reads_the_names()
    {
        var (sku, _) = await ProductAsync();
        var (name, pattern) = ($"IMG##{sku}##3.jpg", "^IMG##(?<sku>[^#]+)##(?<version>[0-9]+)");
        var drop = await app.Owner.BeginDropAsync();
        await app.Owner.AnnounceAsync(drop, (name, Tus.Noise(10)));
        (await app.Owner.FilesAsync(drop))[name].Word("match").Should().Be("none");
        var tried = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/name-patterns/try", new { pattern, names = new[] { name, "other.jpg" } }));
        (tried[0].Word("sku"), tried[0].Word("version"), tried[1].Word("doubt")).Should().Be((sku, "3", "noProduct"));
        await app.Owner.PostAsJsonAsync("/api/v1/name-patterns/try", new { pattern = "(?<sku>a)(?!b)", names = new[] { name } }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "namePattern.invalid");
        await app.Owner.PostAsJsonAsync("/api/v1/name-patterns", new { name = "", pattern }).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "namePattern.nameMissing");
        var kept = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/name-patterns", new { name = "Studio", pattern }));
        (await app.Owner.PostAsync($"{DropCalls.Api}/{drop}/match", null)).EnsureSuccessStatusCode();
        Place((await app.Owner.FilesAsync(drop))[name]).Sku.Should().Be(sku);
        (await app.Owner.DeleteAsync($"/api/v1/name-patterns/{kept.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/name-patterns"))).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_narrowed_member_is_offered_its_own_brands_alone()
    {
        var (ours, theirs) = (await app.ProductAsync($"OURS-{Guid.CreateVersion7():n}"[..20], "Ours"), await app.ProductAsync($"THEIRS-{Guid.CreateVersion7():n}"[..20], "Theirs"));
        var (_, client) = await app.NarrowedAsync(brands: ["Ours"]);
        using var narrowed = client;
        var drop = await narrowed.BeginDropAsync();
        await narrowed.AnnounceAsync(drop, ($"{ours.Sku}.jpg", Tus.Noise(3)), ($"{theirs.Sku}.jpg", Tus.Noise(3)));
        var files = await narrowed.FilesAsync(drop);
        (files[$"{ours.Sku}.jpg"].Word("match"), files[$"{theirs.Sku}.jpg"].Word("match")).Should().Be(("image", "none"));
        var foreign = await app.Owner.BeginDropAsync();
        (await narrowed.GetAsync($"{DropCalls.Api}/{foreign}")).StatusCode.Should().Be(HttpStatusCode.OK, "reading is open");
        await narrowed.PostAsJsonAsync($"{DropCalls.Api}/{foreign}/files", new { files = new[] { new { name = "a.jpg", size = 1 } } }).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "drop.notYours");
    }

    private async Task<Dictionary<string, System.Text.Json.JsonElement>> MatchAsync(params string[] names)
    {
        var drop = await app.Owner.BeginDropAsync();
        await app.Owner.AnnounceAsync(drop, [.. names.Select(n => (n, Tus.Noise(8)))]);
        return await app.Owner.FilesAsync(drop);
    }

    private static Guid? Image(System.Text.Json.JsonElement file) => file.GetProperty("place").TryGetProperty("mainImageId", out var id) ? id.GetGuid() : null;

    private static (string Match, string Sku, string Marketplace, string Site, string Slot) Place(System.Text.Json.JsonElement file)
    {
        var place = file.GetProperty("place");
        return (file.Word("match"), place.Word("sku"), place.Word("marketplace"), place.Word("site"), place.Word("slot"));
    }

    private async Task<(string Sku, Guid Id)> ProductAsync()
    {
        var sku = $"MX{Interlocked.Increment(ref drawn)}Q";
        return (sku, (await app.ProductAsync(sku)).Id);
    }

    private Task<Guid> ImageAsync(Guid product, Scope scope, string slot = MainImage.MainSlot) => app.WithDbAsync(async db =>
    {
        var image = MainImage.Plan(db.WorkspaceId!.Value, product, scope, slot, Brief.Empty, null, null, Actor.Background("test"), TimeProvider.System.GetUtcNow());
        db.MainImages.Add(image);
        await db.SaveChangesAsync();
        return image.Id;
    });

    private Task<int> StoreAsync(string marketplace, string site, Guid product, string externalId) => app.WithDbAsync(async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var store = new Store { WorkspaceId = db.WorkspaceId!.Value, Name = $"{marketplace} {site} {externalId}", Marketplace = marketplace, Site = site, Credentials = [], CreatedAt = now };
        db.Stores.Add(store);
        db.Listings.Add(new Listing { WorkspaceId = store.WorkspaceId, ProductId = product, StoreId = store.Id, ExternalId = externalId, Sku = externalId, CreatedAt = now });
        return await db.SaveChangesAsync();
    });
}
