using System.Text.RegularExpressions;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Library;

/// <summary>Puts words of the team's own on pictures.</summary>
public sealed partial class EditTags(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public const int Longest = 40;
    public const int Most = 20;

    /// <summary>Lower case, single spaces; null for what is no tag.</summary>
    public static string? Clean(string? tag)
    {
        var clean = Spaces.Replace(tag ?? "", " ").Trim();
#pragma warning disable CA1308 // A tag is read by people, who write it in lower case.
        return clean is { Length: > 0 and <= Longest } && !clean.Any(char.IsControl) ? clean.ToLowerInvariant() : null;
#pragma warning restore CA1308
    }

    public async Task<IReadOnlyList<string>> AddAsync(Guid assetId, string? tag, CancellationToken cancellationToken)
    {
        var word = Clean(tag) ?? throw LibraryProblems.TagInvalid.Because(Longest);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asset = await HoldAsync(assetId, cancellationToken);
        if (!asset.Tags.Contains(word))
        {
            asset.Tags = asset.Tags.Count < Most ? [.. asset.Tags.Append(word).Order(StringComparer.Ordinal)] : throw LibraryProblems.TooManyTags.Because(Most);
            db.Audit(me.Actor, "asset.tagged", "asset", asset.Id, clock.GetUtcNow(), new() { ["tag"] = word });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return asset.Tags;
    }

    public async Task<IReadOnlyList<string>> RemoveAsync(Guid assetId, string? tag, CancellationToken cancellationToken)
    {
        var word = Clean(tag) ?? throw LibraryProblems.TagInvalid.Because(Longest);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asset = await HoldAsync(assetId, cancellationToken);
        if (asset.Tags.Contains(word))
        {
            asset.Tags = [.. asset.Tags.Where(t => t != word)];
            db.Audit(me.Actor, "asset.untagged", "asset", asset.Id, clock.GetUtcNow(), new() { ["tag"] = word });
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return asset.Tags;
    }

    /// <summary>Two people who tag the same picture at once wait for each other: the whole list is written.</summary>
    private async Task<Asset> HoldAsync(Guid assetId, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('tags'), hashtext({assetId.ToString()}))", cancellationToken);
        return await db.Assets.SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces { get; }
}
