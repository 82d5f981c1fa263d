using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Turns;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Turns;

/// <summary>An installation with a mail server of its own.</summary>
public sealed class MailApp : IAsyncLifetime
{
    public HubApp App { get; } = new();

    public MailCatcher Server { get; } = new();

    public Task InitializeAsync()
    {
        (App.Settings["Hub:Mail:Host"], App.Settings["Hub:Mail:Port"]) = ("127.0.0.1", Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (App.Settings["Hub:Mail:Security"], App.Settings["Hub:Mail:From"]) = ("None", "MainImageHub <hub@example.com>");
        return App.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>Reminders: told once each, in the product and by mail over a real connection, as each member wishes.</summary>
public sealed class ReminderTests(MailApp fixture) : IClassFixture<MailApp>
{
    private readonly HubApp app = fixture.App;
    private readonly MailCatcher server = fixture.Server;

    [Fact]
    public async Task What_is_overdue_and_what_is_due_tomorrow_is_told_once_however_often_somebody_looks()
    {
        var (member, client) = await DesignerAsync(MailWish.AtOnce);
        using var theirs = client;
        var late = await TaskAsync(member, -2);
        await TaskAsync(member, 1);
        await TaskAsync(member, 3);
        await RemindAsync();
        await RemindAsync();
        var told = await NoticesAsync(theirs);
        told.Select(n => n.Text("kind")).Should().BeEquivalentTo("overdue", "dueTomorrow");
        told.Single(n => n.Text("kind") == "overdue").GetProperty("mainImageId").GetGuid().Should().Be(late);
        var mail = server.To(member.Email).Should().ContainSingle("both are in one mail").Subject;
        mail.Subject.Should().Be("MainImageHub: 1 overdue, 1 due tomorrow");
        mail.TextBody.Should().Contain("Design, overdue since").And.Contain($"{app.Address}w/home/notices");
        mail.From.Mailboxes.Single().Address.Should().Be("hub@example.com");

        // Another due date is another thing to be told; the same one never is.
        await DueAsync(late, -1);
        await RemindAsync();
        (await NoticesAsync(theirs)).Should().HaveCount(3);
        server.To(member.Email).Should().HaveCount(2);

        (await theirs.PostAsJsonAsync("/api/v1/notices/read", new { ids = new[] { told[0].Id() } })).IsSuccessStatusCode.Should().BeTrue();
        (await NoticesAsync(theirs)).Count(IsRead).Should().Be(1);
        (await theirs.PostAsJsonAsync("/api/v1/notices/read", new { })).IsSuccessStatusCode.Should().BeTrue();
        (await NoticesAsync(theirs)).Should().OnlyContain(n => IsRead(n));
    }

    [Fact]
    public async Task The_daily_mail_waits_for_the_morning_and_goes_once_a_day()
    {
        var (member, client) = await DesignerAsync(MailWish.Daily);
        using var theirs = client;
        await TaskAsync(member, -1);
        await RemindAsync();
        server.To(member.Email).Should().BeEmpty();
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        (await MailItemAsync(member)).DueAt.Should().BeCloseTo(Notices.NextMorning(TimeProvider.System.GetUtcNow(), zone), TimeSpan.FromSeconds(1));
        await MorningComesAsync(member);
        server.To(member.Email).Should().ContainSingle();

        await TaskAsync(member, -1);
        await RemindAsync();
        await MorningComesAsync(member);
        server.To(member.Email).Should().ContainSingle("the day has had its mail");
        (await MailItemAsync(member)).DueAt.Should().BeAfter(TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_server_that_refuses_is_asked_again_and_a_mail_that_is_repeated_has_the_same_id()
    {
        var (member, client) = await DesignerAsync(MailWish.AtOnce);
        using var theirs = client;
        await TaskAsync(member, -1);
        server.RefuseNext(1);
        await RemindAsync();
        server.To(member.Email).Should().BeEmpty();
        var item = await MailItemAsync(member);
        item.State.Should().Be(WorkState.Waiting);
        item.ProblemCode.Should().Be("mail.notTaken");
        await MorningComesAsync(member);
        server.To(member.Email).Should().ContainSingle();

        // Killed between the server's word and the note of it.
        await app.WithDbAsync(async db =>
        {
            await db.Notices.Where(n => n.MemberId == member.Id).ExecuteUpdateAsync(set => set.SetProperty(n => n.MailedAt, (DateTimeOffset?)null));
            await db.WorkItems.Where(w => w.Kind == MailWork.Kind && w.SubjectId == member.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Waiting).SetProperty(w => w.DueAt, TimeProvider.System.GetUtcNow()));
            return 0;
        });
        await app.RunWorkAsync();
        server.To(member.Email).Select(m => m.MessageId).Should().HaveCount(2).And.AllBeEquivalentTo(server.To(member.Email)[0].MessageId);
    }

    [Fact]
    public async Task Nobody_is_mailed_about_what_is_done_read_or_unwanted()
    {
        var (done, doneClient) = await DesignerAsync(MailWish.Daily);
        var (reader, readerClient) = await DesignerAsync(MailWish.Daily);
        var (silent, silentClient) = await DesignerAsync(MailWish.Never);
        foreach (var (member, client) in new[] { (done, doneClient), (reader, readerClient), (silent, silentClient) })
        {
            await TaskAsync(member, -1);
            client.Should().NotBeNull();
        }

        await RemindAsync();
        await readerClient.PostAsJsonAsync("/api/v1/notices/read", new { });
        var handed = await HubApp.JsonAsync(await app.Owner.PostAsJsonAsync("/api/v1/work/hand-over", new { fromMemberId = done.Id, toMemberId = silent.Id }));
        handed.GetProperty("items")[0].Text("step").Should().Be("design");
        await MorningComesAsync(done);
        await MorningComesAsync(reader);
        (await NoticesAsync(silentClient)).Select(n => n.Text("kind")).Should().Contain("overdue", "in the product everything stands").And.Contain("handedOver");
        new[] { done, reader, silent }.SelectMany(m => server.To(m.Email)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_page_shows_the_bell_the_reminders_and_the_wish_in_the_members_language()
    {
        var (member, client) = await DesignerAsync(MailWish.AtOnce);
        client.Dispose();
        await TaskAsync(member, -1);
        using var browser = await app.BrowserOfAsync(member);
        await app.WithDbAsync(db => db.Members.CountAsync());
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<SystemDbContext>().Users.Where(u => u.Id == member.UserId).ExecuteUpdateAsync(set => set.SetProperty(u => u.Culture, "zh-Hans"));
        }

        await RemindAsync();
        server.To(member.Email).Single().Subject.Should().Be("MainImageHub: 1 个已逾期");
        (await browser.ReadAsync("/w/home")).Should().Contain("Reminders, 1 new");
        var page = await browser.ReadAsync("/w/home/notices");
        page.Should().Contain("now overdue").And.Contain(member.Email).And.NotContain("no mail server");
        (await browser.PostAsync("/w/home/notices?handler=Mail", ("mail", "Never"))).StatusCode.Should().Be(System.Net.HttpStatusCode.Redirect);
        (await app.WithDbAsync(db => db.Members.SingleAsync(m => m.Id == member.Id))).Mail.Should().Be(MailWish.Never);
        (await browser.PostAsync("/w/home/notices?handler=Read")).StatusCode.Should().Be(System.Net.HttpStatusCode.Redirect);
        (await browser.ReadAsync("/w/home")).Should().NotContain("Reminders, 1 new");
    }

    [Theory]
    [InlineData("2026-03-02T07:59:59Z", "UTC", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02T08:00:00Z", "UTC", "2026-03-03T08:00:00Z")]
    [InlineData("2026-03-02T01:00:00Z", "Asia/Shanghai", "2026-03-03T00:00:00Z")]
    [InlineData("2026-03-07T20:00:00Z", "America/New_York", "2026-03-08T12:00:00Z")]
    public void The_morning_is_the_members_over_changes_of_the_clock_too(string now, string zone, string next)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        var where = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Notices.NextMorning(at, where).Should().Be(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture));
        Notices.LastMorning(at, where).Should().BeOnOrBefore(at).And.BeAfter(at.AddHours(-26));
    }

    [Theory]
    [InlineData(null, null, MailSecurity.StartTls, 0)]
    [InlineData("nobody", null, MailSecurity.StartTls, 1)]
    [InlineData("Hub <hub@example.com>", null, MailSecurity.StartTls, 0)]
    [InlineData("hub@example.com", "secret", MailSecurity.StartTls, 0)]
    [InlineData("hub@example.com", "secret", MailSecurity.None, 1)]
    public void Settings_that_cannot_work_stop_the_start(string? from, string? password, MailSecurity security, int faults)
    {
        var options = new MailOptions { Host = from is null ? null : "mail.example.com", From = from, UserName = password is null ? null : "hub", Password = password, Security = security };
        options.Validate(new ValidationContext(options)).Should().HaveCount(faults);
    }

    private async Task<(Member Member, HttpClient Client)> DesignerAsync(MailWish wish)
    {
        var (member, client) = await app.MemberAsync(Role.Designer);
        await app.WithDbAsync(db => db.Members.Where(m => m.Id == member.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Mail, wish).SetProperty(m => m.TimeZone, "Asia/Shanghai")));
        return (member, client);
    }

    /// <summary>A picture to draw, due so many days from the member's today.</summary>
    private async Task<Guid> TaskAsync(Member member, int days)
    {
        var product = await app.ProductAsync();
        return await app.WithDbAsync(async db =>
        {
            var image = MainImage.Plan(db.WorkspaceId!.Value, product.Id, Scope.ForSite("amazon", "US"), MainImage.MainSlot, new Brief { Theme = "Spring" }, member.Id, Today(days), Actor.Background("test"), TimeProvider.System.GetUtcNow());
            db.MainImages.Add(image);
            await db.SaveChangesAsync();
            return image.Id;
        });
    }

    private Task<int> DueAsync(Guid imageId, int days) => app.WithDbAsync(async db =>
    {
        var image = await db.MainImages.SingleAsync(i => i.Id == imageId);
        image.Assign(image.OwnerId, Today(days), Actor.Background("test"), TimeProvider.System.GetUtcNow());
        return await db.SaveChangesAsync();
    });

    private static DateOnly Today(int days) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime).AddDays(days);

    private async Task RemindAsync()
    {
        await using var scope = app.Services.CreateAsyncScope();
        await new RemindJob(scope.ServiceProvider.GetRequiredService<SystemDbContext>(), app.Services.GetRequiredService<IServiceScopeFactory>()).Execute(null!);
        await app.RunWorkAsync();
    }

    private Task<WorkItem> MailItemAsync(Member member) => app.WithDbAsync(db => db.WorkItems.SingleAsync(w => w.Kind == MailWork.Kind && w.SubjectId == member.Id && w.State == WorkState.Waiting));

    /// <summary>What waits for the member's mail comes due.</summary>
    private async Task MorningComesAsync(Member member)
    {
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.Kind == MailWork.Kind && w.SubjectId == member.Id && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, TimeProvider.System.GetUtcNow().AddSeconds(-1))));
        await app.RunWorkAsync();
    }

    private static bool IsRead(JsonElement notice) => notice.TryGetProperty("readAt", out _);

    private static async Task<IReadOnlyList<JsonElement>> NoticesAsync(HttpClient client) => [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/notices")).GetProperty("items").EnumerateArray()];
}
