using System.Text.Encodings.Web;
using MainImageHub.Domain;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.SignIn;

[Requires(HubAction.Read)]
public sealed class MePage(HubDbContext db, CurrentMember me, UserManager<HubUser> users, IUserStore<HubUser> store, SignInManager<HubUser> signIns, TimeProvider clock, IStringLocalizer<SignInWords> words) : PageModel
{
    private const int RecoveryCodes = 10;

    public static readonly string[] CommonZones =
        ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Tokyo", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "UTC"];

    public IReadOnlyList<ApiToken> Tokens { get; private set; } = [];

    public bool HasSecondFactor { get; private set; }

    public int RecoveryCodesLeft { get; private set; }

    public string SecondFactorKey { get; private set; } = "";

    public string SecondFactorLink { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Tokens = await db.ApiTokens.AsNoTracking().Where(t => t.MemberId == me.Id && t.RevokedAt == null).OrderByDescending(t => t.Id).Take(200).ToListAsync(cancellationToken);
        var user = await UserAsync();
        HasSecondFactor = user.TwoFactorEnabled;
        if (HasSecondFactor)
        {
            RecoveryCodesLeft = await users.CountRecoveryCodesAsync(user);
            return;
        }

        var key = await users.GetAuthenticatorKeyAsync(user);
        if (string.IsNullOrEmpty(key))
        {
            // Not by ResetAuthenticatorKey: that ends every other sign-in, and the person only looked at the page.
            key = users.GenerateNewAuthenticatorKey();
            await ((IUserAuthenticatorKeyStore<HubUser>)store).SetAuthenticatorKeyAsync(user, key, cancellationToken);
            await users.UpdateAsync(user);
        }

        SecondFactorKey = string.Join(' ', key!.Chunk(4).Select(part => new string(part)));
        SecondFactorLink = $"otpauth://totp/MainImageHub:{UrlEncoder.Default.Encode(user.Email!)}?secret={key}&issuer=MainImageHub";
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostProfileAsync(string? name, string? timeZone, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100)
        {
            throw WorkspaceProblems.NameMissing.Because();
        }

        var member = await db.Members.SingleAsync(m => m.Id == me.Id, cancellationToken);
        member.Name = name.Trim();
        member.TimeZone = WorkspaceSettings.CheckZone(timeZone);
        await db.SaveChangesAsync(cancellationToken);
        var user = await UserAsync();
        user.Name = member.Name;
        await users.UpdateAsync(user);
        TempData.Alert(words["Saved"]);
        return RedirectToPage();
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostPasswordAsync(string? current, string? wanted)
    {
        var user = await UserAsync();
        var changed = await users.ChangePasswordAsync(user, current ?? "", wanted ?? "");
        if (!changed.Succeeded)
        {
            throw AccountErrors.Problem(changed);
        }

        db.Audit(me.Actor, "member.passwordChanged", "member", me.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        await signIns.RefreshSignInAsync(user);
        TempData.Alert(words["PasswordChanged"]);
        return RedirectToPage();
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostSecondFactorOnAsync(string? code)
    {
        var user = await UserAsync();
        if (!await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, (code ?? "").Replace(" ", "", StringComparison.Ordinal)))
        {
            throw WorkspaceProblems.CodeWrong.Because();
        }

        await users.SetTwoFactorEnabledAsync(user, true);
        await DrawRecoveryCodesAsync(user);
        await AfterFactorAsync(user, on: true);
        return RedirectToPage();
    }

    /// <summary>A new set in place of the old one, which is used up, lost, or was seen by somebody.</summary>
    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostRecoveryCodesAsync(string? current)
    {
        var user = await UserAsync();
        if (!await users.CheckPasswordAsync(user, current ?? ""))
        {
            throw WorkspaceProblems.PasswordWrong.Because();
        }

        if (user.TwoFactorEnabled)
        {
            await DrawRecoveryCodesAsync(user);
            db.Audit(me.Actor, "member.recoveryCodesDrawn", "member", me.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(HttpContext.RequestAborted);
        }

        return RedirectToPage();
    }

    [Requires(HubAction.Read)]
    public async Task<IActionResult> OnPostSecondFactorOffAsync(string? current)
    {
        var user = await UserAsync();
        if (!await users.CheckPasswordAsync(user, current ?? ""))
        {
            throw WorkspaceProblems.PasswordWrong.Because();
        }

        await users.SetTwoFactorEnabledAsync(user, false);
        await users.ResetAuthenticatorKeyAsync(user);
        await AfterFactorAsync(user, on: false);
        return RedirectToPage();
    }

    [Requires(HubAction.ManageTokens)]
    public async Task<IActionResult> OnPostTokenAsync(string? tokenName, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(tokenName) || tokenName.Length > 100)
        {
            throw WorkspaceProblems.NameMissing.Because();
        }

        var secret = TokenAuthentication.Draw();
        var token = new ApiToken { WorkspaceId = me.WorkspaceId, MemberId = me.Id, Name = tokenName.Trim(), Hash = TokenAuthentication.Hash(secret), Tail = secret[^4..], CreatedAt = clock.GetUtcNow() };
        db.ApiTokens.Add(token);
        db.Audit(me.Actor, "token.created", "token", token.Id, clock.GetUtcNow(), new() { ["name"] = token.Name });
        await db.SaveChangesAsync(cancellationToken);
        TempData["NewToken"] = secret;
        return RedirectToPage();
    }

    [Requires(HubAction.ManageTokens)]
    public async Task<IActionResult> OnPostRevokeAsync(Guid tokenId, CancellationToken cancellationToken)
    {
        var token = await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == tokenId && t.MemberId == me.Id, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        token.RevokedAt ??= clock.GetUtcNow();
        db.Audit(me.Actor, "token.revoked", "token", token.Id, clock.GetUtcNow(), new() { ["name"] = token.Name });
        await db.SaveChangesAsync(cancellationToken);
        TempData.Alert(words["Revoked"]);
        return RedirectToPage();
    }

    private async Task DrawRecoveryCodesAsync(HubUser user) =>
        TempData["RecoveryCodes"] = (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes) ?? throw new InvalidOperationException("The user store keeps no recovery codes.")).ToArray();

    private async Task AfterFactorAsync(HubUser user, bool on)
    {
        db.Audit(me.Actor, on ? "member.secondFactorOn" : "member.secondFactorOff", "member", me.Id, clock.GetUtcNow());
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        await signIns.RefreshSignInAsync(user);
        TempData.Alert(words["Saved"]);
    }

    private async Task<HubUser> UserAsync() => await users.GetUserAsync(User) ?? throw HttpProblems.NotAllowed.Because();
}
