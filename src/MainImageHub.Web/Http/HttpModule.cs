using System.Globalization;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Design.Drops;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Http;

public static class HttpModule
{
    public static readonly string[] Cultures = ["en", "zh-Hans"];

    public static IServiceCollection AddHubHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => HubJson.Configure(json.SerializerOptions));
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = ProblemMapping.Complete);
        services.AddSingleton<PageAnswers>();
        services.AddScoped<RequestClaim>();
        // Outside Development too: the sentence then says what is wrong with the body, and not only that something is.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<PageAnswers>();
        services.AddExceptionHandler<ProblemMapping>();
        services.AddSingleton<ProblemMapping>();
        services.AddValidation();
        services.AddOpenApi("v1", ApiDescription.Configure);
        services.AddHttpContextAccessor();
        services.AddHttpClient(GuardedFetch.Guarded).ConfigurePrimaryHttpMessageHandler(() => GuardedFetch.GuardedHandler(followsRedirects: true));
        services.AddHttpClient(GuardedFetch.Trusted);
        services.AddSingleton<GuardedFetch>();
        services.AddSingleton<SimulatorOrigin>();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(localization =>
        {
            localization.SetDefaultCulture("en").AddSupportedCultures("en").AddSupportedUICultures(Cultures);
            // Numbers and dates are formatted by the pages themselves; only the words follow the language.
            localization.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = LanguageCookie }, new AcceptLanguageHeaderRequestCultureProvider()];
        });
        services.AddRazorPages(pages =>
        {
            pages.RootDirectory = "/Stages";
        }).AddMvcOptions(mvc =>
        {
            mvc.Filters.Add<RequiresPageFilter>();
            mvc.Filters.Add<ProblemPageFilter>();
        });
        return services;
    }

    public const string LanguageCookie = "hub.language";

    public static void UseHubCulture(this WebApplication app) => app.UseRequestLocalization();

    /// <summary>Everything comes from here, no script or style stands in a page, and nobody may frame it.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use(async (context, next) =>
    {
        // At the last moment, so that an error's answer, which begins anew, has them too.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            // The simulated marketplaces bring pages of their own; the page at /api sets styles from its script.
            if (!context.Request.Path.StartsWithSegments("/simulator", StringComparison.Ordinal))
            {
                var styles = IsApiPage(context.Request.Path) ? "'self' 'unsafe-inline'" : "'self'";
                headers.ContentSecurityPolicy = $"default-src 'self'; img-src 'self' data: blob:; style-src {styles}; script-src 'self'; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
            }

            return Task.CompletedTask;
        });
        await next(context);
    });

    private static bool IsApiPage(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Answers that come without a body (401, 404, 405, ...) get the problem every other refusal has; on pages, a page that says it, and for their scripts the problem again.</summary>
internal static class ApiAnswers
{
    public static async Task WriteAsync(Microsoft.AspNetCore.Diagnostics.StatusCodeContext context)
    {
        var http = context.HttpContext;
        var isApi = http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments(TusApi.Root, StringComparison.OrdinalIgnoreCase);
        var isPage = PageAnswers.IsForPeople(http);
        if (!isApi && !isPage && !Asker.WantsJson(http.Request) && !Asker.IsHtmx(http.Request))
        {
            return;
        }

        var type = http.Response.StatusCode switch
        {
            // What a page's own handlers refuse never comes here without a body: this is the antiforgery token.
            StatusCodes.Status400BadRequest when !isApi => HttpProblems.StalePage,
            StatusCodes.Status401Unauthorized when !isApi => HttpProblems.SignedOut,
            StatusCodes.Status401Unauthorized => HttpProblems.SignInMissing,
            StatusCodes.Status403Forbidden => HttpProblems.NotAllowed,
            StatusCodes.Status404NotFound => HttpProblems.NotFound,
            StatusCodes.Status405MethodNotAllowed => HttpProblems.MethodNotAllowed,
            StatusCodes.Status415UnsupportedMediaType => HttpProblems.UnsupportedMedia,
            StatusCodes.Status413PayloadTooLarge => HttpProblems.TooLarge,
            StatusCodes.Status429TooManyRequests => HttpProblems.RateLimited,
            _ => HttpProblems.Invalid,
        };
        object?[] values = type == HttpProblems.TooLarge ? [UploadLimits.MaxBytes / 1024 / 1024]
            : type == HttpProblems.RateLimited ? [http.Response.Headers.RetryAfter.ToString()]
            : [CultureInfo.InvariantCulture.TextInfo.ToLower($"status {http.Response.StatusCode}")];
        if (isPage)
        {
            await http.RequestServices.GetRequiredService<PageAnswers>().WriteAsync(http, http.Response.StatusCode, type.Code, type.Text(values));
            return;
        }

        await http.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = ProblemMapping.Details(http.Response.StatusCode, type.Code, type.Text(values)),
        });
    }
}
