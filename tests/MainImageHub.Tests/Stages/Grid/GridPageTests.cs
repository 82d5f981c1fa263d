using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Grid;

/// <summary>The page of the grid: what is done to cells, one or many, and what it shows and hands out.</summary>
public sealed class GridPageTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task An_override_takes_over_the_brief_it_inherited_and_is_reset_while_nothing_of_it_went_out()
    {
        var shelf = await Shelf.OpenAsync(app);
        await shelf.ListAsync(shelf.Us);
        await shelf.PlanAsync(Scope.Product, theme: "Blossom");
        using var browser = await new Browser(app.Address).SignInAsync();
        var key = Shelf.KeyOf(shelf.Us);
        var page = $"/w/home/grid?query={shelf.Product.Sku}";
        (await browser.ReadAsync(page)).Should().Contain($"value=\"{shelf.CellAt(key)}\"").And.Contain("inherited from all places");

        var said = await SaidAsync(await browser.PostAsync($"{page}&handler=Override", ("cells", shelf.CellAt(key)), ("cells", shelf.CellAt("*"))));
        said.Should().Contain("planned; the brief was copied from all places").And.Contain("left as it is: it has its own picture already").And.Contain("overrides all places");
        var own = await OwnAsync();
        (own.Brief.Theme, own.OwnerId, own.Stage).Should().Be(("Blossom", null, LifecycleStage.Plan));
        var audit = await app.WithDbAsync(db => db.AuditEvents.SingleAsync(e => e.EntityId == own.Id && e.Action == "mainImage.planned"));
        audit.Details["briefFrom"].Should().Be("*");
        (await browser.ReadAsync("/w/home/audit")).Should().Contain("brief copied from");

        (await SaidAsync(await browser.PostAsync($"{page}&handler=Override", ("cells", shelf.CellAt(key))))).Should().Contain("it has its own picture already");
        (await app.WithDbAsync(db => db.MainImages.CountAsync(i => i.ProductId == shelf.Product.Id))).Should().Be(2, "asked twice, planned once");

        (await SaidAsync(await browser.PostAsync($"{page}&handler=Reset", ("cells", shelf.CellAt(key))))).Should().Contain("reset: its own picture is being retired");
        await app.RunWorkAsync();
        (await shelf.CellsAsync())[key].Text("state").Should().Be("inherited");
        (await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.Id == own.Id))).RetiredAt.Should().NotBeNull("its history is kept");

        Task<MainImage> OwnAsync() => app.WithDbAsync(db => db.MainImages.AsNoTracking().SingleAsync(i => i.ProductId == shelf.Product.Id && i.ScopeKey == key));
    }

    [Fact]
    public async Task A_reset_of_what_may_be_live_asks_what_becomes_of_it_and_changes_nothing()
    {
        var shelf = await Shelf.OpenAsync(app);
        await shelf.PlanAsync(Scope.Product);
        var own = await shelf.PlanAsync(Shelf.ScopeOf(shelf.Us));
        await shelf.VersionAsync(own, live: true);
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = $"/w/home/grid?query={shelf.Product.Sku}";
        await browser.GetAsync(page);
        var answer = await browser.PostAsync($"{page}&handler=Reset", ("cells", shelf.CellAt(Shelf.KeyOf(shelf.Us))));
        (answer.StatusCode, answer.Headers.Location!.ToString()).Should().Be((HttpStatusCode.Redirect, $"/w/home/images/{own.Id}/retire"));
        (await browser.ReadAsync(answer.Headers.Location!.ToString())).Should().Contain("Nothing was changed yet");
        (await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.Id == own.Id))).RetirementRequestedAt.Should().BeNull();

        foreach (var (cells, code) in new[] { (new[] { "*", "amazon" }, "grid.oneAtATime"), (["amazon"], "grid.nothingToReset"), (["*"], "grid.nothingToInherit"), ([], "grid.nothingChosen"), (["nowhere"], "grid.cellUnknown") })
        {
            (await RefusalAsync(browser, $"{page}&handler=Reset", [.. cells.Select(c => ("cells", shelf.CellAt(c)))])).Should().Be(code);
        }
    }

    [Fact]
    public async Task One_brief_goes_to_many_cells_and_fills_in_only_what_it_says()
    {
        var (owner, client) = await app.MemberAsync(Role.Designer);
        client.Dispose();
        var shelf = await Shelf.OpenAsync(app);
        var wide = await shelf.PlanAsync(Scope.Product, theme: "Blossom", dueOn: new DateOnly(2031, 1, 2));
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = $"/w/home/grid?query={shelf.Product.Sku}";
        await browser.GetAsync(page);
        (string, string)[] cells = [("cells", shelf.CellAt("*")), ("cells", shelf.CellAt("amazon/US")), ("cells", shelf.CellAt(Shelf.KeyOf(shelf.De)))];
        var said = await SaidAsync(await browser.PostAsync($"{page}&handler=Brief", [.. cells, ("style", "Plain"), ("ownerId", $"{owner.Id}")]));
        said.Should().Contain("brief, owner and due date written").And.Contain("planned; the brief was copied from all places");
        var images = await app.WithDbAsync(db => db.MainImages.AsNoTracking().Where(i => i.ProductId == shelf.Product.Id).OrderBy(i => i.Id).ToListAsync());
        images.Should().HaveCount(3).And.OnlyContain(i => i.Brief.Theme == "Blossom" && i.Brief.Style == "Plain" && i.OwnerId == owner.Id);
        images[0].DueOn.Should().Be(new DateOnly(2031, 1, 2), "what stays empty is left as it is");

        said = await SaidAsync(await browser.PostAsync($"{page}&handler=Assign", [("cells", shelf.CellAt("amazon/US")), ("cells", shelf.CellAt(Shelf.KeyOf(shelf.Us))), ("dueOn", "2032-02-03")]));
        said.Should().Contain("owner and due date set").And.Contain("the picture is inherited from Amazon US. Assign it there");
        (await app.WithDbAsync(db => db.MainImages.Where(i => i.ProductId == shelf.Product.Id && i.DueOn == new DateOnly(2032, 2, 3)).Select(i => i.ScopeKey).ToListAsync())).Should().Equal("amazon/US");
        (await RefusalAsync(browser, $"{page}&handler=Brief", [cells[0]])).Should().Be("grid.briefEmpty");
        (await RefusalAsync(browser, $"{page}&handler=Assign", [cells[0]])).Should().Be("grid.nothingToAssign");

        // One of them cannot be changed any more: then none is, and no place gets a picture planned.
        (await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{wide.Id}/retire", new { reason = "old" })).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await RefusalAsync(browser, $"{page}&handler=Brief", [cells[0], cells[1], ("cells", shelf.CellAt(Shelf.KeyOf(shelf.Us))), ("style", "Loud")])).Should().Be("mainImage.retiring");
        (await app.WithDbAsync(db => db.MainImages.AsNoTracking().Where(i => i.ProductId == shelf.Product.Id).ToListAsync())).Should().HaveCount(3).And.OnlyContain(i => i.Brief.Style == "Plain");
    }

    [Fact]
    public async Task A_folded_family_says_the_worst_of_its_variants_and_stands_for_all_of_them()
    {
        var family = await app.WithDbAsync(async db =>
        {
            var added = new ProductFamily { WorkspaceId = db.WorkspaceId!.Value, Sku = "FOLD-PARENT" };
            db.Add(added);
            await db.SaveChangesAsync();
            return added.Id;
        });
        var (blue, red) = (await Shelf.OpenAsync(app, "FOLD-1-BLUE", "Blue cup", familyId: family), await Shelf.OpenAsync(app, "FOLD-2-RED", "Red cup", familyId: family));
        await blue.ListAsync(blue.Us);
        await red.ListAsync(blue.Us);
        await blue.PlanAsync(Scope.ForMarketplace("amazon"));
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = $"/w/home/grid?query=FOLD-&store={blue.Us.Id}";
        var folded = await browser.ReadAsync(page);
        folded.Should().Contain("FOLD-PARENT").And.Contain("variants: 2").And.Contain("1 of 2 have a picture").And.Contain("1 of 2 without a picture").And.NotContain("FOLD-2-RED").And.Contain("aria-expanded=\"false\"");
        var unfold = Regex.Match(folded, "id=\"fold-[^\"]+\" href=\"([^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        unfold.Should().Contain($"open={family}").And.Contain("query=FOLD-");
        (await browser.ReadAsync(unfold)).Should().Contain("FOLD-1-BLUE").And.Contain("FOLD-2-RED").And.Contain("aria-expanded=\"true\"");
        (await browser.ReadAsync($"{page}&state=missing&open=all")).Should().Contain("variants: 1").And.Contain("FOLD-2-RED").And.NotContain("FOLD-1-BLUE");

        var said = await SaidAsync(await browser.PostAsync($"{page}&handler=Override", ("cells", $"family:{family}|{Shelf.KeyOf(blue.Us)}")));
        said.Should().Contain("2 cells").And.Contain("FOLD-1-BLUE").And.Contain("planned; there was no brief to take over").And.Contain("2 of 2 have a picture");
        (await browser.ReadAsync("/w/home/grid?query=FOLD-2")).Should().Contain("FOLD-PARENT", "a variant that is searched for is found within its family");
    }

    [Fact]
    public async Task What_was_found_goes_into_a_file_that_a_spreadsheet_opens_as_text()
    {
        var shelf = await Shelf.OpenAsync(app, title: "=1+1,\"马克杯\"");
        await shelf.ListAsync(shelf.Us);
        var image = await shelf.PlanAsync(Scope.Product);
        await shelf.VersionAsync(image);
        using var browser = await new Browser(app.Address).SignInAsync();
        var answer = await browser.GetAsync($"/w/home/grid?handler=Export&query={shelf.Product.Sku}&store={shelf.Us.Id}");
        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType).Should().Be((HttpStatusCode.OK, "text/csv", "attachment"));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes.Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(2, "of the places shown only the one asked for goes out");
        lines[0].Should().StartWith("SKU,Title,Brand");
        lines[1].Should().StartWith($"{shelf.Product.Sku},\"'=1+1,\"\"马克杯\"\"\",,,").And.Contain(",inherited,all places,yes,Design,v1,Not judged for here,not live,");
        (await browser.GetAsync("/w/home/grid?handler=Export&stage=late")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_viewer_reads_and_is_offered_nothing_else()
    {
        var shelf = await Shelf.OpenAsync(app);
        var (member, client) = await app.MemberAsync(Role.Viewer);
        client.Dispose();
        using var viewer = await app.BrowserOfAsync(member);
        var page = await viewer.ReadAsync($"/w/home/grid?query={shelf.Product.Sku}");
        page.Should().Contain(shelf.Product.Sku).And.NotContain("grid-pick").And.NotContain("handler=Override").And.NotContain("plan/new");
        foreach (var handler in new[] { "Override", "Brief", "Assign", "Reset" })
        {
            (await viewer.PostAsync($"/w/home/grid?handler={handler}", ("cells", shelf.CellAt("*")))).StatusCode.Should().NotBe(HttpStatusCode.OK, handler);
        }

        (await app.WithDbAsync(db => db.MainImages.AnyAsync(i => i.ProductId == shelf.Product.Id))).Should().BeFalse();
    }

    [Fact]
    public async Task An_order_that_reaches_beyond_a_members_stores_or_brands_is_refused_whole()
    {
        var shelf = await Shelf.OpenAsync(app, brand: "Ours");
        var (member, client) = await app.NarrowedAsync(stores: [shelf.Us.Id], brands: ["Ours"]);
        client.Dispose();
        using var mine = await app.BrowserOfAsync(member);
        var page = $"/w/home/grid?query={shelf.Product.Sku}";
        var (own, foreign) = (shelf.CellAt(Shelf.KeyOf(shelf.Us)), shelf.CellAt(Shelf.KeyOf(shelf.De)));
        (await mine.ReadAsync(page)).Should().Contain($"value=\"{own}\"").And.NotContain($"value=\"{foreign}\"", "what would be refused is not offered");
        (await RefusalAsync(mine, $"{page}&handler=Override", [("cells", own), ("cells", foreign)])).Should().Be("scope.store");
        (await app.WithDbAsync(db => db.MainImages.AnyAsync(i => i.ProductId == shelf.Product.Id))).Should().BeFalse("not even in the store that is theirs");
        (await SaidAsync(await mine.PostAsync($"{page}&handler=Override", ("cells", own)))).Should().Contain("planned; there was no brief to take over");
    }

    [Fact]
    public async Task A_view_of_the_grid_is_none_of_the_library()
    {
        using var browser = await new Browser(app.Address).SignInAsync();
        await browser.GetAsync("/w/home/grid?state=missing");
        (await browser.PostAsync("/w/home/grid?handler=KeepView", ("name", "Gaps"), ("back", "?state=missing&hide=site&hide=store&cursor=abc"))).Headers.Location!.ToString().Should().StartWith("/w/home/grid?state=missing&hide=");
        (await browser.ReadAsync("/w/home/grid")).Should().Contain("Gaps");
        (await browser.ReadAsync("/w/home/library")).Should().NotContain("Gaps");
        (await browser.PostAsync("/w/home/library?handler=KeepView", ("name", "Gaps"), ("back", "?format=png"))).Headers.Location!.ToString().Should().Be("/w/home/library?format=png");
        (await app.WithDbAsync(db => db.SavedViews.Where(v => v.Name == "Gaps").OrderBy(v => v.Page).Select(v => v.Page).ToListAsync())).Should().Equal(SavedView.Grid, SavedView.Library);
        var kept = Regex.Match(await browser.ReadAsync("/w/home/grid"), "<a href=\"([^\"]+)\">Gaps</a>", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        (await browser.GetAsync(kept)).StatusCode.Should().Be(HttpStatusCode.OK, "what was kept still means something");
    }

    [Fact]
    public async Task An_empty_grid_says_how_it_is_filled()
    {
        var (other, member, client) = await app.StrangerAsync();
        client.Dispose();
        using var browser = await app.BrowserOfAsync(member);
        (await browser.ReadAsync($"/w/{other.Slug}/grid")).Should().Contain("No products yet").And.Contain($"/w/{other.Slug}/stores/connect").And.Contain($"/w/{other.Slug}/products");
        (await browser.ReadAsync($"/w/{other.Slug}/grid?state=missing")).Should().Contain("Nothing found").And.NotContain("No products yet");
    }

    [Fact]
    public async Task A_picture_is_planned_over_the_api_with_anothers_brief()
    {
        var shelf = await Shelf.OpenAsync(app);
        var wide = await shelf.PlanAsync(Scope.Product, theme: "Blossom");
        var planned = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = shelf.Product.Id, storeId = shelf.Us.Id, briefFromId = wide.Id, brief = new { style = "Plain" } }));
        (planned.GetProperty("brief").Text("theme"), planned.GetProperty("brief").Text("style")).Should().Be(("Blossom", "Plain"));
        await (await app.Owner.PostAsJsonAsync("/api/v1/main-images", new { productId = shelf.Product.Id, storeId = shelf.De.Id, briefFromId = Guid.CreateVersion7() })).ShouldRefuseAsync(422, "mainImage.briefSourceUnknown");
    }

    private static async Task<string> SaidAsync(HttpResponseMessage answer)
    {
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text.Length > 2000 ? text[..2000] : text);
        return text;
    }

    /// <summary>The code of the refusal; a person is back on the page and reads it there.</summary>
    private static async Task<string> RefusalAsync(Browser browser, string address, (string, string)[] fields)
    {
        var answer = await browser.PostByScriptAsync(address, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
        return Regex.Match(await answer.Content.ReadAsStringAsync(), "data-code=\"([a-zA-Z.]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
    }
}
