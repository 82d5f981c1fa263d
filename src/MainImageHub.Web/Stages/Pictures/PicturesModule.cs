using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>Files that become pictures, are measured, judged and found live; and what others say of them.</summary>
public static class PicturesModule
{
    public static IServiceCollection AddPictures(this IServiceCollection services)
    {
        services.AddOptions<VisionOptions>().BindConfiguration(VisionOptions.Section)
            .Validate(options => options.IsValid, "Hub:Vision:Endpoint must be an https address, or a path under /simulator/ (Hub__Vision__Endpoint).")
            .ValidateOnStart();
        // Without the factory's own lines and without redirects: the call carries a key.
        services.AddHttpClient(GoogleVision.Client).ConfigurePrimaryHttpMessageHandler(() => GuardedFetch.GuardedHandler(followsRedirects: false)).RemoveAllLoggers();
        services.AddHttpClient(GoogleVision.TrustedClient).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }).RemoveAllLoggers();
        return services
            .AddScoped<AssetIntake>()
            .AddScoped<Quarantine>()
            .AddScoped<MeasureAgain>()
            .AddScoped<SmallCopies>()
            .AddScoped<ReadOwnRules>()
            .AddScoped<ComplianceJudge>()
            .AddScoped<JudgeKept>()
            .AddScoped<LivePictures>()
            .AddScoped<LiveSightings>()
            .AddSingleton<GoogleVision>()
            .AddScoped<VisionKeys>()
            .AddScoped<SecondOpinions>()
            .AddWork<SecondOpinionWork>(SecondOpinionWork.Kind, WorkGroups.Marketplace);
    }
}
