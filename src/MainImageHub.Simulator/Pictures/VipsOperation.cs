using System.Runtime.InteropServices;
using static MainImageHub.Simulator.Pictures.VipsNative;

namespace MainImageHub.Simulator.Pictures;

/// <summary>libvips could not do it; the text is its own.</summary>
internal sealed class VipsException(string message) : Exception(message);

/// <summary>One call of one libvips operation: set arguments, run, take results. What is taken must be released by the taker.</summary>
internal sealed class VipsOperation(string name) : IDisposable
{
    // GLib's fundamental types are fixed numbers: index << 2.
    private const nuint GInt = 6 << 2;
    private const nuint GString = 16 << 2;

    private readonly nint _operation = vips_operation_new(name) is var created && created != 0 ? created : throw Failure(name);

    public VipsOperation Set(string argument, int value) => Set(argument, GInt, (ref GValue v) => g_value_set_int(ref v, value));

    public VipsOperation Set(string argument, string value) => Set(argument, GString, (ref GValue v) => g_value_set_string(ref v, value));

    public VipsOperation Set(string argument, VipsImage image) => Set(argument, vips_image_get_type(), (ref GValue v) => g_value_set_object(ref v, image.Handle));

    public VipsOperation Set(string argument, double[] values) =>
        Set(argument, vips_array_double_get_type(), (ref GValue v) => vips_value_set_array_double(ref v, values, values.Length));

    public VipsOperation Set(string argument, ReadOnlySpan<byte> bytes)
    {
        var blob = vips_blob_copy(bytes, (nuint)bytes.Length);
        try
        {
            return Set(argument, vips_blob_get_type(), (ref GValue v) => g_value_set_boxed(ref v, blob));
        }
        finally
        {
            vips_area_unref(blob);
        }
    }

    public VipsOperation Run()
    {
        if (vips_object_build(_operation) != 0)
        {
            vips_object_unref_outputs(_operation);
            throw Failure(name);
        }

        return this;
    }

    public VipsImage Image(string result = "out")
    {
        GValue value = default;
        g_value_init(ref value, vips_image_get_type());
        try
        {
            g_object_get_property(_operation, result, ref value);
            return new VipsImage(g_object_ref(g_value_get_object(in value)));
        }
        finally
        {
            g_value_unset(ref value);
        }
    }

    public byte[] Bytes(string result = "buffer")
    {
        GValue value = default;
        g_value_init(ref value, vips_blob_get_type());
        try
        {
            g_object_get_property(_operation, result, ref value);
            var data = vips_blob_get(g_value_get_boxed(in value), out var length);
            var bytes = new byte[length];
            Marshal.Copy(data, bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            g_value_unset(ref value);
        }
    }

    public void Dispose()
    {
        vips_object_unref_outputs(_operation);
        g_object_unref(_operation);
    }

    public static VipsException Failure(string what)
    {
        var text = Marshal.PtrToStringUTF8(vips_error_buffer())?.Trim();
        vips_error_clear();
        return new VipsException(string.IsNullOrEmpty(text) ? $"{what} failed." : text);
    }

    private delegate void Fill(ref GValue value);

    private VipsOperation Set(string argument, nuint type, Fill fill)
    {
        GValue value = default;
        g_value_init(ref value, type);
        try
        {
            fill(ref value);
            g_object_set_property(_operation, argument, ref value);
        }
        finally
        {
            g_value_unset(ref value);
        }

        return this;
    }
}

/// <summary>A picture of libvips, often not computed yet.</summary>
internal sealed class VipsImage(nint handle) : IDisposable
{
    public nint Handle => handle;

    public int Width => vips_image_get_width(handle);

    public int Height => vips_image_get_height(handle);

    public int Bands => vips_image_get_bands(handle);

    public byte[] Pixels()
    {
        var memory = vips_image_write_to_memory(handle, out var length);
        if (memory == 0)
        {
            throw VipsOperation.Failure("write_to_memory");
        }

        try
        {
            var pixels = new byte[length];
            Marshal.Copy(memory, pixels, 0, pixels.Length);
            return pixels;
        }
        finally
        {
            g_free(memory);
        }
    }

    public void Dispose() => g_object_unref(handle);
}
