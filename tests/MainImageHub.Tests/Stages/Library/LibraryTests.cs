using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Library;
using Microsoft.EntityFrameworkCore;
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
        var today = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var query in new[]
        {
            "", "query=stiefel", "query=GUMMI", "query=" + Uri.EscapeDataString("blau 100%"), $"query={sku}", "format=jpeg", "size=from1000", "colour=blue", "verdict=fail", "marketplace=amazon",
            "marketplace=amazon&verdict=fail", "origin=unknown", $"from={today:yyyy-MM-dd}", $"to={today:yyyy-MM-dd}", $"sha256={version.GetProperty("asset").Text("sha256")}",
            "query=gummi&format=jpeg&size=from1000&colour=blue&verdict=fail&marketplace=amazon&origin=unknown",
        })
        {
            (await FindAsync(query)).Should().Contain(id, query);
        }

        foreach (var query in new[]
        {
            "query=gummi_tiefel", "query=sandale", "format=png", "size=from2000", "colour=green", "marketplace=ebay", "marketplace=amazon&verdict=pass", "origin=stock", "tag=summer", "archived=true",
            $"from={today.AddDays(1):yyyy-MM-dd}", $"to={today.AddDays(-1):yyyy-MM-dd}", $"sha256={new string('0', 64)}", "query=gummi&colour=green",
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
        ComplianceReport Report(string profile, Verdict verdict) => new(profile, "1", verdict, [], []);
        var first = AssetVerdicts.Merge([], [Report("amazon/US", Verdict.Fail), Report("amazon/DE", Verdict.Pass), Report("ebay/US", Verdict.Warn)]);
        first.Should().Equal("amazon", "amazon/fail", "ebay", "ebay/warn", "fail", "warn");
        AssetVerdicts.Merge(first, [Report("amazon/US", Verdict.NeedsHuman)]).Should().Equal("amazon", "amazon/needsHuman", "ebay", "ebay/warn", "needsHuman", "warn");
        AssetVerdicts.Worst(first).Should().Be(Verdict.Fail);
        AssetVerdicts.Worst([]).Should().BeNull();
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
