using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Retire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Jobs;

/// <summary>What the runner makes of work that was under way when a process ended.</summary>
public sealed class CrashTests(HubApp app) : IClassFixture<HubApp>
{
    private static readonly TimeSpan Lease = new JobsOptions().Lease;

    [Fact]
    public async Task Work_under_way_in_a_process_that_ended_is_done_again_and_costs_no_attempt()
    {
        var item = await AddAsync(w => w.Crashes = 1);
        await app.RunWorkAsync();
        var done = await ReadAsync(item.Id);
        (done.State, done.Attempts, done.Crashes).Should().Be((WorkState.Done, 1, 0));
    }

    [Fact]
    public async Task Work_that_a_living_process_holds_is_left_alone()
    {
        var item = await AddAsync(w => w.LeaseUntil = TimeProvider.System.GetUtcNow() + Lease);
        await app.RunWorkAsync();
        var same = await ReadAsync(item.Id);
        (same.State, same.LeaseId).Should().Be((WorkState.Running, item.LeaseId));
    }

    [Fact]
    public async Task However_often_the_process_ended_under_it_it_is_begun_again()
    {
        var item = await AddAsync(w => w.Crashes = 100);
        await app.RunWorkAsync();
        var done = await ReadAsync(item.Id);
        (done.State, done.ProblemCode, done.Crashes).Should().Be((WorkState.Done, null, 0), "what was under way when a process ended is not what ended it");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    public async Task What_was_under_way_comes_back_later_each_time(int crashes, int leases)
    {
        var item = await AddAsync(w => w.Crashes = crashes);
        var runner = app.Services.GetRequiredService<WorkRunner>();
        var claimed = await runner.ClaimAsync(WorkGroups.Light, CancellationToken.None);
        claimed!.Id.Should().Be(item.Id);
        claimed.Crashes.Should().Be(crashes + 1);
        (claimed.LeaseUntil!.Value - TimeProvider.System.GetUtcNow()).Should().BeCloseTo(Lease * leases, TimeSpan.FromSeconds(20));
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == item.Id).ExecuteDeleteAsync());
    }

    /// <summary>A piece of work about nothing that exists, claimed by a process that ended a second ago.</summary>
    private Task<WorkItem> AddAsync(Action<WorkItem> but) => app.WithDbAsync(async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var item = new WorkItem
        {
            WorkspaceId = db.WorkspaceId!.Value,
            Kind = PurgeWork.Kind,
            Group = WorkGroups.Light,
            SubjectId = Guid.CreateVersion7(),
            Label = "test",
            State = WorkState.Running,
            Attempts = 1,
            LeaseId = Guid.CreateVersion7(),
            LeaseUntil = now.AddSeconds(-1),
            DueAt = now.AddMinutes(-1),
            CreatedAt = now,
        };
        but(item);
        db.WorkItems.Add(item);
        await db.SaveChangesAsync();
        return item;
    });

    private Task<WorkItem> ReadAsync(Guid id) => app.WithDbAsync(db => db.WorkItems.AsNoTracking().SingleAsync(w => w.Id == id));
}
