using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>Notes on pictures, as pages and the API show them.</summary>
public sealed class ReadPins(HubDbContext db, CurrentMember me, AuditNames names)
{
    // A list to choose from; whoever is not on it can be called by typing.
    private const int MostPeople = 500;

    /// <summary>What is on a version, and what is open from the versions before it.</summary>
    public async Task<PinBoard> OfVersionAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().Where(v => v.Id == versionId).Select(v => new { v.MainImageId, v.Number }).SingleOrDefaultAsync(cancellationToken) ?? throw HttpProblems.NotFound.Because();
        var places = await db.PinPlaces.AsNoTracking().Join(db.Pins.Where(p => p.MainImageId == version.MainImageId), place => place.PinId, pin => pin.Id, (place, pin) => new { Place = place, Pin = pin })
            .Where(p => p.Place.VersionId == versionId || (p.Pin.ResolvedAt == null && p.Place.VersionNumber < version.Number)).ToListAsync(cancellationToken);
        var nearest = places.GroupBy(p => p.Pin.Id).Select(g => g.MaxBy(p => p.Place.VersionNumber)!).OrderBy(p => p.Pin.Number).ToList();
        var ids = nearest.ConvertAll(p => p.Pin.Id);
        var comments = (await db.PinComments.AsNoTracking().Where(c => ids.Contains(c.PinId)).OrderBy(c => c.Id).ToListAsync(cancellationToken)).ToLookup(c => c.PinId);
        var calls = await db.PinMentions.AsNoTracking().Where(m => ids.Contains(m.PinId)).Join(db.Members, m => m.MemberId, p => p.Id, (m, p) => new { m.PinId, m.CommentId, m.SeenAt, p.Id, p.Name }).ToListAsync(cancellationToken);
        var called = calls.ToLookup(c => c.CommentId, c => c.Name);
        var mine = calls.Where(c => c.Id == me.Id && c.SeenAt is null).Select(c => c.PinId).ToHashSet();
        var later = await db.PinPlaces.Where(p => ids.Contains(p.PinId) && p.VersionNumber > version.Number).GroupBy(p => p.PinId)
            .Select(g => new { g.Key, Number = g.Max(p => p.VersionNumber) }).ToDictionaryAsync(p => p.Key, p => (int?)p.Number, cancellationToken);
        return new PinBoard(versionId, version.Number, [.. nearest.Select(p => new PinView
        {
            Id = p.Pin.Id,
            Number = p.Pin.Number,
            X = p.Place.X,
            Y = p.Place.Y,
            OnVersion = p.Place.VersionNumber,
            IsGhost = p.Place.VersionId != versionId,
            TakenOverTo = later.GetValueOrDefault(p.Pin.Id),
            Resolved = p.Pin.ResolvedAt is { } at ? new PinResolved(p.Pin.ResolvedByName!, at) : null,
            CallsMe = mine.Contains(p.Pin.Id),
            Comments = [.. comments[p.Pin.Id].Select(c => new PinCommentView(c.Id, c.WithdrawnAt is null ? c.Text : null, c.AuthorName, c.At, c.VersionNumber, c.WithdrawnAt is not null, c.AuthorId == me.Id, [.. called[c.Id]]))],
        })]);
    }

    /// <summary>Where this member was called by name and has not looked yet, newest first.</summary>
    public async Task<Page<MentionView>> MentionsAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var (before, take) = (page.Before, page.Take);
        var rows = await Unseen().Where(m => m.Id < before).OrderByDescending(m => m.Id).Take(take + 1)
            .Join(db.PinComments, m => m.CommentId, c => c.Id, (m, c) => new { Mention = m, Comment = c })
            .Join(db.Pins, m => m.Mention.PinId, p => p.Id, (m, p) => new { m.Mention, m.Comment, Pin = p })
            .Join(db.Versions, m => m.Comment.VersionId, v => v.Id, (m, v) => new { m.Mention, m.Comment, m.Pin, v.AssetId })
            .OrderByDescending(m => m.Mention.Id).ToListAsync(cancellationToken);
        var images = await names.OfImagesAsync([.. rows.Select(r => r.Pin.MainImageId).Distinct()], cancellationToken);
        return page.Cut([.. rows.Select(r => new MentionView(r.Mention.Id, r.Pin.Id, r.Pin.Number, r.Pin.MainImageId, images.GetValueOrDefault(r.Pin.MainImageId, ""), r.Comment.VersionId, r.Comment.VersionNumber, r.AssetId, r.Comment.Text, r.Comment.AuthorName, r.Comment.At))], m => m.Id);
    }

    public async Task<int> CountMentionsAsync(int upTo, CancellationToken cancellationToken) => await Unseen().Take(upTo).CountAsync(cancellationToken);

    /// <summary>Who can be called, by name.</summary>
    public async Task<IReadOnlyList<string>> PeopleAsync(CancellationToken cancellationToken) =>
        await db.Members.Where(m => m.DeactivatedAt == null && m.Id != me.Id).Select(m => m.Name).Distinct().OrderBy(name => name).Take(MostPeople).ToListAsync(cancellationToken);

    private IQueryable<PinMention> Unseen() => db.PinMentions.AsNoTracking().Where(m => m.MemberId == me.Id && m.SeenAt == null);
}

/// <param name="VersionId">Whose picture they lie on.</param>
/// <param name="Number">The version's.</param>
/// <param name="Pins">In the order of their numbers.</param>
public sealed record PinBoard(Guid VersionId, int Number, IReadOnlyList<PinView> Pins)
{
    public static readonly PinBoard Empty = new(Guid.Empty, 0, []);
}

/// <summary>A note on a picture with its thread.</summary>
public sealed record PinView
{
    public required Guid Id { get; init; }

    /// <summary>As it stands on the picture.</summary>
    public required int Number { get; init; }

    /// <summary>Share of the picture's width, from the left.</summary>
    public required double X { get; init; }

    /// <summary>Share of the picture's height, from the top.</summary>
    public required double Y { get; init; }

    /// <summary>The number of the version it was put on: this one, or for a ghost the nearest before it.</summary>
    public required int OnVersion { get; init; }

    /// <summary>It is open from an earlier version and not on this one.</summary>
    public required bool IsGhost { get; init; }

    /// <summary>The newest later version it was taken over to; absent where it was not.</summary>
    public int? TakenOverTo { get; init; }

    /// <summary>Absent while it is open.</summary>
    public PinResolved? Resolved { get; init; }

    /// <summary>Whoever asks is called by name there and has not looked yet.</summary>
    public bool CallsMe { get; init; }

    public required IReadOnlyList<PinCommentView> Comments { get; init; }
}

public sealed record PinResolved(string By, DateTimeOffset At);

/// <param name="Text">Absent once it was withdrawn.</param>
/// <param name="OnVersion">The number of the version that was looked at.</param>
/// <param name="Mine">Whoever asks wrote it.</param>
/// <param name="Mentions">Names of the members it calls.</param>
public sealed record PinCommentView(Guid Id, string? Text, string Author, DateTimeOffset At, int OnVersion, bool Withdrawn, bool Mine, IReadOnlyList<string> Mentions);

/// <param name="Id">Of the mention.</param>
/// <param name="Name">Of the main image, as a person reads it.</param>
public sealed record MentionView(Guid Id, Guid PinId, int PinNumber, Guid MainImageId, string Name, Guid VersionId, int OnVersion, Guid? AssetId, string Text, string Author, DateTimeOffset At);
