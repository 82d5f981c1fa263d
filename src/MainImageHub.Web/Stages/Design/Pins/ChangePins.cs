using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>Puts notes on pictures, answers, settles and takes them over. Changes to one main image come one after the other.</summary>
public sealed class ChangePins(HubDbContext db, CurrentMember member, TimeProvider clock)
{
    /// <summary>A page shows them all; beyond this nobody reads them.</summary>
    public const int Most = 100;

    public const int MostAnswers = 200;

    /// <param name="versionId">Whose picture.</param>
    /// <param name="x">Share of its width, from the left.</param>
    /// <param name="y">Share of its height, from the top.</param>
    /// <param name="text">The first comment; <c>@name</c> calls a member.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<Pin> PutAsync(Guid versionId, double x, double y, string? text, CancellationToken cancellationToken)
    {
        var imageId = await ImageOfAsync(versionId, cancellationToken);
        await using var transaction = await db.HoldAsync(imageId, cancellationToken);
        await RequireAliveAsync(imageId, cancellationToken);
        var version = await db.Versions.SingleAsync(v => v.Id == versionId, cancellationToken);
        if (await db.PinPlaces.CountAsync(p => p.VersionId == versionId, cancellationToken) >= Most || await db.Pins.CountAsync(p => p.MainImageId == imageId && p.ResolvedAt == null, cancellationToken) >= Most)
        {
            throw PinProblems.TooMany.Because(Most);
        }

        var now = clock.GetUtcNow();
        var number = await db.Pins.Where(p => p.MainImageId == imageId).MaxAsync(p => (int?)p.Number, cancellationToken) ?? 0;
        var pin = Pin.Put(version, number + 1, member.Actor, now);
        db.Pins.Add(pin);
        db.PinPlaces.Add(pin.PlaceOn(version, x, y, member.Actor, now));
        await SayAsync(pin, version, text, now, cancellationToken);
        db.Audit(member.Actor, "pin.put", "pin", pin.Id, now, new() { ["version"] = version.Id.ToString() });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return pin;
    }

