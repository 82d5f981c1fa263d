using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Native;

/// <summary>
/// The system's libheif, which (unlike the one inside libvips) finds libde265 and so can decode HEVC, the codec of iPhone pictures.
/// The C interface has been stable since libheif 1.4.
/// </summary>
internal static partial class HeifNative
{
    internal const string Library = "heif";
    internal const int ColourspaceRgb = 1;
    internal const int ChromaInterleavedRgb = 10;
    internal const int ChromaInterleavedRgba = 11;
    internal const int ChannelInterleaved = 10;

    /// <summary>What iPhones write; the library may be there without the codec, which some distributions pack by itself.</summary>
    internal const int FormatHevc = 1;

    [LibraryImport(Library, EntryPoint = "heif_have_decoder_for_format")]
    internal static partial int HasDecoder(int format);

    [LibraryImport(Library, EntryPoint = "heif_context_alloc")]
    internal static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "heif_context_free")]
    internal static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "heif_context_read_from_file", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial HeifError ReadFile(nint context, string path, nint options);

    [LibraryImport(Library, EntryPoint = "heif_context_get_primary_image_handle")]
    internal static partial HeifError PrimaryImage(nint context, out nint handle);

    [LibraryImport(Library, EntryPoint = "heif_context_get_number_of_top_level_images")]
    internal static partial int CountImages(nint context);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_release")]
    internal static partial void ReleaseHandle(nint handle);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_width")]
    internal static partial int Width(nint handle);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_height")]
    internal static partial int Height(nint handle);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_has_alpha_channel")]
    internal static partial int HasAlpha(nint handle);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_luma_bits_per_pixel")]
    internal static partial int BitDepth(nint handle);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_raw_color_profile_size")]
    internal static partial nuint ProfileSize(nint handle);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_raw_color_profile")]
    internal static partial HeifError Profile(nint handle, Span<byte> data);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_list_of_metadata_block_IDs", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MetadataIds(nint handle, string? type, Span<uint> ids, int count);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_metadata_type")]
    internal static partial nint MetadataType(nint handle, uint id);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_metadata_size")]
    internal static partial nuint MetadataSize(nint handle, uint id);

    [LibraryImport(Library, EntryPoint = "heif_image_handle_get_metadata")]
    internal static partial HeifError Metadata(nint handle, uint id, Span<byte> data);

    [LibraryImport(Library, EntryPoint = "heif_decode_image")]
    internal static partial HeifError Decode(nint handle, out nint image, int colourspace, int chroma, nint options);

    [LibraryImport(Library, EntryPoint = "heif_image_release")]
    internal static partial void ReleaseImage(nint image);

    [LibraryImport(Library, EntryPoint = "heif_image_get_width")]
    internal static partial int ImageWidth(nint image, int channel);

    [LibraryImport(Library, EntryPoint = "heif_image_get_height")]
    internal static partial int ImageHeight(nint image, int channel);

    [LibraryImport(Library, EntryPoint = "heif_image_get_plane_readonly")]
    internal static partial nint Plane(nint image, int channel, out int stride);
}

[StructLayout(LayoutKind.Sequential)]
internal struct HeifError
{
    public int Code;
    public int Subcode;
    public nint Message;
}
