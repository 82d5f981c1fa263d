using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Workspace;

/// <summary>A workspace changes a rule, and everything that judges goes by it.</summary>
public sealed class RuleChangesTests(HubApp app) : IClassFixture<HubApp>, IAsyncLifetime, IDisposable
{
    private readonly Pictures pictures = new();

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The tests share a workspace: what one changed is ended for the next.</summary>
    public async Task DisposeAsync()
    {
        foreach (var change in await app.WithDbAsync(db => db.RuleChanges.Where(c => c.EndedAt == null).Select(c => c.Id).ToListAsync()))
        {
            await app.Owner.DeleteAsync($"/api/v1/rules/changes/{change}");
        }
    }

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task Kept_reports_checks_and_pushes_follow_a_change_and_its_end()
    {
        var image = await app.PlannedImageAsync();
        var version = (await app.ProcessAsync(image.Id, Bytes(background: "#d8d8d8", seed: 181))).Id();
        (await VerdictAsync(version)).Should().Be("fail", "grey is not white");

        var change = await ChangeAsync("amazon", new { rule = "background.white", effect = "warnOnly", reason = "Lifestyle pictures are allowed to us." });
        await RejudgedAsync();

        var read = await app.VersionAsync(version);
        var finding = read.GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "background.white");
        finding.Text("verdict").Should().Be("warn");
        finding.GetProperty("changed").Text("reason").Should().Be("Lifestyle pictures are allowed to us.");
        finding.GetProperty("changed").Text("from").Should().Be("fail");
        read.GetProperty("compliance").Text("ruleSetVersion").Should().Contain("+own-");
        (await JudgedAsync(version)).Should().Contain("amazon/warn").And.NotContain("amazon/fail", "the library's search follows");

        var check = await CheckAsync("amazon/US");
        check.Text("verdict").Should().Be("warn");
        (await CheckAsync("walmart/US")).GetProperty("findings").EnumerateArray().Should().OnlyContain(f => !Has(f, "changed"));

        (await app.Owner.DeleteAsync($"/api/v1/rules/changes/{change}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await CheckAsync("amazon/US")).Text("verdict").Should().Be("fail");
        await RejudgedAsync();
        (await VerdictAsync(version)).Should().Be("fail");
        await (await app.Owner.DeleteAsync($"/api/v1/rules/changes/{change}")).ShouldRefuseAsync(409, "rules.alreadyEnded");
    }

    private Task<List<string>> JudgedAsync(Guid version) =>
        app.WithDbAsync(db => db.Versions.Where(v => v.Id == version).Join(db.Assets, v => v.AssetId, a => a.Id, (_, a) => a.Judged).SingleAsync());

    [Fact]
    public async Task Live_pictures_follow_and_so_does_what_is_foreseen()
    {
        var seller = StoreSetup.NewSeller();
        await app.ControlAsync("listings/seed", new { seller, site = "US", count = 4 });
        var store = await app.ConnectAsync(seller);
        (await app.ImportAsync(store)).GetProperty("status").GetString().Should().Be("completed");
        var failing = await app.WithDbAsync(db => db.Listings.CountAsync(l => l.StoreId == store && l.LiveVerdict == Verdict.Fail));

        await ChangeAsync("amazon", new { site = "US", rule = "productFill", effect = "limits", limits = new { minPercent = new { value = 99.9 } }, reason = "Fuller than others." });
        await RejudgedAsync();

        var rows = await app.WithDbAsync(db => db.Listings.AsNoTracking().Where(l => l.StoreId == store).ToListAsync());
        rows.Count(l => l.LiveVerdict == Verdict.Fail).Should().BeGreaterThan(failing);
        rows.Where(l => l.LiveVerdict == Verdict.Fail).Should().Contain(l => l.LiveBrokenRules.Contains("productFill"));

        var ahead = await app.LookAheadAsync("2030-03-03");
        ahead.GetProperty("failingThen").GetInt32().Should().BeGreaterThanOrEqualTo(rows.Count(l => l.LiveVerdict == Verdict.Fail));
    }

    [Fact]
    public async Task Kept_reports_and_live_pictures_follow_the_category_of_their_product()
    {
        var shop = await Shop.OpenAsync(app);
        var version = await app.ProcessAsync(shop.Image.Id, Bytes(background: "#d8d8d8", seed: 184));
        var asset = version.GetProperty("asset").Id();
        await app.WithDbAsync(db => db.Listings.Where(l => l.Id == shop.Listing.Id).ExecuteUpdateAsync(set => set.SetProperty(l => l.LiveAssetId, asset).SetProperty(l => l.LiveVerdict, Verdict.Fail)));
        (await VerdictAsync(version.Id())).Should().Be("fail");

        await CategoryAsync("Curtains", "warn", "curtains need no pure white");
        await CategoryAsync("Kitchen", "fail", "it was no curtain after all");

        async Task CategoryAsync(string category, string verdict, string why)
        {
            var path = $"/api/v1/products/{shop.Image.ProductId}";
            using var change = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(new { category }), Headers = { IfMatch = { (await app.Owner.GetAsync(path)).Headers.ETag! } } };
            (await app.Owner.SendAsync(change)).StatusCode.Should().Be(HttpStatusCode.OK);
            await app.RunWorkUntilAsync(() => VerdictAsync(version.Id()), now => now == verdict);
            (await app.WithDbAsync(db => db.Listings.Where(l => l.Id == shop.Listing.Id).Select(l => l.LiveVerdict).SingleAsync())).Should().Be(Enum.Parse<Verdict>(verdict, ignoreCase: true), why);
            (await JudgedAsync(version.Id())).Should().Contain($"amazon/{verdict}", "the library's search follows");
        }
    }

