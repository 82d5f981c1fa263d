namespace MainImageHub.Simulator.Pictures;

/// <summary>Decodes, shrinks and writes JPEG anew, as picture hosts do: other bytes, no metadata, another quality.</summary>
internal sealed class VipsReencoder
{
    /// <summary>Longest side that is kept.</summary>
    public const int LongestSide = 2560;

    private const int SizeDown = 2;

    private VipsReencoder()
    {
    }

    /// <summary>Null where the library cannot be found or loaded.</summary>
    public static VipsReencoder? TryCreate(string? path)
    {
        foreach (var candidate in Candidates(path))
        {
            if (VipsNative.TryLoad(candidate) && VipsNative.vips_init("simulator") == 0)
            {
                return new VipsReencoder();
            }
        }

        return null;
    }

    /// <param name="bytes">Any picture libvips can read.</param>
    /// <param name="longestSide">In pixels; a smaller picture keeps its size.</param>
    /// <param name="isOwn">Drawn or encoded here, so known to be sRGB: converting it all the same costs more than all the rest.</param>
    /// <param name="quality">Of the JPEG.</param>
    public (byte[] Jpeg, int Width, int Height) Encode(byte[] bytes, int longestSide, bool isOwn, int quality = 82)
    {
        using var opaque = Load(bytes, longestSide, isOwn);
        using var save = new VipsOperation("jpegsave_buffer").Set("in", opaque).Set("Q", quality).Set("keep", 0).Run();
        return (save.Bytes(), opaque.Width, opaque.Height);
    }

    public (byte[] Rgb, int Width, int Height) Pixels(byte[] bytes, int longestSide, bool isOwn)
    {
        using var opaque = Load(bytes, longestSide, isOwn);
        var pixels = opaque.Pixels();
        return opaque.Bands switch
        {
            3 => (pixels, opaque.Width, opaque.Height),
            1 => ([.. pixels.SelectMany(p => new[] { p, p, p })], opaque.Width, opaque.Height),
            var bands => throw new VipsException($"{bands} bands where 1 or 3 were expected."),
        };
    }

    // thumbnail turns by EXIF, converts to sRGB and shrinks while decoding; transparency lies on white, as on the page.
    private static VipsImage Load(byte[] bytes, int longestSide, bool isOwn)
    {
        using var thumbnail = new VipsOperation("thumbnail_buffer")
            .Set("buffer", bytes).Set("width", longestSide).Set("height", longestSide).Set("size", SizeDown);
        if (!isOwn)
        {
            thumbnail.Set("output_profile", "srgb");
        }

        thumbnail.Run();
        using var image = thumbnail.Image();
        if (image.Bands is not (2 or 4))
        {
            return thumbnail.Image();
        }

        using var flatten = new VipsOperation("flatten").Set("in", image).Set("background", [255.0]).Run();
        return flatten.Image();
    }

    private static IEnumerable<string> Candidates(string? path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (path is not null)
        {
            return LibrariesIn(path);
        }

        // Beside the sources, and beside a published product.
        var folders = new List<string>();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            folders.Add(Path.Combine(folder.FullName, "parts", "node_modules", "@img"));
            folders.Add(Path.Combine(folder.FullName, "MainImageHub.Web", "Parts", "node_modules", "@img"));
            folders.Add(Path.Combine(folder.FullName, "src", "MainImageHub.Web", "Parts", "node_modules", "@img"));
        }

        return folders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateDirectories(f, "sharp-libvips-*"))
            .SelectMany(f => LibrariesIn(Path.Combine(f, "lib")));
    }

    private static IEnumerable<string> LibrariesIn(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f) is var n && n.StartsWith("libvips", StringComparison.Ordinal) && (n.Contains(".so", StringComparison.Ordinal) || n.EndsWith(".dylib", StringComparison.Ordinal) || n.EndsWith(".dll", StringComparison.Ordinal)))
        : [];
}
