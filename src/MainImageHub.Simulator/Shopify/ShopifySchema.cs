using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MainImageHub.Simulator.Shopify.Graph;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>
/// The part of the Admin API 2026-10 that is about products and their pictures; fields, arguments and inputs are spelt as in Shopify's own
/// schema. Resolved under the world's lock.
/// </summary>
internal sealed partial class ShopifySchema
{
    private const int LongestAlt = 512;

    private readonly SimulatedWorld world;
    private readonly ShopifyAdmin admin;
    private readonly ShopifyShops shops;
    private readonly ShopifyLinks links;

    public ShopifySchema(SimulatedWorld world, ShopifyAdmin admin, ShopifyShops shops, ShopifyLinks links)
    {
        (this.world, this.admin, this.shops, this.links) = (world, admin, shops, links);
        Schema = new GraphSchema { TypeOf = on => on switch { Media => "MediaImage", Product => "Product", _ => null } };
        Inputs();
        Queries();
        Mutations();
        Products();
        Files();
    }

    public GraphSchema Schema { get; }

    private void Inputs() => Schema
        .EnumType("FileContentType", "IMAGE", "FILE", "VIDEO", "EXTERNAL_VIDEO", "MODEL_3D")
        .EnumType("FileCreateInputDuplicateResolutionMode", "APPEND_UUID", "RAISE_ERROR", "REPLACE")
        .EnumType("ProductSortKeys", "CREATED_AT", "ID", "INVENTORY_TOTAL", "PRODUCT_TYPE", "PUBLISHED_AT", "RELEVANCE", "TITLE", "UPDATED_AT", "VENDOR")
        .EnumType("ProductMediaSortKeys", "ID", "POSITION")
        .InputType("FileCreateInput", ("alt", "String"), ("contentType", "FileContentType"), ("duplicateResolutionMode", "FileCreateInputDuplicateResolutionMode"), ("filename", "String"), ("originalSource", "String!"))
        .InputType("FileUpdateInput", ("id", "ID!"), ("alt", "String"), ("filename", "String"), ("originalSource", "String"), ("referencesToAdd", "[ID!]"), ("referencesToRemove", "[ID!]"))
        .InputType("MoveInput", ("id", "ID!"), ("newPosition", "UnsignedInt64!"))
        .InputType("ProductUpdateInput", ("id", "ID"), ("title", "String"));

    private void Queries() => Schema
        .Field<ShopifyCall>("QueryRoot", "shop", "Shop!", call => call)
        .Field<ShopifyCall>("Shop", "name", "String!", call => call.Shop.Split('.')[0])
        .Field<ShopifyCall>("Shop", "myshopifyDomain", "String!", call => call.Shop)
        .Field<ShopifyCall>("QueryRoot", "currentAppInstallation", "AppInstallation!", call => call)
        .Field<ShopifyCall>("AppInstallation", "accessScopes", "[AccessScope!]!", _ => ShopifyTokens.Granted)
        .Field<string>("AccessScope", "handle", "String!", scope => scope)
        .Field<ShopifyCall>("QueryRoot", "productsCount", "Count", (call, _) => admin.Of(call.Shop).Count, ("limit", "Int"), ("query", "String"))
        .Field<int>("Count", "count", "Int!", count => count)
        .Field<ShopifyCall>("QueryRoot", "products", "ProductConnection!", ProductsPage, ("first", "Int"), ("after", "String"), ("sortKey", "ProductSortKeys"))
        .Field<ShopifyCall>("QueryRoot", "productVariants", "ProductVariantConnection!", VariantsFound, ("first", "Int"), ("query", "String"))
        .Field<ShopifyCall>("QueryRoot", "product", "Product", (call, given) => Find(call, (string?)given["id"]), ("id", "ID!"))
        .Field<ShopifyCall>("QueryRoot", "node", "Node", (call, given) => (object?)FindFile(call, (string?)given["id"]) ?? Find(call, (string?)given["id"]), ("id", "ID!"))
        .Field<ShopifyCall>("QueryRoot", "files", "FileConnection!", FilesFound, ("first", "Int"), ("query", "String"))
        .Field<ShopifyCall>("QueryRoot", "job", "Job", (_, given) => shops.Jobs.FirstOrDefault(j => j.Gid == (string?)given["id"]), ("id", "ID!"))
        .Field<ShopifyJob>("Job", "id", "ID!", job => job.Gid)
        .Field<ShopifyJob>("Job", "done", "Boolean!", job => job.Done)
        .Connection("ProductConnection", "Product")
        .Connection("ProductVariantConnection", "ProductVariant")
        .Connection("FileConnection", "File")
        .Connection("MediaConnection", "Media")
        .Field<GraphPage>("PageInfo", "hasNextPage", "Boolean!", page => page.HasNext)
        .Field<GraphPage>("PageInfo", "endCursor", "String", page => page.EndCursor);

