using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Pipeline;

/// <summary>One visible step from picture to picture. The result is the caller's to dispose, also when nothing had to change.</summary>
internal interface IPictureStep
{
    VipsImage Apply(VipsImage picture);
}
