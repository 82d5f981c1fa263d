using System.Net;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Storage;

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
