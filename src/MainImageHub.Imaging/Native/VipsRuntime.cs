using System.Reflection;
using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Native;

/// <summary>Loads and configures the one libvips of this process. Called explicitly at start-up, so that a missing library is a sentence and not a crash later.</summary>
internal static class VipsRuntime
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Libraries = new(StringComparer.Ordinal);
    private static string? s_loadedFrom;

    /// <summary>Only these decoders may touch foreign bytes. The SVG decoder is open for memory only, where the product's own drawings come from.</summary>
    private static readonly string[] OpenLoaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff",
        "VipsForeignLoadHeif", "VipsForeignLoadSvgBuffer",
    ];

    public static void Start(ImagingOptions options)
    {
        lock (Gate)
        {
            if (s_loadedFrom is null)
            {
                Load(options);
                s_loadedFrom = options.LibvipsPath;
            }
            else if (s_loadedFrom != options.LibvipsPath)
            {
                throw new ImagingUnavailableException($"libvips was already loaded from {s_loadedFrom}; a process can hold only one.");
            }

            VipsNative.SetConcurrency(options.Concurrency);
        }
    }

    public static string Version => $"{VipsNative.Version(0)}.{VipsNative.Version(1)}.{VipsNative.Version(2)}";

    public static bool HasHeif
    {
        get
        {
            lock (Gate)
            {
                return Libraries.ContainsKey(HeifNative.Library) && HeifNative.HasDecoder(HeifNative.FormatHevc) != 0;
            }
        }
    }

    private static void Load(ImagingOptions options)
    {
        if (!File.Exists(options.LibvipsPath))
        {
            throw new ImagingUnavailableException($"libvips was not found at {options.LibvipsPath}. Build MainImageHub.Web once (it fetches the npm parts), or set {ImagingOptions.Section}:{nameof(ImagingOptions.LibvipsPath)}.");
        }

        nint vips;
        try
        {
            vips = NativeLibrary.Load(options.LibvipsPath);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new ImagingUnavailableException($"libvips at {options.LibvipsPath} could not be loaded: {error.Message}", error);
        }

        // The npm build carries glib and gobject inside the one file.
        Libraries["vips"] = vips;
        Libraries["gobject"] = vips;
        Libraries["glib"] = vips;
        if (NativeLibrary.TryLoad(options.LibheifPath ?? "libheif.so.1", out var heif))
        {
            Libraries[HeifNative.Library] = heif;
        }

        NativeLibrary.SetDllImportResolver(typeof(VipsRuntime).Assembly, Resolve);
        if (VipsNative.Init("MainImageHub") != 0)
        {
            throw new ImagingUnavailableException($"libvips did not start: {VipsNative.DrainErrors()}");
        }

        HeapTuning.KeepFreedPages();
        VipsNative.SilenceWarnings();
        VipsNative.BlockUntrusted(1);
        VipsNative.BlockOperation("VipsForeignLoad", 1);
        foreach (var loader in OpenLoaders)
        {
            VipsNative.BlockOperation(loader, 0);
        }

        // Each picture is seen once; a cache of operations would only hold its pixels longer.
        VipsNative.SetCacheMax(0);
        VipsNative.SetCacheMaxMemory(0);
        VipsNative.SetCacheMaxFiles(0);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        Libraries.GetValueOrDefault(name);
}
