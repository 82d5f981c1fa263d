using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Workspace;

/// <summary>An installation whose one further pack was read long ago.</summary>
public sealed class OldSourcesApp : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("packs-");

    public HubApp App { get; } = new();

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "oldmarket.json"), """
            {
              "marketplace": "oldmarket", "name": "Oldmarket", "version": "1", "effectiveFrom": "2020-01-01", "sites": ["US"],
              "sources": {
                "OLD": { "kind": "official-docs", "where": "https://rules.oldmarket.example/images", "lastRead": "2020-05-01" },
                "NEW": { "kind": "third-party", "where": "https://blog.oldmarket.example/images", "lastRead": "2099-05-01" }
              },
              "rules": { "productFill": { "minPercent": { "value": 80, "confidence": "official-docs", "sources": ["OLD", "NEW"] } } }
            }
            """);
        App.Settings["Hub:RulePacks"] = folder.FullName;
        // What ships was read lately, whenever this runs.
        App.Settings["Hub:Sources:ReadAgainAfterDays"] = "2000";
        await App.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)App).DisposeAsync();
        folder.Delete(recursive: true);
    }
}

public sealed class RuleSourcesTests(OldSourcesApp old) : IClassFixture<OldSourcesApp>
{
    private const string Page = "https://rules.oldmarket.example/images";

    private readonly HubApp app = old.App;

    [Fact]
    public async Task Owners_are_asked_to_read_again_and_say_what_they_found()
    {
        await app.PlannedImageAsync();
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home")).Should().Contain("/w/home/rules/oldmarket#sources").And.Contain("2020-05-01");
        (await browser.ReadAsync("/w/home/rules")).Should().Contain("Sources to read again: 1");
        (await SourceAsync("OLD")).GetProperty("readAgain").GetBoolean().Should().BeTrue();
        (await SourceAsync("NEW")).GetProperty("readAgain").GetBoolean().Should().BeFalse();

        (await browser.PostAsync("/w/home/rules/oldmarket?handler=Read", ("source", "OLD"), ("changed", "true"), ("note", "Now 85 %."))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var page = await browser.ReadAsync("/w/home/rules/oldmarket");
        page.Should().Contain("Now 85 %.").And.NotContain("Read it again");
        (await browser.ReadAsync("/w/home")).Should().NotContain("oldmarket#sources");
        var read = await SourceAsync("OLD");
        read.GetProperty("readAgain").GetBoolean().Should().BeFalse();
        read.GetProperty("reading").Text("note").Should().Be("Now 85 %.");
        var audit = await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/audit?entity=rule");
        audit.GetProperty("items")[0].Text("action").Should().Be("rule.sourceRead");

        // What one workspace read, another has not.
        var (_, _, stranger) = await app.StrangerAsync();
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/rules/oldmarket/sources")).GetProperty("items")[0].GetProperty("readAgain").GetBoolean().Should().BeTrue();

        // The page changes afterwards: the same task again.
        await WatchedAsync(Page, "a", "b", "b");
        (await browser.ReadAsync("/w/home")).Should().Contain("changed rule pages of Oldmarket");
        (await browser.ReadAsync("/w/home/rules/oldmarket")).Should().Contain("The page changed on");
        (await app.Owner.PostAsJsonAsync("/api/v1/rules/oldmarket/sources/OLD/readings", new { changed = false })).StatusCode.Should().Be(HttpStatusCode.Created);
        (await browser.ReadAsync("/w/home")).Should().NotContain("changed rule pages of Oldmarket");
    }

    [Fact]
    public async Task A_change_without_a_word_an_unknown_source_and_others_than_owners_are_refused()
    {
        await (await app.Owner.PostAsJsonAsync("/api/v1/rules/oldmarket/sources/NEW/readings", new { changed = true })).ShouldRefuseAsync(400, "rules.sourceNoteMissing");
        (await app.Owner.PostAsJsonAsync("/api/v1/rules/oldmarket/sources/NONE/readings", new { changed = false })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.Owner.GetAsync("/api/v1/rules/nowhere/sources")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var (_, ops) = await app.MemberAsync(Role.Ops);
        await (await ops.PostAsJsonAsync("/api/v1/rules/oldmarket/sources/NEW/readings", new { changed = false })).ShouldRefuseAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_page_is_fetched_and_only_its_words_count()
    {
        var body = "<html><head><script>1</script></head><body>At least 500 px</body></html>";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var site = builder.Build();
        site.MapGet("/rules", () => Results.Content(body, "text/html"));
        await site.StartAsync(CancellationToken.None);
        var address = new Uri($"{site.Urls.Single()}/rules");

        (await LookAsync(address)).Problem.Should().BeNull();
        body = "<html><head><script>2</script></head><body> At least  <b>500</b> px</body></html>";
        (await LookAsync(address)).DoubtedHash.Should().BeNull("the words are the same");
        body = "<html><body>At least 800 px</body></html>";
        (await LookAsync(address)).ChangedAt.Should().BeNull("once may be chance");
        (await LookAsync(address)).ChangedAt.Should().NotBeNull();
        await site.StopAsync(CancellationToken.None);
        (await LookAsync(address)).Problem.Should().NotBeNull();
        (await LookAsync(new Uri("http://127.0.0.1:1/private"), trusted: false)).Problem!.En.Should().Contain("https");
    }

    private async Task<JsonElement> SourceAsync(string id) =>
        (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/rules/oldmarket/sources")).GetProperty("items").EnumerateArray().Single(s => s.Text("id") == id);

    private async Task<MainImageHub.Domain.Rules.SourcePage> LookAsync(Uri page, bool trusted = true)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<WatchSources>().LookAsync(page, trusted, CancellationToken.None);
    }

    private async Task WatchedAsync(string address, params string[] hashes)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var page = new MainImageHub.Domain.Rules.SourcePage { Address = address };
        foreach (var hash in hashes)
        {
            page.Saw(hash, TimeProvider.System.GetUtcNow());
        }

        system.SourcePages.Add(page);
        await system.SaveChangesAsync();
    }
}
