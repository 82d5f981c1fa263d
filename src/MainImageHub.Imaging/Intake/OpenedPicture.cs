using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Intake;

/// <summary>A file that passed header and limits; its pixels are not decoded yet (HEIC: just decoded, its decoder knows no other way).</summary>
internal sealed class OpenedPicture(ContainerFacts container, VipsImage image, long bytes) : IDisposable
{
    public ContainerFacts Container { get; } = container;

    public VipsImage Image { get; } = image;

    public long Bytes { get; } = bytes;

    /// <summary>As stored, before orientation.</summary>
    public required int StoredWidth { get; init; }

    public required int StoredHeight { get; init; }

    public int Orientation => Image.Int("orientation") is >= 1 and <= 8 and var value ? value : 1;

    /// <summary>Size as a viewer shows it.</summary>
    public (int Width, int Height) Upright => Orientation >= 5 ? (StoredHeight, StoredWidth) : (StoredWidth, StoredHeight);

    /// <summary>Opens in the order that keeps a hostile file cheap: our own header scan, limits, the decoder's header, limits again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="neededSide">Longest side that will be used; lets a JPEG be decoded at a half, quarter or eighth.</param>
    public static OpenedPicture Open(string path, ImagingOptions limits, int neededSide)
    {
        var container = ContainerScan.Read(path, limits);
        if (container is { Width: { } declaredWidth, Height: { } declaredHeight })
        {
            CheckSize(declaredWidth, declaredHeight, limits);
        }

        if (!container.Complete)
        {
            throw ImageRefusals.Truncated();
        }

        var bytes = new FileInfo(path).Length;
        if (container.Format == ImageFormat.Heic)
        {
            var (decoded, depth) = HeifDecoder.Decode(path, limits);
            return new OpenedPicture(container with { BitDepth = depth }, decoded, bytes) { StoredWidth = decoded.Width, StoredHeight = decoded.Height };
        }

        var shrink = container.Format == ImageFormat.Jpeg ? ShrinkOnLoad(Math.Max(container.Width!.Value, container.Height!.Value), neededSide) : 1;
        VipsImage image;
        try
        {
            image = Load(container.Format, path, shrink);
        }
        catch (VipsException error)
        {
            throw error.IsOutOfMemory ? ImageRefusals.TooMuchMemory(limits, error) : ImageRefusals.Corrupt(error);
        }

        try
        {
            var (width, height) = shrink == 1 ? (image.Width, image.Height) : (container.Width!.Value, container.Height!.Value);
            CheckSize(width, height, limits);
            return new OpenedPicture(container, image, bytes) { StoredWidth = width, StoredHeight = height };
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public void Dispose() => Image.Dispose();

    internal static void CheckSize(int width, int height, ImagingOptions limits)
    {
        if (width <= 0 || height <= 0)
        {
            throw ImageRefusals.Corrupt();
        }

        if (width > limits.MaxSide || height > limits.MaxSide || (long)width * height > limits.MaxPixels)
        {
            throw ImageRefusals.TooManyPixels(width, height, limits);
        }
    }

    /// <summary>libjpeg halves exactly in the frequency domain; at least the needed pixels stay for the finer filter afterwards.</summary>
    private static int ShrinkOnLoad(int longest, int needed) => (longest / needed) switch
    {
        >= 8 => 8,
        >= 4 => 4,
        >= 2 => 2,
        _ => 1,
    };

    private static VipsImage Load(ImageFormat format, string path, int shrink)
    {
        var loader = format switch
        {
            ImageFormat.Jpeg => "jpegload",
            ImageFormat.Png => "pngload",
            ImageFormat.WebP => "webpload",
            ImageFormat.Gif => "gifload",
            ImageFormat.Tiff => "tiffload",
            ImageFormat.Avif => "heifload",
            _ => throw ImageRefusals.FormatNotSupported(format.ToString()),
        };
        using var load = VipsOperation.Named(loader).With("filename", path).With("access", "sequential").With("fail-on", "error");
        return (shrink > 1 ? load.With("shrink", shrink) : load).ToImage();
    }
}
