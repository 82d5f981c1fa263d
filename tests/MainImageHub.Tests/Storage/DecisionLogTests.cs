using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Security;
using MainImageHub.Tests.Stages.Upload;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Storage;

public sealed class DecisionLogTests(TalkativeHub hub) : IClassFixture<TalkativeHub>
{
    [Fact]
    public async Task Every_decision_is_one_line_by_its_ids_and_what_was_taken_back_is_none()
    {
        const string reason = "because the moon is right";
        var app = hub.App;
        using var pictures = new Pictures();
        var shop = await Shop.OpenAsync(app);
        var undecided = await shop.VersionAsync(pictures.Product(seed: 1), ReviewDecision.None);
        await app.Owner.PostAsJsonAsync($"/api/v1/versions/{undecided.Id}/review", new { decision = "reject", comment = reason });
        var deployment = await shop.PushAsync(await shop.VersionAsync(pictures.Product(seed: 2)), TimeProvider.System.GetUtcNow().AddDays(1));
        await app.Owner.PostAsync($"/api/v1/deployments/{deployment}/cancel", null);
        await app.Owner.PostAsJsonAsync($"/api/v1/main-images/{shop.Image.Id}/retire", new { reason });
        using (var browser = await new Browser(app.Address).SignInAsync())
        {
            await browser.GetAsync("/w/home/members");
            await browser.PostAsync("/w/home/members?handler=Add", ("email", "new@example.com"), ("name", "New"), ("role", "Viewer"));
        }

        var takenBack = Guid.CreateVersion7();
        await app.WithDbAsync(async db =>
        {
            await using (await db.Database.BeginTransactionAsync())
            {
                db.Audit(Actor.Background("test"), "product.added", "product", takenBack, TimeProvider.System.GetUtcNow());
                await db.SaveChangesAsync();
            }

            return await db.SaveChangesAsync();
        });

        var decided = await app.WithDbAsync(db => db.AuditEvents.AsNoTracking().ToListAsync());
        decided.Select(e => e.Action).Should().Contain(["version.rejected", "deployment.requested", "deployment.cancelled", "mainImage.retirementRequested", "member.added"]);
        var lines = Regex.Matches(await hub.LogAsync(), @"Decided (\S+) on (\S+) (\S+), by member (\S+) in workspace (\S+)", RegexOptions.None, TimeSpan.FromSeconds(10))
            .Select(line => string.Join(' ', line.Groups.Values.Skip(1).Select(g => g.Value.Trim('"'))));
        lines.Should().BeEquivalentTo(decided.Select(e => $"{e.Action} {e.Entity} {e.EntityId} {e.ActorId?.ToString() ?? "null"} {e.WorkspaceId}"))
            .And.NotContain(line => line.Contains(takenBack.ToString()));
        string.Join('\n', (await hub.LogAsync()).Split('\n').Where(line => line.Contains("Decided", StringComparison.Ordinal))).Should().NotContainAny(reason, "new@example.com");
    }
}
