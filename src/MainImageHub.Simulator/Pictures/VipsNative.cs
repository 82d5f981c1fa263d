using System.Runtime.InteropServices;

namespace MainImageHub.Simulator.Pictures;

/// <summary>The few entry points of libvips and GObject that running one operation by name takes; none of the variadic ones.</summary>
internal static partial class VipsNative
{
    private const string Library = "simulator-vips";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string name);

    [LibraryImport(Library)]
    public static partial nint vips_error_buffer();

    [LibraryImport(Library)]
    public static partial void vips_error_clear();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_operation_new(string name);

    // Not vips_cache_operation_build: a picture is seldom encoded twice, and the cache is shared with whoever else uses the library here.
    [LibraryImport(Library)]
    public static partial int vips_object_build(nint instance);

    [LibraryImport(Library)]
    public static partial void vips_object_unref_outputs(nint instance);

    [LibraryImport(Library)]
    public static partial nint vips_blob_copy(ReadOnlySpan<byte> data, nuint length);

    [LibraryImport(Library)]
    public static partial nint vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Library)]
    public static partial void vips_area_unref(nint area);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    public static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    public static partial nuint vips_array_double_get_type();

    [LibraryImport(Library)]
    public static partial void vips_value_set_array_double(ref GValue value, ReadOnlySpan<double> array, int length);

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(nint image);

    [LibraryImport(Library)]
    public static partial nint vips_image_write_to_memory(nint image, out nuint length);

    [LibraryImport(Library)]
    public static partial void g_free(nint memory);

    [LibraryImport(Library)]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(Library)]
    public static partial nint g_object_ref(nint instance);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_set_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library)]
    public static partial nint g_value_init(ref GValue value, nuint type);

    [LibraryImport(Library)]
    public static partial void g_value_unset(ref GValue value);

    [LibraryImport(Library)]
    public static partial void g_value_set_int(ref GValue value, int number);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_value_set_string(ref GValue value, string text);

    [LibraryImport(Library)]
    public static partial void g_value_set_object(ref GValue value, nint instance);

    [LibraryImport(Library)]
    public static partial void g_value_set_boxed(ref GValue value, nint boxed);

    [LibraryImport(Library)]
    public static partial nint g_value_get_object(in GValue value);

    [LibraryImport(Library)]
    public static partial nint g_value_get_boxed(in GValue value);

    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        public nuint Type;
        public long First;
        public long Second;
    }

    /// <summary>The library is where the options say, so it is loaded by hand. The same file loaded elsewhere in the process is the same library, and initialising it twice is harmless.</summary>
    public static bool TryLoad(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var handle))
        {
            return false;
        }

        Handle = handle;
        return true;
    }

    private static nint Handle { get; set; }

    static VipsNative() =>
        NativeLibrary.SetDllImportResolver(typeof(VipsNative).Assembly, (name, _, _) => name == Library ? Handle : 0);
}
