using System.Globalization;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Http;

public static class HttpModule
{
    public static readonly string[] Cultures = ["en", "zh-Hans"];

    public static IServiceCollection AddHubHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => HubJson.Configure(json.SerializerOptions));
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("traceId", System.Diagnostics.Activity.Current?.Id ?? context.HttpContext.TraceIdentifier));
        services.AddExceptionHandler<ProblemMapping>();
        services.AddValidation();
        services.AddOpenApi("v1");
        services.AddHttpContextAccessor();
        services.AddHttpClient(GuardedFetch.Guarded).ConfigurePrimaryHttpMessageHandler(GuardedFetch.GuardedHandler);
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
        }).AddMvcOptions(mvc => mvc.Filters.Add<RequiresPageFilter>());
        return services;
    }

    public const string LanguageCookie = "hub.language";

    public static void UseHubCulture(this WebApplication app) => app.UseRequestLocalization();

    /// <summary>Everything comes from here, no script or style stands in a page, and nobody may frame it.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use(async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Swagger UI and the simulated marketplaces bring pages of their own.
        if (!context.Request.Path.StartsWithSegments("/simulator", StringComparison.Ordinal))
        {
            headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        }

        await next(context);
    });
}

/// <summary>Answers under /api that come without a body (401, 404, 405, ...) get the problem every other refusal has.</summary>
internal static class ApiAnswers
{
    public static async Task WriteAsync(Microsoft.AspNetCore.Diagnostics.StatusCodeContext context)
    {
        var http = context.HttpContext;
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            return;
        }

        var type = http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => HttpProblems.SignInMissing,
            StatusCodes.Status403Forbidden => HttpProblems.NotAllowed,
            StatusCodes.Status404NotFound => HttpProblems.NotFound,
            StatusCodes.Status405MethodNotAllowed => HttpProblems.MethodNotAllowed,
            StatusCodes.Status415UnsupportedMediaType => HttpProblems.UnsupportedMedia,
            StatusCodes.Status413PayloadTooLarge => HttpProblems.TooLarge,
            _ => HttpProblems.Invalid,
        };
        object?[] values = type == HttpProblems.TooLarge ? [UploadLimits.MaxBytes / 1024 / 1024] : [CultureInfo.InvariantCulture.TextInfo.ToLower($"status {http.Response.StatusCode}")];
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = ProblemMapping.Details(http.Response.StatusCode, type.Code, type.Text(values)),
        });
    }
}
