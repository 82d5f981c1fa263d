using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MainImageHub.Imaging;

/// <summary>Registers the engine. It starts when first resolved; the host resolves it at start-up so that a missing library stops the boot.</summary>
public static class ImagingModule
{
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Section <c>Imaging</c> is read.</param>
    /// <param name="partsDirectory">Folder with npm's <c>node_modules</c>; what is not configured is looked for there.</param>
    public static IServiceCollection AddImaging(this IServiceCollection services, IConfiguration configuration, string partsDirectory)
    {
        services.AddOptions<ImagingOptions>()
            .Bind(configuration.GetSection(ImagingOptions.Section))
            .PostConfigure(options =>
            {
                if (string.IsNullOrEmpty(options.LibvipsPath))
                {
                    options.LibvipsPath = ImagingEngine.FindLibvips(partsDirectory) ?? Path.Combine(partsDirectory, "node_modules", "@img");
                }

                options.OnnxRuntimePath ??= ImagingEngine.FindOnnxRuntime(partsDirectory);
                options.TextModelPath ??= ImagingEngine.FindTextModel(partsDirectory);
                options.FaceModelPath ??= ImagingEngine.FindFaceModel(partsDirectory);
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => ImagingEngine.Start(
            provider.GetRequiredService<IOptions<ImagingOptions>>().Value,
            provider.GetService<TimeProvider>()));
        return services;
    }
}
