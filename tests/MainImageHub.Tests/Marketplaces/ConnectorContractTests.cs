using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Marketplaces;
using MainImageHub.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>
/// What every connector must do, whatever its marketplace. A connector's own class says how its marketplace signs in, pushes and
/// refuses. After each test, every request that went out and every answer that was scripted is held against the official models, and nothing
/// secret may stand in the log.
/// </summary>
public abstract class ConnectorContractTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> logged = new();
    private ServiceProvider services = null!;

    protected ScriptedMarketplace Marketplace { get; private set; } = null!;

    protected IMarketplaceConnector Connector { get; private set; } = null!;

    protected StoreConnection Store { get; set; } = null!;

    protected abstract SiteCode Site { get; }

    protected abstract IReadOnlyDictionary<string, string> Credentials { get; }

    /// <summary>Secrets that the script hands out, beside those of the credentials.</summary>
    protected abstract IReadOnlyList<string> IssuedSecrets { get; }

    protected abstract bool IsSignIn(RecordedRequest request);

    protected abstract bool IsPush(RecordedRequest request);

    protected abstract bool IsReadBack(RecordedRequest request);

    /// <summary>The cheap question that verifying asks.</summary>
    protected abstract bool IsVerification(RecordedRequest request);

    protected abstract Answer Verified(int listings);

    /// <summary>An id that the marketplace could have given.</summary>
    protected abstract string ExternalId { get; }

    /// <summary>Has the connector name a listing by its SKU, and decodes that from the wire.</summary>
    protected abstract Task<string> SkuOnTheWireAsync(string sku);

    /// <summary>Where a push stands when the call that changes the listing is sent; null where that is its first.</summary>
    protected virtual string? Begun => null;

    /// <summary>What looking for a push tells when something else is stored: that, or that it can go on at once.</summary>
    protected virtual PushTrace NotStored => PushTrace.NotSeen;

    /// <summary>What is stored at the marketplace of a picture that was given by this address.</summary>
    protected virtual string StoredAs(Uri location) => location.AbsoluteUri;

    /// <summary>What a step before told of a push of this address, where the marketplace recognises it by that alone.</summary>
    protected virtual string? BegunWith(Uri location) => Begun;

    /// <summary>How the marketplace words that it does not take the credentials: OAuth's way, if it says no other.</summary>
    protected virtual Answer RefusedSignIn(int status, string error, string description) =>
        Answers.Json($$"""{"error":"{{error}}","error_description":{{JsonSerializer.Serialize(description)}}}""", status);

    protected abstract void ScriptSignIn(ScriptedMarketplace marketplace);

    protected abstract Answer TakenIn { get; }

    protected abstract Answer RefusedPicture { get; }

    protected abstract Answer StoredPicture(Uri location);

    /// <summary>How the marketplace spells a code of its errors; most by words.</summary>
    protected virtual string CodeOf(string code) => code;

    protected abstract Answer Error(int status, string code, string message, params (string Name, string Value)[] headers);

    protected abstract Answer ExpiredToken { get; }

    /// <summary>Violations of the official description; null where there is none to hold against (and the reason).</summary>
    protected abstract (IReadOnlyList<string>? Violations, string Reason) HoldAgainstModels(RecordedRequest request);

    /// <summary>The same for an answer of the script: what the marketplace would never say proves nothing.</summary>
    protected abstract IReadOnlyList<string>? HoldAgainstModels(RecordedAnswer answer);

    protected static byte[] PictureBytes { get; } = "what a picture's bytes would be"u8.ToArray();

    protected PicturePush Push(string sku = "SKU-1") => new()
    {
        File = new("3f1a9c0d.jpg", "image/jpeg", PictureBytes.Length, Convert.ToHexStringLower(SHA256.HashData(PictureBytes)), _ => Task.FromResult<Stream?>(new MemoryStream(PictureBytes))),
        Listing = new ListingKey(ExternalId, sku, "LUGGAGE"),
        MediaLocation = new Uri("https://pictures.example.com/f/3f1a9c0d.jpg"),
        Begun = Begun,
    };

    public async Task InitializeAsync()
    {
        Marketplace = await ScriptedMarketplace.StartAsync();
        ScriptSignIn(Marketplace);
        services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new CapturedLog(logged)))
            .AddMarketplaces()
            .Configure<MarketplaceOptions>(options =>
            {
                options.DownloadTimeout = TimeSpan.FromSeconds(5);
                options.MaxAnswerBytes = 512 * 1024;
                options.LongestWait = TimeSpan.Zero;
            })
            .BuildServiceProvider(validateScopes: true);
        Connector = services.GetRequiredKeyedService<IMarketplaceConnector>(Site.Marketplace);
        Store = new StoreConnection(Guid.CreateVersion7(), Site, Credentials, Marketplace.Endpoint, EndpointIsTrusted: true);
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await Marketplace.DisposeAsync();
        string.Join('\n', logged).Should().NotContainAny(Secrets, "secrets never reach a log");
        var notHeld = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in Marketplace.Requests)
        {
            var (violations, reason) = HoldAgainstModels(request);
            if (violations is null)
            {
                notHeld.Add(reason);
            }

            (violations ?? []).Should().BeEmpty("{0} {1} must be a request the official models know", request.Method, request.Target);
        }

        foreach (var answer in Marketplace.Answered.Where(a => a.ContentType == "application/json"))
        {
            (HoldAgainstModels(answer) ?? []).Should().BeEmpty("{0} to {1} {2} must be an answer the official models know: {3}", answer.Status, answer.To.Method, answer.To.Target, answer.Body.Length > 500 ? answer.Body[..500] : answer.Body);
        }

        foreach (var reason in notHeld)
        {
            output.WriteLine($"NOT held against official models: {reason}");
        }
    }

    private IReadOnlyList<string> Secrets =>
        [.. Connector.Capabilities.Credentials.Where(asked => asked.IsSecret && Credentials.ContainsKey(asked.Name)).Select(asked => Credentials[asked.Name]), .. IssuedSecrets];

    [Fact]
    public async Task Push_that_is_taken_in_is_accepted_with_its_number()
    {
        Marketplace.On(IsPush, TakenIn);

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        TakenAs(outcome).Should().NotBeEmpty();
        Marketplace.Requests.Should().ContainSingle(request => IsPush(request));
    }

    [Fact]
    public async Task Push_that_breaks_a_rule_is_refused_with_the_marketplaces_words()
    {
        Marketplace.On(IsPush, RefusedPicture);

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        var refused = outcome.Should().BeOfType<PushOutcome.Refused>().Which;
        refused.Issues.Should().NotBeEmpty();
        refused.Problem.Code.Should().Be(ProblemCodes.Refused);
        refused.Problem.ForeignCode.Should().Be(refused.Issues[0].Code);
        refused.Problem.MayPass.Should().BeFalse();
    }

    [Theory]
    [InlineData(401, ProblemCodes.Unauthorized, typeof(PushOutcome.Unauthorized))]
    [InlineData(403, ProblemCodes.Forbidden, typeof(PushOutcome.Unauthorized))]
    [InlineData(404, ProblemCodes.NotFound, typeof(PushOutcome.NotFound))]
    [InlineData(429, ProblemCodes.Throttled, typeof(PushOutcome.Retry))]
    [InlineData(500, ProblemCodes.Unavailable, typeof(PushOutcome.Unknown))]
    [InlineData(503, ProblemCodes.Unavailable, typeof(PushOutcome.Retry))]
    public async Task Push_answered_by_an_error_ends_as_its_status_says(int status, string code, Type outcome)
    {
        Marketplace.On(IsPush, Error(status, "SomeCode", "Something is the matter."));

        var actual = await Connector.PushMainImageAsync(Store, Push());

        actual.Should().BeOfType(outcome);
        actual.Failure!.Code.Should().Be(code);
        actual.Failure.Status.Should().Be(status);
        actual.Failure.Message.En.Should().NotBeEmpty();
        actual.Failure.Message.Zh.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Push_that_is_throttled_comes_back_when_the_marketplace_says()
    {
        Marketplace.On(IsPush, Error(429, "QuotaExceeded", "You exceeded your quota.", ("Retry-After", "17")));

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        outcome.Should().BeOfType<PushOutcome.Retry>().Which.After.Should().Be(TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task Push_after_a_throttled_one_is_held_back_without_being_sent()
    {
        Marketplace.On(IsPush, Error(429, "QuotaExceeded", "You exceeded your quota.", ("Retry-After", "600")));
        await Connector.PushMainImageAsync(Store, Push());

        var outcome = await Connector.PushMainImageAsync(Store, Push("SKU-2"));

        outcome.Should().BeOfType<PushOutcome.Retry>().Which.After.Should().BeGreaterThan(TimeSpan.FromSeconds(500));
        Marketplace.Requests.Count(IsPush).Should().Be(1);
    }

    [Fact]
    public async Task Another_stores_push_is_not_held_back()
    {
        Marketplace.On(IsPush, Answers.Each(Error(429, "QuotaExceeded", "You exceeded your quota.", ("Retry-After", "600")), TakenIn));
        await Connector.PushMainImageAsync(Store, Push());

        var outcome = await Connector.PushMainImageAsync(Store with { StoreId = Guid.CreateVersion7() }, Push());

        TakenAs(outcome).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("hang", ProblemCodes.Timeout)]
    [InlineData("cut", ProblemCodes.Connection)]
    [InlineData("half", ProblemCodes.Connection)]
    [InlineData("html", ProblemCodes.BadAnswer)]
    [InlineData("endless", ProblemCodes.BadAnswer)]
    public async Task Push_whose_answer_never_arrives_whole_must_be_looked_for(string trouble, string code)
    {
        Marketplace.On(IsPush, trouble switch
        {
            "hang" => Answers.Hang(),
            "cut" => Answers.Cut(),
            "half" => Answers.Half(),
            "endless" => Answers.Endless(),
            _ => Answers.Html(),
        });
        using var impatience = trouble == "hang" ? services.GiveUpSoon() : null;

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        outcome.Should().BeOfType<PushOutcome.Unknown>().Which.Problem.Code.Should().Be(code);
        Marketplace.Requests.Count(IsPush).Should().Be(1, "only the caller decides to push again");
    }

    [Fact]
    public async Task Long_answer_is_kept_in_part_only()
    {
        Marketplace.On(IsPush, Error(400, "InvalidInput", new string('x', 100_000)));

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        outcome.Failure!.Raw!.Length.Should().BeInRange(1_000, 4_000);
        outcome.Failure.ForeignMessage!.Length.Should().BeLessThan(4_000);
    }

    [Fact]
    public async Task Push_to_nobody_is_retried_because_nothing_can_have_happened()
    {
        var dead = await ScriptedMarketplace.StartAsync();
        var endpoint = dead.Endpoint;
        await dead.DisposeAsync();

        var outcome = await Connector.PushMainImageAsync(Store with { Endpoint = endpoint }, Push());

        outcome.Should().BeOfType<PushOutcome.Retry>().Which.Problem.Code.Should().Be(ProblemCodes.Connection);
    }

    [Fact]
    public async Task Web_page_with_an_error_status_is_not_taken_for_the_marketplaces_no()
    {
        Marketplace.On(IsPush, Answers.Html(status: 403));

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        outcome.Should().BeOfType<PushOutcome.Retry>().Which.Problem.Code.Should().Be(ProblemCodes.BadAnswer);
    }

    [Fact]
    public async Task Unknown_error_keeps_the_raw_answer_for_the_person()
    {
        Marketplace.On(IsPush, Error(418, "NEVER_SEEN_BEFORE_4711", "The moon is in the wrong house."));

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        var problem = outcome.Should().BeOfType<PushOutcome.Refused>().Which.Problem;
        problem.ForeignCode.Should().Be(CodeOf("NEVER_SEEN_BEFORE_4711"));
        problem.ForeignMessage.Should().Contain("The moon is in the wrong house.");
        problem.Raw.Should().Contain(CodeOf("NEVER_SEEN_BEFORE_4711"));
    }

    [Theory]
    [InlineData("plain-1")]
    [InlineData("with/slash\\and back")]
    [InlineData("100% \"quoted\" & more?#;=+")]
    [InlineData("中文-货号 蓝色")]
    [InlineData("..")]
    [InlineData("a,b")]
    [InlineData("it's a 'mug'")]
    public async Task Sku_arrives_as_it_is_whatever_its_characters(string sku) => (await SkuOnTheWireAsync(sku)).Should().Be(sku);

    [Fact]
    public async Task Sign_in_happens_once_for_many_calls_at_the_same_time()
    {
        Marketplace.On(IsPush, TakenIn);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Connector.PushMainImageAsync(Store, Push($"SKU-{number}"))));

        Marketplace.Requests.Count(IsSignIn).Should().Be(1);
    }

    [Fact]
    public async Task Sign_in_happens_again_when_the_credentials_change()
    {
        Marketplace.On(IsPush, TakenIn);
        await Connector.PushMainImageAsync(Store, Push());

        var secret = Connector.Capabilities.Credentials.First(field => field is { IsSecret: true, IsRequired: true }).Name;
        await Connector.PushMainImageAsync(Store with { Credentials = new Dictionary<string, string>(Credentials) { [secret] = "another-secret-altogether" } }, Push());

        Marketplace.Requests.Count(IsSignIn).Should().Be(2);
    }

    [Fact]
    public async Task Expired_token_is_renewed_once_and_the_push_goes_through()
    {
        Marketplace.On(IsPush, Answers.Each(ExpiredToken, TakenIn));

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        TakenAs(outcome).Should().NotBeEmpty();
        Marketplace.Requests.Count(IsSignIn).Should().Be(2);
        Marketplace.Requests.Count(IsPush).Should().Be(2);
    }

    [Fact]
    public async Task Token_that_stays_expired_is_not_renewed_for_ever()
    {
        Marketplace.On(IsPush, ExpiredToken);

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        outcome.Should().BeOfType<PushOutcome.Unauthorized>().Which.Problem.Code.Should().Be(ProblemCodes.Unauthorized);
        Marketplace.Requests.Count(IsSignIn).Should().Be(2);
    }

    [Fact]
    public async Task Missing_credentials_are_named_without_asking_anyone()
    {
        var required = Connector.Capabilities.Credentials.First(field => field is { IsSecret: true, IsRequired: true }).Name;
        var without = Credentials.Where(pair => pair.Key != required).ToDictionary(pair => pair.Key, pair => pair.Value);

        var check = await Connector.VerifyAsync(Store with { Credentials = without });

        check.Ok.Should().BeFalse();
        check.Problem!.Code.Should().Be(ProblemCodes.Unauthorized);
        check.Problem.ForeignMessage.Should().Contain(required);
        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Secrets_echoed_by_the_marketplace_are_not_kept()
    {
        Marketplace.On(IsPush, Error(400, "InvalidInput", string.Join(" and ", Secrets)));

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        var problem = outcome.Failure!;
        $"{problem} {problem.Raw} {problem.ForeignMessage} {Store}".Should().NotContainAny(Secrets);
    }

    [Fact]
    public async Task Plain_http_is_refused_unless_the_endpoint_is_trusted()
    {
        var outcome = await Connector.PushMainImageAsync(Store with { EndpointIsTrusted = false }, Push());

        outcome.Failure!.Code.Should().Be(ProblemCodes.Connection);
        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Push_that_was_stored_is_found_again()
    {
        Marketplace.On(IsReadBack, StoredPicture(Push().MediaLocation));

        (await Connector.FindPushAsync(Store, Push() with { Begun = BegunWith(Push().MediaLocation) })).Trace.Should().Be(PushTrace.Stored);
    }

    [Fact]
    public async Task Push_that_was_not_stored_is_not_found()
    {
        Marketplace.On(IsReadBack, StoredPicture(new Uri("https://pictures.example.com/f/another.jpg")));

        var sighting = await Connector.FindPushAsync(Store, Push());

        sighting.Trace.Should().Be(NotStored);
        sighting.StoredLocation.Should().Be(StoredAs(new Uri("https://pictures.example.com/f/another.jpg")));
    }

    [Fact]
    public async Task Looking_for_a_push_through_a_broken_line_tells_nothing()
    {
        Marketplace.On(IsReadBack, Answers.Cut());

        var sighting = await Connector.FindPushAsync(Store, Push());

        sighting.Trace.Should().Be(PushTrace.Unknown);
        sighting.Problem!.Code.Should().Be(ProblemCodes.Connection);
    }

    [Fact]
    public async Task Verifying_tells_how_many_listings_there_are()
    {
        Marketplace.On(IsVerification, Verified(42));

        var check = await Connector.VerifyAsync(Store);

        check.Ok.Should().BeTrue();
        check.Detail.En.Should().Contain("42");
        check.Detail.Zh.Should().Contain("42");
    }

    [Fact]
    public async Task Site_that_the_marketplace_does_not_have_is_refused_here()
    {
        var check = await Connector.VerifyAsync(Store with { Site = new SiteCode(Site.Marketplace, "XX") });

        check.Problem!.ForeignMessage.Should().Contain($"{Site.Marketplace}/XX");
        Marketplace.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Slot_that_the_marketplace_does_not_have_is_refused_here()
    {
        (await Connector.PushMainImageAsync(Store, Push() with { Slot = "PT99" })).Should().BeOfType<PushOutcome.Refused>();
        (await Connector.RemoveMainImageAsync(Store, new(Push().Listing, "PT99"))).Should().BeOfType<PushOutcome.Refused>();
        Marketplace.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(401, """{"code":"unauthorized","detail":"Send a valid token"}""")]
    [InlineData(403, "")]
    [InlineData(404, """{"message":"no Route matched with those values"}""")]
    [InlineData(404, "<html>Not Found</html>")]
    [InlineData(302, "")]
    public async Task Sign_in_refused_in_other_words_than_the_marketplaces_is_a_wrong_address_and_not_wrong_credentials(int status, string body)
    {
        Marketplace.On(IsSignIn, Answers.Json(body, status));

        var check = await Connector.VerifyAsync(Store);

        check.Problem!.Code.Should().Be(ProblemCodes.BadAnswer);
        check.Detail.En.Should().Contain("endpoint");
    }

    [Theory]
    [InlineData(400, "invalid_grant")]
    [InlineData(401, "invalid_client")]
    public async Task Revoked_credentials_ask_for_new_ones(int status, string error)
    {
        var secret = Secrets[0];
        Marketplace.On(IsSignIn, RefusedSignIn(status, error, $"The request has an invalid parameter: {secret}"));

        var check = await Connector.VerifyAsync(Store);

        check.Ok.Should().BeFalse();
        check.Problem!.Code.Should().Be(ProblemCodes.Unauthorized);
        check.Problem.ForeignCode.Should().Be(error);
        check.Problem.Raw.Should().NotContain(secret);
    }

    [Fact]
    public async Task Trouble_at_the_sign_in_never_leaves_a_push_in_doubt()
    {
        Marketplace.On(IsSignIn, Answers.Cut());

        var outcome = await Connector.PushMainImageAsync(Store, Push());

        outcome.Should().BeOfType<PushOutcome.Retry>();
    }

    [Fact]
    public async Task Host_that_does_not_exist_is_told_as_that()
    {
        var check = await Connector.VerifyAsync(Store with { Endpoint = new Uri("http://no-such-host.invalid/") });

        check.Problem!.Code.Should().Be(ProblemCodes.HostUnknown);
    }

    [Fact]
    public async Task Store_that_is_not_there_is_not_told_as_a_missing_listing()
    {
        Marketplace.On(IsVerification, Error(404, "NOT_FOUND", "Nothing here."));

        var check = await Connector.VerifyAsync(Store);

        check.Problem!.Code.Should().Be(ProblemCodes.NotFound);
        check.Detail.En.Should().Contain("endpoint").And.NotContain("SKU");
    }

    [Fact]
    public async Task Cancelling_ends_a_push_that_hangs()
    {
        Marketplace.On(IsPush, Answers.Hang());
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var push = () => Connector.PushMainImageAsync(Store, Push(), cancelled.Token);

        await push.Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>The marketplace's number of what it took in, or where the push stands when that takes more steps.</summary>
    private static string TakenAs(PushOutcome outcome) => outcome switch
    {
        PushOutcome.Accepted accepted => accepted.SubmissionId,
        PushOutcome.Underway underway => underway.Begun,
        _ => throw new Xunit.Sdk.XunitException($"Not taken in: {outcome}"),
    };

    [Fact]
    public void Capabilities_name_everything_a_screen_needs_in_both_languages()
    {
        var capabilities = Connector.Capabilities;

        Connector.Marketplace.Should().Be(Site.Marketplace);
        capabilities.Slots.Should().StartWith(PictureSlots.Main);
        capabilities.FindSite(Site).Should().NotBeNull();
        capabilities.Sites.Select(site => site.Code).Should().OnlyHaveUniqueItems();
        capabilities.Sites.Select(site => site.ForeignId).Should().OnlyHaveUniqueItems();
        foreach (var site in capabilities.Sites)
        {
            SiteCode.Parse(site.Code.ToString()).Should().Be(site.Code);
            site.Currency.Should().HaveLength(3);
            TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out _).Should().BeTrue(site.TimeZone);
        }

        capabilities.Credentials.Should().OnlyContain(field => field.Label.En != string.Empty && field.Label.Zh != string.Empty && field.Hint.En != string.Empty && field.Hint.Zh != string.Empty);
        capabilities.Credentials.Should().ContainSingle(field => field.NamesAccount && field.IsRequired && !field.IsSecret, "somebody must be able to tell two stores apart");
        capabilities.Name.En.Should().NotBeEmpty();
        capabilities.Name.Zh.Should().NotBeEmpty();
        capabilities.Delivery.Should().NotBeEmpty();
        capabilities.Rates.Should().NotBeEmpty();
        capabilities.Propagation.Longest.Should().BeGreaterThanOrEqualTo(capabilities.Propagation.Usual);
    }

    private sealed class CapturedLog(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
