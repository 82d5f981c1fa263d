using System.Net;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tenant = MainImageHub.Domain.Workspaces.Workspace;

namespace MainImageHub.Tests.Stages.Workspace;

public sealed class WorkspacePagesTests(HubApp app) : IClassFixture<HubApp>, IAsyncLifetime, IDisposable
{
    private readonly Browser browser = new(app.Address);

    [Fact]
    public async Task Board_shows_a_planned_picture_in_its_column_and_counts_what_is_overdue()
    {
        var product = await app.ProductAsync();
        await app.WithDbAsync(async db =>
        {
            var owner = await db.Members.FirstAsync(m => m.Email == HubApp.OwnerEmail);
            db.MainImages.Add(MainImage.Plan(db.WorkspaceId!.Value, product.Id, Scope.ForSite("amazon", "US"), MainImage.MainSlot, Brief.Empty, owner.Id, new DateOnly(2020, 1, 1), owner.AsActor(), TimeProvider.System.GetUtcNow()));
            return await db.SaveChangesAsync();
        });
        var home = await browser.ReadAsync("/w/home");
        home.Should().Contain(product.Sku).And.Contain("overdue 2020-01-01").And.Contain("due or overdue: your briefs");
        (await browser.ReadAsync("/w/home/images?owner=me&due=true")).Should().Contain(product.Sku);
        (await browser.ReadAsync("/w/home/images?stage=monitor")).Should().NotContain(product.Sku);
        (await browser.ReadAsync($"/w/home/images?query={product.Sku}")).Should().Contain(product.Sku);
        (await browser.ReadAsync("/w/home/images?query=%25")).Should().Contain("No main image fits");
    }

