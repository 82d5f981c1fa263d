using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Jobs;

/// <summary>Work that goes on in steps, and what is held against it.</summary>
public sealed class LongWorkTests
{
    [Theory]
    [InlineData(true, WorkState.Waiting)]
    [InlineData(false, WorkState.Failed)]
    public async Task Only_failures_in_a_row_end_work_that_gets_on(bool getsOn, WorkState expected)
    {
        await using var app = new HubApp { Configure = builder => builder.Services.AddWork<HiccupWork>(HiccupWork.Kind, WorkGroups.Light) };
        await app.InitializeAsync();
        var item = await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var added = new WorkItem
            {
                WorkspaceId = db.WorkspaceId!.Value,
                Kind = HiccupWork.Kind,
                Group = WorkGroups.Light,
                SubjectId = getsOn ? HiccupWork.GetsOn : Guid.CreateVersion7(),
                Label = "test",
                DueAt = now,
                CreatedAt = now,
                MaxAttempts = 4,
            };
            db.WorkItems.Add(added);
            await db.SaveChangesAsync();
            return added.Id;
        });
        for (var step = 0; step < 12; step++)
        {
            await app.RunWorkAsync();
            await app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == item && w.State == WorkState.Waiting).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));
        }

        (await app.WithDbAsync(db => db.WorkItems.AsNoTracking().SingleAsync(w => w.Id == item))).State.Should().Be(expected);
    }

    /// <summary>Fails every second time, and in between does a step or only waits.</summary>
    private sealed class HiccupWork : IWorkHandler
    {
        public const string Kind = "test.hiccup";

        public static readonly Guid GetsOn = Guid.Parse("01990000-0000-7000-8000-000000000001");

        private static int calls;

        public Task<WorkOutcome> RunAsync(WorkTask task, CancellationToken cancellationToken) => Task.FromResult<WorkOutcome>(Interlocked.Increment(ref calls) % 2 == 0
            ? new WorkOutcome.Retry(WorkProblems.Unexpected.Code, WorkProblems.Unexpected.Text(), TimeSpan.FromHours(1))
            : new WorkOutcome.Snooze(TimeProvider.System.GetUtcNow().AddHours(1), HasProgressed: task.SubjectId == GetsOn));
    }
}