    [Fact]
    public async Task A_second_word_ends_the_first_and_both_can_be_read()
    {
        var first = await ChangeAsync("ebay", new { rule = "dimensions", effect = "fail", reason = "First." });
        var second = await ChangeAsync("ebay", new { rule = "dimensions", effect = "off", reason = "Second.", lastDay = "2099-01-01" });
        var everywhere = await ChangeAsync("all", new { rule = "dimensions", effect = "warnOnly", reason = "All." });

        var items = (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/rules/ebay/changes")).GetProperty("items").EnumerateArray().ToList();
        items.Select(i => i.Id()).Should().ContainInOrder(everywhere, second, first);
        items.Single(i => i.Id() == first).Text("endedBy").Should().NotBeEmpty();
        Has(items.Single(i => i.Id() == second), "endedAt").Should().BeFalse();

        var rule = (await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/rules/ebay")).GetProperty("rules").EnumerateArray().Single(r => r.Text("rule") == "dimensions");
        rule.GetProperty("changes").EnumerateArray().Select(c => c.Id()).Should().Equal(second, everywhere);
        var audit = await app.Owner.GetFromJsonAsync<JsonElement>("/api/v1/audit?entity=rule&limit=200");
        audit.GetProperty("items").EnumerateArray().Should().Contain(e => e.Text("action") == "rule.changed" && e.GetProperty("details").Text("reason") == "Second.");
    }

    [Fact]
    public async Task What_has_a_last_day_is_looked_at_right_after_it()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var change = await ChangeAsync("walmart", new { rule = "background.white", effect = "off", reason = "For a season.", lastDay = today.ToString("O", System.Globalization.CultureInfo.InvariantCulture) });

        var due = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == change).Select(w => w.DueAt).SingleAsync());
        due.Should().Be(new DateTimeOffset(today.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero));
    }

    [Fact]
    public async Task Only_an_owner_changes_rules_and_only_their_own_workspaces()
    {
        var change = await ChangeAsync("etsy", new { rule = "dimensions", effect = "off", reason = "Ours." });
        var (_, ops) = await app.MemberAsync(Role.Ops);
        await (await ops.PostAsJsonAsync("/api/v1/rules/etsy/changes", new { rule = "border", effect = "off", reason = "No." })).ShouldRefuseAsync(403, "forbidden");
        var (_, _, stranger) = await app.StrangerAsync();
        (await stranger.DeleteAsync($"/api/v1/rules/changes/{change}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/rules/etsy/changes")).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_change_without_effect_or_at_no_marketplace_is_refused()
    {
        await (await app.Owner.PostAsJsonAsync("/api/v1/rules/amazon/changes", new { rule = "border", reason = "?" })).ShouldRefuseAsync(400, "rules.effectMissing");
        await (await app.Owner.PostAsJsonAsync("/api/v1/rules/nowhere/changes", new { rule = "border", effect = "off", reason = "?" })).ShouldRefuseAsync(400, "rules.unknownMarketplace");
        (await app.Owner.GetAsync("/api/v1/rules/nowhere/changes")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_owner_changes_a_rule_on_its_page_with_numbers_and_units_and_takes_it_back()
    {
        using var browser = await new Browser(app.Address).SignInAsync();
        (await browser.ReadAsync("/w/home/rules/amazon")).Should().Contain("/w/home/rules/amazon/change/dimensions");
        var form = await browser.ReadAsync("/w/home/rules/amazon/change/dimensions");
        form.Should().Contain("name=\"limit.minPx\" value=\"500\"").And.Contain("px</span>");
        (await browser.ReadAsync("/w/home/rules/amazon/change/fileSize")).Should().Contain("name=\"limit.maxBytes\" value=\"10\"").And.Contain("MB</span>");
        (await browser.ReadAsync("/w/home/rules/amazon/change/background.white")).Should().NotContain("value=\"Limits\"").And.Contain("/w/home/settings");

        // The form sends every field; what stands as the pack has it is not a change.
        (await browser.PostAsync("/w/home/rules/amazon/change/dimensions",
            ("place", "US"), ("effect", "Limits"), ("limit.basis", "longest"), ("limit.minPx", "1200"), ("limit.zoomPx", ""), ("limit.recommendedPx", "1600"), ("limit.maxPx", "10000"),
            ("limit.cautiousMaxPx", ""), ("limit.maxMegapixels", ""), ("reason", "Our buyers zoom."))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var made = await app.WithDbAsync(db => db.RuleChanges.AsNoTracking().SingleAsync(c => c.Reason == "Our buyers zoom."));
        JsonDocument.Parse(made.Limits!).RootElement.EnumerateObject().Select(p => p.Name).Should().BeEquivalentTo("minPx", "zoomPx");
        var page = await browser.ReadAsync("/w/home/rules/amazon");
        page.Should().Contain("Amazon US").And.Contain("Our buyers zoom.").And.Contain("1,200 px");
        (await browser.ReadAsync("/w/home/rules")).Should().Contain("Our buyers zoom.");

        (await browser.PostAsync("/w/home/rules?handler=End", ("id", made.Id.ToString()))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync("/w/home/rules/amazon")).Should().NotContain("Our buyers zoom.");
        (await browser.ReadAsync("/w/home/rules")).Should().Contain("Our buyers zoom.", "what ended stays readable");
    }

    [Fact]
    public async Task Long_work_goes_on_where_it_stood()
    {
        var image = await app.PlannedImageAsync();
        var version = (await app.ProcessAsync(image.Id, Bytes(seed: 182))).Id();
        await app.WithDbAsync(async db =>
        {
            var one = await db.VersionCompliance.AsNoTracking().FirstAsync(c => c.VersionId == version);
            var profiles = new[] { "CA", "MX", "BR", "GB", "DE", "FR", "IT", "ES", "NL", "SE", "PL", "BE", "IE", "TR", "AE" };
            db.VersionCompliance.AddRange(profiles.Select(site => new MainImageHub.Domain.Images.VersionCompliance
            {
                WorkspaceId = one.WorkspaceId,
                VersionId = version,
                Profile = $"amazon/{site}",
                RuleSetVersion = "old",
                Verdict = Verdict.Fail,
                Report = one.Report with { Profile = $"amazon/{site}" },
                JudgedAt = one.JudgedAt,
            }));
            return await db.SaveChangesAsync();
        });
        await ChangeAsync("amazon", new { site = "DE", rule = "border", effect = "off", reason = "One site." });
        await RejudgedAsync();
        (await app.WithDbAsync(db => db.VersionCompliance.Where(c => c.VersionId == version && c.RuleSetVersion != "old" && c.Profile != "amazon/US").Select(c => c.Profile).ToListAsync()))
            .Should().Equal("amazon/DE");
    }

    private async Task<Guid> ChangeAsync(string marketplace, object body)
    {
        var made = await app.Owner.PostAsJsonAsync($"/api/v1/rules/{marketplace}/changes", body);
        made.StatusCode.Should().Be(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }

    private Task<int> RejudgedAsync() => app.RunWorkUntilAsync(() => app.WithDbAsync(db => db.Rejudgings.AsNoTracking().Where(r => r.EndedAt == null || r.Problem != null).CountAsync()), open => open == 0);

    private async Task<string?> VerdictAsync(Guid version) => (await app.VersionAsync(version)).GetProperty("compliance").Text("verdict");

    private async Task<JsonElement> CheckAsync(string profile)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Bytes(background: "#d8d8d8", seed: 183)), "file", "grey.jpg" }, { new StringContent(profile), "profile" } };
        var answer = await app.Owner.PostAsync("/api/v1/compliance/check", form);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private byte[] Bytes(string background = "#ffffff", int seed = 1) => File.ReadAllBytes(pictures.Product(background: background, seed: seed));

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out _);
}
