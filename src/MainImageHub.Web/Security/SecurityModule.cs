using System.Globalization;
using System.Threading.RateLimiting;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Design.Drops;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Security;

public static class SecurityModule
{
    public const string SignInLimit = "sign-in";
    public const string ApiPolicy = "api";
    private const string TokenOrCookie = "token-or-cookie";

    public static IServiceCollection AddHubSecurity(this IServiceCollection services)
    {
        services.AddScoped<CurrentMember>();
        services.AddDataProtection().SetApplicationName("MainImageHub");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DataProtectionKeys(provider.GetRequiredService<IServiceScopeFactory>())));

        services.AddIdentityCore<HubUser>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                // The name is the e-mail address, and o'brien@ is one.
                identity.User.AllowedUserNameCharacters = "";
                identity.Password.RequiredLength = 10;
                identity.Password.RequireDigit = identity.Password.RequireUppercase = identity.Password.RequireLowercase = identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.MaxFailedAccessAttempts = 8;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddEntityFrameworkStores<SystemDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();

        services.AddAuthentication(TokenOrCookie)
            // Under /api and /files only a token counts, found address or not, so that nothing there ever redirects to a page.
            .AddPolicyScheme(TokenOrCookie, null, scheme => scheme.ForwardDefaultSelector = context =>
                context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments(TusApi.Root, StringComparison.OrdinalIgnoreCase) ? TokenAuthentication.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(cookie =>
            {
                cookie.Cookie.Name = "hub";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/sign-in";
                cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
                cookie.Events.OnRedirectToLogin = Sessions.ChallengeAsync;
                cookie.Events.OnValidatePrincipal = Sessions.CheckAsync;
            }));
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(ApiPolicy, policy => policy.AddAuthenticationSchemes(TokenAuthentication.SchemeName).RequireAuthenticatedUser());

        services.AddAntiforgery(options =>
        {
            options.HeaderName = "X-CSRF-Token";
            options.Cookie.Name = "hub.csrf";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRateLimiter(AddLimits);
        return services;
    }

    private static void AddLimits(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limiter)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            context.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            await context.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = context.HttpContext,
                ProblemDetails = ProblemMapping.Details(StatusCodes.Status429TooManyRequests, HttpProblems.RateLimited.Code, HttpProblems.RateLimited.Text(wait)),
            });
        };
        // Attempts count, looking at the page does not.
        limiter.AddPolicy(SignInLimit, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter("looks"));

        // 100 a second and as many in a burst: twice what the contract promises each token.
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && context.Request.Headers.Authorization.ToString() is { Length: > 0 } token
                ? RateLimitPartition.GetTokenBucketLimiter(TokenAuthentication.Hash(token), _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 200,
                    TokensPerPeriod = 100,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                })
                : RateLimitPartition.GetNoLimiter("pages"));
    }
}
