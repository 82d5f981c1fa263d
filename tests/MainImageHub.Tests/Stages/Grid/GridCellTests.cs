using System.Net;
using System.Text.Json;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Grid;

/// <summary>What the cells of the grid say, over the API.</summary>
public sealed class GridCellTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task A_place_shows_the_widers_picture_until_it_has_its_own_and_says_whose_it_is()
    {
        var shelf = await Shelf.OpenAsync(app);
        foreach (var store in new[] { shelf.Us, shelf.UsTwo })
        {
            await shelf.ListAsync(store);
        }

        var everywhere = await shelf.PlanAsync(Scope.Product);
        var us = await shelf.PlanAsync(Scope.ForSite("amazon", "US"));
        await shelf.PlanAsync(Shelf.ScopeOf(shelf.De), slot: "PT01");
        var cells = await shelf.CellsAsync();
        State("*").Should().Be("own");
        State("amazon").Should().Be("inherited");
        State("amazon/US").Should().Be("overridden");
        cells["amazon/US"].GetProperty("overrides").Text("kind").Should().Be("product");
        cells["amazon/US"].GetProperty("mainImageId").GetGuid().Should().Be(us.Id);
        State(Shelf.KeyOf(shelf.Us)).Should().Be("inherited");
        cells[Shelf.KeyOf(shelf.Us)].GetProperty("inheritedFrom").Text("site").Should().Be("US");
        var de = cells[Shelf.KeyOf(shelf.De)];
        de.GetProperty("mainImageId").GetGuid().Should().Be(everywhere.Id, "a further picture is no main one");
        (de.GetProperty("isListed").GetBoolean(), cells[Shelf.KeyOf(shelf.Us)].GetProperty("isListed").GetBoolean()).Should().Be((false, true));
        (await shelf.CellsAsync("slot=pt01"))[Shelf.KeyOf(shelf.De)].Text("state").Should().Be("own");

        string? State(string place) => cells[place].Text("state");
    }

    [Fact]
    public async Task No_picture_planned_is_something_else_than_not_listed()
    {
        var shelf = await Shelf.OpenAsync(app);
        await shelf.ListAsync(shelf.Us);
        await shelf.ListAsync(shelf.De);
        await shelf.PlanAsync(Scope.ForSite("amazon", "DE"));
        var cells = await shelf.CellsAsync();
        State(Shelf.KeyOf(shelf.Us)).Should().Be("missing");
        State(Shelf.KeyOf(shelf.UsTwo)).Should().Be("unlisted");
        State("amazon/US").Should().Be("missing");
        State("*").Should().Be("missing", "one of its listings is left without a picture");
        cells[Shelf.KeyOf(shelf.Us)].TryGetProperty("stage", out _).Should().BeFalse();

        await shelf.PlanAsync(Shelf.ScopeOf(shelf.Us));
        cells = await shelf.CellsAsync();
        State("amazon/US").Should().Be("covered");
        State("*").Should().Be("covered");

        string? State(string place) => cells[place].Text("state");
    }

    [Fact]
    public async Task Each_place_is_judged_by_its_own_rules_and_what_was_not_judged_says_nothing()
    {
        var shelf = await Shelf.OpenAsync(app);
        var image = await shelf.PlanAsync(Scope.Product);
        await shelf.VersionAsync(image, judged: [("amazon/US", Verdict.Fail), ("amazon/DE", Verdict.Pass), ("ebay/US", Verdict.Warn)]);
        var cells = await shelf.CellsAsync();
        cells["*"].Text("verdict").Should().Be("fail");
        cells["amazon"].Text("verdict").Should().Be("fail");
        cells[Shelf.KeyOf(shelf.Us)].Text("verdict").Should().Be("fail");
        cells[Shelf.KeyOf(shelf.De)].Text("verdict").Should().Be("pass");

        var own = await shelf.PlanAsync(Shelf.ScopeOf(shelf.De));
        await shelf.VersionAsync(own);
        (await shelf.CellsAsync())[Shelf.KeyOf(shelf.De)].TryGetProperty("verdict", out _).Should().BeFalse("its own picture was judged by nobody yet");

        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync($"/w/home/grid?query={shelf.Product.Sku}&store={shelf.De.Id}")).Should().Contain("Not judged for here").And.NotContain("ti-circle-check\"");
    }

    [Fact]
    public async Task The_picture_shown_is_the_live_one_else_the_approved_one_else_the_newest()
    {
        var shelf = await Shelf.OpenAsync(app);
        var image = await shelf.PlanAsync(Scope.Product);
        var first = await shelf.VersionAsync(image);
        (await NumberAsync()).Should().Be((1, first));
        var approved = await shelf.VersionAsync(image, approved: true);
        await shelf.VersionAsync(image);
        (await NumberAsync()).Should().Be((2, approved), "a newer one that nobody decided on does not count");
        var live = await shelf.VersionAsync(image, live: true);
        await shelf.VersionAsync(image, approved: true);
        (await NumberAsync()).Should().Be((4, live));

        async Task<(int, Guid)> NumberAsync()
        {
            var version = (await shelf.CellsAsync())["*"].GetProperty("version");
            return (version.GetProperty("number").GetInt32(), version.Id());
        }
    }

    [Fact]
    public async Task Live_is_only_what_was_seen()
    {
        var shelf = await Shelf.OpenAsync(app);
        var (us, two, de) = (await shelf.ListAsync(shelf.Us), await shelf.ListAsync(shelf.UsTwo), await shelf.ListAsync(shelf.De));
        var image = await shelf.PlanAsync(Scope.Product);
        var old = await shelf.VersionAsync(image, approved: true);
        var live = await shelf.VersionAsync(image, live: true);
        await shelf.SeeAsync(us, live);
        await shelf.PushAsync(image, two, live, DeploymentStatus.Accepted);
        var cells = await shelf.CellsAsync();
        Proof(Shelf.KeyOf(shelf.Us)).Should().Be("live");
        Seen(Shelf.KeyOf(shelf.Us)).TryGetProperty("at", out _).Should().BeTrue();
        Proof(Shelf.KeyOf(shelf.UsTwo)).Should().Be("acceptedNotLive");
        Proof(Shelf.KeyOf(shelf.De)).Should().Be("notLive");
        Proof("amazon/US").Should().Be("acceptedNotLive", "the worst of the two");
        (Seen("*").GetProperty("live").GetInt32(), Seen("*").GetProperty("of").GetInt32()).Should().Be((1, 3));
        Seen("*").TryGetProperty("at", out _).Should().BeFalse();

        await shelf.SeeAsync(de, old);
        await shelf.PushAsync(image, two, live, DeploymentStatus.Drifted);
        cells = await shelf.CellsAsync();
        Proof(Shelf.KeyOf(shelf.De)).Should().Be("otherVersion");
        Seen(Shelf.KeyOf(shelf.De)).GetProperty("version").GetInt32().Should().Be(1);
        Proof(Shelf.KeyOf(shelf.UsTwo)).Should().Be("drifted");

        await app.WithDbAsync(db => db.Listings.Where(l => l.Id == de.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.Suppressed, true)));
        cells = await shelf.CellsAsync();
        Proof(Shelf.KeyOf(shelf.De)).Should().Be("hidden", "a picture on a listing that nobody is shown is seen by nobody");
        Proof("*").Should().Be("hidden", "nothing is worse");

        var own = await shelf.PlanAsync(Shelf.ScopeOf(shelf.Us));
        cells = await shelf.CellsAsync();
        Proof(Shelf.KeyOf(shelf.Us)).Should().Be("otherPicture", "the wider place's picture is what was seen there, not its own");
        Seen("*").GetProperty("of").GetInt32().Should().Be(2, "the place with its own picture is not asked for the wider one's");

        await shelf.PushAsync(own, us, await shelf.VersionAsync(own, approved: true), DeploymentStatus.Failed);
        cells = await shelf.CellsAsync();
        Proof(Shelf.KeyOf(shelf.Us)).Should().Be("failed", "that is worse than what is shown instead");

        JsonElement Seen(string place) => cells[place].GetProperty("seen");
        string? Proof(string place) => Seen(place).Text("proof");
    }

    [Fact]
    public async Task Products_are_found_by_what_one_of_their_cells_is()
    {
        var (member, client) = await app.MemberAsync(Role.Designer);
        client.Dispose();
        var shelf = await Shelf.OpenAsync(app, brand: "Wéllor 100%");
        await shelf.ListAsync(shelf.Us);
        await shelf.ListAsync(shelf.UsTwo);
        await shelf.PlanAsync(Scope.ForSite("amazon", "US"), ownerId: member.Id, dueOn: new DateOnly(2020, 1, 31));
        var own = await shelf.PlanAsync(Shelf.ScopeOf(shelf.Us));
        await shelf.VersionAsync(own, live: true, judged: ("amazon/US", Verdict.Warn));
        foreach (var (filter, found) in new[]
        {
            ("", true), ($"brand={Uri.EscapeDataString("wéllor 100%")}", true), ("brand=Wéllor", false), ("stage=plan", true), ("stage=monitor", true), ("stage=design", false), ("stage=plan&overdue=true", true),
            ("stage=monitor&overdue=true", false), ($"owner={member.Id}", true), ("owner=me", false), ($"owner={member.Id}&stage=monitor", false), ("verdict=warn", true), ("verdict=fail", false), ("verdict=warn&stage=plan", false),
            ("state=overridden", true), ("state=inherited", true), ("state=missing", false), ($"state=overridden&store={shelf.Us.Id}", true), ($"state=overridden&store={shelf.UsTwo.Id}", false),
            ($"state=inherited&store={shelf.UsTwo.Id}", true), ($"state=inherited&store={shelf.Us.Id}", false), ($"state=inherited&store={shelf.De.Id}", false), ($"stage=plan&store={shelf.UsTwo.Id}", true), ($"stage=plan&store={shelf.Us.Id}", false),
            ("site=amazon/US&stage=plan", true), ("site=DE&stage=plan", false), ("marketplace=ebay&stage=plan", false), ("marketplace=amazon&site=US&overdue=true", true), ("state=missing&stage=plan", false),
        })
        {
            (await shelf.IsFoundAsync(filter)).Should().Be(found, filter);
        }

        var gap = await Shelf.OpenAsync(app);
        await gap.ListAsync(gap.De);
        foreach (var (filter, found) in new[] { ("state=missing", true), ($"state=missing&store={gap.De.Id}", true), ($"state=missing&store={gap.Us.Id}", false), ("state=missing&site=amazon/DE", true), ("state=inherited", false) })
        {
            (await gap.IsFoundAsync(filter)).Should().Be(found, filter);
        }
    }

    [Fact]
    public async Task Columns_are_the_places_asked_for_with_those_they_inherit_from()
    {
        var shelf = await Shelf.OpenAsync(app);
        await shelf.PlanAsync(Scope.ForSite("temu", "US"));
        var keys = await KeysAsync("");
        keys[0].Should().Be("*");
        keys.Should().ContainInOrder("amazon", "amazon/DE", "amazon/US").And.Contain("temu", "a main image was planned there").And.Contain("temu/US").And.Contain(Shelf.KeyOf(shelf.Us)).And.OnlyHaveUniqueItems();
        (await KeysAsync($"store={shelf.Us.Id}")).Should().Equal("*", "amazon", "amazon/US", Shelf.KeyOf(shelf.Us));
        (await KeysAsync("site=amazon/DE")).Should().StartWith(["*", "amazon", "amazon/DE"]).And.Contain(Shelf.KeyOf(shelf.De)).And.NotContain(Shelf.KeyOf(shelf.Us));
        (await KeysAsync($"store={shelf.Us.Id}&hide=marketplace&hide=site")).Should().Equal("*", Shelf.KeyOf(shelf.Us));
        (await KeysAsync($"store={shelf.Us.Id}&hide=marketplace,site")).Should().Equal("*", Shelf.KeyOf(shelf.Us));

        async Task<List<string?>> KeysAsync(string filter) => [.. (await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/grid?limit=1&{filter}"))).GetProperty("columns").EnumerateArray().Select(c => c.Text("key"))];
    }

    [Theory]
    [InlineData("stage=late")]
    [InlineData("stage=1")]
    [InlineData("verdict=good")]
    [InlineData("state=odd")]
    [InlineData("owner=somebody")]
    [InlineData("store=mine")]
    [InlineData("hide=product")]
    public Task Words_that_mean_nothing_are_refused(string query) => app.Owner.GetAsync($"/api/v1/grid?{query}").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "invalid");

    [Fact]
    public Task A_slot_that_is_none_is_refused() => app.Owner.GetAsync("/api/v1/grid?slot=PT09").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "scope.slotUnknown");

    [Fact]
    public async Task Pages_follow_one_another_by_sku_without_gap_or_repeat()
    {
        var skus = new[] { "PAGED-b", "PAGED-a", "PAGED-d", "PAGED-c", "PAGED-e" };
        foreach (var sku in skus)
        {
            await app.ProductAsync(sku);
        }

        var (seen, cursor) = (new List<string?>(), (string?)null);
        do
        {
            var page = await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/grid?query=PAGED-&limit=2&cursor={cursor}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("product").Text("sku")));
            cursor = page.Text("nextCursor");
        }
        while (cursor is not null);
        seen.Should().Equal(skus.Order(StringComparer.Ordinal));
        await app.Owner.GetAsync("/api/v1/grid?cursor=abc").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "paging.cursor");
        await app.Owner.GetAsync($"/api/v1/grid?cursor={Web.Http.PageQuery.CursorOf(Guid.CreateVersion7())}").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "paging.cursor");
        await app.Owner.GetAsync("/api/v1/grid?limit=0").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "paging.limit");
    }

    [Fact]
    public async Task What_is_rare_is_found_however_deep_it_lies()
    {
        // More products than are looked through in one round have a cell that could be what is asked for, and only the last has one.
        for (var n = 0; n < 12; n++)
        {
            var shelf = await Shelf.OpenAsync(app, $"DEEP-{n:00}");
            await shelf.ListAsync(shelf.Us);
            await shelf.PlanAsync(Scope.ForSite("amazon", "DE"));
            await shelf.PlanAsync(Shelf.ScopeOf(shelf.Us));
            if (n == 11)
            {
                await shelf.ListAsync(shelf.De);
            }
        }

        var (found, cursor, pages) = (new List<string?>(), (string?)null, 0);
        do
        {
            var page = await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/grid?query=DEEP-&limit=1&state=inherited&cursor={cursor}"));
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("product").Text("sku")));
            cursor = page.Text("nextCursor");
            pages++;
        }
        while (cursor is not null);
        found.Should().Equal("DEEP-11");
        pages.Should().BeGreaterThan(1, "a page that looked through enough ends, with a cursor, and no cell is called what it is not");
    }

    [Fact]
    public async Task Another_workspace_sees_nothing_of_it()
    {
        var shelf = await Shelf.OpenAsync(app);
        await shelf.ListAsync(shelf.Us);
        await shelf.PlanAsync(Scope.Product);
        var (_, _, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        var grid = await HubApp.JsonAsync(await theirs.GetAsync("/api/v1/grid"));
        grid.GetProperty("items").GetArrayLength().Should().Be(0);
        grid.GetProperty("columns").EnumerateArray().Select(c => c.Text("key")).Should().Equal("*");
    }
}
