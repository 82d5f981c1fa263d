using System.Buffers;
using System.Runtime.InteropServices;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Intake;

/// <summary>Decodes HEIC through the system's libheif. It applies the file's own rotation, so the result is upright.</summary>
internal static class HeifDecoder
{
    public static (VipsImage Image, int BitDepth) Decode(string path, ImagingOptions limits)
    {
        if (!VipsRuntime.HasHeif)
        {
            throw ImageRefusals.HeicUnavailable();
        }

        var context = HeifNative.NewContext();
        nint handle = 0, image = 0;
        try
        {
            Check(HeifNative.ReadFile(context, path, 0));
            Check(HeifNative.PrimaryImage(context, out handle));
            OpenedPicture.CheckSize(HeifNative.Width(handle), HeifNative.Height(handle), limits);
            var alpha = HeifNative.HasAlpha(handle) != 0;
            Check(HeifNative.Decode(handle, out image, HeifNative.ColourspaceRgb, alpha ? HeifNative.ChromaInterleavedRgba : HeifNative.ChromaInterleavedRgb, 0));
            var picture = Copy(image, alpha ? 4 : 3);
            CopyMetadata(handle, picture);
            return (picture, HeifNative.BitDepth(handle));
        }
        finally
        {
            if (image != 0)
            {
                HeifNative.ReleaseImage(image);
            }

            if (handle != 0)
            {
                HeifNative.ReleaseHandle(handle);
            }

            HeifNative.FreeContext(context);
        }
    }

    private static VipsImage Copy(nint image, int bands)
    {
        var width = HeifNative.ImageWidth(image, HeifNative.ChannelInterleaved);
        var height = HeifNative.ImageHeight(image, HeifNative.ChannelInterleaved);
        var plane = HeifNative.Plane(image, HeifNative.ChannelInterleaved, out var stride);
        var row = width * bands;
        if (plane == 0 || stride < row)
        {
            throw ImageRefusals.Corrupt();
        }

        // libvips wants rows without gaps; libheif pads them to multiples of 16 bytes.
        VipsImage wrapped;
        if (stride == row)
        {
            wrapped = VipsImage.FromPixels(plane, (long)row * height, width, height, bands);
        }
        else
        {
            var packed = ArrayPool<byte>.Shared.Rent(row * height);
            try
            {
                for (var y = 0; y < height; y++)
                {
                    Marshal.Copy(plane + ((nint)y * stride), packed, y * row, row);
                }

                var pin = GCHandle.Alloc(packed, GCHandleType.Pinned);
                try
                {
                    wrapped = VipsImage.FromPixels(pin.AddrOfPinnedObject(), (long)row * height, width, height, bands);
                }
                finally
                {
                    pin.Free();
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(packed);
            }
        }

        using (wrapped)
        {
            using var named = VipsOperation.Named("copy").With("in", wrapped).With("interpretation", "srgb");
            return named.ToImage();
        }
    }

    private static void CopyMetadata(nint handle, VipsImage picture)
    {
        var size = (int)HeifNative.ProfileSize(handle);
        if (size > 0)
        {
            var profile = new byte[size];
            Check(HeifNative.Profile(handle, profile));
            picture.SetBlob("icc-profile-data", profile);
        }

        Span<uint> ids = stackalloc uint[8];
        var count = HeifNative.MetadataIds(handle, null, ids, ids.Length);
        for (var i = 0; i < Math.Min(count, ids.Length); i++)
        {
            var data = new byte[(int)HeifNative.MetadataSize(handle, ids[i])];
            Check(HeifNative.Metadata(handle, ids[i], data));
            switch (Marshal.PtrToStringUTF8(HeifNative.MetadataType(handle, ids[i])))
            {
                case "Exif" when data.Length > 4:
                    // Four bytes tell where the TIFF header starts; it is the EXIF reader's job to find it.
                    picture.SetBlob("exif-data", data.AsSpan(4));
                    break;
                case "mime":
                    picture.SetBlob("xmp-data", data);
                    break;
            }
        }
    }

    private static void Check(HeifError error)
    {
        const int UnsupportedFeature = 4;
        const int UnsupportedFileType = 3;
        if (error.Code == 0)
        {
            return;
        }

        var detail = new VipsException("libheif", Marshal.PtrToStringUTF8(error.Message) ?? "");
        throw error.Code is UnsupportedFeature or UnsupportedFileType ? ImageRefusals.HeicUnavailable() : ImageRefusals.Corrupt(detail);
    }
}
