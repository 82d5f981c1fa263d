using System.Text;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>A workspace's key for Google Vision: encrypted as stores' credentials are, opened for the length of a call, never shown again.</summary>
public sealed partial class VisionKeys(HubDbContext db, CurrentMember me, IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("vision-key");

    /// <summary>Null when there is none.</summary>
    public async Task<string?> OpenAsync(CancellationToken cancellationToken) =>
        await db.VisionAccesses.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } access ? Encoding.UTF8.GetString(protector.Unprotect(access.Key)) : null;

    public Task<VisionAccess?> FindAsync(CancellationToken cancellationToken) => db.VisionAccesses.AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    /// <param name="key">Empty leaves the one that is there.</param>
    /// <param name="askWhenInDoubt">See <see cref="VisionAccess.AskWhenInDoubt"/>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task SetAsync(string? key, bool askWhenInDoubt, CancellationToken cancellationToken)
    {
        var fresh = string.IsNullOrWhiteSpace(key) ? null : key.Trim();
        if (fresh is not null && !Form.IsMatch(fresh))
        {
            throw VisionProblems.KeyInvalid.Because();
        }

        var now = clock.GetUtcNow();
        var access = await db.VisionAccesses.SingleOrDefaultAsync(cancellationToken);
        var changed = new Dictionary<string, string>();
        if (access is null)
        {
            access = fresh is not null
                ? new VisionAccess { WorkspaceId = me.WorkspaceId, Key = [], SetByName = me.Actor.Name, SetAt = now }
                : throw VisionProblems.KeyInvalid.Because();
            db.VisionAccesses.Add(access);
        }

        if (fresh is not null)
        {
            (access.Key, access.SetByName, access.SetAt) = (protector.Protect(Encoding.UTF8.GetBytes(fresh)), me.Actor.Name, now);
            changed["credentials"] = "key";
        }

        if (access.AskWhenInDoubt != askWhenInDoubt)
        {
            access.AskWhenInDoubt = askWhenInDoubt;
            changed["askWhenInDoubt"] = askWhenInDoubt ? "true" : "false";
        }

        if (changed.Count > 0)
        {
            db.Audit(me.Actor, "workspace.visionSet", "workspace", me.WorkspaceId, now, changed);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (await db.VisionAccesses.SingleOrDefaultAsync(cancellationToken) is { } access)
        {
            db.VisionAccesses.Remove(access);
            db.Audit(me.Actor, "workspace.visionForgotten", "workspace", me.WorkspaceId, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{20,200}$", RegexOptions.CultureInvariant)]
    private static partial Regex Form { get; }
}
