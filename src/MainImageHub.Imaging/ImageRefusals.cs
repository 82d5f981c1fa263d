using System.Globalization;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging.Processes;

namespace MainImageHub.Imaging;

/// <summary>Every reason a file is refused, with its stable code and its sentence in both languages.</summary>
public static class ImageRefusals
{
    public const string EmptyCode = "image.empty";
    public const string NotAnImageCode = "image.notAnImage";
    public const string SvgCode = "image.svg";
    public const string TruncatedCode = "image.truncated";
    public const string CorruptCode = "image.corrupt";
    public const string TooManyPixelsCode = "image.tooManyPixels";
    public const string TooLargeCode = "image.tooLarge";
    public const string FormatNotSupportedCode = "image.formatNotSupported";
    public const string HeicUnavailableCode = "image.heicUnavailable";
    public const string TooSlowCode = "image.tooSlow";
    public const string RenditionTooLargeCode = "image.renditionTooLarge";
    public const string TooMuchMemoryCode = "image.tooMuchMemory";
    public const string EndsReaderCode = "image.endsReader";

    internal static ImageRefusedException Empty() => new(EmptyCode, new(
        "The file is empty (0 bytes). Export the picture again and upload the new file.",
        "文件为空（0 字节）。请重新导出图片后再上传。"));

    internal static ImageRefusedException NotAnImage() => new(NotAnImageCode, new(
        "The file is not a picture. Upload a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC file.",
        "该文件不是图片。请上传 JPEG、PNG、WebP、GIF、TIFF、AVIF 或 HEIC 文件。"));

    internal static ImageRefusedException Svg() => new(SvgCode, new(
        "SVG drawings are not accepted because they can carry scripts. Export the drawing as PNG or JPEG and upload that.",
        "不接受 SVG 矢量图，因为其中可能包含脚本。请导出为 PNG 或 JPEG 后再上传。"));

    internal static ImageRefusedException Truncated(Exception? inner = null) => new(TruncatedCode, new(
        "The file is cut off: its end is missing. Copy or export it again and upload the complete file.",
        "文件不完整：末尾数据缺失。请重新复制或导出后上传完整文件。"), inner);

    internal static ImageRefusedException Corrupt(Exception? inner = null) => new(CorruptCode, new(
        "The file is damaged and cannot be decoded. Open it in an image editor, save it again and upload the new file.",
        "文件已损坏，无法解码。请用图片编辑软件打开并另存后再上传。"), inner);

    internal static ImageRefusedException TooManyPixels(long width, long height, ImagingOptions limits) => new(TooManyPixelsCode, new(
        string.Create(CultureInfo.InvariantCulture, $"The picture is {width} x {height} pixels; at most {limits.MaxSide} per side and {limits.MaxPixels / 1_000_000} megapixels are accepted. Scale it down and upload it again."),
        string.Create(CultureInfo.InvariantCulture, $"图片尺寸为 {width} x {height} 像素；每边最多 {limits.MaxSide} 像素，总计最多 {limits.MaxPixels / 1_000_000} 百万像素。请缩小后再上传。")));

    internal static ImageRefusedException TooLarge(long bytes, ImagingOptions limits) => new(TooLargeCode, new(
        string.Create(CultureInfo.InvariantCulture, $"The file has {bytes / 1048576.0:0.#} MB; at most {limits.MaxBytes / 1048576.0:0.#} MB are accepted. Save it with stronger compression or fewer pixels."),
        string.Create(CultureInfo.InvariantCulture, $"文件大小为 {bytes / 1048576.0:0.#} MB；最大允许 {limits.MaxBytes / 1048576.0:0.#} MB。请提高压缩率或缩小尺寸后再上传。")));

    internal static ImageRefusedException FormatNotSupported(string format) => new(FormatNotSupportedCode, new(
        $"{format} files are not supported. Save the picture as JPEG, PNG, WebP or TIFF and upload that.",
        $"不支持 {format} 格式。请另存为 JPEG、PNG、WebP 或 TIFF 后再上传。"));

