using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MainImageHub.Marketplaces.Manual;

/// <summary>
/// The picture that a page names as its product's: <c>og:image</c>, else the <c>image</c> of a JSON-LD Product, else <c>rel=image_src</c>. All three are made for
/// programs, so a page can be laid out as it likes.
/// </summary>
internal static class PagePicture
{
    // Elements nested without end cost their number's square; a shop's page takes a few milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Null where the page names none, or is built so that reading it takes longer than any shop's.</summary>
    public static async Task<ShopperPage?> FindAsync(ReadOnlyMemory<byte> html, Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var source = new MemoryStream(html.ToArray(), writable: false);
        try
        {
            using var document = await new HtmlParser().ParseDocumentAsync(source, both.Token);
            return Find(document, address);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static ShopperPage? Find(IDocument document, Uri address)
    {
        string? shared = null, product = null, link = null, title = null;
        foreach (var element in Elements(document))
        {
            switch (element.LocalName)
            {
                case "meta":
                    shared ??= Property(element) is "og:image" or "og:image:url" or "og:image:secure_url" ? Content(element) : null;
                    title ??= Property(element) == "og:title" ? Content(element) : null;
                    break;
                case "link" when element.GetAttribute("rel")?.Split(' ').Contains("image_src", StringComparer.OrdinalIgnoreCase) == true:
                    link ??= element.GetAttribute("href");
                    break;
                case "script" when string.Equals(element.GetAttribute("type"), "application/ld+json", StringComparison.OrdinalIgnoreCase):
                    product ??= ProductImage(element.TextContent);
                    break;
                default:
                    break;
            }
        }

        var picture = new[] { shared, product, link }.Select(named => Resolve(address, named)).FirstOrDefault(found => found is not null);
        return picture is null ? null : new ShopperPage(picture, title);
    }

    /// <summary>As they stand in the page. By hand and not by recursion: pages of strangers may be nested as deeply as they like.</summary>
    private static IEnumerable<IElement> Elements(IDocument document)
    {
        var waiting = new Stack<INode>([document]);
        while (waiting.TryPop(out var node))
        {
            if (node is IElement element)
            {
                yield return element;
            }

            for (var i = node.ChildNodes.Length - 1; i >= 0; i--)
            {
                waiting.Push(node.ChildNodes[i]);
            }
        }
    }

    private static string? Property(IElement meta) => meta.GetAttribute("property") ?? meta.GetAttribute("name");

    private static string? Content(IElement meta) => meta.GetAttribute("content") is { } content && !string.IsNullOrWhiteSpace(content) ? content : null;

    private static Uri? Resolve(Uri page, string? named) =>
        !string.IsNullOrWhiteSpace(named) && Uri.TryCreate(page, named.Trim(), out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? link : null;

    private static string? ProductImage(string json)
    {
        try
        {
            using var data = JsonDocument.Parse(json, Lenient);
            return FirstProduct(data.RootElement) is { } product && product.TryGetProperty("image", out var image) ? FirstAddress(image) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Alone, in a list, or in an <c>@graph</c>. The parser has bounded how deep it goes.</summary>
    private static JsonElement? FirstProduct(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Array => data.EnumerateArray().Select(FirstProduct).FirstOrDefault(found => found is not null),
        JsonValueKind.Object when IsProduct(data) => data,
        JsonValueKind.Object when data.TryGetProperty("@graph", out var graph) => FirstProduct(graph),
        _ => null,
    };

    private static bool IsProduct(JsonElement data) => data.TryGetProperty("@type", out var type) && type.ValueKind switch
    {
        JsonValueKind.String => type.GetString() is "Product" or "ProductGroup",
        JsonValueKind.Array => type.EnumerateArray().Any(each => each.ValueKind == JsonValueKind.String && each.GetString() is "Product" or "ProductGroup"),
        _ => false,
    };

    /// <summary>An address, a list of them, or an ImageObject.</summary>
    private static string? FirstAddress(JsonElement image) => image.ValueKind switch
    {
        JsonValueKind.String => image.GetString(),
        JsonValueKind.Array => image.EnumerateArray().Select(FirstAddress).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => image.TryGetProperty("url", out var url) ? FirstAddress(url) : image.TryGetProperty("contentUrl", out var content) ? FirstAddress(content) : null,
        _ => null,
    };
}
