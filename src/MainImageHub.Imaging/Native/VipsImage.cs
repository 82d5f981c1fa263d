using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MainImageHub.Imaging.Native;

/// <summary>A reference to a libvips image: a description of pixels still to be computed, until copied to memory.</summary>
internal sealed class VipsImage : SafeHandleZeroOrMinusOneIsInvalid
{
    public VipsImage(nint owned)
        : base(ownsHandle: true) => SetHandle(owned);

    public int Width => VipsNative.Width(this);

    public int Height => VipsNative.Height(this);

    public int Bands => VipsNative.Bands(this);

    public BandFormat Format => VipsNative.Format(this);

    public Interpretation Interpretation => VipsNative.Interpretation(this);

    public bool HasAlpha => VipsNative.HasAlpha(this) != 0;

    public int Pages => VipsNative.Pages(this);

    public bool Has(string field) => VipsNative.FieldType(this, field) != 0;

    public int? Int(string field) => Has(field) && VipsNative.GetInt(this, field, out var value) == 0 ? value : null;

    /// <summary>A copy of a metadata block (<c>icc-profile-data</c>, <c>exif-data</c>, ...), or null.</summary>
    public byte[]? Blob(string field)
    {
        if (!Has(field) || VipsNative.GetBlob(this, field, out var data, out var length) != 0)
        {
            return null;
        }

        var copy = new byte[(int)length];
        Marshal.Copy(data, copy, 0, copy.Length);
        return copy;
    }

    public void SetBlob(string field, ReadOnlySpan<byte> data) => VipsNative.SetBlob(this, field, data, (nuint)data.Length);

    public IReadOnlyList<string> Fields()
    {
        var list = VipsNative.Fields(this);
        try
        {
            List<string> names = [];
            for (var i = 0; Marshal.ReadIntPtr(list, i * nint.Size) is not 0 and var name; i++)
            {
                names.Add(Marshal.PtrToStringUTF8(name)!);
            }

            return names;
        }
        finally
        {
            VipsNative.FreeStrings(list);
        }
    }

    public void Remove(string field) => VipsNative.RemoveField(this, field);

    /// <summary>Another reference to the same image, so that every step can own what it returns.</summary>
    public VipsImage Share()
    {
        var added = false;
        try
        {
            DangerousAddRef(ref added);
            return new VipsImage(VipsNative.Ref(DangerousGetHandle()));
        }
        finally
        {
            if (added)
            {
                DangerousRelease();
            }
        }
    }

    /// <summary>Another reference to that very image: whatever stood between had nothing to do.</summary>
    public bool IsSameAs(VipsImage other) => handle == other.handle;

    /// <summary>Computes all pixels now; decoding errors of the file surface here.</summary>
    public VipsImage ToMemory()
    {
        var copy = VipsNative.CopyToMemory(this);
        return copy == 0 ? throw new VipsException("decode", VipsNative.DrainErrors()) : new VipsImage(copy);
    }

    /// <summary>Computes all pixels into managed memory, rows from the top, bands interleaved.</summary>
    public byte[] ToBytes()
    {
        var data = VipsNative.WriteToMemory(this, out var size);
        if (data == 0)
        {
            throw new VipsException("read pixels", VipsNative.DrainErrors());
        }

        try
        {
            var bytes = GC.AllocateUninitializedArray<byte>(checked((int)size));
            Marshal.Copy(data, bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            VipsNative.Free(data);
        }
    }

    public static VipsImage FromPixels(nint data, long size, int width, int height, int bands)
    {
        var image = VipsNative.ImageFromMemory(data, (nuint)size, width, height, bands, BandFormat.UChar);
        return image == 0 ? throw new VipsException("wrap pixels", VipsNative.DrainErrors()) : new VipsImage(image);
    }

    /// <summary>Makes a computation that runs in another thread stop with an error.</summary>
    public void Kill() => VipsNative.SetKill(this, 1);

    protected override bool ReleaseHandle()
    {
        VipsNative.Unref(handle);
        return true;
    }
}
