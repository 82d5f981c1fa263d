using System.Net.Mail;
using System.Security.Cryptography;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class MembersPage(HubDbContext db, CurrentMember me, UserManager<HubUser> users, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    public IReadOnlyList<Member> Members { get; private set; } = [];

    public IReadOnlyList<StoreChoice> Stores { get; private set; } = [];

    public bool MayManage => me.May(HubAction.ManageMembers);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Members = await db.Members.AsNoTracking().OrderBy(m => m.DeactivatedAt != null).ThenBy(m => m.Name).Take(1000).ToListAsync(cancellationToken);
        Stores = await db.Stores.AsNoTracking().OrderBy(s => s.Name).Take(500).Select(s => new StoreChoice(s.Id, s.Name)).ToListAsync(cancellationToken);
    }

    [Requires(HubAction.ManageMembers)]
    public async Task<IActionResult> OnPostAddAsync(string? email, string? name, Role role, CancellationToken cancellationToken)
    {
        if (!MailAddress.TryCreate(email?.Trim(), out var address))
        {
            throw WorkspaceProblems.EmailMissing.Because();
        }

        var user = await users.FindByEmailAsync(address.Address);
        if (user is null)
        {
            var password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
            user = new HubUser { Id = Guid.CreateVersion7(), UserName = address.Address, Email = address.Address, Name = string.IsNullOrWhiteSpace(name) ? address.User : name.Trim() };
            var created = await users.CreateAsync(user, password);
            if (!created.Succeeded)
            {
                throw HttpProblems.Invalid.Because(string.Join(' ', created.Errors.Select(e => e.Code)));
            }

            TempData["NewPassword"] = password;
            TempData["NewEmail"] = user.Email;
        }
        else if (await db.Members.AnyAsync(m => m.UserId == user.Id, cancellationToken))
        {
            throw WorkspaceProblems.AlreadyMember.Because(address.Address);
        }

        var now = clock.GetUtcNow();
        var member = new Member { WorkspaceId = me.WorkspaceId, UserId = user.Id, Email = user.Email!, Name = user.Name, Role = role, CreatedAt = now };
        db.Members.Add(member);
        db.Audit(me.Actor, "member.added", "member", member.Id, now, new() { ["email"] = member.Email, ["role"] = Word(role) });
        await db.SaveChangesAsync(cancellationToken);
        TempData.Alert(words["MemberAdded", member.Name]);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageMembers)]
    public async Task<IActionResult> OnPostChangeAsync(Guid memberId, Role role, List<Guid> stores, string? brands, CancellationToken cancellationToken)
    {
        await using var transaction = await HoldOwnersAsync(cancellationToken);
        var member = await FindAsync(memberId, cancellationToken);
        if (role != Role.Owner)
        {
            await KeepAnOwnerAsync(member, cancellationToken);
        }

        var known = await db.Stores.Where(s => stores.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken);
        member.Role = role;
        member.StoreScope = role == Role.Owner ? [] : known;
        member.BrandScope = role == Role.Owner ? [] : [.. (brands ?? "").Split([',', '，', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];
        db.Audit(me.Actor, "member.changed", "member", member.Id, clock.GetUtcNow(), new()
        {
            ["role"] = Word(role),
            ["stores"] = string.Join(' ', member.StoreScope),
            ["brands"] = string.Join(", ", member.BrandScope),
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        TempData.Alert(words["MemberChanged", member.Name]);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageMembers)]
    public async Task<IActionResult> OnPostDeactivateAsync(Guid memberId, CancellationToken cancellationToken)
    {
        await using var transaction = await HoldOwnersAsync(cancellationToken);
        var member = await FindAsync(memberId, cancellationToken);
        await KeepAnOwnerAsync(member, cancellationToken);
        var now = clock.GetUtcNow();
        member.DeactivatedAt ??= now;
        db.Audit(me.Actor, "member.deactivated", "member", member.Id, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        TempData.Alert(words["MemberDeactivated", member.Name]);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageMembers)]
    public async Task<IActionResult> OnPostReactivateAsync(Guid memberId, CancellationToken cancellationToken)
    {
        var member = await FindAsync(memberId, cancellationToken);
        member.DeactivatedAt = null;
        db.Audit(me.Actor, "member.reactivated", "member", member.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        TempData.Alert(words["MemberChanged", member.Name]);
        return RedirectToPage();
    }

    /// <summary>Two owners who demote each other at the same moment come one after the other.</summary>
    private async Task<Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction> HoldOwnersAsync(CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('owners'), hashtext({me.WorkspaceId.ToString()}))", cancellationToken);
        return transaction;
    }

    private async Task KeepAnOwnerAsync(Member member, CancellationToken cancellationToken)
    {
        if (member.Role == Role.Owner && !await db.Members.AnyAsync(m => m.Id != member.Id && m.Role == Role.Owner && m.DeactivatedAt == null, cancellationToken))
        {
            throw WorkspaceProblems.LastOwner.Because();
        }
    }

    private async Task<Member> FindAsync(Guid memberId, CancellationToken cancellationToken) =>
        await db.Members.SingleOrDefaultAsync(m => m.Id == memberId, cancellationToken) ?? throw HttpProblems.NotFound.Because();

    private static string Word(Role role) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    public sealed record StoreChoice(Guid Id, string Name);
}
