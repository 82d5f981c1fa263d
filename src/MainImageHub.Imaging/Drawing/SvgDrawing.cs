using System.Runtime.InteropServices;
using System.Text;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Pipeline.Steps;

namespace MainImageHub.Imaging.Drawing;

/// <summary>
/// Turns SVG text written by this product (demo pictures, tests) into a picture file. Never give it text that came from outside:
/// uploads of SVG are refused.
/// </summary>
public sealed class SvgDrawing
{
    internal SvgDrawing()
    {
    }

    /// <param name="svg">The whole document; its viewBox is scaled to the size.</param>
    /// <param name="path">File to write.</param>
    /// <param name="width">Pixels; the height follows from the viewBox.</param>
    /// <param name="format">JPEG (on white), PNG or WebP (transparent where nothing is drawn).</param>
    /// <param name="quality">1..100 for JPEG and WebP.</param>
    public void Save(string svg, string path, int width, ImageFormat format = ImageFormat.Png, int quality = 90)
    {
        var recipe = new RenditionRecipe("drawing", format) { FlattenOnWhite = false, Quality = quality };
        using var drawn = Draw(svg, width);
        using var ready = ImagePipeline.Run(ImagePipeline.For(recipe), drawn);
        File.WriteAllBytes(path, new FitBytesStep(recipe).Encode(ready).Bytes);
    }

    internal static VipsImage Draw(string svg, int width)
    {
        var bytes = Encoding.UTF8.GetBytes(svg);
        var pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            using var measure = VipsOperation.Named("svgload_buffer").WithBlob("buffer", pin.AddrOfPinnedObject(), bytes.Length);
            using var natural = measure.ToImage();
            using var load = VipsOperation.Named("svgload_buffer")
                .WithBlob("buffer", pin.AddrOfPinnedObject(), bytes.Length)
                .With("scale", (double)width / natural.Width);
            using var lazy = load.ToImage();
            return lazy.ToMemory();
        }
        finally
        {
            pin.Free();
        }
    }
}
