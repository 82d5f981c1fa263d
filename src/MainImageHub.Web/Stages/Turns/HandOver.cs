using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <param name="MainImageIds">These; or</param>
/// <param name="FromMemberId">everything whose turn is this person's.</param>
/// <param name="ToMemberId">Who takes it.</param>
public sealed record HandOverRequest(IReadOnlyList<Guid>? MainImageIds, Guid? FromMemberId, Guid? ToMemberId);

/// <param name="Step">What was handed over; absent where nothing was.</param>
/// <param name="Problem">Why not.</param>
public sealed record HandedOver(Guid MainImageId, WorkflowStep? Step, VersionProblem? Problem);

/// <summary>
/// Gives tasks to somebody else: one transaction, with a result for each. What cannot be given is left where it is and holds nothing else up.
/// </summary>
public sealed class HandOver(HubDbContext db, ReadTurns read, Notices notices, CurrentMember me, TimeProvider clock)
{
    public const int Most = 500;

    public async Task<IReadOnlyList<HandedOver>> RunAsync(HandOverRequest request, CancellationToken cancellationToken)
    {
        var chosen = (request.MainImageIds ?? []).Distinct().ToList();
        if (chosen.Count > 0 == request.FromMemberId is not null || chosen.Count > Most)
        {
            throw TurnProblems.NothingChosen.Because(Most);
        }

        var to = request.ToMemberId ?? throw TurnProblems.NobodyChosen.Because();
        var receiver = await db.Members.AsNoTracking().SingleOrDefaultAsync(m => m.Id == to && m.DeactivatedAt == null, cancellationToken) ?? throw TurnProblems.MemberUnknown.Because();
        var board = await read.ReadAsync(request.FromMemberId is null ? chosen : null, cancellationToken);
        if (request.FromMemberId is { } giver)
        {
            chosen = [.. board.Rows.Where(r => r.Turn.MemberId == giver).Select(r => r.MainImageId).Take(Most)];
            if (chosen.Count == 0)
            {
                var name = await db.Members.Where(m => m.Id == giver).Select(m => m.Name).SingleOrDefaultAsync(cancellationToken) ?? throw TurnProblems.MemberUnknown.Because();
                throw TurnProblems.NothingToHandOver.Because(name);
            }
        }

        var images = await db.MainImages.Where(i => chosen.Contains(i.Id)).ToDictionaryAsync(i => i.Id, cancellationToken);
        var productIds = images.Values.Select(i => i.ProductId).Distinct().ToList();
        var products = await db.Products.AsNoTracking().Where(p => productIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, cancellationToken);
        var turns = board.Rows.ToDictionary(r => r.MainImageId);
        var results = new List<HandedOver>();
        var given = new List<(Guid MainImageId, Turn Turn)>();
        var now = clock.GetUtcNow();
        foreach (var id in chosen)
        {
            try
            {
                var image = images.GetValueOrDefault(id) ?? throw TurnProblems.ImageUnknown.Because();
                await me.RequireImageAsync(db, id, cancellationToken);
                var row = turns.GetValueOrDefault(id) ?? throw TurnProblems.NothingToDo.Because();
                Require(receiver, row, image, products[image.ProductId], board.Workspace.FourEyes);
                image.HandOver(row.Turn.Step, receiver.Id, me.Actor, now);
                Audit(row, receiver, now);
                given.Add((id, row.Turn));
                results.Add(new HandedOver(id, row.Turn.Step, null));
            }
            catch (ProblemException refused)
            {
                results.Add(new HandedOver(id, null, new VersionProblem(refused.Type.Code, refused.Text)));
            }
        }

        if (given.Count > 0)
        {
            await notices.HandedOverAsync(receiver, given, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await notices.SentAsync(cancellationToken);
        }

        return results;
    }

    private static void Require(Member receiver, TurnRow row, MainImage image, Product product, bool fourEyes)
    {
        var step = row.Turn.Step;
        if (row.Turn.MemberId == receiver.Id)
        {
            throw TurnProblems.AlreadyTheirs.Because(receiver.Name);
        }

        if (!Permissions.Allows(receiver.Role, Workflow.ActionOf(step)))
        {
            throw TurnProblems.MemberCannot.Because(receiver.Name, StepNames.Of(step));
        }

        if (!Turn.MayTake(new TeamMember(receiver.Id, receiver.Role), step, row.Facts.WaitingBy, fourEyes))
        {
            throw TurnProblems.OwnWork.Because(receiver.Name);
        }

        if (!receiver.WorksOnBrand(product.Brand) || (image.Scope.StoreId is { } store && !receiver.WorksOnStore(store)))
        {
            throw TurnProblems.ReceiverNarrowed.Because(receiver.Name);
        }
    }

    private void Audit(TurnRow row, Member receiver, DateTimeOffset now)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["step"] = row.Turn.Step.ToString(), ["to"] = receiver.Id.ToString() };
        if (row.Turn.MemberId is { } giver)
        {
            details["from"] = giver.ToString();
        }

        db.Audit(me.Actor, "mainImage.handedOver", "mainImage", row.MainImageId, now, details);
    }
}
