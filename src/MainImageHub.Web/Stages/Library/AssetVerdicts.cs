using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>
/// The verdicts of a picture's reports, kept with the picture as words to be searched: <c>amazon/fail</c>, <c>amazon</c>, <c>fail</c>.
/// </summary>
public static class AssetVerdicts
{
    /// <summary>Notes the newest reports; marketplaces that they do not speak of keep what they said.</summary>
    public static async Task NoteVerdictsAsync(this HubDbContext db, Guid assetId, IReadOnlyCollection<ComplianceReport> reports, CancellationToken cancellationToken)
    {
        if (reports.Count == 0)
        {
            return;
        }

        var known = await db.Assets.Where(a => a.Id == assetId).Select(a => a.Judged).SingleAsync(cancellationToken);
        var words = Merge(known, reports);
        if (!words.SequenceEqual(known))
        {
            await db.Assets.Where(a => a.Id == assetId).ExecuteUpdateAsync(set => set.SetProperty(a => a.Judged, words), cancellationToken);
        }
    }

    /// <summary>The worst of all marketplaces; null for a picture that was judged for none.</summary>
    public static Verdict? Worst(IEnumerable<string> words) =>
        words.Select(word => Enum.TryParse<Verdict>(word, ignoreCase: true, out var verdict) && Enum.IsDefined(verdict) ? verdict : (Verdict?)null).Max();

    public static List<string> Merge(IReadOnlyCollection<string> known, IReadOnlyCollection<ComplianceReport> reports)
    {
        var by = known.Select(word => word.Split('/')).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        foreach (var marketplace in reports.GroupBy(r => r.Profile.Split('/')[0], StringComparer.Ordinal))
        {
            by[marketplace.Key] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(marketplace.Max(r => r.Verdict).ToString());
        }

        return [.. by.Select(pair => $"{pair.Key}/{pair.Value}").Concat(by.Keys).Concat(by.Values).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
