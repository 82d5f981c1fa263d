using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Native;

/// <summary>
/// The C functions used of libvips, gobject and glib. Only functions with a fixed list of arguments: variadic ones
/// (<c>vips_resize(..., NULL)</c>) have another calling convention on some processors, so operations are built by name and property.
/// </summary>
internal static partial class VipsNative
{
    private const string Vips = "vips";
    private const string GObject = "gobject";
    private const string GLib = "glib";

    [LibraryImport(Vips, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(Vips, EntryPoint = "vips_version")]
    internal static partial int Version(int part);

    [LibraryImport(Vips, EntryPoint = "vips_block_untrusted_set")]
    internal static partial void BlockUntrusted(int state);

    [LibraryImport(Vips, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void BlockOperation(string className, int state);

    [LibraryImport(Vips, EntryPoint = "vips_concurrency_set")]
    internal static partial void SetConcurrency(int threads);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max")]
    internal static partial void SetCacheMax(int operations);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max_mem")]
    internal static partial void SetCacheMaxMemory(nuint bytes);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max_files")]
    internal static partial void SetCacheMaxFiles(int files);

    [LibraryImport(Vips, EntryPoint = "vips_tracked_get_mem")]
    internal static partial nuint TrackedMemory();

    [LibraryImport(Vips, EntryPoint = "vips_tracked_get_allocs")]
    internal static partial int TrackedAllocations();

    [LibraryImport(Vips, EntryPoint = "vips_error_buffer_copy")]
    internal static partial nint TakeErrorBuffer();

    [LibraryImport(Vips, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint NewOperation(string name);

    [LibraryImport(Vips, EntryPoint = "vips_cache_operation_build")]
    internal static partial nint BuildOperation(nint operation);

    [LibraryImport(Vips, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void UnrefOutputs(nint operation);

    [LibraryImport(Vips, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetArgument(nint operation, string name, string value);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageType();

    [LibraryImport(Vips, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobType();

    [LibraryImport(Vips, EntryPoint = "vips_blob_new")]
    internal static partial nint NewBlob(nint freeFunction, nint data, nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_blob_get")]
    internal static partial nint BlobData(nint blob, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_area_unref")]
    internal static partial void UnrefArea(nint area);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_width")]
    internal static partial int Width(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_height")]
    internal static partial int Height(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_bands")]
    internal static partial int Bands(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_format")]
    internal static partial BandFormat Format(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_interpretation")]
    internal static partial Interpretation Interpretation(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_hasalpha")]
    internal static partial int HasAlpha(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_n_pages")]
    internal static partial int Pages(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint FieldType(VipsImage image, string name);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_fields")]
    internal static partial nint Fields(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_remove", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RemoveField(VipsImage image, string name);

    [LibraryImport(GLib, EntryPoint = "g_strfreev")]
    internal static partial void FreeStrings(nint strings);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetInt(VipsImage image, string name, out int value);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetBlob(VipsImage image, string name, out nint data, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_image_set_blob_copy", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetBlob(VipsImage image, string name, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_image_copy_memory")]
    internal static partial nint CopyToMemory(VipsImage image);

    [LibraryImport(Vips, EntryPoint = "vips_image_new_from_memory_copy")]
    internal static partial nint ImageFromMemory(nint data, nuint size, int width, int height, int bands, BandFormat format);

    [LibraryImport(Vips, EntryPoint = "vips_image_write_to_memory")]
    internal static partial nint WriteToMemory(VipsImage image, out nuint size);

    [LibraryImport(Vips, EntryPoint = "vips_image_set_kill")]
    internal static partial void SetKill(VipsImage image, int kill);

    [LibraryImport(GObject, EntryPoint = "g_object_ref")]
    internal static partial nint Ref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    internal static partial void Unref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    internal static partial nint InitValue(ref GValue value, nuint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    internal static partial void UnsetValue(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    internal static partial void SetValueObject(ref GValue value, VipsImage instance);

    [LibraryImport(GObject, EntryPoint = "g_value_get_object")]
    internal static partial nint GetValueObject(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boxed")]
    internal static partial void SetValueBoxed(ref GValue value, nint boxed);

    [LibraryImport(GObject, EntryPoint = "g_value_get_boxed")]
    internal static partial nint GetValueBoxed(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetProperty(nint instance, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void GetProperty(nint instance, string name, ref GValue value);

    [LibraryImport(GLib, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);

    [LibraryImport(GLib, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial uint SetLogHandler(string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);

    /// <summary>Warnings about odd files would be printed on the terminal; what matters of them comes back as a failed operation.</summary>
    internal static unsafe void SilenceWarnings() => SetLogHandler("VIPS", WarningsAndBelow, &Drop, 0);

    private const int WarningsAndBelow = 0xF0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Drop(nint domain, int level, nint message, nint data)
    {
    }

    internal static string DrainErrors()
    {
        var text = TakeErrorBuffer();
        if (text == 0)
        {
            return "";
        }

        try
        {
            return (Marshal.PtrToStringUTF8(text) ?? "").Trim().ReplaceLineEndings("; ");
        }
        finally
        {
            Free(text);
        }
    }
}

/// <summary>GObject's tagged value: a type and sixteen bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    public long First;
    public long Second;
}

internal enum BandFormat
{
    UChar = 0,
    UShort = 2,
    Float = 6,
}

internal enum Interpretation
{
    BlackAndWhite = 1,
    Lab = 13,
    Cmyk = 15,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
}
