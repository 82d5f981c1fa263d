using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Which versions of those that wait for review, and in which order: by the words of the queue's address.</summary>
public sealed record ReviewFilter
{
    // Later than any due date: what has none comes last.
    private static readonly DateOnly NoDate = new(9999, 1, 1);

    [FromQuery(Name = "marketplace")]
    public string? Marketplace { get; init; }

    /// <summary>A country's code, with or without a marketplace.</summary>
    [FromQuery(Name = "site")]
    public string? Site { get; init; }

    /// <summary><c>me</c> or a member's id: who owns the main image.</summary>
    [FromQuery(Name = "owner")]
    public string? Owner { get; init; }

    /// <summary>A member's id: who handed the version in.</summary>
    [FromQuery(Name = "designer")]
    public string? Designer { get; init; }

    /// <summary>The worst that its reports say.</summary>
    [FromQuery(Name = "verdict")]
    public string? Judged { get; init; }

    public bool IsEmpty => ToQuery('?').Length == 0;

    /// <summary>The filter as part of an address, to be carried from one picture to the next.</summary>
    /// <param name="first"><c>?</c>, or <c>&amp;</c> where something stands before it.</param>
    public string ToQuery(char first)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("marketplace", Marketplace), ("site", Site), ("owner", Owner), ("designer", Designer), ("verdict", Judged) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        var text = query.ToQueryString().Value ?? "";
        return text.Length == 0 ? "" : first + text[1..];
    }

    /// <summary>Those that wait, the ones due first at the front, then the ones that wait longest.</summary>
    public IQueryable<WaitingVersion> Of(HubDbContext db, CurrentMember me) => Matching(db, me)
        .Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new WaitingVersion { Id = v.Id, Due = i.DueOn ?? NoDate })
        .OrderBy(w => w.Due).ThenBy(w => w.Id);

    /// <summary>A version's place in the order, decided on or not; last by its id where it is not known.</summary>
    public static async Task<WaitingVersion> PlaceAsync(HubDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.Versions.Where(v => v.Id == id).Join(db.MainImages, v => v.MainImageId, i => i.Id, (v, i) => new WaitingVersion { Id = v.Id, Due = i.DueOn ?? NoDate }).SingleOrDefaultAsync(cancellationToken)
            ?? new WaitingVersion { Id = id, Due = NoDate };

    private IQueryable<ImageVersion> Matching(HubDbContext db, CurrentMember me)
    {
        var waiting = db.AwaitingReviewBy(me);
        if (!string.IsNullOrEmpty(Marketplace) || !string.IsNullOrEmpty(Site))
        {
            // Meant for the place itself, or wider and judged for it.
            var (marketplace, site) = (Code(Marketplace, "marketplace"), Code(Site, "site"));
            var judgedFor = $"{(marketplace.Length > 0 ? marketplace : "%")}/{(site.Length > 0 ? site : "%")}";
            waiting = waiting.Where(v => db.MainImages.Any(i => i.Id == v.MainImageId && (marketplace == "" || i.Scope.Marketplace == marketplace) && (site == "" || i.Scope.Site == site))
                || db.VersionCompliance.Any(c => c.VersionId == v.Id && EF.Functions.Like(c.Profile, judgedFor)));
        }

        if (!string.IsNullOrEmpty(Owner))
        {
            var owner = Owner == "me" ? me.Id : Guid.TryParse(Owner, out var id) ? id : throw HttpProblems.Invalid.Because("owner");
            waiting = waiting.Where(v => db.MainImages.Any(i => i.Id == v.MainImageId && i.OwnerId == owner));
        }

        if (!string.IsNullOrEmpty(Designer))
        {
            var designer = Guid.TryParse(Designer, out var id) ? id : throw HttpProblems.Invalid.Because("designer");
            waiting = waiting.Where(v => v.SubmittedBy == designer);
        }

        if (!string.IsNullOrEmpty(Judged))
        {
            var verdict = Enum.TryParse<Verdict>(Judged, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : throw HttpProblems.Invalid.Because("verdict");
            var worse = Enum.GetValues<Verdict>().Where(other => other > verdict).ToArray();
            waiting = waiting.Where(v => db.VersionCompliance.Any(c => c.VersionId == v.Id && c.Verdict == verdict) && !db.VersionCompliance.Any(c => c.VersionId == v.Id && worse.Contains(c.Verdict)));
        }

        return waiting;
    }

    /// <summary>A marketplace's or a country's code: nothing in it means anything in a pattern.</summary>
    private static string Code(string? code, string name) =>
        string.IsNullOrEmpty(code) ? "" : code.Length <= 20 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? code : throw HttpProblems.Invalid.Because(name);
}

/// <summary>A version in the review queue's order.</summary>
public sealed class WaitingVersion
{
    public Guid Id { get; init; }

    public DateOnly Due { get; init; }
}

public static class WaitingVersions
{
    public static IQueryable<WaitingVersion> After(this IQueryable<WaitingVersion> waiting, WaitingVersion place) => waiting.Where(w => w.Due > place.Due || (w.Due == place.Due && w.Id > place.Id));

    public static IQueryable<WaitingVersion> Before(this IQueryable<WaitingVersion> waiting, WaitingVersion place) => waiting.Where(w => w.Due < place.Due || (w.Due == place.Due && w.Id < place.Id));
}
