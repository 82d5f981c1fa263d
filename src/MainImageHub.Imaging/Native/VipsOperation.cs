using System.Globalization;
using System.Runtime.InteropServices;

namespace MainImageHub.Imaging.Native;

/// <summary>One libvips operation by its name: set its arguments, then run it once for its output.</summary>
internal sealed class VipsOperation : IDisposable
{
    private readonly string _name;
    private nint _operation;

    private VipsOperation(string name, nint operation)
    {
        _name = name;
        _operation = operation;
    }

    public static VipsOperation Named(string name)
    {
        var operation = VipsNative.NewOperation(name);
        return operation == 0 ? throw new VipsException(name, VipsNative.DrainErrors()) : new VipsOperation(name, operation);
    }

    /// <summary>Numbers, switches and enumeration nicknames all go through libvips' own parser, which checks their type and range.</summary>
    public VipsOperation With(string argument, string value)
    {
        if (VipsNative.SetArgument(_operation, argument, value) != 0)
        {
            throw Failed();
        }

        return this;
    }

    public VipsOperation With(string argument, int value) => With(argument, value.ToString(CultureInfo.InvariantCulture));

    public VipsOperation With(string argument, double value) => With(argument, value.ToString("R", CultureInfo.InvariantCulture));

    public VipsOperation With(string argument, bool value) => With(argument, value ? "true" : "false");

    public VipsOperation With(string argument, VipsImage image)
    {
        var value = default(GValue);
        VipsNative.InitValue(ref value, VipsNative.ImageType());
        VipsNative.SetValueObject(ref value, image);
        VipsNative.SetProperty(_operation, argument, ref value);
        VipsNative.UnsetValue(ref value);
        return this;
    }

    /// <param name="argument">Name of a blob argument.</param>
    /// <param name="pinned">Memory that stays in place as long as the operation's output lives.</param>
    /// <param name="length">In bytes.</param>
    public VipsOperation WithBlob(string argument, nint pinned, int length)
    {
        var blob = VipsNative.NewBlob(0, pinned, (nuint)length);
        var value = default(GValue);
        VipsNative.InitValue(ref value, VipsNative.BlobType());
        VipsNative.SetValueBoxed(ref value, blob);
        VipsNative.SetProperty(_operation, argument, ref value);
        VipsNative.UnsetValue(ref value);
        VipsNative.UnrefArea(blob);
        return this;
    }

    public VipsImage ToImage(string output = "out") => Run(output, VipsNative.ImageType(), static (ref value) =>
        new VipsImage(VipsNative.Ref(VipsNative.GetValueObject(ref value))));

    public byte[] ToBytes() => Run("buffer", VipsNative.BlobType(), static (ref value) =>
    {
        var data = VipsNative.BlobData(VipsNative.GetValueBoxed(ref value), out var length);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)length));
        Marshal.Copy(data, bytes, 0, bytes.Length);
        return bytes;
    });

    public void Dispose()
    {
        if (_operation != 0)
        {
            VipsNative.Unref(_operation);
            _operation = 0;
        }
    }

    private delegate T Take<T>(ref GValue value);

    private T Run<T>(string output, nuint type, Take<T> take)
    {
        var built = VipsNative.BuildOperation(_operation);
        if (built == 0)
        {
            // A half-built operation holds references to its outputs.
            VipsNative.UnrefOutputs(_operation);
            throw Failed();
        }

        var value = default(GValue);
        VipsNative.InitValue(ref value, type);
        try
        {
            VipsNative.GetProperty(built, output, ref value);
            return take(ref value);
        }
        finally
        {
            VipsNative.UnsetValue(ref value);
            VipsNative.UnrefOutputs(built);
            VipsNative.Unref(built);
        }
    }

    private VipsException Failed() => new(_name, VipsNative.DrainErrors());
}
