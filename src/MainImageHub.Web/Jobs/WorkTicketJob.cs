using Quartz;

namespace MainImageHub.Web.Jobs;

/// <param name="Group">One of <see cref="WorkGroups"/>.</param>
public sealed record WorkTicket(string Group);

/// <summary>Quartz gives the moment and the node; the rows say what is to be done.</summary>
public sealed class WorkTicketJob(WorkRunner runner, WorkTickets tickets, TimeProvider clock) : IJob<WorkTicket>
{
    // A ticket serves a few items and makes room, so that groups share the threads.
    private const int ItemsPerTicket = 20;

    public async ValueTask Execute(IJobExecutionContext context, WorkTicket input, CancellationToken cancellationToken = default)
    {
        var ran = await runner.RunDueAsync(input.Group, ItemsPerTicket, cancellationToken);
        if (ran == ItemsPerTicket)
        {
            // There may be more. Who holds a lane goes on with it: the other tickets that were issued for its work found it busy and are gone.
            await tickets.IssueAsync(input.Group, clock.GetUtcNow(), cancellationToken);
        }

        context.Result = ran == 0 ? JobRunReport.Skipped("nothing due") : null;
    }
}
