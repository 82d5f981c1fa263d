using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Domain.Rules;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MainImageHub.Tests.Stages.Library;

public sealed class LibraryTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_picture_is_found_by_all_that_is_known_of_it_and_by_nothing_else()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(background: "#1040d0", seed: 701)), "Gummistiefel_blau 100%.jpg");
        var id = version.GetProperty("asset").Id();
        var sku = await app.WithDbAsync(db => db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Sku).SingleAsync());
        var sha = version.GetProperty("asset").Text("sha256");
        var today = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var query in new[]
        {
            "", "query=stiefel", "query=GUMMI", "query=" + Uri.EscapeDataString("blau 100%"), $"query={sku}", "format=jpeg", "size=from1000", "colour=blue", "verdict=fail", "marketplace=amazon",
            "marketplace=amazon&verdict=fail", "origin=unknown", $"from={today:yyyy-MM-dd}", $"to={today:yyyy-MM-dd}", $"sha256={sha}", $"sha256={sha}&verdict=fail&query=stiefel&to={today:yyyy-MM-dd}",
            "query=gummi&format=jpeg&size=from1000&colour=blue&verdict=fail&marketplace=amazon&origin=unknown",
        })
        {
            (await FindAsync(query)).Should().Contain(id, query);
        }

        foreach (var query in new[]
        {
            "query=gummi_tiefel", "query=sandale", "format=png", "size=from2000", "colour=green", "marketplace=ebay", "marketplace=amazon&verdict=pass", "origin=stock", "tag=summer", "archived=true",
            $"from={today.AddDays(1):yyyy-MM-dd}", $"to={today.AddDays(-1):yyyy-MM-dd}", $"sha256={new string('0', 64)}", "query=gummi&colour=green",
            $"sha256={sha}&verdict=pass", $"sha256={sha}&query=sandale", $"sha256={sha}&archived=true", $"sha256={sha}&from={today.AddDays(1):yyyy-MM-dd}", $"sha256={sha}&to={today.AddDays(-1):yyyy-MM-dd}",
        })
        {
            (await FindAsync(query)).Should().NotContain(id, query);
        }

        var line = (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/assets?query={sku}"))).GetProperty("items").EnumerateArray().Single(a => a.Id() == id);
        line.Text("fileName").Should().Be("Gummistiefel_blau 100%.jpg");
        line.Text("verdict").Should().Be("fail");
        var use = line.GetProperty("uses").EnumerateArray().Single();
        (use.Text("sku"), use.GetProperty("mainImageId").GetGuid(), use.GetProperty("isLive").GetBoolean()).Should().Be((sku, image.Id, false));
    }

    [Theory]
    [InlineData("format=tga")]
    [InlineData("size=big")]
    [InlineData("colour=mauve")]
    [InlineData("verdict=good")]
    [InlineData("origin=moon")]
    [InlineData("from=yesterday")]
    [InlineData("sha256=12")]
    public Task Words_that_mean_nothing_are_refused(string query) =>
        app.Owner.GetAsync($"/api/v1/assets?{query}").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "invalid");

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat()
    {
        var image = await app.PlannedImageAsync();
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(seed: 710 + i)), $"paged-{i}.jpg")).GetProperty("asset").Id());
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/assets?query=paged-&limit=2&cursor={cursor}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(a => a.Id()));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);
        seen.Should().Equal(Enumerable.Reverse(made));
        await app.Owner.GetAsync("/api/v1/assets?limit=0").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "paging.limit");
    }

    [Fact]
    public async Task Tags_are_added_found_and_taken_off()
    {
        var id = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Product(seed: 720)))).GetProperty("asset").Id();
        (await TagsAsync(await TagAsync(id, "  Summer   Sale "))).Should().Equal("summer sale");
        (await TagsAsync(await TagAsync(id, "AUTUMN"))).Should().Equal("autumn", "summer sale");
        (await TagsAsync(await TagAsync(id, "autumn"))).Should().Equal("autumn", "summer sale");
        (await FindAsync("tag=Summer%20Sale")).Should().Contain(id);
        await TagAsync(id, " ").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "asset.tagInvalid");
        await TagAsync(Guid.CreateVersion7(), "x").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        var (_, viewer) = await app.MemberAsync(Role.Viewer);
        (await viewer.PostAsJsonAsync($"/api/v1/assets/{id}/tags", new { tag = "x" })).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        (await TagsAsync(await app.Owner.DeleteAsync($"/api/v1/assets/{id}/tags/summer%20sale"))).Should().Equal("autumn");
        (await FindAsync("tag=summer%20sale")).Should().NotContain(id);
        (await app.WithDbAsync(db => db.AuditEvents.Where(e => e.EntityId == id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync())).Should().Equal("asset.tagged", "asset.tagged", "asset.untagged");
    }

    [Fact]
    public async Task A_view_is_saved_for_oneself_and_forgotten_again()
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        await browser.ReadAsync("/w/home/library?format=png&colour=");
        (await browser.PostAsync("/w/home/library?handler=KeepView", ("name", "PNG only"), ("back", "?format=png&colour=&cursor=abc"))).Headers.Location!.ToString().Should().Be("/w/home/library?format=png");
        (await browser.ReadAsync("/w/home/library")).Should().Contain("PNG only").And.Contain("/w/home/library?format=png");
        var (member, client) = await app.MemberAsync(Role.Ops);
        client.Dispose();
        using var other = await app.BrowserOfAsync(member);
        (await other.ReadAsync("/w/home/library")).Should().NotContain("PNG only");
        var id = await app.WithDbAsync(db => db.SavedViews.Where(v => v.Name == "PNG only").Select(v => v.Id).SingleAsync());
        await other.PostAsync($"/w/home/library?handler=DropView&id={id}", ("back", ""));
        (await browser.ReadAsync("/w/home/library")).Should().Contain("PNG only", "another's view is not theirs to forget");
        (await browser.PostAsync($"/w/home/library?handler=DropView&id={id}", ("back", "//evil.example"))).Headers.Location!.ToString().Should().Be("/w/home/library");
        (await browser.ReadAsync("/w/home/library")).Should().NotContain("PNG only");
    }

    [Fact]
    public async Task The_search_before_the_wall_holds_to_the_connections_workspace()
    {
        await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Product(seed: 730)), "walled.jpg");
        var (other, _, stranger) = await app.StrangerAsync();
        (await HubApp.JsonAsync(await stranger.GetAsync("/api/v1/assets?query=walled"))).GetProperty("items").GetArrayLength().Should().Be(0);
        (await app.WithDbAsync(async db => (await new FindPictures(db).FindAsync(new LibraryFilter(), new Web.Http.PageQuery(), CancellationToken.None)).Items.Count, other.Id)).Should().Be(0);

        // Nobody but the tenant role may ask it at all.
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select has_function_privilege('mainimagehub_system', 'library_find(text, text[], text[], text[], boolean, uuid, uuid, integer)', 'execute')", connection);
        (await command.ExecuteScalarAsync()).Should().Be(false);
    }

    [Fact]
    public async Task A_picture_is_found_by_the_text_read_in_it_and_by_what_a_store_calls_its_product()
    {
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        var image = await app.PlannedImageAsync();
        (await app.Owner.PostAsJsonAsync("/api/v1/listings", new { productId = image.ProductId, storeId = store, externalId = "B0TEXT0001", sku = "SHOPNAME-77-BLUE" })).StatusCode.Should().Be(HttpStatusCode.Created);
        var overlay = "<text x='30' y='70' font-size='52' font-family='sans-serif' fill='#000'>FREE SHIPPING</text><text x='30' y='960' font-size='52' font-family='sans-serif' fill='#000'>2 YEARS</text>";
        var version = await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product(fillPercent: 70, overlay: overlay, seed: 740)), "plain.jpg");
        var id = version.GetProperty("asset").Id();

        version.GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == RuleIds.OverlayText).GetProperty("message").Text("en").Should().Contain("SHIPPING");
        foreach (var query in new[] { "query=shipping", "query=YEARS", "query=SHOPNAME-77", "query=shopname", "query=shipping&verdict=fail" })
        {
            (await FindAsync(query)).Should().Contain(id, query);
        }

        foreach (var query in new[] { "query=shipping%25x", "query=SHOPNAME-78", "query=shipping&verdict=pass" })
        {
            (await FindAsync(query)).Should().NotContain(id, query);
        }

        var (_, _, stranger) = await app.StrangerAsync();
        (await HubApp.JsonAsync(await stranger.GetAsync("/api/v1/assets?query=shipping"))).GetProperty("items").GetArrayLength().Should().Be(0);
        (await HubApp.JsonAsync(await stranger.GetAsync("/api/v1/assets?query=SHOPNAME"))).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    /// <summary>Beyond the newest three thousand the search looks things up instead of walking.</summary>
    [Theory]
    [InlineData("%E9%99%90%E6%97%B6", true)]
    [InlineData("%E7%89%B9%E4%BB%B7%E5%8C%85%E9%82%AE%20SALE", true)]
    [InlineData("sale%2050", true)]
    [InlineData("OF", true)]
    [InlineData("STORE-CALLS", true)]
    [InlineData("%E9%99%90%E9%82%AE", false)]
    [InlineData("sale%2051", false)]
    public async Task Old_pictures_are_found_by_their_text_and_skus_too(string query, bool isFound)
    {
        var (workspace, _, stranger) = await app.StrangerAsync();
        TextRegion Says(double y, string? text) => new() { Box = new Region(0.1, y, 0.5, 0.1), Confidence = 0.9, Origin = TextOrigin.Added, Text = text, TextConfidence = text is null ? null : 0.95 };
        var old = await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var asset = new Asset
            {
                WorkspaceId = workspace.Id,
                Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16))),
                FileName = "old.jpg",
                Facts = Facts.Good with { Text = [Says(0.5, "SALE 50% OFF"), Says(0.1, "限时特价包邮"), Says(0.8, null)] },
                Format = ImageFormat.Jpeg,
                Bytes = 1,
                Width = 1000,
                Height = 1000,
                PerceptualHash = 1,
                Origin = AssetOrigin.Unknown,
                CreatedAt = now,
            };
            var store = new Store { WorkspaceId = workspace.Id, Name = "S", Marketplace = "amazon", Site = "US", Credentials = [0], CreatedAt = now };
            var product = new Product { WorkspaceId = workspace.Id, Sku = "OUR-NAME", Title = "T", CreatedAt = now, UpdatedAt = now };
            db.AddRange(asset, store, product, new Listing { WorkspaceId = workspace.Id, ProductId = product.Id, StoreId = store.Id, ExternalId = "B0", Sku = "STORE-CALLS-IT", CreatedAt = now, LiveAssetId = asset.Id });
            await db.SaveChangesAsync();
            return asset.Id;
        }, workspace.Id);
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var more = new NpgsqlCommand("""
            insert into asset (id, workspace_id, sha256, file_name, facts, measurement, format, bytes, width, height, perceptual_hash, origin, created_at)
            select uuidv7(), workspace_id, sha256(n::text::bytea), 'newer.jpg', facts - 'text', measurement, format, bytes, width, height, perceptual_hash, origin, created_at from asset, generate_series(1, 3100) as n where id = $1
            """, connection);
        more.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = old });
        await more.ExecuteNonQueryAsync();

        var found = (await HubApp.JsonAsync(await stranger.GetAsync($"/api/v1/assets?query={query}"))).GetProperty("items").EnumerateArray().Select(a => a.Id());

        found.Should().Equal(isFound ? [old] : []);
    }

    [Theory]
    [InlineData("#ffffff", "white")]
    [InlineData("#f4f0ea", "white")]
    [InlineData("#101018", "black")]
    [InlineData("#808488", "grey")]
    [InlineData("#d8c4a4", "beige")]
    [InlineData("#6b4226", "brown")]
    [InlineData("#b01020", "red")]
    [InlineData("#f07818", "orange")]
    [InlineData("#f8d820", "yellow")]
    [InlineData("#208030", "green")]
    [InlineData("#20b0a8", "turquoise")]
    [InlineData("#1040d0", "blue")]
    [InlineData("#7030a0", "purple")]
    [InlineData("#f080b0", "pink")]
    public async Task Colours_have_everyday_names(string hex, string name)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select library_colour($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hex });
        (await command.ExecuteScalarAsync()).Should().Be(name);
        LibraryFilter.Colours.Should().Contain(name);
    }

    [Fact]
    public void Verdicts_of_other_marketplaces_stay()
    {
        var first = AssetVerdicts.Merge([], [("amazon", Verdict.Fail), ("amazon", Verdict.Pass), ("ebay", Verdict.Warn)]);
        first.Should().Equal("amazon", "amazon/fail", "ebay", "ebay/warn", "fail", "warn");
        AssetVerdicts.Merge(first, [("amazon", Verdict.NeedsHuman)]).Should().Equal("amazon", "amazon/needsHuman", "ebay", "ebay/warn", "needsHuman", "warn");
        AssetVerdicts.Worst(first).Should().Be(Verdict.Fail);
        AssetVerdicts.Worst([]).Should().BeNull();
    }

    [Fact]
    public async Task The_worst_that_is_said_of_a_picture_counts_whoever_was_judged_last()
    {
        var bytes = File.ReadAllBytes(pictures.Scene(seed: 740));
        var first = await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes);
        var id = first.GetProperty("asset").Id();
        (await FindAsync("marketplace=amazon&verdict=fail")).Should().NotContain(id);

        // For the first product's category it would not be allowed; for the next one's it is.
        await app.WithDbAsync(db => db.VersionCompliance.Where(c => c.VersionId == first.Id()).ExecuteUpdateAsync(set => set.SetProperty(c => c.Verdict, Verdict.Fail)));
        await app.ProcessAsync((await app.PlannedImageAsync()).Id, bytes, "again.jpg");
        (await FindAsync("marketplace=amazon&verdict=fail")).Should().Contain(id);

        // Seen live at one more site, where it passes.
        var shop = await Shop.OpenAsync(app);
        await SeenAsync(id, shop.Listing.Id);
        (await app.WithDbAsync(db => db.Listings.Where(l => l.Id == shop.Listing.Id).Select(l => l.LiveVerdict).SingleAsync())).Should().NotBeNull().And.NotBe(Verdict.Fail);
        (await FindAsync("marketplace=amazon&verdict=fail")).Should().Contain(id);

        await app.WithDbAsync(db => db.VersionCompliance.Where(c => c.VersionId == first.Id()).ExecuteUpdateAsync(set => set.SetProperty(c => c.Verdict, Verdict.Pass)));
        await SeenAsync(id, shop.Listing.Id);
        (await FindAsync("marketplace=amazon&verdict=fail")).Should().NotContain(id, "nothing says so any more");
    }

    [Fact]
    public async Task A_picture_that_is_everywhere_leaves_the_others_their_uses()
    {
        var everywhere = File.ReadAllBytes(pictures.Scene(seed: 741));
        var other = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Scene(seed: 742)), "crowd-other.jpg")).GetProperty("asset").Id();
        var crowd = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, everywhere, "crowd-first.jpg")).GetProperty("asset").Id();
        var newest = Guid.Empty;
        for (var i = 0; i < 45; i++)
        {
            var image = await app.PlannedImageAsync();
            newest = await app.WithDbAsync(async db =>
            {
                var planned = await db.MainImages.SingleAsync(m => m.Id == image.Id);
                var version = planned.AdoptLivePicture(new string('0', 64), "crowd.jpg", crowd, MainImageHub.Domain.Actor.Background("test"), TimeProvider.System.GetUtcNow());
                db.Versions.Add(version);
                await db.SaveChangesAsync();
                return version.Id;
            });
            await app.WithDbAsync(db => db.MainImages.Where(m => m.Id == image.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.LiveVersionId, newest)));
        }

        var lines = (await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/assets?query=crowd-"))).GetProperty("items").EnumerateArray().ToDictionary(a => a.Id(), a => a.GetProperty("uses").EnumerateArray().ToList());
        lines[other].Should().ContainSingle();
        lines[crowd].Should().HaveCount(20);
        lines[crowd][0].GetProperty("versionId").GetGuid().Should().Be(newest, "live, and the newest of those");
    }

    [Fact]
    public async Task A_retired_picture_is_found_by_its_hash_unless_those_are_left_out()
    {
        var asset = (await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Scene(seed: 743)))).GetProperty("asset");
        await app.WithDbAsync(db => db.Assets.Where(a => a.Id == asset.Id()).ExecuteUpdateAsync(set => set.SetProperty(a => a.ArchivedAt, TimeProvider.System.GetUtcNow())));
        (await FindAsync($"sha256={asset.Text("sha256")}")).Should().Equal(asset.Id());
        (await FindAsync($"sha256={asset.Text("sha256")}&archived=true")).Should().Equal(asset.Id());
        (await FindAsync($"sha256={asset.Text("sha256")}&archived=false")).Should().BeEmpty();
    }

    /// <summary>What a look writes down that finds this picture on the listing.</summary>
    private async Task SeenAsync(Guid assetId, Guid listingId)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
        var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
        var listing = await db.Listings.SingleAsync(l => l.Id == listingId);
        var store = await db.Stores.SingleAsync(s => s.Id == listing.StoreId);
        var asset = await db.Assets.SingleAsync(a => a.Id == assetId);
        await scope.ServiceProvider.GetRequiredService<LiveSightings>().RecordAsync(listing, store, new LiveSight(null, new Uri("https://example.com/live.jpg"), asset, null), TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync();
    }

    private async Task<IReadOnlyList<Guid>> FindAsync(string query)
    {
        var answer = await app.Owner.GetAsync($"/api/v1/assets?limit=200&{query}");
        answer.StatusCode.Should().Be(HttpStatusCode.OK, "{0}: {1}", query, await answer.Content.ReadAsStringAsync());
        return [.. (await HubApp.JsonAsync(answer)).GetProperty("items").EnumerateArray().Select(a => a.Id())];
    }

    private Task<HttpResponseMessage> TagAsync(Guid id, string tag) => app.Owner.PostAsJsonAsync($"/api/v1/assets/{id}/tags", new { tag });

    private static async Task<IReadOnlyList<string?>> TagsAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return [.. (await HubApp.JsonAsync(answer)).GetProperty("tags").EnumerateArray().Select(t => t.GetString())];
    }
}