    /// <param name="pinId">Whose thread.</param>
    /// <param name="versionId">The version that is looked at; the newest that the note is on when null.</param>
    /// <param name="text">What is said.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<Pin> AnswerAsync(Guid pinId, Guid? versionId, string? text, CancellationToken cancellationToken) => ChangeAsync(pinId, async (pin, now) =>
    {
        var looked = versionId ?? await db.PinPlaces.Where(p => p.PinId == pinId).OrderByDescending(p => p.VersionNumber).Select(p => p.VersionId).FirstAsync(cancellationToken);
        var version = await OfTheSameImageAsync(pin, looked, cancellationToken);
        if (await db.PinComments.CountAsync(c => c.PinId == pinId, cancellationToken) >= MostAnswers)
        {
            throw PinProblems.ThreadFull.Because(MostAnswers, pin.Number);
        }

        await SayAsync(pin, version, text, now, cancellationToken);
        await SeeAsync(pinId, now, cancellationToken);
        db.Audit(member.Actor, "pin.answered", "pin", pin.Id, now, new() { ["version"] = version.Id.ToString() });
    }, cancellationToken);

    /// <summary>What it asks for is still to be done on a later version: from now on it is on that one, too.</summary>
    /// <param name="pinId">A note that is open.</param>
    /// <param name="versionId">A later version than those it is on.</param>
    /// <param name="place">Where there; where it was before when null.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<Pin> TakeOverAsync(Guid pinId, Guid versionId, (double X, double Y)? place, CancellationToken cancellationToken) => ChangeAsync(pinId, async (pin, now) =>
    {
        pin.RequireOpen();
        var version = await OfTheSameImageAsync(pin, versionId, cancellationToken);
        var before = await db.PinPlaces.Where(p => p.PinId == pinId).OrderByDescending(p => p.VersionNumber).FirstAsync(cancellationToken);
        if (before.VersionNumber == version.Number)
        {
            throw PinProblems.OnThisVersion.Because(pin.Number, version.Number);
        }

        if (before.VersionNumber > version.Number)
        {
            throw PinProblems.NotLater.Because(pin.Number, before.VersionNumber);
        }

        var (x, y) = place ?? (before.X, before.Y);
        db.PinPlaces.Add(pin.PlaceOn(version, x, y, member.Actor, now));
        db.Audit(member.Actor, "pin.takenOver", "pin", pin.Id, now, new() { ["version"] = version.Id.ToString() });
    }, cancellationToken);

    public Task<Pin> ResolveAsync(Guid pinId, CancellationToken cancellationToken) => ChangeAsync(pinId, async (pin, now) =>
    {
        pin.Resolve(member.Actor, now);
        await SeeAsync(pinId, now, cancellationToken);
        db.Audit(member.Actor, "pin.resolved", "pin", pin.Id, now);
    }, cancellationToken);

    public Task<Pin> ReopenAsync(Guid pinId, CancellationToken cancellationToken) => ChangeAsync(pinId, (pin, now) =>
    {
        pin.Reopen();
        db.Audit(member.Actor, "pin.reopened", "pin", pin.Id, now);
        return Task.CompletedTask;
    }, cancellationToken);

    /// <summary>One's own words are taken back, and nobody is called by them any more. That something stood there stays.</summary>
    public async Task<Pin> WithdrawAsync(Guid commentId, CancellationToken cancellationToken)
    {
        var pinId = await db.PinComments.Where(c => c.Id == commentId).Select(c => (Guid?)c.PinId).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return await ChangeAsync(pinId, async (pin, now) =>
        {
            var comment = await db.PinComments.SingleAsync(c => c.Id == commentId, cancellationToken);
            comment.Withdraw(member.Actor, now);
            db.PinMentions.RemoveRange(await db.PinMentions.Where(m => m.CommentId == commentId).ToListAsync(cancellationToken));
            db.Audit(member.Actor, "pin.commentWithdrawn", "pin", pin.Id, now, new() { ["version"] = comment.VersionId.ToString() });
        }, cancellationToken);
    }

    /// <summary>Whoever was called by name has looked: it leaves their Home. Theirs alone, so nothing is noted in the trail.</summary>
    public async Task SeenAsync(Guid pinId, CancellationToken cancellationToken)
    {
        if (!await db.Pins.AnyAsync(p => p.Id == pinId, cancellationToken))
        {
            throw HttpProblems.NotFound.Because();
        }

        await SeeAsync(pinId, clock.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<Pin> ChangeAsync(Guid pinId, Func<Pin, DateTimeOffset, Task> change, CancellationToken cancellationToken)
    {
        var imageId = await db.Pins.Where(p => p.Id == pinId).Select(p => (Guid?)p.MainImageId).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, imageId, cancellationToken);
        await using var transaction = await db.HoldAsync(imageId, cancellationToken);
        await RequireAliveAsync(imageId, cancellationToken);
        var pin = await db.Pins.SingleAsync(p => p.Id == pinId, cancellationToken);
        await change(pin, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return pin;
    }

    private async Task SayAsync(Pin pin, ImageVersion version, string? text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var comment = pin.Say(version, text, member.Actor, now);
        db.PinComments.Add(comment);
        if (!comment.Text.Contains('@', StringComparison.Ordinal))
        {
            return;
        }

        var members = await db.Members.Where(m => m.DeactivatedAt == null && m.Id != member.Id).Select(m => new { m.Id, m.Name }).ToListAsync(cancellationToken);
        var called = NamesInText.Find(comment.Text, [.. members.Select(m => m.Name)]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        db.PinMentions.AddRange(members.Where(m => called.Contains(m.Name)).Select(m => new PinMention { WorkspaceId = pin.WorkspaceId, PinId = pin.Id, CommentId = comment.Id, MemberId = m.Id }));
    }

    private async Task SeeAsync(Guid pinId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var mention in await db.PinMentions.Where(m => m.PinId == pinId && m.MemberId == member.Id && m.SeenAt == null).ToListAsync(cancellationToken))
        {
            mention.SeenAt = now;
        }
    }

    private async Task<Guid> ImageOfAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var imageId = await db.Versions.Where(v => v.Id == versionId).Select(v => (Guid?)v.MainImageId).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        await member.RequireImageAsync(db, imageId, cancellationToken);
        return imageId;
    }

    private async Task<ImageVersion> OfTheSameImageAsync(Pin pin, Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.Versions.SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return version.MainImageId == pin.MainImageId ? version : throw PinProblems.OtherPicture.Because(pin.Number);
    }

    private async Task RequireAliveAsync(Guid imageId, CancellationToken cancellationToken)
    {
        if (await db.MainImages.AnyAsync(i => i.Id == imageId && i.RetirementRequestedAt != null, cancellationToken))
        {
            throw LifecycleProblems.Retiring.Because();
        }
    }
}
