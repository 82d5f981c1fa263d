using System.Runtime.InteropServices;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Native;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Imaging.Pipeline.Steps;

namespace MainImageHub.Imaging.Drawing;

/// <summary>Makes visible what the eye does not see on a white page.</summary>
internal static class OffWhiteOverlay
{
    /// <summary>A background six levels below white is shown this strongly already, or nobody would see it.</summary>
    private const int Faintest = 90;

    private const int Strongest = 220;

    /// <summary>Levels below white from which on the colour grows no stronger.</summary>
    private const int Dark = 60;

    private static readonly RenditionRecipe Png = new("off-white", Domain.Images.ImageFormat.Png) { FlattenOnWhite = false };

    public static byte[] Draw(VipsImage working)
    {
        var levels = ProductSeparation.MapOffWhite(new PixelView(working.ToBytes(), working.Width, working.Height));
        var rgba = new byte[levels.Length * 4];
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] > 0)
            {
                (rgba[i * 4], rgba[(i * 4) + 1], rgba[(i * 4) + 2]) = (0xE0, 0x10, 0x30);
                rgba[(i * 4) + 3] = (byte)(Faintest + ((Strongest - Faintest) * Math.Min((int)levels[i], Dark) / Dark));
            }
        }

        var pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            using var raw = VipsImage.FromPixels(pinned.AddrOfPinnedObject(), rgba.Length, working.Width, working.Height, bands: 4);
            using var copy = VipsOperation.Named("copy").With("in", raw).With("interpretation", "srgb");
            using var overlay = copy.ToImage();
            return new FitBytesStep(Png).Encode(overlay).Bytes;
        }
        finally
        {
            pinned.Free();
        }
    }
}