    internal static ImageRefusedException HeicUnavailable() => new(HeicUnavailableCode, new(
        "This installation cannot read HEIC: libheif with an HEVC decoder is not installed on the server. Install libheif1 and libde265-0, or save the picture as JPEG.",
        "当前服务器无法读取 HEIC：未安装带 HEVC 解码器的 libheif。请安装 libheif1 和 libde265-0，或将图片另存为 JPEG。"));

    internal static ImageRefusedException TooSlow(TimeSpan deadline, Exception? inner = null) => new(TooSlowCode, new(
        string.Create(CultureInfo.InvariantCulture, $"The picture was not decoded within {deadline.TotalSeconds:0} seconds. Save it again as a plain JPEG or PNG, or try later when the server is less busy."),
        string.Create(CultureInfo.InvariantCulture, $"图片未能在 {deadline.TotalSeconds:0} 秒内解码完成。请另存为普通 JPEG 或 PNG，或稍后再试。")), inner);

    internal static ImageRefusedException TooMuchMemory(ImagingOptions limits, Exception? inner = null) => new(TooMuchMemoryCode, new(
        string.Create(CultureInfo.InvariantCulture, $"The picture takes more memory to decode than there is for one ({limits.ProcessMemory / 1048576} MB). Scale it down, or save it as a plain 8-bit JPEG or PNG, and upload that."),
        string.Create(CultureInfo.InvariantCulture, $"解码该图片所需内存超过单张图片的上限（{limits.ProcessMemory / 1048576} MB）。请缩小尺寸，或另存为普通的 8 位 JPEG 或 PNG 后再上传。")), inner);

    internal static ImageRefusedException EndsReader(ReaderDeath death, ImagingOptions limits)
    {
        var (en, zh) = Words(death, limits);
        return new(EndsReaderCode, new(
            $"Reading this file ended the picture reader twice: {en}. The file is not opened again. Open it in an image editor, save it as a new JPEG or PNG and upload that. If the file is sound, have it tried again from the Jobs page.",
            $"读取该文件时图片读取程序两次异常终止：{zh}。系统不会再打开该文件。请用图片编辑软件打开并另存为新的 JPEG 或 PNG 后上传。若确认文件无误，可在“任务”页面再次尝试。"));
    }

    /// <summary>Of two files nobody knows which one it was: neither is quarantined, so there is nothing to be had tried again.</summary>
    internal static ImageRefusedException ComparisonEndsReader(ReaderDeath death, ImagingOptions limits)
    {
        var (en, zh) = Words(death, limits);
        return new(EndsReaderCode, new(
            $"Comparing this file with another one ended the picture reader twice: {en}. Both were read before. If it happens again, save the picture as a new JPEG or PNG and use that.",
            $"将该文件与另一张图片比较时，图片读取程序两次异常终止：{zh}。两张图片此前都曾成功读取。若再次发生，请将图片另存为新的 JPEG 或 PNG 后使用。"));
    }

    internal static ImageRefusedException RenditionTooLarge(string recipe, long maxBytes) => new(RenditionTooLargeCode, new(
        string.Create(CultureInfo.InvariantCulture, $"The picture could not be brought under {maxBytes / 1024} KB for {recipe} without ruining it. Use a less noisy picture."),
        string.Create(CultureInfo.InvariantCulture, $"无法在保证画质的前提下将图片压缩到 {maxBytes / 1024} KB 以内（{recipe}）。请使用噪点更少的图片。")));

    private static LocalText Words(ReaderDeath death, ImagingOptions limits) => death switch
    {
        ReaderDeath.Memory => new(string.Create(CultureInfo.InvariantCulture, $"it took more than {limits.ProcessMemory / 1048576} MB of memory"), string.Create(CultureInfo.InvariantCulture, $"内存占用超过 {limits.ProcessMemory / 1048576} MB")),
        ReaderDeath.Silent => new("it gave no answer", "没有响应"),
        _ => new("it crashed", "程序崩溃"),
    };
}
