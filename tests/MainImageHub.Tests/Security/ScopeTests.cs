using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using MainImageHub.Domain;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Monitor;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Security;

/// <summary>A membership that is narrowed to stores or brands changes only what belongs to them; <see cref="ScopedChanges"/> says what each change reaches.</summary>
public sealed class ScopeTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private const string Ours = "Ours";

    private readonly Pictures pictures = new();

    [Fact]
    public void Every_change_says_what_it_reaches()
    {
        var endpoints = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => (Method: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0], Address: "/" + e.RoutePattern.RawText!.Trim('/')))
            .Where(e => e.Address.StartsWith("/api/v1", StringComparison.Ordinal) && e.Method is not "GET").Select(e => $"{e.Method} {e.Address}");
        var handlers = typeof(Web.Hosting.Hub).Assembly.GetTypes().Where(t => typeof(PageModel).IsAssignableFrom(t) && t.GetCustomAttribute<RequiresAttribute>() is not null)
            .SelectMany(page => page.GetMethods()).Where(m => m.Name.StartsWith("On", StringComparison.Ordinal) && !m.Name.StartsWith("OnGet", StringComparison.Ordinal) && m.DeclaringType!.Assembly == typeof(Web.Hosting.Hub).Assembly)
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}");
        ScopedChanges.All.Select(c => c.Name).Should().BeEquivalentTo(endpoints.Concat(handlers));
    }

    [Fact]
    public async Task A_narrowed_member_is_told_to_what()
    {
        var shop = await Shop.OpenAsync(app);
        var (member, client) = await app.NarrowedAsync(stores: [shop.Store.Id], brands: [Ours]);
        client.Dispose();
        using var browser = await app.BrowserOfAsync(member);
        foreach (var page in new[] { "/w/home", "/w/home/me" })
        {
            (await browser.ReadAsync(page)).Should().Contain("limited what you can change").And.Contain($"Stores: {shop.Store.Name}").And.Contain($"Brands: {Ours}");
        }

        using var owner = await new Browser(app.Address).SignInAsync();
        (await owner.ReadAsync("/w/home")).Should().NotContain("limited what you can change");
    }

    [Fact]
    public async Task Every_change_is_refused_outside_the_stores_and_brands_of_a_member_and_taken_within()
    {
        var shop = await Shop.OpenAsync(app);
        var spare = await shop.AddStoreAsync();
        var elsewhere = await shop.AddStoreAsync();
        using var otherStore = await PersonAsync(stores: [elsewhere.Id]);
        using var otherBrand = await PersonAsync(brands: ["Theirs"]);
        using var within = await PersonAsync(stores: [shop.Store.Id, spare.Id], brands: [Ours.ToUpperInvariant()]);
        using var unnarrowed = await PersonAsync();
        foreach (var change in ScopedChanges.All.Where(c => c.Reach != Reach.Nothing))
        {
            var place = await PlaceAsync(app, pictures, shop, spare);
            var everything = change.Reach == Reach.Everything ? "scope.everything" : null;
            if (everything is not null || change.Reach.HasFlag(Reach.Store))
            {
                (await change.AskAsync(otherStore, place)).Should().Be(everything ?? "scope.store", "{0} by a member of another store", change.Name);
            }

            if (everything is not null || change.Reach.HasFlag(Reach.Brand))
            {
                (await change.AskAsync(otherBrand, place)).Should().Be(everything ?? "scope.brand", "{0} by a member of another brand", change.Name);
            }

            (await change.AskAsync(change.NeedsEverything ? unnarrowed : within, place)).Should().Be(change.Answer, "{0} by a member who works there", change.Name);
        }
    }

    [Fact]
    public async Task Brands_are_told_apart_without_case_and_a_product_without_a_brand_is_of_none()
    {
        var (_, client) = await app.NarrowedAsync(brands: ["acme"]);
        using var mine = client;
        var (acme, unbranded) = (await app.ProductAsync(brand: "ACME"), await app.ProductAsync());
        (await mine.PatchAsJsonAsync($"/api/v1/products/{acme.Id}", new { title = "Red mug" })).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await mine.PatchAsJsonAsync($"/api/v1/products/{acme.Id}", new { brand = "Other" })).ShouldRefuseAsync(403, "scope.brand");
        await (await mine.PatchAsJsonAsync($"/api/v1/products/{unbranded.Id}", new { brand = "Acme" })).ShouldRefuseAsync(403, "scope.brand");
        await (await mine.PostAsJsonAsync("/api/v1/products", new { sku = "NOBRAND", title = "Mug", familySku = "F-NOBRAND" })).ShouldRefuseAsync(403, "scope.brand");
        (await app.WithDbAsync(db => db.ProductFamilies.AnyAsync(f => f.Sku == "F-NOBRAND"))).Should().BeFalse("a refusal leaves nothing behind");
        (await mine.GetAsync($"/api/v1/products/{unbranded.Id}")).StatusCode.Should().Be(HttpStatusCode.OK, "reading is open");
    }

    [Fact]
    public async Task A_picture_for_many_stores_is_worked_on_by_all_of_them_but_pushed_only_to_ones_own()
    {
        var shop = await Shop.OpenAsync(app, scope: Scope.Product);
        var theirs = await shop.AddStoreAsync();
        var there = await shop.AddListingAsync(theirs, shop.Image.ProductId);
        var (_, client) = await app.NarrowedAsync(stores: [shop.Store.Id]);
        using var mine = client;
        (await mine.UploadAsync(shop.Image.Id, await File.ReadAllBytesAsync(pictures.Product()))).StatusCode.Should().Be(HttpStatusCode.Accepted);
        var undecided = await shop.VersionAsync(pictures.Product(seed: 2), ReviewDecision.None);
        (await mine.PostAsJsonAsync($"/api/v1/versions/{undecided.Id}/review", new { decision = "approve" })).StatusCode.Should().Be(HttpStatusCode.OK);

        var refused = await shop.PostPushAsync(undecided.Id, client: mine, listingIds: [shop.Listing.Id, there.Id]);
        await refused.ShouldRefuseAsync(403, "scope.store");
        (await HubApp.JsonAsync(refused)).GetProperty("detail").GetString().Should().Contain(theirs.Name);
        (await app.WithDbAsync(db => db.Deployments.AnyAsync(d => d.MainImageId == shop.Image.Id))).Should().BeFalse("a push is taken whole or not at all");
        (await shop.PostPushAsync(undecided.Id, client: mine)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await (await mine.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", new { reason = "old" })).ShouldRefuseAsync(403, "scope.store");
    }

    [Fact]
    public async Task Work_that_was_asked_for_goes_on_when_the_membership_is_narrowed_afterwards()
    {
        var shop = await Shop.OpenAsync(app);
        var version = await shop.VersionAsync(pictures.Product(seed: 3));
        var (member, client) = await app.NarrowedAsync(stores: [shop.Store.Id]);
        using var mine = client;
        var pushed = await HubApp.JsonAsync(await shop.PostPushAsync(version.Id, client: mine));
        await app.WithDbAsync(async db =>
        {
            (await db.Members.SingleAsync(m => m.Id == member.Id)).StoreScope = [Guid.CreateVersion7()];
            return await db.SaveChangesAsync();
        });
        await shop.UntilAsync(pushed.GetProperty("items")[0].GetProperty("id").GetGuid(), "live");
    }

    [Fact]
    public async Task Lines_of_a_file_of_figures_about_other_stores_and_brands_are_rejected_one_by_one()
    {
        var (here, there) = ((await app.ListingsAsync(1))[0], (await app.ListingsAsync(1))[0]);
        var store = await app.WithDbAsync(db => db.Listings.Where(l => l.ExternalId == here).Select(l => l.StoreId).SingleAsync());
        var file = System.Text.Encoding.UTF8.GetBytes($"{FigureFiles.Header}\n{FigureFiles.Row(here)}\n{FigureFiles.Row(there)}\n");
        var (_, ofStore) = await app.NarrowedAsync(stores: [store]);
        var (_, ofBrand) = await app.NarrowedAsync(brands: [Ours]);
        foreach (var (client, taken) in new[] { (ofStore, 1), (ofBrand, 0), (app.Owner, 2) })
        {
            var started = await HubApp.JsonAsync(await client.PostAsync("/api/v1/metrics/imports", new MultipartFormDataContent { { new ByteArrayContent(file), "file", "figures.csv" } }));
            await app.RunWorkAsync();
            var import = await app.ReadImportAsync(started.Id());
            import.GetProperty("rowsAccepted").GetInt32().Should().Be(taken, import.ToString());
            import.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()).Should().Equal(Enumerable.Repeat("csv.outsideScope", 2 - taken));
        }

        ofStore.Dispose();
        ofBrand.Dispose();
    }

    [Fact]
    public async Task Pages_do_not_offer_what_would_be_refused_and_the_queue_holds_what_one_may_decide()
    {
        var shop = await Shop.OpenAsync(app);
        var theirs = await shop.AddStoreAsync();
        await shop.AddListingAsync(theirs, shop.Image.ProductId);
        var branded = await app.PlannedImageAsync(productId: (await app.ProductAsync(brand: "Queue brand")).Id);
        await WaitingAsync(shop, branded);
        await WaitingAsync(shop, shop.Image);
        await shop.VersionAsync(pictures.Product(seed: 5));
        using var otherBrand = await PersonAsync(brands: ["queue BRAND"]);
        using var oneStore = await PersonAsync(stores: [shop.Store.Id]);
        var image = $"/w/home/images/{shop.Image.Id}";
        var mine = await oneStore.Browser.ReadAsync(image);
        var foreign = await otherBrand.Browser.ReadAsync(image);
        foreach (var offer in new[] { $"{image}/push", $"{image}/retire", $"{image}/brief", "handler=Upload" })
        {
            mine.Should().Contain(offer);
            foreign.Should().NotContain(offer);
        }

        (await oneStore.Browser.ReadAsync($"{image}/push")).Should().Contain("not one of your stores");
        (await oneStore.Browser.ReadAsync($"/w/home/stores/{shop.Store.Id}")).Should().Contain("handler=Import");
        (await oneStore.Browser.ReadAsync($"/w/home/stores/{theirs.Id}")).Should().NotContain("handler=Import");
        (await oneStore.Browser.ReadAsync("/w/home/stores")).Should().NotContain("stores/connect");
        var queue = await otherBrand.Browser.ReadAsync("/w/home/review");
        queue.Should().Contain($"images/{branded.Id}").And.Contain("1 waiting");
        (await otherBrand.Browser.ReadAsync("/w/home/images?problem=review")).Should().Contain($"images/{branded.Id}").And.NotContain($"images/{shop.Image.Id}");
    }

    [Fact]
    public async Task Only_owners_narrow_and_widen_and_an_owner_is_never_narrowed()
    {
        using var narrowed = await PersonAsync(brands: ["Theirs"]);
        using var owner = await new Browser(app.Address).SignInAsync();
        (await owner.ReadAsync("/w/home/members")).Should().Contain("still reads everything in the workspace");
        (string, string)[] widen = [("memberId", narrowed.Member.Id.ToString()), ("role", "Ops")];
        using var form = Form(widen);
        (await narrowed.Browser.PostByScriptAsync("/w/home/members?handler=Change", form)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await ScopeOfAsync(narrowed)).Should().Equal("Theirs");

        await owner.PostAsync("/w/home/members?handler=Change", [.. widen, ("brands", "Acme, acme，Other")]);
        (await ScopeOfAsync(narrowed)).Should().Equal("Acme", "Other");
        await owner.PostAsync("/w/home/members?handler=Change", ("memberId", narrowed.Member.Id.ToString()), ("role", "Owner"), ("brands", "Acme"));
        (await ScopeOfAsync(narrowed)).Should().BeEmpty();
    }

    public void Dispose() => pictures.Dispose();

    internal static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private Task<List<string>> ScopeOfAsync(Person person) => app.WithDbAsync(db => db.Members.Where(m => m.Id == person.Member.Id).Select(m => m.BrandScope).SingleAsync());

    private async Task<Person> PersonAsync(Guid[]? stores = null, string[]? brands = null)
    {
        var (member, client) = await app.NarrowedAsync(stores, brands);
        return new Person(member, client, await app.BrowserOfAsync(member));
    }

    /// <summary>A version that somebody handed in and nobody has decided on.</summary>
    private async Task WaitingAsync(Shop shop, MainImage image)
    {
        var version = await shop.VersionAsync(pictures.Product(seed: 4), ReviewDecision.None, image);
        await app.WithDbAsync(db => db.Versions.Where(v => v.Id == version.Id).ExecuteUpdateAsync(set => set.SetProperty(v => v.SubmittedBy, Guid.CreateVersion7())));
    }

    /// <summary>One of everything that can be changed, all of one store and one brand; made anew for each change.</summary>
    internal static async Task<Place> PlaceAsync(HubApp app, Pictures pictures, Shop shop, Store spare)
    {
        var product = await app.ProductAsync(brand: Ours);
        var image = await app.PlannedImageAsync(Scope.ForStore("amazon", "US", shop.Store.Id), product.Id);
        var listing = await shop.AddListingAsync(shop.Store, product.Id);
        var approved = await shop.VersionAsync(pictures.Product(seed: 6), of: image);
        var undecided = await shop.VersionAsync(pictures.Product(seed: 7), ReviewDecision.None, image);
        var scheduled = await shop.PushAsync(approved, TimeProvider.System.GetUtcNow().AddDays(1), listing.Id);
        var (pin, comment) = await app.WithDbAsync(async db =>
        {
            var (by, now) = (Actor.Background("test"), TimeProvider.System.GetUtcNow());
            var put = Pin.Put(approved, 1, by, now);
            var said = put.Say(approved, "Softer.", by, now);
            db.Pins.Add(put);
            db.PinPlaces.Add(put.PlaceOn(approved, 0.5, 0.5, by, now));
            db.PinComments.Add(said);
            await db.SaveChangesAsync();
            return (put.Id, said.Id);
        });
        var (test, rowVersion) = await app.WithDbAsync(async db =>
        {
            var draft = new Experiment
            {
                WorkspaceId = image.WorkspaceId,
                MainImageId = image.Id,
                ListingId = listing.Id,
                VersionA = undecided.Id,
                VersionB = approved.Id,
                Metric = "ctr",
                Seed = 1,
                Weeks = 4,
                Segmentation = "segments",
                TimeZone = "UTC",
                WashoutDays = 1,
                PromoteWinner = false,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            };
            db.Experiments.Add(draft);
            await db.SaveChangesAsync();
            return (draft.Id, db.Entry(await db.MainImages.SingleAsync(i => i.Id == image.Id)).Property<uint>("xmin").CurrentValue);
        });
        return new Place(app, shop.Store.Id, spare.Id, product.Id, image.Id, rowVersion, listing.Id, approved.Id, undecided.Id, scheduled, test, await File.ReadAllBytesAsync(pictures.Product(seed: 8))) { Pin = pin, PinComment = comment };
    }
}

/// <summary>A member with a token and a browser.</summary>
internal sealed record Person(Member Member, HttpClient Client, Browser Browser) : IDisposable
{
    public void Dispose()
    {
        Client.Dispose();
        Browser.Dispose();
    }
}

/// <summary>What a change is tried on.</summary>
internal sealed record Place(HubApp App, Guid Store, Guid SpareStore, Guid Product, Guid Image, uint ImageRow, Guid Listing, Guid Approved, Guid Undecided, Guid Scheduled, Guid Test, byte[] Picture)
{
    /// <summary>A note on the approved version, and the one comment in its thread.</summary>
    public Guid Pin { get; init; }

    public Guid PinComment { get; init; }

    /// <summary>Where pages are asked for it.</summary>
    public string Workspace { get; init; } = "home";

    public static string NewName() => $"N{Guid.CreateVersion7():n}"[..20];

    public MultipartFormDataContent File() => new() { { new ByteArrayContent(Picture), "file", "picture.jpg" } };
}
