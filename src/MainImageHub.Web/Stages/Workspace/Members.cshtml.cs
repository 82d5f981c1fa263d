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
public sealed class MembersPage(HubDbContext db, SystemDbContext system, CurrentMember me, UserManager<HubUser> users, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    private const int LongestEmail = 254;
    private const int LongestName = 100;
    private const int BrandsShown = 40;

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public IReadOnlyList<StoreChoice> Stores { get; private set; } = [];

    /// <summary>Of the products there are, for whoever narrows a membership.</summary>
    public IReadOnlyList<string> Brands { get; private set; } = [];

    public bool MayManage => me.May(HubAction.ManageMembers);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Members = await db.Members.AsNoTracking().OrderBy(m => m.DeactivatedAt != null).ThenBy(m => m.Name).Take(1000).ToListAsync(cancellationToken);
        Stores = await db.Stores.AsNoTracking().OrderBy(s => s.Name).Take(500).Select(s => new StoreChoice(s.Id, s.Name)).ToListAsync(cancellationToken);
        Brands = MayManage ? await db.Products.Where(p => p.Brand != null).Select(p => p.Brand!).Distinct().OrderBy(b => b).Take(BrandsShown).ToListAsync(cancellationToken) : [];
    }

    [Requires(HubAction.ManageMembers)]
    public async Task<IActionResult> OnPostAddAsync(string? email, string? name, Role role, CancellationToken cancellationToken)
    {
        if (!MailAddress.TryCreate(email?.Trim(), out var address) || address.Address.Length > LongestEmail)
        {
            throw WorkspaceProblems.EmailMissing.Because();
        }

        if (name?.Length > LongestName)
        {
            throw WorkspaceProblems.NameMissing.Because();
        }

        // What the person is called elsewhere is no business of this workspace.
        var called = string.IsNullOrWhiteSpace(name) ? address.User : name.Trim();
        var now = clock.GetUtcNow();
        string? password = null;
        Member member;

        // Account and membership in one step: an account without a membership could never be given a password again.
        await using (var transaction = await system.Database.BeginTransactionAsync(cancellationToken))
        {
            var user = await users.FindByEmailAsync(address.Address);
            if (user is null)
            {
                password = NewPassword();
                user = new HubUser { Id = Guid.CreateVersion7(), UserName = address.Address, Email = address.Address, Name = called };
                Require(await users.CreateAsync(user, password));
            }
            else if (await db.Members.AnyAsync(m => m.UserId == user.Id, cancellationToken))
            {
                throw WorkspaceProblems.AlreadyMember.Because(address.Address);
            }
            else if (!user.TwoFactorEnabled && !await system.Members.AnyAsync(m => m.UserId == user.Id, cancellationToken))
            {
                // Belongs nowhere: whoever it was made for has nothing to lose, and may never have seen a password.
                password = NewPassword();
                await SetPasswordAsync(user, password);
            }

            member = new Member { WorkspaceId = me.WorkspaceId, UserId = user.Id, Email = address.Address, Name = called, Role = role, CreatedAt = now };
            system.Members.Add(member);
            await system.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }

        db.Audit(me.Actor, "member.added", "member", member.Id, now, new() { ["email"] = member.Email, ["role"] = Word(role) });
        await db.SaveChangesAsync(CancellationToken.None);
        ShowOnce(member, password);
        TempData.Alert(words["MemberAdded", member.Name]);
        return RedirectToPage();
    }

    /// <summary>
    /// For a member who lost theirs. Only of somebody who belongs to no other workspace: an owner here must not open doors elsewhere.
    /// The second step goes as well, with the phone that may be lost too.
    /// </summary>
    [Requires(HubAction.ManageMembers)]
    public async Task<IActionResult> OnPostPasswordAsync(Guid memberId, CancellationToken cancellationToken)
    {
        var member = await FindAsync(memberId, cancellationToken);
        if (member.UserId == me.Member.UserId)
        {
            throw WorkspaceProblems.OwnPassword.Because();
        }

        var password = NewPassword();
        await using (var transaction = await system.Database.BeginTransactionAsync(cancellationToken))
        {
            if (await system.Members.AnyAsync(m => m.UserId == member.UserId && m.WorkspaceId != me.WorkspaceId, cancellationToken))
            {
                throw WorkspaceProblems.PasswordElsewhere.Because(member.Name);
            }

            var user = await users.FindByIdAsync(member.UserId.ToString()) ?? throw HttpProblems.NotFound.Because();
            await SetPasswordAsync(user, password);
            if (user.TwoFactorEnabled)
            {
                Require(await users.SetTwoFactorEnabledAsync(user, false));
                Require(await users.ResetAuthenticatorKeyAsync(user));
            }

            if (await users.IsLockedOutAsync(user))
            {
                Require(await users.SetLockoutEndDateAsync(user, null));
            }

            await transaction.CommitAsync(CancellationToken.None);
        }

        db.Audit(me.Actor, "member.passwordReset", "member", member.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(CancellationToken.None);
        ShowOnce(member, password);
        TempData.Alert(words["PasswordReset", member.Name]);
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
        var said = words["MemberChanged", member.Name].Value;
        TempData.Alert(await UnknownAsync(member.BrandScope, cancellationToken) is { Count: > 0 } unknown ? $"{said} {words["BrandsUnknown", string.Join(", ", unknown)]}" : said);
        return RedirectToPage();
    }

    /// <summary>Brands that no product has: perhaps mistyped, perhaps only to come.</summary>
    private async Task<IReadOnlyList<string>> UnknownAsync(IReadOnlyList<string> brands, CancellationToken cancellationToken)
    {
        var asked = brands.Select(b => b.ToLowerInvariant()).ToList();
#pragma warning disable CA1304, CA1311 // Becomes lower() in SQL.
        var known = await db.Products.Where(p => asked.Contains(p.Brand!.Trim().ToLower())).Select(p => p.Brand!.Trim().ToLower()).Distinct().ToListAsync(cancellationToken);
#pragma warning restore CA1304, CA1311
        return [.. brands.Where(b => !known.Contains(b.ToLowerInvariant()))];
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

    private static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);

    /// <summary>Every sign-in with the old one ends with it.</summary>
    private async Task SetPasswordAsync(HubUser user, string password) =>
        Require(await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password));

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw AccountErrors.Problem(result);
        }
    }

    private void ShowOnce(Member member, string? password)
    {
        if (password is not null)
        {
            TempData["NewPassword"] = password;
            TempData["NewEmail"] = member.Email;
        }
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
