using MainImageHub.Domain.Rules;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>What the workspace reads otherwise than the rule packs. Everything that judges asks here.</summary>
public sealed class ReadOwnRules(HubDbContext db)
{
    public async Task<OwnRules> NowAsync(CancellationToken cancellationToken) => new()
    {
        White = new WhiteTolerance { MostOffWhite = await db.Workspaces.Select(w => w.OffWhiteTolerance).SingleAsync(cancellationToken) },
        Changes = await db.RuleChanges.AsNoTracking().Where(c => c.EndedAt == null).ToListAsync(cancellationToken),
    };
}
