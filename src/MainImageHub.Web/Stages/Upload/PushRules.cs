using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Library;
using MainImageHub.Web.Stages.Pictures;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Whether a version may be put up: the one answer for a push, a test, a replacement.</summary>
public sealed class PushRules(HubDbContext db, RuleBook rules, ReadOwnRules ownRules, PictureLibrary library, TimeProvider clock)
{
    /// <summary>Stands among the rules that a picture breaks when the rights to it have run out. It is no marketplace's rule: it holds on every site.</summary>
    public const string Rights = "rights";

    /// <summary>What the library says of the version's picture now, whatever its report said when it came in. Decodes pictures: not inside a transaction.</summary>
    public async Task<PictureLikes?> LikesAsync(ImageVersion version, CancellationToken cancellationToken)
    {
        var productId = await db.MainImages.Where(i => i.Id == version.MainImageId).Select(i => i.ProductId).SingleAsync(cancellationToken);
        return await db.Assets.AsNoTracking().SingleOrDefaultAsync(a => a.Id == version.AssetId, cancellationToken) is { } asset ? await library.LikesAsync(asset, productId, cancellationToken) : null;
    }

    /// <summary>Failing rules by site (<c>amazon/US</c>), by the rules of this moment: those of the day when the file came in may have been others.</summary>
    /// <param name="image">Its main image.</param>
    /// <param name="version">What is to be put up.</param>
    /// <param name="sites">Where.</param>
    /// <param name="likes">See <see cref="LikesAsync"/>. A block is the workspace's own word: it holds on every site, rules or none, changed or not.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Dictionary<string, IReadOnlyList<string>>> BrokenAsync(MainImage image, ImageVersion version, IEnumerable<SiteCode> sites, PictureLikes? likes, CancellationToken cancellationToken) =>
        (await BrokenAsync([new PictureAtSites(image, version, [.. sites], likes)], cancellationToken))[version.Id];

    /// <summary>The same of many versions at once, by version.</summary>
    public async Task<Dictionary<Guid, Dictionary<string, IReadOnlyList<string>>>> BrokenAsync(IReadOnlyCollection<PictureAtSites> asked, CancellationToken cancellationToken)
    {
        var productIds = asked.Select(a => a.Image.ProductId).Distinct().ToArray();
        var assetIds = asked.Select(a => a.Version.AssetId).OfType<Guid>().Distinct().ToArray();
        var categories = await db.Products.Where(p => productIds.Contains(p.Id)).Select(p => new { p.Id, p.Category }).ToDictionaryAsync(p => p.Id, p => p.Category, cancellationToken);
        var pictures = await db.Assets.AsNoTracking().Where(a => assetIds.Contains(a.Id)).Select(a => new { a.Id, a.Facts, a.RightsUntil }).ToDictionaryAsync(a => a.Id, cancellationToken);
        var own = await ownRules.NowAsync(cancellationToken);
        var today = clock.UtcToday();
        return asked.ToDictionary(a => a.Version.Id, a =>
        {
            var picture = pictures[a.Version.AssetId!.Value];
            return Broken(a, picture.Facts.Named(a.Version.FileName), picture.RightsUntil < today, categories[a.Image.ProductId], own);
        });
    }

    private Dictionary<string, IReadOnlyList<string>> Broken(PictureAtSites asked, ImageFacts facts, bool rightsEnded, string? category, OwnRules own)
    {
        var broken = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var site in asked.Sites.Distinct())
        {
            string[] fails = rules.Knows(site) ? [.. rules.Judge(facts, site, clock.GetUtcNow(), category, own, asked.Likes).Findings.Where(f => f.Verdict == Verdict.Fail).Select(f => f.Rule)] : [];
            if (asked.Likes?.Blocked is not null)
            {
                fails = [.. fails.Union([RuleIds.Duplicate], StringComparer.Ordinal)];
            }

            if (rightsEnded)
            {
                fails = [.. fails, Rights];
            }

            if (fails.Length > 0)
            {
                broken[site.ToString()] = fails;
            }
        }

        return broken;
    }

    /// <summary>The complaint that stands against what was ordered; one that an owner knew of when they gave their word does not.</summary>
    public async Task<LikeBlocked?> BlockedAsync(Deployment deployment, Guid assetId, CancellationToken cancellationToken)
    {
        var blocked = await library.BlockedAsync(await db.Assets.AsNoTracking().SingleAsync(a => a.Id == assetId, cancellationToken), cancellationToken);
        return blocked is not null && (deployment.OverrideReason is null || blocked.At > deployment.CreatedAt) ? blocked : null;
    }

    /// <summary>The number of the version that was ordered, where the rights to it have run out and no owner's word was given for that; null where it may go.</summary>
    public async Task<int?> RightsEndedAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var ordered = await db.Versions.Where(v => v.Id == deployment.VersionId).Join(db.Assets, v => v.AssetId, a => a.Id, (v, a) => new { v.Number, a.RightsUntil }).SingleOrDefaultAsync(cancellationToken);
        // A word that was given before the rights ended was given for something else.
        return ordered?.RightsUntil is { } until && until < clock.UtcToday()
            && (deployment.OverrideReason is null || until >= DateOnly.FromDateTime(deployment.CreatedAt.UtcDateTime)) ? ordered.Number : null;
    }

    /// <summary>For people: <c>amazon/US: Product fill, Border; amazon/DE: Border</c>.</summary>
    public static LocalText Text(IReadOnlyDictionary<string, IReadOnlyList<string>> broken) =>
        new(Text(broken, rule => RuleNaming.Of(rule).En), Text(broken, rule => RuleNaming.Of(rule).Zh));

    /// <summary>For a note that is kept: <c>amazon/US: productFill, border</c>; see <see cref="RuleNaming.Named"/>.</summary>
    public static string Note(IReadOnlyDictionary<string, IReadOnlyList<string>> broken) => Text(broken, rule => rule);

    private static string Text(IReadOnlyDictionary<string, IReadOnlyList<string>> broken, Func<string, string> name) =>
        string.Join("; ", broken.Select(b => $"{b.Key}: {string.Join(", ", b.Value.Select(name))}"));
}

/// <summary>A version that is to be held against the rules of some sites.</summary>
/// <param name="Likes">See <see cref="PushRules.LikesAsync"/>.</param>
public sealed record PictureAtSites(MainImage Image, ImageVersion Version, IReadOnlyList<SiteCode> Sites, PictureLikes? Likes);
