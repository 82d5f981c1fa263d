using MainImageHub.Domain.Images;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Searches that a member gave a name to, of each page by itself. Everybody has their own.</summary>
public sealed class SavedViews(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public const int LongestName = 60;
    private const int Most = 50;
    private const int LongestQuery = 1000;

    public async Task<IReadOnlyList<SavedView>> ListAsync(string page, CancellationToken cancellationToken) =>
        await db.SavedViews.AsNoTracking().Where(v => v.MemberId == me.Id && v.Page == page).OrderBy(v => v.Name).Take(Most).ToListAsync(cancellationToken);

    /// <summary>Under a name that is there already the search takes the other's place.</summary>
    public async Task<SavedView> KeepAsync(string page, string? name, string? query, CancellationToken cancellationToken)
    {
        var named = name?.Trim() is { Length: > 0 and <= LongestName } given ? given : throw LibraryProblems.ViewNameMissing.Because(LongestName);
        // The place in the list is no part of a search.
        var parts = QueryHelpers.ParseQuery(query).Where(p => p.Key != "cursor" && !string.IsNullOrEmpty(p.Value)).ToDictionary(p => p.Key, p => (string?)p.Value.ToString(), StringComparer.Ordinal);
        var kept = QueryString.Create(parts).Value ?? "";
        if (kept.Length > LongestQuery)
        {
            throw LibraryProblems.ViewTooLong.Because();
        }

        var view = await db.SavedViews.SingleOrDefaultAsync(v => v.MemberId == me.Id && v.Page == page && v.Name == named, cancellationToken);
        if (view is null)
        {
            if (await db.SavedViews.Where(v => v.MemberId == me.Id && v.Page == page).Take(Most).CountAsync(cancellationToken) == Most)
            {
                throw LibraryProblems.TooManyViews.Because(Most);
            }

            view = new SavedView { WorkspaceId = me.WorkspaceId, MemberId = me.Id, Page = page, Name = named, Query = kept, CreatedAt = clock.GetUtcNow() };
            db.SavedViews.Add(view);
        }

        view.Query = kept;
        await db.SaveChangesAsync(cancellationToken);
        return view;
    }

    public async Task DropAsync(Guid id, CancellationToken cancellationToken) =>
        await db.SavedViews.Where(v => v.Id == id && v.MemberId == me.Id).ExecuteDeleteAsync(cancellationToken);
}

/// <summary>What a page shows of its saved views.</summary>
/// <param name="Address">The page's.</param>
/// <param name="Here">The query of the list that is shown, where a form comes back to.</param>
/// <param name="Views">The member's, of this page.</param>
/// <param name="CanBeKept">Something is searched for.</param>
public sealed record SavedViewsPart(string Address, string Here, IReadOnlyList<SavedView> Views, bool CanBeKept);
