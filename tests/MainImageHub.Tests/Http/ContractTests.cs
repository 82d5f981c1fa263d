using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Stores;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Http;

/// <summary>What holds for every address of the API.</summary>
public sealed class ContractTests(HubApp app) : IClassFixture<HubApp>
{
    [Theory]
    [InlineData("/api/v1/audit?limit=0", "paging.limit")]
    [InlineData("/api/v1/audit?limit=201", "paging.limit")]
    [InlineData("/api/v1/audit?limit=many", "paging.limit")]
    [InlineData("/api/v1/audit?cursor=nonsense", "paging.cursor")]
    [InlineData("/api/v1/audit?from=yesterday", "invalid")]
    public async Task A_bad_limit_cursor_or_instant_is_400_with_its_code(string path, string code)
    {
        var answer = await app.Owner.GetAsync(path);
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await ShouldBeAProblemAsync(answer, code);
    }

    [Fact]
    public async Task Unknown_things_are_404_with_a_problem_in_both_languages()
    {
        foreach (var path in new[] { "/api/v1/rules/nowhere", "/api/v1/nonsense" })
        {
            var answer = await app.Owner.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
            await ShouldBeAProblemAsync(answer, "notFound");
        }
    }

    [Fact]
    public async Task A_problem_speaks_the_language_that_was_asked_for()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/rules/nowhere");
        request.Headers.AcceptLanguage.ParseAdd("zh-CN");
        var problem = await HubApp.JsonAsync(await app.Owner.SendAsync(request));
        problem.GetProperty("detail").GetString().Should().Be(problem.GetProperty("messages").GetProperty("zh").GetString());
    }

    [Fact]
    public async Task Pages_of_a_list_neither_skip_nor_repeat_while_rows_arrive()
    {
        var (workspace, member, client) = await app.StrangerAsync();
        using var theirs = client;
        Task NoteAsync(int n) => app.WithDbAsync(async db =>
        {
            for (var i = 0; i < n; i++)
            {
                db.AuditEvents.Add(new AuditEvent { WorkspaceId = workspace.Id, At = TimeProvider.System.GetUtcNow(), ActorId = member.Id, ActorName = "x", Action = "test.noted", Entity = "test", EntityId = Guid.CreateVersion7() });
            }

            return await db.SaveChangesAsync();
        }, workspace.Id);
        await NoteAsync(7);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await HubApp.JsonAsync(await theirs.GetAsync($"/api/v1/audit?entity=test&limit=3&cursor={cursor}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            await NoteAsync(1);
        }
        while (cursor is not null);

        seen.Should().HaveCount(7).And.OnlyHaveUniqueItems().And.BeInDescendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_token_has_fifty_requests_a_second_and_is_told_when_it_takes_far_more()
    {
        var (_, _, client) = await app.StrangerAsync();
        using var theirs = client;
        var first = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => theirs.GetAsync("/api/v1/rules")));
        first.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 100 && refused is null; i++)
        {
            var more = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => theirs.GetAsync("/api/v1/no-such-thing")));
            refused = Array.Find(more, a => a.StatusCode == HttpStatusCode.TooManyRequests);
        }

        refused.Should().NotBeNull();
        refused!.Headers.RetryAfter.Should().NotBeNull();
        await ShouldBeAProblemAsync(refused, "rate.limited");
    }

    [Fact]
    public async Task Every_audit_filter_narrows()
    {
        var (workspace, member, client) = await app.StrangerAsync();
        using var theirs = client;
        var thing = Guid.CreateVersion7();
        await app.WithDbAsync(async db =>
        {
            db.AuditEvents.Add(new AuditEvent { WorkspaceId = workspace.Id, At = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), ActorId = member.Id, ActorName = "x", Action = "store.created", Entity = "store", EntityId = thing });
            db.AuditEvents.Add(new AuditEvent { WorkspaceId = workspace.Id, At = new DateTimeOffset(2026, 2, 2, 0, 0, 0, TimeSpan.Zero), ActorName = "y", Action = "version.approved", Entity = "version", EntityId = Guid.CreateVersion7() });
            return await db.SaveChangesAsync();
        }, workspace.Id);
        foreach (var query in new[] { "entity=store", $"entity={thing}", $"actor={member.Id}", "to=2026-01-15T00:00:00Z", "from=2026-01-01T00:00:00%2B08:00&to=2026-01-15T00:00:00Z" })
        {
            var items = (await HubApp.JsonAsync(await theirs.GetAsync("/api/v1/audit?" + query))).GetProperty("items");
            items.GetArrayLength().Should().Be(1, query);
            items[0].GetProperty("action").GetString().Should().Be("store.created");
        }
    }

    [Fact]
    public async Task Rules_are_listed_and_described()
    {
        var list = (await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/rules"))).GetProperty("items");
        list.EnumerateArray().Select(r => r.GetProperty("marketplace").GetString()).Should().Contain(["amazon", "ebay", "shopee"]);
        var amazon = await HubApp.JsonAsync(await app.Owner.GetAsync("/api/v1/rules/amazon"));
        amazon.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("rule").GetString()).Should().Contain("background.white");
    }

    [Theory]
    [InlineData("/api/v1/nonsense")]
    [InlineData("/api/v2/products")]
    [InlineData("/API/V1/products")]
    public async Task Nothing_under_api_leads_to_a_page(string path)
    {
        using var anyone = app.ClientFor(null);
        var answer = await anyone.GetAsync(path);
        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        await ShouldBeAProblemAsync(answer, "unauthorized");
    }

    [Fact]
    public async Task The_page_that_tries_the_api_is_there_for_anybody()
    {
        using var anyone = app.ClientFor(null);
        var page = await anyone.GetAsync("/api/index.html");
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).Should().NotContain("<style>", "the page's own policy forbids it").And.NotMatchRegex("<script>[^<]");
    }

    [Fact]
    public async Task A_body_that_lacks_something_or_says_too_much_is_400_with_a_code()
    {
        foreach (var (path, body) in new (string, object)[]
        {
            ("deployments", new { }),
            ("deployments", new { versionId = Guid.Empty, listingIds = new[] { Guid.Empty }, @override = new { reason = new string('x', 5000) } }),
            ("experiments", new { listingId = Guid.Empty, versionB = Guid.Empty, metric = "ctr", weeks = 8 }),
            ($"versions/{Guid.Empty}/review", new { decision = "approve", comment = new string('x', 5000) }),
        })
        {
            var answer = await app.Owner.PostAsJsonAsync("/api/v1/" + path, body);
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, path);
            await ShouldBeAProblemAsync(answer, "invalid");
        }
    }

    [Fact]
    public async Task A_character_that_cannot_be_stored_is_the_askers_to_mend()
    {
        await ShouldBeAProblemAsync(await app.Owner.PostAsJsonAsync("/api/v1/products", new { sku = "nul\0", title = "Mug" }), "text.unstorable");
        await ShouldBeAProblemAsync(await app.Owner.PostAsJsonAsync("/api/v1/products", new { sku = "nul-2", title = "Mug", attributes = new { a = "\0" } }), "text.unstorable");
        await ShouldBeAProblemAsync(await app.Owner.GetAsync("/api/v1/products?query=%00"), "text.unstorable");
    }

    [Fact]
    public async Task The_last_page_says_that_there_is_no_next()
    {
        foreach (var list in new[] { "products", "stores", "listings", "main-images", "deployments", "experiments", "metrics/imports", "audit", "rules" })
        {
            var page = await HubApp.JsonAsync(await app.Owner.GetAsync($"/api/v1/{list}"));
            page.GetProperty("items").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Array, list);
            page.TryGetProperty("nextCursor", out _).Should().BeTrue(list);
        }
    }

    [Fact]
    public async Task Of_two_who_add_the_same_at_once_the_second_is_told_who_was_first()
    {
        var (product, image) = (await app.ProductAsync(), await app.PlannedImageAsync());
        var store = await app.ConnectAsync(StoreSetup.NewSeller());
        foreach (var (path, body, code) in new (string, object, string)[]
        {
            ("products", new { sku = "AT-ONCE", title = "Mug", familySku = "AT-ONCE-FAMILY" }, "product.skuTaken"),
            ("main-images", new { productId = product.Id, marketplace = "amazon", site = "US" }, "mainImage.taken"),
            ("listings", new { productId = image.ProductId, storeId = store, externalId = "B0ATONCE" }, "listing.taken"),
            ("stores", StoreSetup.Request(app, "ATONCE"), "store.nameTaken"),
        })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Owner.PostAsJsonAsync("/api/v1/" + path, body)));
            answers.Count(a => a.StatusCode == HttpStatusCode.Created).Should().Be(1, path);
            foreach (var other in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            {
                await ShouldBeAProblemAsync(other, code);
            }
        }
    }

    [Fact]
    public async Task Variants_of_a_new_family_may_arrive_together()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => app.Owner.PostAsJsonAsync("/api/v1/products", new { sku = $"VARIANT-{n}", title = "Mug", familySku = "NEW-FAMILY" })));
        answers.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.Created);
        (await app.WithDbAsync(db => db.ProductFamilies.CountAsync(f => f.Sku == "NEW-FAMILY"))).Should().Be(1);
    }

    private static async Task ShouldBeAProblemAsync(HttpResponseMessage answer, string code)
    {
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = await HubApp.JsonAsync(answer);
        problem.GetProperty("code").GetString().Should().Be(code);
        problem.GetProperty("status").GetInt32().Should().Be((int)answer.StatusCode);
        problem.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
        problem.GetProperty("messages").GetProperty("en").GetString().Should().NotBeNullOrEmpty();
        problem.GetProperty("messages").GetProperty("zh").GetString().Should().NotBeNullOrEmpty();
        problem.GetProperty("traceId").GetString().Should().NotBeNullOrEmpty();
    }
}
