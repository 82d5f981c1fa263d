using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design.Pins;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What waits for this person today. Each number is the length of the list behind it, counted to a hundred.</summary>
public sealed class NeedsMe(HubDbContext db, CurrentMember me, RuleSources sources, ReadPins pins, TimeProvider clock)
{
    private const int CountTo = 100;

    public async Task<IReadOnlyList<Need>> LookAsync(CancellationToken cancellationToken)
    {
        var asked = new List<(string Word, string Query, string Weight, ImageFilter Filter)>();
        asked.Add(("NeedDue", "owner=me&due=true", "due", new ImageFilter { Owner = "me", Due = true }));
        asked.Add(("NeedFailed", "problem=failed", "bad", new ImageFilter { Problem = "failed" }));
        asked.Add(("NeedUnseen", "problem=unseen", "bad", new ImageFilter { Problem = "unseen" }));
        asked.Add(("NeedDrifted", "problem=drifted", "bad", new ImageFilter { Problem = "drifted" }));
        asked.Add(("NeedRights", "problem=rights", "due", new ImageFilter { Problem = "rights" }));
        if (me.May(HubAction.RunExperiments))
        {
            asked.Add(("NeedTests", "problem=tests", "due", new ImageFilter { Problem = "tests" }));
        }

        var needs = new List<Need>();

        // By version, as the queue shows them: one picture can have several.
        if (me.May(HubAction.ReviewVersions) && await db.AwaitingReviewBy(me).Take(CountTo).CountAsync(cancellationToken) is > 0 and var waiting)
        {
            needs.Add(new Need("NeedReview", Counts.Show(waiting, CountTo), $"/w/{me.Workspace.Slug}/review", "due"));
        }

        if (await pins.CountMentionsAsync(CountTo, cancellationToken) is > 0 and var calls)
        {
            needs.Add(new Need("NeedMentions", Counts.Show(calls, CountTo), $"/w/{me.Workspace.Slug}/mentions", "due"));
        }

        foreach (var (word, query, weight, filter) in asked)
        {
            if (await filter.Of(db, me, clock).Take(CountTo).CountAsync(cancellationToken) is > 0 and var count)
            {
                needs.Add(new Need(word, Counts.Show(count, CountTo), $"/w/{me.Workspace.Slug}/images?{query}", weight));
            }
        }

        if (me.May(HubAction.Deploy) && await db.Deployments.Where(d => d.Status == DeploymentStatus.Manual).Take(CountTo).CountAsync(cancellationToken) is > 0 and var toPutUp)
        {
            needs.Add(new Need("NeedByHand", Counts.Show(toPutUp, CountTo), $"/w/{me.Workspace.Slug}/deployments/by-hand", "due"));
        }

        // By listing: one whose picture was taken away has no main image any more, and is the more in need of somebody.
        if (await db.HiddenListings().Take(CountTo).CountAsync(cancellationToken) is > 0 and var hidden)
        {
            needs.Add(new Need("NeedSuppressed", Counts.Show(hidden, CountTo), $"/w/{me.Workspace.Slug}/listings/hidden", "bad"));
        }

        if (me.May(HubAction.ManageStores) && await db.Stores.Where(s => s.Trouble != null).Take(CountTo).CountAsync(cancellationToken) is > 0 and var troubled)
        {
            needs.Add(new Need("NeedStores", Counts.Show(troubled, CountTo), $"/w/{me.Workspace.Slug}/stores", "bad"));
        }

        if (me.May(HubAction.ManageWorkspace))
        {
            needs.AddRange(await sources.NeedsAsync(cancellationToken));
        }

        return needs;
    }
}

/// <param name="Weight"><c>bad</c> or <c>due</c>.</param>
/// <param name="Told">Fill the word's placeholders.</param>
public sealed record Need(string Word, string Count, string Link, string Weight, params string[] Told);
