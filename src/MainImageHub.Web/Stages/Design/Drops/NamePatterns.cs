using System.Text.RegularExpressions;
using MainImageHub.Domain.Drops;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>The workspace's own ways of naming files: tried on names that are there, then kept. They go before the built-in ones.</summary>
public sealed class NamePatterns(HubDbContext db, CurrentMember me, MatchNames match, TimeProvider clock)
{
    private const int MostTried = 500;
    private const int Most = 50;

    public async Task<IReadOnlyList<NamePatternView>> ListAsync(CancellationToken cancellationToken) =>
        await db.NamePatterns.AsNoTracking().OrderBy(p => p.Name).Select(p => new NamePatternView(p.Id, p.Name, p.Text, p.KeptByName, p.KeptAt)).ToListAsync(cancellationToken);

    /// <summary>What the pattern would make of these names. Keeps nothing.</summary>
    public async Task<IReadOnlyList<TriedName>> TryAsync(string? text, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<string> some = [.. names.Take(MostTried)];
        var matches = await match.MatchAsync(some, [Compiled(text)], cancellationToken);
        var products = matches.Select(m => m.Place?.ProductId).OfType<Guid>().Distinct().ToArray();
        var skus = await db.Products.AsNoTracking().Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Sku, cancellationToken);
        return [.. some.Zip(matches, (name, m) => new TriedName(
            name, m.Place is { } place ? skus[place.ProductId] : null, m.Place?.Scope.Marketplace, m.Place?.Scope.Site, m.Place?.Slot, m.Version, m.Place?.MainImageId, m.Doubt == DropDoubt.None ? null : m.Doubt, m.Unread))];
    }

    /// <summary>Under a name that is there already the pattern takes the other's place.</summary>
    public async Task<NamePatternView> KeepAsync(string? name, string? text, CancellationToken cancellationToken)
    {
        var named = name?.Trim() is { Length: > 0 and <= NamePattern.LongestName } given ? given : throw DropProblems.PatternNameMissing.Because(NamePattern.LongestName);
        Compiled(text);
        var now = clock.GetUtcNow();
        var pattern = await db.NamePatterns.SingleOrDefaultAsync(p => p.Name == named, cancellationToken);
        if (pattern is null)
        {
            if (await db.NamePatterns.Take(Most).CountAsync(cancellationToken) == Most)
            {
                throw DropProblems.TooManyPatterns.Because(Most);
            }

            pattern = new NamePattern { WorkspaceId = me.WorkspaceId, Name = named, Text = text!, KeptByName = me.Actor.Name, KeptAt = now };
            db.NamePatterns.Add(pattern);
        }

        (pattern.Text, pattern.KeptByName, pattern.KeptAt) = (text!, me.Actor.Name, now);
        db.Audit(me.Actor, "namePattern.kept", "namePattern", pattern.Id, now, new() { ["name"] = named });
        await db.SaveChangesAsync(cancellationToken);
        return new NamePatternView(pattern.Id, pattern.Name, pattern.Text, pattern.KeptByName, pattern.KeptAt);
    }

    public async Task DropAsync(Guid id, CancellationToken cancellationToken)
    {
        var pattern = await db.NamePatterns.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        db.NamePatterns.Remove(pattern);
        db.Audit(me.Actor, "namePattern.dropped", "namePattern", id, clock.GetUtcNow(), new() { ["name"] = pattern.Name });
        await db.SaveChangesAsync(cancellationToken);
    }

    private static Regex Compiled(string? text)
    {
        try
        {
            return text is { Length: > 0 and <= NamePattern.LongestText } ? NamePattern.Compile(text) : throw DropProblems.PatternInvalid.Because("", NamePattern.LongestText);
        }
        catch (ArgumentException e)
        {
            throw DropProblems.PatternInvalid.Because(e.Message, NamePattern.LongestText);
        }
    }
}

public sealed record NamePatternView(Guid Id, string Name, string Pattern, string KeptBy, DateTimeOffset KeptAt);

/// <summary>What a name would mean.</summary>
/// <param name="Sku">Absent where the name does not decide; <paramref name="Doubt"/> says why.</param>
/// <param name="MainImageId">Absent while it is to be planned.</param>
public sealed record TriedName(string Name, string? Sku, string? Marketplace, string? Site, string? Slot, int? Version, Guid? MainImageId, DropDoubt? Doubt, string? Unread);
