using Microsoft.Win32.SafeHandles;

namespace MainImageHub.Imaging.Vision;

/// <summary>One object of ONNX Runtime, with the function of its table that releases it.</summary>
internal sealed unsafe class OnnxHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> _release;

    public OnnxHandle(nint owned, delegate* unmanaged[Cdecl]<nint, void> release)
        : base(ownsHandle: true)
    {
        _release = release;
        SetHandle(owned);
    }

    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }
}
