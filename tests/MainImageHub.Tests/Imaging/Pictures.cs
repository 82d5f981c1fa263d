using System.Buffers.Binary;
using System.IO.Compression;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Tests.Imaging;

/// <summary>The engine, and pictures drawn in code, in a folder of their own.</summary>
public sealed class Pictures : IDisposable
{
    private static readonly Lazy<ImagingEngine> Shared = new(() => ImagingEngine.Start(OptionsWith()));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imaging-tests-");

    public static ImagingEngine Engine => Shared.Value;

    public string Folder => _folder.FullName;

    public static ImagingOptions OptionsWith(Action<ImagingOptions>? change = null)
    {
        var options = new ImagingOptions { LibvipsPath = ImagingEngine.FindLibvips(PartsDirectory())! };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Names the parts that find text; without it a test's engine does not spend time on that.</summary>
    public static void FindText(ImagingOptions options)
    {
        options.OnnxRuntimePath = ImagingEngine.FindOnnxRuntime(PartsDirectory());
        options.TextModelPath = ImagingEngine.FindTextModel(PartsDirectory());
    }

    /// <summary>And those that read it.</summary>
    public static void ReadText(ImagingOptions options)
    {
        FindText(options);
        options.ReadingModelPath = ImagingEngine.FindReadingModel(PartsDirectory());
    }

    /// <summary>The same for faces.</summary>
    public static void FindFaces(ImagingOptions options)
    {
        options.OnnxRuntimePath = ImagingEngine.FindOnnxRuntime(PartsDirectory());
        options.FaceModelPath = ImagingEngine.FindFaceModel(PartsDirectory());
    }

    public string NewPath(string extension) => Path.Combine(Folder, $"{Guid.CreateVersion7():n}{extension}");

    public string Draw(string body, int width = 1000, int height = 1000, ImageFormat format = ImageFormat.Jpeg, int quality = 92)
    {
        var path = NewPath(format == ImageFormat.Jpeg ? ".jpg" : format == ImageFormat.Png ? ".png" : ".webp");
        Engine.Drawing.Save($"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}'>{body}</svg>", path, width, format, quality);
        return path;
    }

    /// <summary>A red thing with detail, filling a share of a 1000 x 1000 picture's height, on a plain background.</summary>
    public string Product(int fillPercent = 85, string background = "#ffffff", ImageFormat format = ImageFormat.Jpeg, int quality = 92, string overlay = "", int seed = 1)
    {
        var height = fillPercent * 10;
        var width = height / 2;
        var (left, top) = ((1000 - width) / 2, (1000 - height) / 2);
        var random = new Random(seed);
        var detail = string.Concat(Enumerable.Range(0, 12).Select(_ =>
            $"<circle cx='{left + random.Next(width)}' cy='{top + random.Next(height)}' r='{random.Next(10, 60)}' fill='#{random.Next(0x1000000):x6}' clip-path='url(#c)'/>"));
        return Draw($"<clipPath id='c'><rect x='{left}' y='{top}' width='{width}' height='{height}'/></clipPath><rect width='1000' height='1000' fill='{background}'/><rect x='{left}' y='{top}' width='{width}' height='{height}' fill='#b01020'/>{detail}{overlay}", format: format, quality: quality);
    }

    /// <summary>A picture like no other seed's: nothing of one is where something of another is.</summary>
    public string Scene(int seed, int quality = 92, string overlay = "")
    {
        var random = new Random(seed);
        var things = string.Concat(Enumerable.Range(0, 14).Select(_ =>
            $"<rect x='{random.Next(900)}' y='{random.Next(900)}' width='{random.Next(80, 500)}' height='{random.Next(80, 500)}' fill='#{random.Next(0x1000000):x6}'/>"));
        return Draw($"<rect width='1000' height='1000' fill='#ffffff'/>{things}{overlay}", quality: quality);
    }

    public string Write(string extension, params ReadOnlySpan<byte> bytes)
    {
        var path = NewPath(extension);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A PNG with right checksums and any header, whatever its pixels are.</summary>
    public static byte[] Png(int width, int height, byte depth, byte colourType, byte[] rows, params (string Type, byte[] Body)[] extra) =>
        Png(width, height, depth, colourType, stream => stream.Write(rows), isInterlaced: false, extra);

    private static byte[] Png(int width, int height, byte depth, byte colourType, Action<Stream> rows, bool isInterlaced, params (string Type, byte[] Body)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colourType, (byte)(isInterlaced ? 1 : 0));
        Chunk(file, "IHDR", header);
        foreach (var (type, body) in extra)
        {
            Chunk(file, type, body);
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            rows(zlib);
        }

        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A black picture of 16 bits a channel, told in seven passes: it has to lie in memory whole, eight bytes a pixel.</summary>
    public static byte[] InterlacedPng(int width, int height)
    {
        const int BytesPerPixel = 8;
        (int X, int Y, int StepX, int StepY)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var length = passes.Sum(p => (long)((height - p.Y + p.StepY - 1) / p.StepY) * (1 + (BytesPerPixel * (long)((width - p.X + p.StepX - 1) / p.StepX))));
        return Png(width, height, 16, 6, stream =>
        {
            var nothing = new byte[1 << 20];
            for (var left = length; left > 0; left -= nothing.Length)
            {
                stream.Write(nothing, 0, (int)Math.Min(left, nothing.Length));
            }
        }, isInterlaced: true);
    }

    /// <summary>Puts an APP1 EXIF block with the given TIFF entries behind a JPEG's first marker.</summary>
    public string WithExif(string jpeg, ushort orientation = 1, bool gps = false, string? artist = null) => WithExif(jpeg, Exif(orientation, gps, artist));

    /// <summary>The same with the program that wrote it and whose it is.</summary>
    public string WithOrigin(string jpeg, string software, string copyright)
    {
        using var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        writer.Write("II*\0"u8);
        writer.Write(8);
        writer.Write((ushort)2);
        const int After = 8 + 2 + (2 * 12) + 4;
        Entry(writer, 0x0131, 2, software.Length + 1, After);
        Entry(writer, 0x8298, 2, copyright.Length + 1, After + software.Length + 1);
        writer.Write(0);
        writer.Write(System.Text.Encoding.ASCII.GetBytes($"{software}\0{copyright}\0"));
        return WithExif(jpeg, [.. "Exif\0\0"u8, .. tiff.ToArray()]);
    }

    /// <summary>Puts an APP1 block of XMP behind a JPEG's first marker.</summary>
    public string WithXmp(string jpeg, string xml) => WithExif(jpeg, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. System.Text.Encoding.UTF8.GetBytes(xml)]);

    /// <summary>A directory of as many pointers as fit, each to the directory itself.</summary>
    public string WithCircularExif(string jpeg)
    {
        using var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        const int Entries = 5400;
        writer.Write("II*\0"u8);
        writer.Write(8);
        writer.Write((ushort)Entries);
        for (var i = 0; i < Entries; i++)
        {
            Entry(writer, 0x8769, 4, 1, 8);
        }

        return WithExif(jpeg, [.. "Exif\0\0"u8, .. tiff.ToArray()]);
    }

    private string WithExif(string jpeg, byte[] exif)
    {
        var bytes = File.ReadAllBytes(jpeg);
        byte[] segment = [0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif];
        return Write(".jpg", [.. bytes.AsSpan(0, 2), .. segment, .. bytes.AsSpan(2)]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Exif(ushort orientation, bool gps, string? artist)
    {
        using var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        writer.Write("II*\0"u8);
        writer.Write(8);
        var entries = 1 + (gps ? 1 : 0) + (artist is null ? 0 : 1);
        var after = 8 + 2 + (entries * 12) + 4;
        writer.Write((ushort)entries);
        Entry(writer, 0x0112, 3, 1, orientation);
        if (artist is not null)
        {
            Entry(writer, 0x013B, 2, artist.Length + 1, after);
        }

        if (gps)
        {
            Entry(writer, 0x8825, 4, 1, after + (artist?.Length + 1 ?? 0));
        }

        writer.Write(0);
        if (artist is not null)
        {
            writer.Write(System.Text.Encoding.ASCII.GetBytes(artist + "\0"));
        }

        if (gps)
        {
            var start = (int)tiff.Position;
            writer.Write((ushort)2);
            Entry(writer, 1, 2, 2, 'N');
            Entry(writer, 2, 5, 3, start + 2 + 24 + 4);
            writer.Write(0);
            foreach (var number in (ReadOnlySpan<int>)[48, 1, 8, 1, 14, 1])
            {
                writer.Write(number);
            }
        }

        return [.. "Exif\0\0"u8, .. tiff.ToArray()];
    }

    private static void Entry(BinaryWriter writer, ushort tag, ushort type, int count, int value)
    {
        writer.Write(tag);
        writer.Write(type);
        writer.Write(count);
        writer.Write(value);
    }

    private static void Chunk(Stream file, string type, byte[] body)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. body];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(typed));
        file.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static string PartsDirectory()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var parts = Path.Combine(at.FullName, "src", "MainImageHub.Web", "Parts");
            if (Directory.Exists(parts))
            {
                return parts;
            }
        }

        throw new InvalidOperationException("The npm parts are fetched when MainImageHub.Web is built.");
    }
}
