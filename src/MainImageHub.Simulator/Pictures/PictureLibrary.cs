using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Pictures;

/// <summary>The bytes behind the pictures: taken in, re-encoded, kept (beside the saved state, or in memory), served in any size.</summary>
internal sealed partial class PictureLibrary
{
    private readonly SimulatedWorld _world;
    private readonly VipsReencoder? _codec;
    private readonly string? _folder;
    private readonly ConcurrentDictionary<string, byte[]> _memory = new(StringComparer.Ordinal);

    public PictureLibrary(SimulatedWorld world, ILogger<PictureLibrary> logger)
    {
        _world = world;
        _codec = VipsReencoder.TryCreate(world.Options.LibvipsPath);
        if (_codec is null)
        {
            Log.NoCodec(logger);
        }

        if (world.Options.StatePath is { } state)
        {
            _folder = Directory.CreateDirectory(state + ".pictures").FullName;
        }
    }

    /// <summary>Whether pictures are decoded and judged, or only marked.</summary>
    public bool Reencodes => _codec is not null;

    /// <summary>A picture from its bytes. Throws <see cref="VipsException"/> when it cannot be decoded.</summary>
    public Picture TakeIn(byte[] bytes, PictureHeader header, string sourceUrl)
    {
        var id = IdOf(bytes);
        var (served, width, height, type) = (bytes, header.Width, header.Height, header.ContentType);
        PictureFacts? facts = null;
        if (_codec is not null)
        {
            (served, width, height) = _codec.Encode(bytes, VipsReencoder.LongestSide, isOwn: false);
            type = "image/jpeg";
            facts = Look(bytes, isOwn: false);
        }
        else
        {
            served = CommentMark.Add(bytes, type);
        }

        Keep(id, served);
        return new Picture { Id = id, Width = width, Height = height, ContentType = type, Facts = facts, SourceUrl = sourceUrl };
    }

    /// <summary>A drawn picture; nothing is painted before somebody looks.</summary>
    public Picture Draw(Drawing drawing) => new()
    {
        Id = IdOf(Encoding.UTF8.GetBytes(drawing.ToString())),
        Width = drawing.Size,
        Height = drawing.Size,
        ContentType = Reencodes ? "image/jpeg" : "image/png",
        Drawing = drawing,
    };

    public byte[]? Bytes(Picture picture, int? longestSide = null)
    {
        var bytes = Kept(picture.Id) ?? Paint(picture);
        return bytes is null || longestSide is null || _codec is null || longestSide >= Math.Max(picture.Width, picture.Height)
            ? bytes
            : _codec.Encode(bytes, longestSide.Value, isOwn: true).Jpeg;
    }

    public PictureFacts Facts(Picture picture)
    {
        if (picture.Facts is { } known)
        {
            return known;
        }

        var looked = _codec is not null && Bytes(picture) is { } bytes
            ? Look(bytes, isOwn: true)
            : new PictureFacts(picture.Drawing?.WhiteBackground ?? true, picture.Drawing?.Fill ?? 0.85, Thumb: null);
        picture.Facts = looked;
        return looked;
    }

    private PictureFacts Look(byte[] bytes, bool isOwn)
    {
        var (rgb, width, height) = _codec!.Pixels(bytes, 96, isOwn);
        return PictureJudge.Judge(rgb, width, height);
    }

    private byte[]? Paint(Picture picture)
    {
        if (picture.Drawing is null)
        {
            return null;
        }

        var png = ProductPainter.PaintPng(picture.Drawing);
        var served = _codec?.Encode(png, VipsReencoder.LongestSide, isOwn: true, quality: 90).Jpeg ?? png;
        Keep(picture.Id, served);
        return served;
    }

    private void Keep(string id, byte[] bytes)
    {
        if (_folder is null)
        {
            _memory[id] = bytes;
            return;
        }

        var path = Path.Combine(_folder, id);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }

    private byte[]? Kept(string id)
    {
        if (_folder is null)
        {
            return _memory.GetValueOrDefault(id);
        }

        var path = Path.Combine(_folder, id);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private string IdOf(ReadOnlySpan<byte> bytes) =>
        "71" + Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(_world.Options.Seed), .. bytes]))[..18];

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The marketplace simulator found no libvips: pictures are not decoded, judged by their header only, and served as they came with a comment added.")]
        public static partial void NoCodec(ILogger logger);
    }
}
