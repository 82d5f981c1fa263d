using System.Net;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Identity;
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
    public async Task Eight_wrong_passwords_lock_the_account_for_a_while()
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
        (await right.Content.ReadAsStringAsync()).Should().Contain("Too many attempts");
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

    private async Task<string> UserAsync(string email, string password)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
        (await users.CreateAsync(new HubUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, Name = email }, password)).Succeeded.Should().BeTrue();
        return email;
    }
}
