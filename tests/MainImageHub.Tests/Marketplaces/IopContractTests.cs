using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Marketplaces;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>The contract at the gateway that Lazada and AliExpress share, and what is the same at both: signatures, the sign-in with its tokens, uploads.</summary>
public abstract class IopContractTests(ITestOutputHelper output) : ConnectorContractTests(output)
{
    protected const string AppSecret = "3f9a51c07be24d6688aa";
    protected const string FirstToken = "50000600a06kQ0001dRaUvgZDiu4rW1";
    protected const string SecondToken = "50000600a06kQ0002dRaUvgZDiu4rW1";
    protected const string FirstRefresh = "50001601f06kQ0001aGzXcBvNmQwErT";
    protected const string SecondRefresh = "50001601f06kQ0002aGzXcBvNmQwErT";

    protected override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["appKey"] = "100132",
        ["appSecret"] = AppSecret,
        ["refreshToken"] = FirstRefresh,
    };

    protected override IReadOnlyList<string> IssuedSecrets { get; } = [FirstToken, SecondToken, SecondRefresh];

    protected override PushTrace NotStored => PushTrace.Begun;

    protected override string? Begun => Uploaded(Own);

    /// <summary>The address that an upload of the usual picture gave.</summary>
    protected string Own => StoredAs(PushedFrom);

    protected abstract bool IsUpload(RecordedRequest request);

    protected abstract Answer UploadedAs(string url);

    protected abstract Answer No(string code, string message);

    /// <summary>What a signature begins with, and how the token is called.</summary>
    protected abstract (string Path, string Token) SignedBy(RecordedRequest request);

    /// <summary>A good answer to a question that has no sense in it.</summary>
    protected abstract Answer Senseless { get; }

    protected abstract string Title { get; }

    private static Uri PushedFrom { get; } = new("https://pictures.example.com/f/3f1a9c0d.jpg");

    protected override bool IsSignIn(RecordedRequest request) => request is { Method: "POST", Path: "/rest/auth/token/refresh" };

    protected override Answer RefusedSignIn(int status, string error, string description) => Refusal(error, description, status);

    protected override string? BegunWith(Uri location) => Uploaded(StoredAs(location));

    [Fact]
    public async Task Every_call_is_signed_over_all_but_files()
    {
        Marketplace.On(IsUpload, UploadedAs(Own));
        Marketplace.On(IsPush, TakenIn);
        await Connector.PushMainImageAsync(Store, Push() with { Begun = null });
        await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", "A mug & 马克杯", null) });

        Marketplace.Requests.Should().Contain(request => IsUpload(request)).And.Contain(request => IsPush(request)).And.Contain(request => IsSignIn(request));
        foreach (var request in Marketplace.Requests)
        {
            var (path, token) = IsSignIn(request) ? ("/auth/token/refresh", "") : SignedBy(request);
            var all = Pairs(request.Query).Concat(OwnOf(request)).ToList();
            var text = path + string.Concat(all.Where(pair => pair.Name != "sign").OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Name + pair.Value));
            request.Parameter("sign").Should().Be(Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), Encoding.UTF8.GetBytes(text))), request.Target);
            long.Parse(request.Parameter("timestamp")!, CultureInfo.InvariantCulture).Should().BeCloseTo(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 60_000);
            request.Parameter("sign_method").Should().Be("sha256");
            request.Parameter(token.Length > 0 ? token : "access_token").Should().Be(IsSignIn(request) ? null : FirstToken);
        }

        IEnumerable<(string Name, string Value)> OwnOf(RecordedRequest request) => request.Method == "GET" ? [] : IsUpload(request) ? Texts(request.Body) : Pairs(request.Body);
    }

    [Fact]
    public async Task Upload_that_is_refused_or_lost_has_changed_nothing()
    {
        Marketplace.On(IsUpload, Answers.Each(No("303", "The image is too large"), Answers.Cut(), Senseless));
        var push = Push() with { Begun = null };

        var refused = (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Refused>().Which;
        refused.Issues.Should().ContainSingle(issue => issue.Code == "303" && issue.Slot == "MAIN");
        (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Retry>("what was lost hangs nowhere");
        (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Retry>().Which.Problem.Code.Should().Be(ProblemCodes.BadAnswer);
    }

    [Fact]
    public async Task File_that_is_gone_is_told_and_nobody_is_asked()
    {
        var gone = Push() with { Begun = null };
        foreach (var push in new[] { gone with { File = null }, gone with { File = gone.File! with { OpenAsync = _ => Task.FromResult<Stream?>(null) } } })
        {
            (await Connector.PushMainImageAsync(Store, push)).Should().BeOfType<PushOutcome.Refused>().Which.Problem.Message.Zh.Should().Contain("文件");
        }

        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Limit_is_waited_for_as_long_as_its_message_says()
    {
        Marketplace.On(IsPush, No("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 12 seconds"));

        (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Retry>().Which.After.Should().Be(TimeSpan.FromSeconds(12));
    }

    [Theory]
    [InlineData("IncompleteSignature", "The request signature does not conform to platform standards", ProblemCodes.Unauthorized, "app secret")]
    [InlineData("IllegalTimestamp", "The specified timestamp is invalid or expired", ProblemCodes.Refused, "clock")]
    [InlineData("InsufficientPermission", "App does not have permission to access this api", ProblemCodes.Forbidden, "allow")]
    public async Task Refusals_at_the_door_say_what_to_do(string code, string message, string problem, string word)
    {
        Marketplace.On(IsVerification, No(code, message));

        var check = await Connector.VerifyAsync(Store);

        check.Problem!.Code.Should().Be(problem);
        check.Problem.ForeignCode.Should().Be(code);
        check.Detail.En.Should().Contain(word);
    }

    [Fact]
    public async Task Next_refresh_token_is_kept_before_the_access_token_is_used()
    {
        var keeper = new MemoryKeeper(Credentials);
        Marketplace.On(IsVerification, async (context, stopping) =>
        {
            keeper.Kept.Should().Contain("refreshToken.renewed", SecondRefresh);
            await Verified(3)(context, stopping);
        });

        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();

        // As another process: nothing in memory, the store as it is kept now.
        (await Connector.VerifyAsync(Store with { StoreId = Guid.CreateVersion7(), Keeper = keeper, Credentials = keeper.Kept })).Ok.Should().BeTrue();
        Pairs(Marketplace.Requests.Single(IsSignIn).Body).Should().Equal(("refresh_token", FirstRefresh));

        Marketplace.On(IsVerification, Answers.Each(ExpiredToken, Verified(3)));
        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();
        Pairs(Marketplace.Requests.Last(IsSignIn).Body).Should().Equal([("refresh_token", SecondRefresh)], "what was given goes before what was entered");
    }

    [Fact]
    public async Task Refresh_token_stays_where_no_other_is_named()
    {
        var keeper = new MemoryKeeper(Credentials);
        Marketplace.On(IsVerification, Verified(3));
        Marketplace.On(IsSignIn, Token(FirstToken, refresh: ""));

        (await Connector.VerifyAsync(Store with { Keeper = keeper })).Ok.Should().BeTrue();

        keeper.Kept["refreshToken.renewed"].Should().Be(FirstRefresh);
    }

    [Fact]
    public async Task Refresh_token_that_is_no_good_ends_in_a_wish_to_connect_again()
    {
        Marketplace.On(IsSignIn, Refusal("IllegalRefreshToken", "The specified refresh token is invalid or expired"));

        var problem = (await Connector.PushMainImageAsync(Store, Push())).Should().BeOfType<PushOutcome.Unauthorized>().Which.Problem;

        problem.MayPass.Should().BeFalse();
        problem.Message.En.Should().Contain("authorise the app again");
        problem.Message.Zh.Should().Contain("重新授权");
    }

    [Fact]
    public async Task Title_goes_with_the_picture_and_search_terms_are_refused()
    {
        Marketplace.On(IsPush, TakenIn);

        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", "A red mug", null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", Title, null) })).Should().BeOfType<PushOutcome.Accepted>();
        (await Connector.PushMainImageAsync(Store, Push() with { Text = new("en", null, ["mug"]) })).Should().BeOfType<PushOutcome.Refused>();

        Marketplace.Requests.Where(IsPush).Select(TitleIn).Should().Equal(["A red mug", null], "the other is its title already");
    }

    /// <summary>The title that a change carries; null where it carries none.</summary>
    protected abstract string? TitleIn(RecordedRequest push);

    protected static IReadOnlyList<(string Name, string Value)> Pairs(string text) => [.. text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .Select(pair => (pair[0], Uri.UnescapeDataString(pair[1].Replace('+', ' '))))];

    protected static string Digest(Uri location) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location.AbsoluteUri)))[..32];

    protected static Answer Token(string access, string refresh, params string[] countries) => Answers.Json($$"""
        {"code":"0","request_id":"0ba2887315178178017221014","access_token":"{{access}}","expires_in":2592000,"refresh_token":"{{refresh}}","refresh_expires_in":15552000,"account":"a@example.com","account_platform":"seller_center","country":"sg",
         "country_user_info_list":[{{string.Join(',', (countries.Length > 0 ? countries : ["sg"]).Select(country => $$"""{"country":"{{country}}","seller_id":"1","user_id":"2","short_code":"SG1"}"""))}}]}
        """);

    /// <summary>How system calls are refused, and all of Lazada's.</summary>
    protected static Answer Refusal(string code, string message, int status = 200, params (string Name, string Value)[] headers) => Answers.Json(
        $$"""{"code":{{JsonSerializer.Serialize(code)}},"type":"ISV","message":{{JsonSerializer.Serialize(message)}},"request_id":"0ba2887315178178017221014"}""", status, headers);

    private static string Uploaded(string url) => $$"""{"picture":"{{url}}","uploads":1}""";

    /// <summary>The parts of a form that are no files.</summary>
    private static IEnumerable<(string Name, string Value)> Texts(string form) => form.Split("\r\n--").Where(part => part.Contains("name=\"", StringComparison.Ordinal) && !part.Contains("filename=", StringComparison.Ordinal))
        .Select(part => (part.Split("name=\"")[1].Split('"')[0], part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]));
}
