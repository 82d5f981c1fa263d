using System.Net;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Security;

public sealed class SignInTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Owner_signs_in_and_lands_on_the_home_of_the_first_workspace()
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        (await browser.GetAsync("/")).Headers.Location!.OriginalString.Should().Be("/w/home");
        (await browser.ReadAsync("/w/home")).Should().Contain("Connect your first store");
    }

    [Fact]
    public async Task Somebody_unknown_is_led_to_sign_in_and_back_again()
    {
        using var browser = new Browser(app.Address);
        var asked = await browser.GetAsync("/w/home/jobs");
        asked.StatusCode.Should().Be(HttpStatusCode.Redirect);
        asked.Headers.Location!.PathAndQuery.Should().Be("/sign-in?ReturnUrl=%2Fw%2Fhome%2Fjobs");
        await browser.GetAsync("/sign-in?ReturnUrl=%2Fw%2Fhome%2Fjobs");
        var entered = await browser.PostAsync("/sign-in?ReturnUrl=%2Fw%2Fhome%2Fjobs", ("email", HubApp.OwnerEmail), ("password", HubApp.OwnerPassword));
        entered.Headers.Location!.OriginalString.Should().Be("/w/home/jobs");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Sign_in_never_leads_elsewhere(string elsewhere)
    {
        using var browser = new Browser(app.Address);
        await browser.GetAsync("/sign-in");
        var entered = await browser.PostAsync("/sign-in", ("email", HubApp.OwnerEmail), ("password", HubApp.OwnerPassword), ("returnUrl", elsewhere));
        entered.Headers.Location!.OriginalString.Should().Be("/");
    }

    [Fact]
    public async Task Wrong_password_and_unknown_address_read_the_same()
    {
        using var browser = new Browser(app.Address);
        await browser.GetAsync("/sign-in");
        var wrong = await (await browser.PostAsync("/sign-in", ("email", HubApp.OwnerEmail), ("password", "nonsense"))).Content.ReadAsStringAsync();
        var unknown = await (await browser.PostAsync("/sign-in", ("email", "nobody@example.com"), ("password", "nonsense"))).Content.ReadAsStringAsync();
        wrong.Should().Contain("do not belong together");
        unknown.Should().Contain("do not belong together");
    }

    [Fact]
    public async Task Eight_wrong_passwords_lock_the_account_for_a_while_and_the_words_tell_nobody_that_it_is_one()
    {
        var email = await UserAsync("locked@example.com", "a right good password");
        using var browser = new Browser(app.Address);
        await browser.GetAsync("/sign-in");
        for (var i = 0; i < 8; i++)
        {
            await browser.PostAsync("/sign-in", ("email", email), ("password", "nonsense"));
        }

        var right = await browser.PostAsync("/sign-in", ("email", email), ("password", "a right good password"));
        right.StatusCode.Should().Be(HttpStatusCode.OK);
        (await right.Content.ReadAsStringAsync()).Should().Contain("too many wrong attempts");
        var unknown = await browser.PostAsync("/sign-in", ("email", "nobody@example.com"), ("password", "nonsense"));
        (await unknown.Content.ReadAsStringAsync()).Should().Contain("too many wrong attempts");
    }

    [Fact]
    public async Task A_form_without_the_antiforgery_token_is_refused()
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        using var bare = new FormUrlEncodedContent([KeyValuePair.Create("culture", "zh-Hans")]);
        (await browser.Client.PostAsync("/language", bare)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_sign_in_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var browser = new Browser(app.Address);
        await browser.GetAsync("/sign-in");
        var entered = await browser.PostAsync("/sign-in", ("email", HubApp.OwnerEmail), ("password", HubApp.OwnerPassword));
        var cookie = entered.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("hub=", StringComparison.Ordinal));
        cookie.Should().Contain("httponly").And.Contain("samesite=lax");
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/w/nowhere")]
    [InlineData("/api/v1/rules")]
    public async Task Every_answer_forbids_foreign_scripts_and_frames(string path)
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        var answer = await browser.GetAsync(path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("script-src 'self'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
    }

    [Fact]
    public async Task Pages_carry_no_inline_script_style_or_handler()
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        foreach (var page in new[] { "", "/images", "/jobs", "/members", "/rules", "/rules/amazon", "/settings", "/audit", "/me" })
        {
            var text = await (await browser.GetAsync("/w/home" + page)).Content.ReadAsStringAsync();
            text.Should().NotMatchRegex("<script(?![^>]* src=)").And.NotContain("<style").And.NotMatchRegex(" style=\"").And.NotMatchRegex(" on[a-z]+=\"");
        }
    }

    [Fact]
    public async Task A_second_step_is_asked_for_once_it_is_on()
    {
        var email = await UserAsync("careful@example.com", "a right good password");
        string code;
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
            var user = await users.FindByEmailAsync(email);
            await users.ResetAuthenticatorKeyAsync(user!);
            await users.SetTwoFactorEnabledAsync(user!, true);
            code = Totp.Now((await users.GetAuthenticatorKeyAsync(user!))!);
        }

        using var browser = new Browser(app.Address);
        await browser.GetAsync("/sign-in");
        var first = await browser.PostAsync("/sign-in", ("email", email), ("password", "a right good password"));
        first.StatusCode.Should().Be(HttpStatusCode.OK);
        (await browser.PostAsync("/sign-in?handler=Code", ("code", "000000"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await browser.PostAsync("/sign-in?handler=Code", ("code", code))).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Staying_signed_in_is_kept_through_the_second_step()
    {
        var (email, key, _) = await CarefulUserAsync("stays@example.com");
        using var browser = new Browser(app.Address);
        await browser.GetAsync("/sign-in");
        var first = await browser.PostAsync("/sign-in", ("email", email), ("password", "a right good password"), ("stay", "true"));
        (await first.Content.ReadAsStringAsync()).Should().Contain("name=\"stay\" value=\"true\"");
        var entered = await browser.PostAsync("/sign-in?handler=Code", ("code", Totp.Now(key)), ("stay", "true"));
        entered.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("hub=", StringComparison.Ordinal)).Should().Contain("expires=");
    }

    [Fact]
    public async Task A_recovery_code_opens_once_where_the_app_is_lost()
    {
        var (email, _, codes) = await CarefulUserAsync("lost-phone@example.com");
        foreach (var (code, status) in new[] { ("nonsense", HttpStatusCode.OK), (codes[0], HttpStatusCode.Redirect), (codes[0], HttpStatusCode.OK), (codes[1], HttpStatusCode.Redirect) })
        {
            using var browser = new Browser(app.Address);
            await browser.GetAsync("/sign-in");
            (await (await browser.PostAsync("/sign-in", ("email", email), ("password", "a right good password"))).Content.ReadAsStringAsync()).Should().Contain("recoveryCode");
            (await browser.PostAsync("/sign-in?handler=Recovery", ("recoveryCode", code))).StatusCode.Should().Be(status, code);
        }
    }

    [Fact]
    public async Task A_script_of_a_page_left_open_is_told_that_nobody_is_signed_in()
    {
        using var browser = new Browser(app.Address);
        browser.Client.DefaultRequestHeaders.Accept.Clear();
        browser.Client.DefaultRequestHeaders.Add("HX-Request", "true");
        browser.Client.DefaultRequestHeaders.Add("HX-Current-URL", $"{app.Address}w/home/jobs?state=Failed");
        var polled = await browser.Client.GetAsync("/w/home/jobs?handler=Rows");
        polled.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        polled.Headers.GetValues("HX-Redirect").Single().Should().Be("/sign-in?ReturnUrl=%2Fw%2Fhome%2Fjobs%3Fstate%3DFailed");
        using var plain = app.ClientFor(null);
        (await plain.GetAsync("/w/home/jobs")).StatusCode.Should().Be(HttpStatusCode.Unauthorized, "what asks for no page gets none");
    }

    [Fact]
    public async Task A_new_password_ends_every_other_sign_in_at_once()
    {
        var email = await MemberAsync("changes@example.com", "a right good password");
        using var here = new Browser(app.Address);
        using var elsewhere = new Browser(app.Address);
        await here.SignInAsync(email, "a right good password");
        await elsewhere.SignInAsync(email, "a right good password");
        await elsewhere.ReadAsync("/w/home/me");
        await here.ReadAsync("/w/home/me");
        await elsewhere.ReadAsync("/w/home/jobs");
        await here.PostAsync("/w/home/me?handler=Password", ("current", "a right good password"), ("wanted", "short"));
        (await here.ReadAsync("/w/home/me")).Should().Contain("at least 10 characters");
        await here.PostAsync("/w/home/me?handler=Password", ("current", "a right good password"), ("wanted", "an even better password"));
        await here.ReadAsync("/w/home/jobs");
        (await elsewhere.GetAsync("/w/home/jobs")).Headers.Location!.PathAndQuery.Should().StartWith("/sign-in");
    }

    [Fact]
    public async Task Recovery_codes_are_shown_once_when_the_second_step_is_turned_on()
    {
        var email = await MemberAsync("turns-on@example.com", "a right good password");
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(email, "a right good password");
        var page = await browser.ReadAsync("/w/home/me");
        var key = System.Text.RegularExpressions.Regex.Match(page, "secret=([A-Z2-7]+)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        await browser.PostAsync("/w/home/me?handler=SecondFactorOn", ("code", Totp.Now(key)));
        (await browser.ReadAsync("/w/home/me")).Should().Contain("id=\"recovery-codes\"");
        (await browser.ReadAsync("/w/home/me")).Should().NotContain("id=\"recovery-codes\"").And.Contain("Recovery codes left: 10.");
        await browser.PostAsync("/w/home/me?handler=RecoveryCodes", ("current", "not it"));
        (await browser.ReadAsync("/w/home/me")).Should().NotContain("id=\"recovery-codes\"").And.Contain("The current password is not right");
        await browser.PostAsync("/w/home/me?handler=RecoveryCodes", ("current", "a right good password"));
        (await browser.ReadAsync("/w/home/me")).Should().Contain("id=\"recovery-codes\"");
    }

    [Fact]
    public async Task The_language_is_kept_for_the_person()
    {
        using var browser = new Browser(app.Address);
        await browser.SignInAsync(await UserAsync("reader@example.com", "a right good password"), "a right good password");
        await browser.GetAsync("/");
        (await browser.PostAsync("/language", ("culture", "zh-Hans"), ("returnUrl", "/"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await browser.ReadAsync("/")).Should().Contain("尚未加入工作区").And.Contain("lang=\"zh-Hans\"");

        using var elsewhere = new Browser(app.Address);
        await elsewhere.SignInAsync("reader@example.com", "a right good password");
        (await elsewhere.ReadAsync("/")).Should().Contain("尚未加入工作区");
    }

    /// <summary>Somebody with the second step on, the app's key, and recovery codes.</summary>
    private async Task<(string Email, string Key, string[] Codes)> CarefulUserAsync(string email)
    {
        await UserAsync(email, "a right good password");
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
        var user = (await users.FindByEmailAsync(email))!;
        await users.ResetAuthenticatorKeyAsync(user);
        await users.SetTwoFactorEnabledAsync(user, true);
        return (email, (await users.GetAuthenticatorKeyAsync(user))!, [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 3))!]);
    }

    /// <summary>Somebody with a password in the first owner's workspace.</summary>
    private async Task<string> MemberAsync(string email, string password)
    {
        await UserAsync(email, password);
        var workspace = await app.WorkspaceIdAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var user = await system.Users.SingleAsync(u => u.Email == email);
        system.Add(new Member { WorkspaceId = workspace, UserId = user.Id, Email = email, Name = email, Role = Role.Ops, CreatedAt = TimeProvider.System.GetUtcNow() });
        await system.SaveChangesAsync();
        return email;
    }

    private async Task<string> UserAsync(string email, string password)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
        (await users.CreateAsync(new HubUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, Name = email }, password)).Succeeded.Should().BeTrue();
        return email;
    }
}
