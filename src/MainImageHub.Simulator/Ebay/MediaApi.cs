using System.Globalization;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Ebay;

/// <summary>Media API v1_beta: the picture service fetches a picture, writes it anew and gives it an address of its own.</summary>
internal sealed class MediaApi(SimulatedWorld world, EbaySellers sellers, PictureIntake intake, EbayLinks links)
{
    // Told by third parties (12 MB) and by Trading's error 21916604 (width + height); the Media API names no figures.
    private const int MostBytes = 12_582_912;
    private const int WidthAndHeight = 15_000;

    public async Task<IResult> CreateAsync(EbayCall call)
    {
        if (call.JsonBody() is not { Count: 1 } body || body["imageUrl"] is not JsonValue value || !value.TryGetValue<string>(out var source))
        {
            return EbayErrors.Invalid("imageUrl");
        }

        if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
        {
            return NothingUsable;
        }

        var taken = await intake.TakeAsync(source, call.Http.RequestAborted);
        if (Judge(taken) is { } refusal)
        {
            return refusal;
        }

        lock (world.Gate)
        {
            var image = sellers.Make(world.Add(taken.Picture!), source);
            call.Http.Response.Headers.Location = links.Image(call.Http, image.Id);
            return Results.Json(Tell(call, image), statusCode: 201);
        }
    }

    public Task<IResult> GetAsync(EbayCall call)
    {
        lock (world.Gate)
        {
            return Task.FromResult(sellers.Image(call.Route("image")) is { } image ? Results.Json(Tell(call, image)) : EbayErrors.Of(404, 190200, "The image resource was not found."));
        }
    }

    private static IResult NothingUsable => EbayErrors.Of(400, 190204, "No valid image can be downloaded from the provided imageUrl. Please refer to the documentation.");

    private static IResult? Judge(TakenPicture taken) => taken switch
    {
        { Trouble: PictureTrouble.CannotFetch or PictureTrouble.Unreadable } => NothingUsable,
        { Trouble: PictureTrouble.WrongFormat } => EbayErrors.Of(400, 190203, "The supplied image is in a format that is not supported. Please refer to the documentation for a list of supported formats."),
        { Bytes: > MostBytes } => EbayErrors.Of(400, 190201, "The image file size is larger than the limit. Please refer to the documentation."),
        { Header: var header } when header.Width + header.Height > WidthAndHeight => EbayErrors.Of(400, 190202, "The supplied image dimensions exceed the limit. Please refer to the documentation."),
        _ => null,
    };

    private JsonObject Tell(EbayCall call, EbayImage image) => new()
    {
        ["imageUrl"] = links.Picture(call.Http, image.Id),
        ["maxDimensionImageUrl"] = links.Picture(call.Http, image.Id),
        ["expirationDate"] = image.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };
}
