using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// The verdicts of a picture's reports, kept with the picture as words to be searched: <c>amazon/fail</c>, <c>amazon</c>, <c>fail</c>.
/// </summary>
public static class AssetVerdicts
{
    /// <summary>Notes a report on a picture beside all else that is said of it; see the other one.</summary>
    /// <param name="db">Holds it already, or will.</param>
    /// <param name="assetId">The picture.</param>
    /// <param name="reports">Just made.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static Task NoteVerdictsAsync(this HubDbContext db, Guid assetId, IReadOnlyCollection<ComplianceReport> reports, CancellationToken cancellationToken) =>
        reports.Count == 0 ? Task.CompletedTask : db.NoteAsync([assetId], [.. reports.Select(r => new Word(assetId, Marketplace(r.Profile), r.Verdict))], cancellationToken);

    /// <summary>
    /// Notes what is said of pictures now: for each marketplace the worst of the kept reports and of the listings that show it, as the context
    /// holds them where it does. Marketplaces that nothing speaks of any more keep what they said.
    /// </summary>
    public static Task NoteVerdictsAsync(this HubDbContext db, IReadOnlyCollection<Guid> assetIds, CancellationToken cancellationToken) => db.NoteAsync(assetIds, [], cancellationToken);

    /// <summary>The worst of all marketplaces; null for a picture that was judged for none.</summary>
    public static Verdict? Worst(IEnumerable<string> words) =>
        words.Select(word => Enum.TryParse<Verdict>(word, ignoreCase: true, out var verdict) && Enum.IsDefined(verdict) ? verdict : (Verdict?)null).Max();

    public static List<string> Merge(IReadOnlyCollection<string> known, IEnumerable<(string Marketplace, Verdict Verdict)> said)
    {
        var by = known.Select(word => word.Split('/')).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        foreach (var marketplace in said.GroupBy(s => s.Marketplace, StringComparer.Ordinal))
        {
            by[marketplace.Key] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(marketplace.Max(s => s.Verdict).ToString());
        }

        return [.. by.Select(pair => $"{pair.Key}/{pair.Value}").Concat(by.Keys).Concat(by.Values).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static async Task NoteAsync(this HubDbContext db, IReadOnlyCollection<Guid> assetIds, IReadOnlyCollection<Word> justSaid, CancellationToken cancellationToken)
    {
        var said = justSaid.Concat(await db.KeptAsync(assetIds, cancellationToken)).Concat(await db.ShownAsync(assetIds, cancellationToken)).ToLookup(w => w.AssetId, w => (w.Marketplace, w.Verdict));
        foreach (var asset in await db.Assets.Where(a => assetIds.Contains(a.Id)).Select(a => new { a.Id, a.Judged }).ToListAsync(cancellationToken))
        {
            var words = Merge(asset.Judged, said[asset.Id]);
            if (!words.SequenceEqual(asset.Judged))
            {
                await db.Assets.Where(a => a.Id == asset.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Judged, words), cancellationToken);
            }
        }
    }

    /// <summary>Of reports, which only versions have.</summary>
    private static async Task<IEnumerable<Word>> KeptAsync(this HubDbContext db, IReadOnlyCollection<Guid> assetIds, CancellationToken cancellationToken)
    {
        var kept = await db.VersionCompliance.Join(db.Versions.Where(v => v.AssetId != null && assetIds.Contains(v.AssetId.Value)), c => c.VersionId, v => v.Id, (c, v) => new { c.Id, c.Profile, c.Verdict, AssetId = v.AssetId!.Value })
            .ToListAsync(cancellationToken);
        var renewed = db.VersionCompliance.Local.ToDictionary(c => c.Id, c => c.Verdict);
        return kept.Select(c => new Word(c.AssetId, Marketplace(c.Profile), renewed.GetValueOrDefault(c.Id, c.Verdict)));
    }

    /// <summary>Of what shoppers see, of which only verdicts are kept.</summary>
    private static async Task<IEnumerable<Word>> ShownAsync(this HubDbContext db, IReadOnlyCollection<Guid> assetIds, CancellationToken cancellationToken)
    {
        var shown = await db.Listings.Where(l => l.LiveAssetId != null && assetIds.Contains(l.LiveAssetId.Value)).Join(db.Stores, l => l.StoreId, s => s.Id, (l, s) => new { l.Id, l.LiveAssetId, l.LiveVerdict, s.Marketplace }).ToListAsync(cancellationToken);
        var renewed = db.Listings.Local.ToDictionary(l => l.Id, l => (l.LiveAssetId, l.LiveVerdict));
        return shown.Select(l => (l.Marketplace, WasSeen: (l.LiveAssetId, l.LiveVerdict), Now: renewed.GetValueOrDefault(l.Id, (l.LiveAssetId, l.LiveVerdict))))
            .Where(l => l.Now.LiveAssetId == l.WasSeen.LiveAssetId && l.Now.LiveVerdict is not null)
            .Select(l => new Word(l.Now.LiveAssetId!.Value, l.Marketplace, l.Now.LiveVerdict!.Value));
    }

    private static string Marketplace(string profile) => profile.Split('/')[0];

    private sealed record Word(Guid AssetId, string Marketplace, Verdict Verdict);
}
