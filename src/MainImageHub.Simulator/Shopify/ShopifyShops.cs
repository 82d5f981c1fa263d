using System.Text.Json;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

internal enum ShopifyFileStatus
{
    Uploaded,
    Ready,
    Failed,
}

/// <summary>Why a file could not be made, in the words of <c>MediaErrorCode</c>.</summary>
internal sealed record ShopifyFileError(string Code, string Message);

/// <summary>A picture among a shop's files. Where it hangs is the galleries' affair.</summary>
internal sealed class ShopifyFile
{
    public required long Number { get; init; }

    public required string Shop { get; init; }

    public required string FileName { get; init; }

    public string? Alt { get; set; }

    /// <summary>Null for pictures the shop already had.</summary>
    public string? Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Real time.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>Real time at which it is fetched and judged.</summary>
    public DateTimeOffset DueAt { get; set; }

    public ShopifyFileStatus Status { get; set; }

    public string? PictureId { get; set; }

    public List<ShopifyFileError> Errors { get; init; } = [];

    public string Gid => $"gid://shopify/MediaImage/{Number}";
}

/// <summary>An order to move a picture, carried out a little later.</summary>
internal sealed class ShopifyJob
{
    public required string Id { get; init; }

    public required ListingKey Product { get; init; }

    public required IReadOnlyList<ShopifyMove> Moves { get; init; }

    /// <summary>Real time.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>On the simulator's clock, for a shop that shows late; null: with the job.</summary>
    public DateTimeOffset? ShowAt { get; set; }

    public bool Done { get; set; }

    public string Gid => $"gid://shopify/Job/{Id}";
}

internal sealed record ShopifyMove(long File, int Position);

/// <summary>One picture that was taken in, kept for the count even when the file is gone.</summary>
internal sealed class ShopifyUpload
{
    public required string Shop { get; init; }

    public required string Source { get; init; }

    public required long File { get; init; }

    /// <summary>The product it was hung into first.</summary>
    public string? Sku { get; set; }
}

/// <summary>Files, galleries and jobs of all shops. Guarded by the world's lock.</summary>
internal sealed class ShopifyShops : IMarketplaceState
{
    public const string Name = "shopify";

    private Dictionary<long, ShopifyFile> _files = [];
    private Dictionary<string, List<long>> _galleries = new(StringComparer.Ordinal);
    private List<ShopifyJob> _jobs = [];
    private List<ShopifyUpload> _uploads = [];
    private long _lastFile = 30_000_000_000_000;

    public string Marketplace => Name;

    public IReadOnlyCollection<ShopifyFile> Files => _files.Values;

    public IReadOnlyList<ShopifyJob> Jobs => _jobs;

    public IReadOnlyList<ShopifyUpload> Uploads => _uploads;

    public long NextFile() => ++_lastFile;

    public ShopifyFile? File(string shop, long number) => _files.TryGetValue(number, out var file) && file.Shop == shop ? file : null;

    public ShopifyFile? File(string shop, string fileName) => _files.Values.FirstOrDefault(f => f.Shop == shop && string.Equals(f.FileName, fileName, StringComparison.OrdinalIgnoreCase));

    public void Add(ShopifyFile file)
    {
        _files[file.Number] = file;
        if (file.Source is { } source)
        {
            _uploads.Add(new ShopifyUpload { Shop = file.Shop, Source = source, File = file.Number });
        }
    }

    public void Remove(ShopifyFile file) => _files.Remove(file.Number);

    public void Add(ShopifyJob job) => _jobs.Add(job);

    /// <summary>The numbers of a product's pictures, in order.</summary>
    public List<long> Gallery(ListingKey product)
    {
        var key = $"{product.Seller}\n{product.Sku}";
        if (!_galleries.TryGetValue(key, out var gallery))
        {
            _galleries[key] = gallery = [];
        }

        return gallery;
    }

    public void Clear()
    {
        _files.Clear();
        _galleries.Clear();
        _jobs.Clear();
        _uploads.Clear();
    }

    public JsonElement Save(JsonSerializerOptions options) => JsonSerializer.SerializeToElement(new State([.. _files.Values], _galleries, _jobs, _uploads, _lastFile), options);

    public void Load(JsonElement state, JsonSerializerOptions options)
    {
        var saved = state.Deserialize<State>(options)!;
        _files = saved.Files.ToDictionary(f => f.Number);
        (_galleries, _jobs, _uploads, _lastFile) = (saved.Galleries, saved.Jobs, saved.Uploads, saved.LastFile);
    }

    private sealed record State(List<ShopifyFile> Files, Dictionary<string, List<long>> Galleries, List<ShopifyJob> Jobs, List<ShopifyUpload> Uploads, long LastFile);
}
