using MainImageHub.Imaging.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MainImageHub.Imaging;

/// <summary>Registers the processes that read pictures. The host starts the first one while it starts, so that a missing library stops the boot.</summary>
public static class ImagingModule
{
    /// <param name="services">The host's services. Whoever names a <see cref="ReaderStart"/> of their own before is left with it.</param>
    /// <param name="configuration">Section <c>Imaging</c> is read.</param>
    /// <param name="partsDirectory">Folder with npm's <c>node_modules</c>; what is not configured is looked for there.</param>
    /// <param name="start">How a reader is started.</param>
    public static IServiceCollection AddImaging(this IServiceCollection services, IConfiguration configuration, string partsDirectory, ReaderStart start)
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
                options.ReadingModelPath ??= ImagingEngine.FindReadingModel(partsDirectory);
                options.FaceModelPath ??= ImagingEngine.FindFaceModel(partsDirectory);
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(start);
        services.AddSingleton(provider => new ImagingProcesses(
            provider.GetRequiredService<ReaderStart>(),
            provider.GetRequiredService<IOptions<ImagingOptions>>().Value,
            provider.GetRequiredService<ILogger<ImagingProcesses>>()));
        return services;
    }
}