    private void Mutations()
    {
        Schema
            .Field<ShopifyCall>("Mutation", "fileCreate", "FileCreatePayload", (call, given) => Create(call, Items(given["files"])), ("files", "[FileCreateInput!]!"))
            .Field<ShopifyCall>("Mutation", "fileUpdate", "FileUpdatePayload", (call, given) => Update(call, Items(given["files"])), ("files", "[FileUpdateInput!]!"))
            .Field<ShopifyCall>("Mutation", "fileDelete", "FileDeletePayload", (call, given) => Delete(call, [.. (given["fileIds"] as JsonArray ?? []).Select(id => (string?)id)]), ("fileIds", "[ID!]!"))
            .Field<ShopifyCall>("Mutation", "productReorderMedia", "ProductReorderMediaPayload", (call, given) => Reorder(call, (string?)given["id"], Items(given["moves"])), ("id", "ID!"), ("moves", "[MoveInput!]!"))
            .Field<ShopifyCall>("Mutation", "productUpdate", "ProductUpdatePayload", (call, given) => Retitle(call, given["product"] as JsonObject ?? []), ("product", "ProductUpdateInput"))
            .Field<Payload>("FileDeletePayload", "deletedFileIds", "[ID!]", done => done.Ids)
            .Field<Payload>("ProductReorderMediaPayload", "job", "Job", done => done.Job)
            .Field<Payload>("ProductReorderMediaPayload", "mediaUserErrors", "[MediaUserError!]!", done => done.Errors)
            .Field<Payload>("ProductUpdatePayload", "product", "Product", done => done.Product)
            .Field<Payload>("ProductUpdatePayload", "userErrors", "[UserError!]!", done => done.Errors);
        foreach (var payload in (string[])["FileCreatePayload", "FileUpdatePayload", "FileDeletePayload"])
        {
            Schema.Field<Payload>(payload, "userErrors", "[FilesUserError!]!", done => done.Errors);
            if (payload != "FileDeletePayload")
            {
                Schema.Field<Payload>(payload, "files", "[File!]", done => done.Files);
            }
        }

        foreach (var error in (string[])["FilesUserError", "MediaUserError", "UserError"])
        {
            Schema.Field<UserError>(error, "field", "[String!]", e => e.Field).Field<UserError>(error, "message", "String!", e => e.Message);
            if (error != "UserError")
            {
                Schema.Field<UserError>(error, "code", $"{error}Code".Replace("FilesUserErrorCode", "FilesErrorCode", StringComparison.Ordinal), e => e.Code);
            }
        }
    }

    private void Products() => Schema
        .Type("Product", ["Node"])
        .Field<Product>("Product", "id", "ID!", p => p.Gid)
        .Field<Product>("Product", "title", "String!", p => p.Listing.Title)
        .Field<Product>("Product", "vendor", "String!", p => p.Listing.Brand)
        .Field<Product>("Product", "productType", "String!", p => p.Listing.ProductType)
        .Field<Product>("Product", "handle", "String!", p => ShopifyAdmin.Handle(p.Listing))
        .Field<Product>("Product", "status", "ProductStatus!", p => p.Listing.Hidden ? "DRAFT" : "ACTIVE")
        .Field<Product>("Product", "tags", "[String!]!", _ => Array.Empty<string>())
        .Field<Product>("Product", "updatedAt", "DateTime!", p => p.Listing.Updated)
        .Field<Product>("Product", "onlineStoreUrl", "URL", p => p.Listing.Hidden ? null : links.Page(p.Call.Http, p.Listing))
        .Field<Product>("Product", "featuredMedia", "Media", p => Gallery(p) is [var first, ..] ? first : null)
        .Field<Product>("Product", "media", "MediaConnection!", (p, given) => new GraphPage([.. Gallery(p).Take(Size(given))]), ("first", "Int"), ("sortKey", "ProductMediaSortKeys"))
        .Field<Product>("Product", "variants", "ProductVariantConnection!", (p, given) => new GraphPage([.. admin.Skus(p.Listing).Take(Size(given)).Select(sku => new Variant(sku, p))]), ("first", "Int"))
        .Field<Variant>("ProductVariant", "sku", "String", v => v.Sku)
        .Field<Variant>("ProductVariant", "product", "Product!", v => v.Product);

