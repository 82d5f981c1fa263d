using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Monitor;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Identity;
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
        (await browser.ReadAsync("/w/empty/audit")).Should().Contain("No person has changed anything in this workspace yet");
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
    public async Task A_member_who_lost_the_password_gets_a_new_one_and_every_old_sign_in_ends()
    {
        var (email, first) = await AddMemberAsync("forgets@example.com");
        using var theirs = new Browser(app.Address);
        await theirs.SignInAsync(email, first);
        await theirs.ReadAsync("/w/home/members");
        var id = await app.WithDbAsync(db => db.Members.Where(m => m.Email == email).Select(m => m.Id).SingleAsync());
        await browser.GetAsync("/w/home/members");
        await browser.PostAsync("/w/home/members?handler=Password", ("memberId", id.ToString()));
        var second = PasswordOn(await browser.ReadAsync("/w/home/members"));
        second.Should().NotBe(first);
        (await theirs.GetAsync("/w/home/members")).StatusCode.Should().Be(HttpStatusCode.Redirect, "the old password let this session in");
        using var again = new Browser(app.Address);
        await again.SignInAsync(email, second);
        using var stale = new Browser(app.Address);
        await stale.GetAsync("/sign-in");
        (await stale.PostAsync("/sign-in", ("email", email), ("password", first))).StatusCode.Should().Be(HttpStatusCode.OK, "the old password is no more");
        (await browser.ReadAsync("/w/home/audit?entity=member")).Should().Contain("gave a member a new password");
    }

    [Fact]
    public async Task Nobody_sets_the_password_of_somebody_who_also_belongs_elsewhere_nor_learns_their_name_there()
    {
        var (_, stranger, client) = await app.StrangerAsync();
        client.Dispose();
        await browser.GetAsync("/w/home/members");
        await browser.PostAsync("/w/home/members?handler=Add", ("email", stranger.Email), ("name", "Our helper"), ("role", "Viewer"));
        (await browser.ReadAsync("/w/home/members")).Should().Contain("Our helper").And.NotContain("id=\"new-password\"");
        var id = await app.WithDbAsync(db => db.Members.Where(m => m.Email == stranger.Email).Select(m => m.Id).SingleAsync());
        await browser.PostAsync("/w/home/members?handler=Password", ("memberId", id.ToString()));
        (await browser.ReadAsync("/w/home/members")).Should().Contain("also belongs to another workspace").And.NotContain("id=\"new-password\"");
        var me = await app.WithDbAsync(db => db.Members.Where(m => m.Email == HubApp.OwnerEmail).Select(m => m.Id).SingleAsync());
        await browser.PostAsync("/w/home/members?handler=Password", ("memberId", me.ToString()));
        (await browser.ReadAsync("/w/home/members")).Should().Contain("This is your own account");
    }

    [Fact]
    public async Task An_account_that_was_left_without_a_membership_gets_a_password_when_it_is_added_again()
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
            (await users.CreateAsync(new HubUser { Id = Guid.CreateVersion7(), UserName = "o'brien@example.com", Email = "o'brien@example.com", Name = "Elsewhere" }, "nobody ever saw this")).Succeeded.Should().BeTrue();
        }

        var (email, password) = await AddMemberAsync("o'brien@example.com");
        using var theirs = new Browser(app.Address);
        await theirs.SignInAsync(email, password);
        (await theirs.ReadAsync("/w/home/members")).Should().Contain("o'brien").And.NotContain("Elsewhere");
    }

    [Fact]
    public async Task Two_shops_on_one_site_are_told_apart_by_name()
    {
        var (product, east, west) = await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var made = new Product { WorkspaceId = db.WorkspaceId!.Value, Sku = $"SHOPS-{Guid.CreateVersion7():n}", Title = "Mug", CreatedAt = now };
            Store Shop(string name) => new() { WorkspaceId = made.WorkspaceId, Name = name, Marketplace = "amazon", Site = "US", Credentials = [], CreatedAt = now };
            var (one, other) = (Shop("East shop"), Shop("West shop"));
            db.AddRange(made, one, other);
            await db.SaveChangesAsync();
            return (made, one, other);
        });
        var image = await app.PlannedImageAsync(Scope.ForStore("amazon", "US", east.Id), product.Id);
        await app.PlannedImageAsync(Scope.ForStore("amazon", "US", west.Id), product.Id);
        await app.PlannedImageAsync(Scope.Product, product.Id);
        (await browser.ReadAsync($"/w/home/images?query={product.Sku}")).Should().Contain("East shop (Amazon US)").And.Contain("West shop (Amazon US)").And.Contain("all places").And.NotContain("· *");
        foreach (var page in new[] { "", "/retire" })
        {
            (await browser.ReadAsync($"/w/home/images/{image.Id}{page}")).Should().Contain("East shop (Amazon US)").And.NotContain("West shop");
        }

        (await browser.ReadAsync($"/w/home/products/{product.Id}")).Should().Contain("West shop (Amazon US)").And.Contain("all places");
    }

    [Fact]
    public async Task A_next_version_is_in_work_until_it_is_refused_or_was_live()
    {
        using var pictures = new Pictures();
        var shop = await Shop.OpenAsync(app);
        var live = await shop.VersionAsync(pictures.Product(seed: 41));
        await ChangeAsync(shop.Image.Id, (image, actor, now) => image.WentLive(live.Id, actor, now));
        (await InWorkAsync()).Should().BeFalse("nothing is newer than what is live");
        var approved = await shop.VersionAsync(pictures.Product(seed: 42));
        (await InWorkAsync()).Should().BeTrue("it is approved and was never live");
        await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Ledger.Add(new LedgerEntry { WorkspaceId = db.WorkspaceId!.Value, ListingId = shop.Listing.Id, Slot = MainImage.MainSlot, VersionId = approved.Id, AssetId = approved.AssetId, FirstSeenAt = now, LastSeenAt = now, EndedAt = now, Shown = LivePicture.Identical });
            return await db.SaveChangesAsync();
        });
        (await InWorkAsync()).Should().BeFalse("it was live and was taken back");
        await shop.VersionAsync(pictures.Product(seed: 43), ReviewDecision.Rejected);
        (await InWorkAsync()).Should().BeFalse("it was rejected");
        await app.Owner.UploadAsync(shop.Image.Id, await File.ReadAllBytesAsync(pictures.Product(seed: 44))).AcceptedAsync();
        (await InWorkAsync()).Should().BeTrue("it waits for a decision");

        async Task<bool> InWorkAsync()
        {
            var shown = (await browser.ReadAsync($"/w/home/images/{shop.Image.Id}")).Contains("Next version in work", StringComparison.Ordinal);
            var sku = await app.WithDbAsync(db => db.Products.Where(p => p.Id == shop.Image.ProductId).Select(p => p.Sku).SingleAsync());
            (await browser.ReadAsync($"/w/home/images?query={sku}")).Contains("hub-tag-next", StringComparison.Ordinal).Should().Be(shown, "the list says what the page says");
            return shown;
        }
    }

    [Fact]
    public async Task Home_does_not_nag_about_what_was_retired()
    {
        using var pictures = new Pictures();
        var shop = await Shop.OpenAsync(app);
        var id = await shop.PushAsync(await shop.VersionAsync(pictures.Product(seed: 45)));
        var work = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id && w.State == WorkState.Waiting).Select(w => w.Id).SingleAsync());
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("id", work.ToString()));
        var card = $"/w/home/images/{shop.Image.Id}\"";
        (await browser.ReadAsync("/w/home/images?problem=failed")).Should().Contain(card);
        await ChangeAsync(shop.Image.Id, (image, actor, now) =>
        {
            image.RequestRetirement("season over", actor, now);
            image.Retire(actor, now);
        });
        (await browser.ReadAsync("/w/home/images?problem=failed")).Should().NotContain(card);
    }

    [Fact]
    public async Task A_version_whose_work_a_person_discarded_says_so()
    {
        using var pictures = new Pictures();
        var image = await app.PlannedImageAsync();
        var version = await app.Owner.UploadAsync(image.Id, await File.ReadAllBytesAsync(pictures.Product(seed: 46))).AcceptedAsync();
        var work = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == version.Id()).Select(w => w.Id).SingleAsync());
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("id", work.ToString()));
        (await app.VersionAsync(version.Id())).GetProperty("problem").Text("code").Should().Be("work.discarded");
    }

    [Fact]
    public async Task Work_is_found_by_the_sku_and_its_kind_is_told_in_the_readers_language()
    {
        var image = await app.PlannedImageAsync();
        var sku = await app.WithDbAsync(db => db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Sku).SingleAsync());
        (await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{image.Id}/retire", new { reason = "season over" })).IsSuccessStatusCode.Should().BeTrue();
        (await browser.ReadAsync($"/w/home/jobs?query={sku}")).Should().Contain($"<strong>{sku}</strong>").And.Contain("retirement");
    }

    [Theory]
    [InlineData("en", "brand manager's shop", "worked: no", "did not accept this store's credentials", "only these stores: brand manager's shop")]
    [InlineData("zh-Hans", "brand manager's shop", "是否成功：否", "不接受该店铺的授权信息", "仅限店铺：brand manager's shop")]
    public async Task The_audit_trail_is_told_in_words_and_names(string language, params string[] words)
    {
        var image = await app.PlannedImageAsync();
        var (me, client) = await app.MemberAsync(Role.Ops);
        using var token = client;
        using var theirs = await app.BrowserOfAsync(me);
        await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var store = new Store { WorkspaceId = db.WorkspaceId!.Value, Name = $"brand manager's shop {language}", Marketplace = "amazon", Site = "US", Credentials = [], CreatedAt = now };
            db.Stores.Add(store);
            void Note(string action, string entity, Guid id, Dictionary<string, string> details) =>
                db.AuditEvents.Add(new AuditEvent { WorkspaceId = db.WorkspaceId!.Value, At = now, ActorId = me.Id, ActorName = me.Name, Action = action, Entity = entity, EntityId = id, Details = details });
            Note("store.verified", "store", store.Id, new() { ["ok"] = "false", ["code"] = "marketplace.unauthorized" });
            Note("member.changed", "member", me.Id, new() { ["role"] = "ops", ["stores"] = store.Id.ToString(), ["brands"] = "" });
            Note("version.submitted", "version", Guid.CreateVersion7(), new() { ["mainImage"] = image.Id.ToString(), ["sha256"] = new string('a', 64), ["fileName"] = "front.jpg" });
            Note("mainImage.planned", "mainImage", image.Id, new() { ["scope"] = $"store:{store.Id:n}" });
            Note("work.retried", "work", db.WorkspaceId!.Value, new() { ["count"] = "3", ["filter"] = "Failed, deployment.push" });
            return await db.SaveChangesAsync();
        });
        await theirs.PostAsync("/language", ("culture", language), ("returnUrl", "/w/home/audit"));

        var page = await theirs.ReadAsync($"/w/home/audit?actor={me.Id}");
        var rows = System.Text.RegularExpressions.Regex.Matches(page, "<td[^>]*>(.*?)</td>", System.Text.RegularExpressions.RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        var told = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(string.Join('\n', rows.Select(r => r.Groups[1].Value)), "<[^>]+>", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));

        foreach (var word in words)
        {
            told.Should().Contain(word);
        }

        told.Should().NotMatchRegex("[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}", "nobody reads ids and hashes");
        told.Should().NotContain("false").And.NotContain("deployment.push").And.NotContain("marketplace.unauthorized");
    }

    [Fact]
    public async Task One_begins_in_ones_own_workspace_and_goes_on_where_one_was()
    {
        var (own, person, client) = await app.StrangerAsync();
        client.Dispose();
        var (demo, slug) = await DemoAsync(withMember: false);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
            system.Add(new Member { WorkspaceId = demo, UserId = person.UserId, Email = person.Email, Name = person.Name, Role = Role.Owner, CreatedAt = TimeProvider.System.GetUtcNow() });
            await system.SaveChangesAsync();
        }

        await app.WithDbAsync(async db =>
        {
            db.Products.Add(new Product { WorkspaceId = demo, Sku = "DEMO-2", Title = "Drawn lamp", CreatedAt = TimeProvider.System.GetUtcNow() });
            return await db.SaveChangesAsync();
        }, demo);
        using var theirs = await app.BrowserOfAsync(person);
        (await theirs.GetAsync("/")).Headers.Location!.OriginalString.Should().Be($"/w/{own.Slug}", "empty or not, it is where their work belongs");
        (await theirs.ReadAsync($"/w/{own.Slug}")).Should().Contain($"href=\"/w/{slug}\"").And.Contain("Look around in the demo");
        await theirs.ReadAsync($"/w/{slug}");
        (await theirs.GetAsync("/")).Headers.Location!.OriginalString.Should().Be($"/w/{slug}", "they were there last");
    }

    [Fact]
    public async Task A_brand_that_no_product_has_is_kept_and_questioned()
    {
        await app.ProductAsync(brand: "Northwind");
        var (member, client) = await app.MemberAsync(Role.Ops);
        client.Dispose();
        await browser.GetAsync("/w/home/members");
        await browser.PostAsync("/w/home/members?handler=Change", ("memberId", member.Id.ToString()), ("role", "Ops"), ("brands", "northwind, Nortwind"));
        (await browser.ReadAsync("/w/home/members")).Should().Contain("No product of this brand yet: Nortwind.").And.Contain("Brands of your products: ");
        (await app.WithDbAsync(db => db.Members.Where(m => m.Id == member.Id).Select(m => m.BrandScope).SingleAsync())).Should().Equal("northwind", "Nortwind");
    }

    [Fact]
    public async Task Routine_work_that_is_done_is_shown_to_those_who_ask_for_it()
    {
        await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            WorkItem Item(string kind, string label, WorkState state) => new()
            {
                WorkspaceId = db.WorkspaceId!.Value,
                Kind = kind,
                Group = WorkGroups.Light,
                SubjectId = Guid.CreateVersion7(),
                Label = label,
                State = state,
                DueAt = now.AddDays(1),
                CreatedAt = now,
                EndedAt = now,
            };
            db.WorkItems.AddRange(Item("experiment.step", "routine-done", WorkState.Done), Item("experiment.step", "routine-waits", WorkState.Waiting), Item("store.import", "asked-done", WorkState.Done));
            return await db.SaveChangesAsync();
        });
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("asked-done").And.Contain("routine-waits").And.NotContain("routine-done");
        (await browser.ReadAsync("/w/home/jobs?routine=true")).Should().Contain("routine-done");
        (await browser.ReadAsync("/w/home/jobs?kind=experiment.step")).Should().Contain("routine-done").And.NotContain("<code>", "kinds are told in words");
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("query", "routine-waits"));
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("1 item was discarded.");
    }

    [Fact]
    public async Task Any_range_of_days_can_be_asked_of_the_audit_trail()
    {
        await browser.ReadAsync("/w/home/audit?from=0001-01-01&to=9999-12-31");
        await browser.ReadAsync("/w/home/audit?from=9999-12-31&to=0001-01-01");
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
        (await browser.ReadAsync("/w/home/audit?entity=workspace")).Should().Contain("changed the settings").And.Contain("workspace.changed").And.Contain("Four eyes: yes").And.Contain("off-white tolerance: 2.5 %");
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
                Kind = FiguresWork.Kind,
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
        await browser.PostAsync("/w/home/jobs?handler=Discard", ("state", "Failed"), ("problem", "market.down"), ("kind", FiguresWork.Kind));
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
    public async Task A_demo_at_work_is_taken_away_once_the_work_has_ended()
    {
        var (demo, slug) = await DemoAsync(withMember: true);
        await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            WorkItem Item(WorkState state, DateTimeOffset? lease) => new()
            {
                WorkspaceId = demo,
                Kind = "test.kind",
                Group = WorkGroups.Light,
                SubjectId = Guid.CreateVersion7(),
                Label = "demo",
                State = state,
                DueAt = now.AddHours(1),
                LeaseUntil = lease,
                LeaseId = lease is null ? null : Guid.CreateVersion7(),
                CreatedAt = now,
            };
            db.AddRange(Item(WorkState.Waiting, null), Item(WorkState.Running, now.AddSeconds(2)));
            return await db.SaveChangesAsync();
        }, demo);
        await browser.GetAsync($"/w/{slug}");
        (await browser.PostAsync($"/w/{slug}/settings?handler=RemoveDemo")).Headers.Location!.OriginalString.Should().Be("/");
        (await browser.GetAsync($"/w/{slug}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.WithDbAsync(db => db.WorkItems.CountAsync(), demo)).Should().Be(0);
    }

    [Fact]
    public async Task A_removal_of_the_demo_that_was_cut_short_is_finished_at_the_next_start()
    {
        var (demo, _) = await DemoAsync(withMember: false, "demo");
        await app.WithDbAsync(async db =>
        {
            db.Add(new Product { WorkspaceId = demo, Sku = "DEMO-LEFT", Title = "Mug", CreatedAt = TimeProvider.System.GetUtcNow() });
            return await db.SaveChangesAsync();
        }, demo);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IDemo>().StartedAsync();
        (await app.WithDbAsync(db => db.Products.CountAsync(), demo)).Should().Be(0);
        (await scope.ServiceProvider.GetRequiredService<SystemDbContext>().Workspaces.AnyAsync(w => w.Id == demo)).Should().BeFalse();
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
        (await english.Content.ReadAsStringAsync()).Should().Contain("Not found").And.Contain("id=\"hub-menu\"", "one can go on from there");
        (await (await browser.GetAsync("/w/other-people/nothing-here")).Content.ReadAsStringAsync()).Should().NotContain("id=\"hub-menu\"");
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

    private async Task<(Guid Id, string Slug)> DemoAsync(bool withMember, string? slug = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var owner = await system.Members.FirstAsync(m => m.Email == HubApp.OwnerEmail);
        var demo = new Tenant { Slug = slug ?? $"demo-{Guid.CreateVersion7():n}", Name = "Demo", IsDemo = true, CreatedAt = TimeProvider.System.GetUtcNow() };
        system.Add(demo);
        if (withMember)
        {
            system.Add(new Member { WorkspaceId = demo.Id, UserId = owner.UserId, Email = owner.Email, Name = owner.Name, Role = Role.Owner, CreatedAt = demo.CreatedAt });
        }

        await system.SaveChangesAsync();
        return (demo.Id, demo.Slug);
    }

    /// <summary>Adds a person through the page and reads the password shown once.</summary>
    private async Task<(string Email, string Password)> AddMemberAsync(string email)
    {
        await browser.GetAsync("/w/home/members");
        await browser.PostAsync("/w/home/members?handler=Add", ("email", email), ("role", "Designer"));
        return (email, PasswordOn(await browser.ReadAsync("/w/home/members")));
    }

    private static string PasswordOn(string page)
    {
        var shown = System.Text.RegularExpressions.Regex.Match(page, "id=\"new-password\">([^<]+)<", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        shown.Success.Should().BeTrue("a password is shown once");
        return shown.Groups[1].Value;
    }

    private Task<int> ChangeAsync(Guid imageId, Action<MainImage, Actor, DateTimeOffset> change) => app.WithDbAsync(async db =>
    {
        change(await db.MainImages.SingleAsync(i => i.Id == imageId), Actor.Background("test"), TimeProvider.System.GetUtcNow());
        return await db.SaveChangesAsync();
    });

    public async Task InitializeAsync() => await browser.SignInAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => browser.Dispose();
}