    [Fact]
    public async Task A_list_that_is_empty_because_there_is_nothing_says_what_to_do_and_speaks_of_no_filter()
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
            var owner = await system.Members.FirstAsync(m => m.Email == HubApp.OwnerEmail);
            var empty = new Tenant { Slug = "empty", Name = "Empty", CreatedAt = TimeProvider.System.GetUtcNow() };
            system.AddRange(empty, new Member { WorkspaceId = empty.Id, UserId = owner.UserId, Email = owner.Email, Name = owner.Name, Role = Role.Owner, CreatedAt = empty.CreatedAt });
            await system.SaveChangesAsync();
        }

        var nothing = await browser.ReadAsync("/w/empty/images");
        nothing.Should().Contain("No main image yet").And.Contain("/w/empty/stores/connect").And.NotContain("No main image fits");
        (await browser.ReadAsync("/w/empty/images?stage=plan")).Should().Contain("No main image fits").And.Contain("Show all");
        (await browser.ReadAsync("/w/empty/jobs")).Should().Contain("No background work yet");
        (await browser.ReadAsync("/w/empty/jobs?state=Failed")).Should().Contain("No work fits");
        (await browser.ReadAsync("/w/empty/audit")).Should().Contain("Nothing was done in this workspace yet");
        (await browser.ReadAsync("/w/empty/audit?entity=store")).Should().Contain("Nothing fits");
        (await browser.ReadAsync("/w/empty/listings")).Should().Contain("No live picture was seen yet").And.NotContain("No live picture is known to break a rule");
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_told_on_Home_and_never_called_connected()
    {
        Guid workspaceId;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
            var owner = await system.Members.FirstAsync(m => m.Email == HubApp.OwnerEmail);
            var troubled = new Tenant { Slug = "troubled", Name = "Troubled", CreatedAt = TimeProvider.System.GetUtcNow() };
            system.AddRange(troubled, new Member { WorkspaceId = troubled.Id, UserId = owner.UserId, Email = owner.Email, Name = owner.Name, Role = Role.Owner, CreatedAt = troubled.CreatedAt });
            await system.SaveChangesAsync();
            workspaceId = troubled.Id;
        }

        await app.WithDbAsync(async db =>
        {
            db.Stores.Add(new Store { WorkspaceId = workspaceId, Name = "Night shop", Marketplace = "amazon", Site = "US", Credentials = [], Trouble = new("The key was refused.", "密钥被拒绝。"), CreatedAt = TimeProvider.System.GetUtcNow() });
            return await db.SaveChangesAsync();
        }, workspaceId);
        (await browser.ReadAsync("/w/troubled")).Should().Contain("Night shop cannot be read").And.Contain("The key was refused.").And.NotContain("The store is connected");
        await app.WithDbAsync(async db =>
        {
            var product = new Product { WorkspaceId = workspaceId, Sku = "T-1", Title = "Mug", CreatedAt = TimeProvider.System.GetUtcNow() };
            db.AddRange(product, MainImage.Plan(workspaceId, product.Id, Scope.Product, MainImage.MainSlot, Brief.Empty, null, null, Actor.Background("test"), TimeProvider.System.GetUtcNow()));
            return await db.SaveChangesAsync();
        }, workspaceId);
        (await browser.ReadAsync("/w/troubled")).Should().Contain("stores that cannot be read");
    }

    [Fact]
    public async Task Every_list_filter_can_be_asked()
    {
        foreach (var problem in Web.Stages.Workspace.ImageFilter.Problems)
        {
            await browser.ReadAsync($"/w/home/images?problem={problem}");
        }

        (await browser.GetAsync("/w/home/images?problem=nonsense")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await browser.GetAsync("/w/home/images?cursor=nonsense")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_column_goes_on_where_it_stopped()
    {
        for (var i = 0; i < 14; i++)
        {
            await app.PlannedImageAsync();
        }

        var home = await browser.ReadAsync("/w/home");
        var more = System.Text.RegularExpressions.Regex.Match(home, "hx-get=\"([^\"]+stage=Plan[^\"]+)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        more.Should().NotBeEmpty();
        (await browser.ReadAsync(more)).Should().Contain("hub-card").And.NotContain("<html");
    }

    [Fact]
    public async Task A_new_member_signs_in_with_the_password_shown_once()
    {
        await browser.GetAsync("/w/home/members");
        await browser.PostAsync("/w/home/members?handler=Add", ("email", "new@example.com"), ("role", "Designer"));
        var page = await browser.ReadAsync("/w/home/members");
        var password = System.Text.RegularExpressions.Regex.Match(page, "id=\"new-password\">([^<]+)<", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        (await browser.ReadAsync("/w/home/members")).Should().NotContain(password);
        using var theirs = new Browser(app.Address);
        await theirs.SignInAsync("new@example.com", password);
        (await theirs.ReadAsync("/w/home/members")).Should().Contain("new@example.com").And.NotContain("Add a person");
    }

    [Fact]
    public async Task The_last_owner_can_neither_leave_nor_step_down()
    {
        var id = await app.WithDbAsync(db => db.Members.Where(m => m.Email == HubApp.OwnerEmail).Select(m => m.Id).SingleAsync());
        await browser.GetAsync("/w/home/members");
        foreach (var handler in new[] { "Deactivate", "Change" })
        {
            await browser.PostAsync($"/w/home/members?handler={handler}", ("memberId", id.ToString()), ("role", "Viewer"));
            (await browser.ReadAsync("/w/home/members")).Should().Contain("This is the last owner");
        }
    }

    [Fact]
    public async Task A_deactivated_member_is_out_at_once()
    {
        var (member, client) = await app.MemberAsync(Role.Ops);
        using var theirs = client;
        (await theirs.GetAsync("/api/v1/rules")).StatusCode.Should().Be(HttpStatusCode.OK);
        await browser.GetAsync("/w/home/members");
        await browser.PostAsync("/w/home/members?handler=Deactivate", ("memberId", member.Id.ToString()));
        (await theirs.GetAsync("/api/v1/rules")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Settings_are_changed_checked_and_audited()
    {
        await browser.GetAsync("/w/home/settings");
        await browser.PostAsync("/w/home/settings", ("name", "家居工作室"), ("timeZone", "Asia/Shanghai"), ("currency", "CNY"), ("fourEyes", "true"), ("offWhitePercent", "2.5"));
        (await browser.ReadAsync("/w/home/settings")).Should().Contain("家居工作室").And.Contain("Asia/Shanghai").And.Contain("2.5");
        (await browser.ReadAsync("/w/home/audit?entity=workspace")).Should().Contain("changed the settings").And.Contain("workspace.changed").And.Contain("Four eyes: True");
        await browser.GetAsync("/w/home/settings");
        await browser.PostAsync("/w/home/settings", ("name", "x"), ("timeZone", "Mars/Olympus"), ("currency", "CNY"), ("offWhitePercent", "1"));
        (await browser.ReadAsync("/w/home/settings")).Should().Contain("'Mars/Olympus' is not a time zone").And.Contain("家居工作室");
    }

    [Fact]
    public async Task Discarding_waiting_work_ends_what_it_was_about()
    {
        using var pictures = new Pictures();
        var shop = await Shop.OpenAsync(app);
        var id = await shop.PushAsync(await shop.VersionAsync(pictures.Product()));
        var work = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id && w.State == WorkState.Waiting).Select(w => w.Id).SingleAsync());
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("id", work.ToString()));
        var deployment = await shop.DeploymentAsync(id);
        Shop.StatusOf(deployment).Should().Be("failed");
        deployment.GetProperty("problem").GetProperty("code").GetString().Should().Be("work.discarded");
        (await app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == work).Select(w => w.State).SingleAsync())).Should().Be(WorkState.Discarded);
    }

    [Fact]
    public async Task Work_whose_subject_could_not_be_told_can_be_discarded_again()
    {
        using var pictures = new Pictures();
        var shop = await Shop.OpenAsync(app);
        var id = await shop.PushAsync(await shop.VersionAsync(pictures.Product()));
        var work = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id && w.State == WorkState.Waiting).Select(w => w.Id).SingleAsync());
        await using var owner = Npgsql.NpgsqlDataSource.Create(app.Database);
        await using (var broken = owner.CreateCommand(
            $$"""
            create function stay() returns trigger language plpgsql as $stay$ begin raise exception 'not now'; end $stay$;
            create trigger stay before update on deployment for each row when (old.id = '{{id}}') execute function stay();
            """))
        {
            await broken.ExecuteNonQueryAsync();
        }

        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("id", work.ToString()));
        (await StateAsync()).Should().Be(WorkState.Waiting, "half of a discard is none");

        await using (var mended = owner.CreateCommand("drop trigger stay on deployment; drop function stay()"))
        {
            await mended.ExecuteNonQueryAsync();
        }

        await browser.PostAsync("/w/home/jobs?handler=Discard", ("id", work.ToString()));
        (await StateAsync()).Should().Be(WorkState.Discarded);
        Shop.StatusOf(await shop.DeploymentAsync(id)).Should().Be("failed");

        Task<WorkState> StateAsync() => app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == work).Select(w => w.State).SingleAsync());
    }

    [Fact]
    public async Task Any_number_of_waiting_work_is_discarded_in_one_go()
    {
        await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.WorkItems.AddRange(Enumerable.Range(0, 450).Select(i => new WorkItem
            {
                WorkspaceId = db.WorkspaceId!.Value,
                Kind = "listing.look",
                Group = WorkGroups.Marketplace,
                SubjectId = Guid.CreateVersion7(),
                Label = $"unwanted-{i}",
                DueAt = now.AddDays(1),
                CreatedAt = now,
            }));
            return await db.SaveChangesAsync();
        });
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("query", "unwanted-"));
        (await app.WithDbAsync(db => db.WorkItems.Where(w => w.Label.StartsWith("unwanted-")).GroupBy(w => w.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync()))
            .Should().ContainSingle().Which.Should().BeEquivalentTo(new { Key = WorkState.Discarded, Count = 450 });
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("450");
    }

    [Fact]
    public async Task Failed_work_is_found_by_its_problem_and_retried_or_discarded_in_one_go()
    {
        var ids = await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var items = Enumerable.Range(0, 3).Select(i => new WorkItem
            {
                WorkspaceId = db.WorkspaceId!.Value,
                Kind = "test.kind",
                Group = WorkGroups.Light,
                SubjectId = Guid.CreateVersion7(),
                Label = $"mug-{i}.jpg",
                State = WorkState.Failed,
                DueAt = now,
                CreatedAt = now,
                EndedAt = now,
                Attempts = 8,
                ProblemCode = i == 2 ? "other" : "market.down",
                Problem = new("The market is down.", "平台不可用。"),
            }).ToList();
            db.WorkItems.AddRange(items);
            await db.SaveChangesAsync();
            return items.Select(i => i.Id).ToList();
        });
        var page = await browser.ReadAsync("/w/home/jobs");
        page.Should().Contain("market.down").And.Contain("mug-0.jpg").And.Contain("The market is down.");
        (await browser.ReadAsync("/w/home/jobs?query=mug-1")).Should().Contain("mug-1.jpg").And.NotContain("mug-2.jpg");
        (await browser.ReadAsync("/w/home/jobs?handler=Rows")).Should().NotContain("<html");
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("state", "Failed"), ("problem", "market.down"), ("kind", "test.kind"));
        await browser.PostAsync("/w/home/jobs?handler=Retry", ("id", ids[2].ToString()));
        var states = await app.WithDbAsync(db => db.WorkItems.Where(w => ids.Contains(w.Id)).OrderBy(w => w.Label).Select(w => w.State).ToListAsync());
        states.Should().Equal(WorkState.Discarded, WorkState.Discarded, WorkState.Waiting);
        await app.WithDbAsync(db => db.WorkItems.Where(w => ids.Contains(w.Id)).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task A_token_is_shown_once_works_and_stops_when_revoked()
    {
        await browser.GetAsync("/w/home/me");
        await browser.PostAsync("/w/home/me?handler=Token", ("tokenName", "nightly script"));
        var page = await browser.ReadAsync("/w/home/me");
        var token = System.Text.RegularExpressions.Regex.Match(page, "id=\"new-token\">([^<]+)<", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        (await browser.ReadAsync("/w/home/me")).Should().NotContain(token).And.Contain("nightly script");
        using var script = app.ClientFor(token);
        (await script.GetAsync("/api/v1/rules")).StatusCode.Should().Be(HttpStatusCode.OK);
        var id = await app.WithDbAsync(db => db.ApiTokens.Where(t => t.Name == "nightly script").Select(t => t.Id).SingleAsync());
        await browser.PostAsync("/w/home/me?handler=Revoke", ("tokenId", id.ToString()));
        (await script.GetAsync("/api/v1/rules")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Demo_goes_with_everything_in_it_and_nothing_else_does()
    {
        var product = await app.ProductAsync();
        Guid demoId;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
            var owner = await system.Members.FirstAsync(m => m.Email == HubApp.OwnerEmail);
            var demo = new Tenant { Slug = "demo", Name = "Demo", IsDemo = true, CreatedAt = TimeProvider.System.GetUtcNow() };
            system.AddRange(demo, new Member { WorkspaceId = demo.Id, UserId = owner.UserId, Email = owner.Email, Name = owner.Name, Role = Role.Owner, CreatedAt = demo.CreatedAt });
            await system.SaveChangesAsync();
            demoId = demo.Id;
        }

        await app.WithDbAsync(async db =>
        {
            var sample = new Product { WorkspaceId = demoId, Sku = "DEMO-1", Title = "Drawn mug", CreatedAt = TimeProvider.System.GetUtcNow() };
            db.AddRange(sample, MainImage.Plan(demoId, sample.Id, Scope.Product, MainImage.MainSlot, Brief.Empty, null, null, Actor.Background("test"), TimeProvider.System.GetUtcNow()));
            return await db.SaveChangesAsync();
        }, demoId);
        (await browser.ReadAsync("/w/demo")).Should().Contain("Remove the demo").And.Contain("Drawn mug");
        (await browser.PostAsync("/w/demo/settings?handler=RemoveDemo")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.GetAsync("/w/demo")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.WithDbAsync(db => db.Products.CountAsync(), demoId)).Should().Be(0);
        (await app.WithDbAsync(db => db.Products.AnyAsync(p => p.Id == product.Id))).Should().BeTrue();
        await browser.GetAsync("/w/home/settings");
        await browser.PostAsync("/w/home/settings?handler=RemoveDemo");
        (await browser.ReadAsync("/w/home/settings")).Should().Contain("Only the demo workspace");
    }

    [Fact]
    public async Task A_rule_pack_is_read_in_the_language_of_the_page()
    {
        using var chinese = new Browser(app.Address);
        chinese.Client.DefaultRequestHeaders.AcceptLanguage.Clear();
        chinese.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
        await chinese.SignInAsync();
        (await chinese.ReadAsync("/w/home/rules/amazon")).Should()
            .Contain("刊登被隐藏").And.Contain("仅有一个页面提到").And.Contain("边框和色块").And.Contain("10.0 MB").And.Contain("第三方")
            .And.NotContain("the listing is hidden").And.NotContain("Frames and blocks").And.NotContain("third-party");
        (await browser.ReadAsync("/w/home/rules/amazon")).Should().Contain("the listing is hidden").And.Contain("Frames and blocks of colour.").And.Contain("told only");
    }

    [Fact]
    public async Task An_address_that_is_nothing_says_so_in_the_language_of_the_page()
    {
        var english = await browser.GetAsync("/w/home/nothing-here");
        english.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await english.Content.ReadAsStringAsync()).Should().Contain("Not found");
        using var chinese = new Browser(app.Address);
        chinese.Client.DefaultRequestHeaders.AcceptLanguage.Clear();
        chinese.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
        await chinese.SignInAsync();
        var answer = await chinese.GetAsync("/w/nobody-has-this");
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).Should().Contain("找不到页面");
    }

    [Fact]
    public async Task Htmx_gets_a_refusal_as_an_alert_to_put_on_top()
    {
        await browser.GetAsync("/w/home/members");
        browser.Client.DefaultRequestHeaders.Add("HX-Request", "true");
        var answer = await browser.PostAsync("/w/home/members?handler=Deactivate", ("memberId", Guid.CreateVersion7().ToString()));
        browser.Client.DefaultRequestHeaders.Remove("HX-Request");
        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Headers.GetValues("HX-Retarget").Single().Should().Be("#alerts");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("role=\"alert\"").And.NotContain("<html");
    }

    public async Task InitializeAsync() => await browser.SignInAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => browser.Dispose();
}