    private void Files()
    {
        Schema.Type("MediaImage", ["File", "Media", "Node"]).Type("Node").Field<object>("Node", "id", "ID!", on => on is Media media ? media.File.Gid : ((Product)on).Gid);
        foreach (var type in (string[])["MediaImage", "File", "Media"])
        {
            Schema.Field<Media>(type, "id", "ID!", m => m.File.Gid).Field<Media>(type, "alt", "String", m => m.File.Alt).Field<Media>(type, "preview", "MediaPreviewImage", m => m);
        }

        foreach (var type in (string[])["MediaImage", "File"])
        {
            Schema.Field<Media>(type, "fileStatus", "FileStatus!", m => Status(m.File)).Field<Media>(type, "fileErrors", "[FileError!]!", m => m.File.Errors);
        }

        foreach (var type in (string[])["MediaImage", "Media"])
        {
            Schema.Field<Media>(type, "status", "MediaStatus!", m => Status(m.File))
                .Field<Media>(type, "mediaErrors", "[MediaError!]!", m => m.File.Errors)
                .Field<Media>(type, "mediaContentType", "MediaContentType!", _ => "IMAGE");
        }

        foreach (var type in (string[])["FileError", "MediaError"])
        {
            Schema.Field<ShopifyFileError>(type, "code", $"{type}Code!", e => e.Code).Field<ShopifyFileError>(type, "message", "String!", e => e.Message).Field<ShopifyFileError>(type, "details", "String", _ => null);
        }

        Schema
            .Field<Media>("MediaImage", "image", "Image", m => m.File.Status == ShopifyFileStatus.Ready ? m : null)
            .Field<Media>("MediaPreviewImage", "image", "Image", m => m.File.Status == ShopifyFileStatus.Ready ? m : null)
            .Field<Media>("Image", "url", "URL!", m => links.Picture(m.Call.Http, m.File))
            .Field<Media>("Image", "altText", "String", m => m.File.Alt)
            .Field<Media>("Image", "width", "Int", m => world.Picture(m.File.PictureId)?.Width)
            .Field<Media>("Image", "height", "Int", m => world.Picture(m.File.PictureId)?.Height);
    }

    private GraphPage ProductsPage(ShopifyCall call, JsonObject given)
    {
        var after = (string?)given["after"] is { } cursor && long.TryParse(cursor, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var rest = admin.Of(call.Shop).Where(l => long.Parse(l.ExternalId, CultureInfo.InvariantCulture) > after).ToList();
        var page = rest.Take(Size(given)).Select(l => new Product(l, call)).ToList();
        return new GraphPage(page, rest.Count > page.Count, page is [.., var end] ? end.Listing.ExternalId : null);
    }

    private GraphPage VariantsFound(ShopifyCall call, JsonObject given)
    {
        var found = new List<Variant>();
        foreach (Match term in VariantTerm.Matches((string?)given["query"] ?? ""))
        {
            if (term.Groups["sku"] is { Success: true, Value: var quoted } && admin.FindSku(call.Shop, Unquote(quoted)) is { } listing)
            {
                found.Add(new Variant(Unquote(quoted), new Product(listing, call)));
            }
            else if (term.Groups["product"] is { Success: true, Value: var number } && admin.Find(call.Shop, long.Parse(number, CultureInfo.InvariantCulture)) is { } product)
            {
                found.AddRange(admin.Skus(product).Select(sku => new Variant(sku, new Product(product, call))));
            }
        }

        return new GraphPage([.. found.Take(Size(given))]);
    }

    private GraphPage FilesFound(ShopifyCall call, JsonObject given)
    {
        var name = FileTerm.Match((string?)given["query"] ?? "") is { Success: true } term ? Unquote(term.Groups["name"].Value) : null;
        return new GraphPage(name is not null && shops.File(call.Shop, name) is { } file ? [new Media(file, call)] : []);
    }

    private Payload Create(ShopifyCall call, IReadOnlyList<JsonObject> files)
    {
        var errors = files.Select((file, i) => Refusal(call, file, i)).OfType<UserError>().ToList();
        if (errors.Count > 0)
        {
            return new Payload { Errors = errors };
        }

        return new Payload { Files = [.. files.Select(file => new Media(Create(call, file), call))] };
    }

    private ShopifyFile Create(ShopifyCall call, JsonObject input)
    {
        var source = (string)input["originalSource"]!;
        var name = (string?)input["filename"] ?? Uri.UnescapeDataString(new Uri(source).Segments[^1]);
        var now = world.Clock.RealNow;
        var file = new ShopifyFile
        {
            Number = shops.NextFile(),
            Shop = call.Shop,
            FileName = shops.File(call.Shop, name) is null ? name : $"{Path.GetFileNameWithoutExtension(name)}_{Guid.CreateVersion7()}{Path.GetExtension(name)}",
            Alt = (string?)input["alt"],
            Source = source,
            CreatedAt = world.Clock.Now,
            UploadedAt = now,
            DueAt = now + world.Options.ProcessingDelay,
        };
        shops.Add(file);
        world.Touch();
        return file;
    }

    private UserError? Refusal(ShopifyCall call, JsonObject input, int index)
    {
        string[] At(string field) => ["files", index.ToString(CultureInfo.InvariantCulture), field];
        var source = (string)input["originalSource"]!;
        var name = (string?)input["filename"];
        if (!Uri.TryCreate(source, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return new(At("originalSource"), "Image URL is invalid", "INVALID_IMAGE_SOURCE_URL");
        }

        if (name is not null && !string.Equals(Path.GetExtension(name), Path.GetExtension(uri.AbsolutePath), StringComparison.OrdinalIgnoreCase))
        {
            return new(At("filename"), "Provided filename extension must match original source.", "MISMATCHED_FILENAME_AND_ORIGINAL_SOURCE");
        }

        if (((string?)input["alt"])?.Length > LongestAlt)
        {
            return new(At("alt"), $"The alt value exceeds the maximum limit of {LongestAlt} characters.", "ALT_VALUE_LIMIT_EXCEEDED");
        }

        return (string?)input["duplicateResolutionMode"] switch
        {
            "RAISE_ERROR" when name is not null && shops.File(call.Shop, name) is not null => new(At("filename"), "The provided filename already exists.", "FILENAME_ALREADY_EXISTS"),
            "REPLACE" when name is null => new(At("duplicateResolutionMode"), "Duplicate resolution mode REPLACE cannot be used without specifying filename.", "MISSING_FILENAME_FOR_DUPLICATE_MODE_REPLACE"),
            _ => null,
        };
    }

    private Payload Update(ShopifyCall call, IReadOnlyList<JsonObject> files)
    {
        var changes = files.Select((input, i) => (input, i, file: FindFile(call, (string?)input["id"])?.File)).ToList();
        List<UserError> errors = [];
        foreach (var (input, i, file) in changes)
        {
            UserError? error = file switch
            {
                null => new(["files", $"{i}", "id"], "File id does not exist.", "FILE_DOES_NOT_EXIST"),
                { Status: not ShopifyFileStatus.Ready } => new(["files", $"{i}", "id"], "Non-ready files cannot be updated.", "NON_READY_STATE"),
                _ when References(call, input, "referencesToAdd").Concat(References(call, input, "referencesToRemove")).Any(p => p is null) => new(["files", $"{i}"], "The reference target does not exist.", "REFERENCE_TARGET_DOES_NOT_EXIST"),
                _ when References(call, input, "referencesToAdd").Any(p => admin.Gallery(p!).Count >= ShopifyAdmin.LargestGallery) => new(["files", $"{i}", "referencesToAdd"], "Exceeded 250 media per product.", "PRODUCT_MEDIA_LIMIT_EXCEEDED"),
                _ => null,
            };
            if (error is not null)
            {
                errors.Add(error);
            }
        }

        if (errors.Count > 0)
        {
            return new Payload { Errors = errors };
        }

        foreach (var (input, _, file) in changes)
        {
            file!.Alt = (string?)input["alt"] ?? file.Alt;
            foreach (var product in References(call, input, "referencesToAdd"))
            {
                admin.Hang(product!, file);
            }

            foreach (var product in References(call, input, "referencesToRemove"))
            {
                admin.TakeDown(product!, file.Number);
            }
        }

        return new Payload { Files = [.. changes.Select(c => new Media(c.file!, call))] };
    }

    private Payload Delete(ShopifyCall call, IReadOnlyList<string?> ids)
    {
        var files = ids.Select(id => FindFile(call, id)?.File).ToList();
        if (files.Contains(null))
        {
            return new Payload { Errors = [new(["fileIds"], "File id does not exist.", "FILE_DOES_NOT_EXIST")] };
        }

        files.ForEach(file => admin.Delete(file!));
        return new Payload { Ids = [.. files.Select(f => f!.Gid)] };
    }

    private Payload Reorder(ShopifyCall call, string? id, IReadOnlyList<JsonObject> moves)
    {
        if (Find(call, id) is not { } product)
        {
            return new Payload { Errors = [new(["id"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")] };
        }

        var gallery = admin.Gallery(product.Listing);
        var wanted = moves.Select(move => (File: gallery.FirstOrDefault(f => f.Gid == (string?)move["id"]), Position: move["newPosition"]!.ToString())).ToList();
        return wanted.Any(move => move.File is null) ? new Payload { Errors = [new(["moves"], "Media does not exist on the given product", "MEDIA_DOES_NOT_EXIST_ON_PRODUCT")] }
            : wanted.Any(move => move.File!.Status != ShopifyFileStatus.Ready) ? new Payload { Errors = [new(["moves"], "Non-ready media are not supported.", "NON_READY_MEDIA")] }
            : new Payload { Job = admin.Order(product.Listing, [.. wanted.Select(move => new ShopifyMove(move.File!.Number, int.Parse(move.Position, CultureInfo.InvariantCulture)))]) };
    }

    private Payload Retitle(ShopifyCall call, JsonObject input)
    {
        if (Find(call, (string?)input["id"]) is not { } product)
        {
            return new Payload { Errors = [new(["id"], "Product does not exist", "")] };
        }

        if ((string?)input["title"] is { } title)
        {
            if (title.Length is 0 or > 255)
            {
                return new Payload { Errors = [new(["title"], "Title can't be blank or longer than 255 characters", "")] };
            }

            product.Listing.Title = title;
            product.Listing.Updated = world.Clock.Now;
            world.Touch();
        }

        return new Payload { Product = product };
    }

    private string Status(ShopifyFile file) => file.Status switch
    {
        ShopifyFileStatus.Ready => "READY",
        ShopifyFileStatus.Failed => "FAILED",
        _ => world.Clock.RealNow - file.UploadedAt < (file.DueAt - file.UploadedAt) / 2 ? "UPLOADED" : "PROCESSING",
    };

    private IReadOnlyList<Media> Gallery(Product product) => [.. admin.Gallery(product.Listing).Select(file => new Media(file, product.Call))];

    private IReadOnlyList<Listing?> References(ShopifyCall call, JsonObject input, string field) => [.. (input[field] as JsonArray ?? []).Select(id => Find(call, (string?)id)?.Listing)];

    private Product? Find(ShopifyCall call, string? gid) =>
        Number(gid, "gid://shopify/Product/") is { } number && admin.Find(call.Shop, number) is { } listing ? new Product(listing, call) : null;

    private Media? FindFile(ShopifyCall call, string? gid) =>
        Number(gid, "gid://shopify/MediaImage/") is { } number && shops.File(call.Shop, number) is { } file ? new Media(file, call) : null;

    private static long? Number(string? gid, string prefix) =>
        gid?.StartsWith(prefix, StringComparison.Ordinal) == true && long.TryParse(gid.AsSpan(prefix.Length), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int Size(JsonObject given) => (int?)given["first"] is { } first ? Math.Clamp(first, 0, ShopifyAdmin.LargestGallery) : ShopifyAdmin.LargestGallery;

    private static List<JsonObject> Items(JsonNode? list) => [.. (list as JsonArray ?? []).OfType<JsonObject>()];

    private static string Unquote(string quoted) => quoted.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex(@"sku:'(?<sku>(\\.|[^'\\])*)'|product_id:(?<product>[0-9]{1,18})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex VariantTerm { get; }

    [GeneratedRegex(@"^filename:'(?<name>(\\.|[^'\\])*)'$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FileTerm { get; }

    private sealed record Product(Listing Listing, ShopifyCall Call)
    {
        public string Gid => $"gid://shopify/Product/{Listing.ExternalId}";
    }

    private sealed record Variant(string Sku, Product Product);

    private sealed record Media(ShopifyFile File, ShopifyCall Call);

    private sealed record UserError(IReadOnlyList<string> Field, string Message, string Code);

    /// <summary>What any mutation answers; each type shows its part.</summary>
    private sealed record Payload
    {
        public IReadOnlyList<Media>? Files { get; init; }

        public IReadOnlyList<string>? Ids { get; init; }

        public ShopifyJob? Job { get; init; }

        public Product? Product { get; init; }

        public IReadOnlyList<UserError> Errors { get; init; } = [];
    }
}
