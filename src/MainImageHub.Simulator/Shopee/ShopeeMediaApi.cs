using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopee;

/// <summary>Upload to the media space: judged at once, by format and size alone, and hosted under an id of its own. Pictures are not made square here.</summary>
internal sealed class ShopeeMediaApi(SimulatedWorld world, ShopeeSellers sellers, PictureLibrary pictures, ShopeeLinks links)
{
    // "Less than 9 images", of 10.0 MB each.
    private const int MostFiles = 8;
    private const int MostBytes = 10 * 1024 * 1024;

    public async Task<IResult> UploadAsync(ShopeeCall call)
    {
        if (await FormParts.ReadAsync(call.Http, call.Body) is not { } parts)
        {
            return ShopeeAnswers.Wrong("the form cannot be read");
        }

        if (Fault(parts) is { } wrong)
        {
            return ShopeeAnswers.Wrong(wrong);
        }

        List<HostedImage> images = [];
        foreach (var file in parts.Where(part => part.IsFile))
        {
            Picture picture;
            try
            {
                picture = pictures.TakeIn(file.Bytes, PictureHeader.Read(file.Bytes)!.Value, FormParts.Source(file.Bytes));
            }
            catch (VipsException)
            {
                return ShopeeAnswers.Wrong("the image cannot be read");
            }

            lock (world.Gate)
            {
                images.Add(sellers.Host(call.Partner, world.Add(picture).Id, FormParts.Source(file.Bytes)));
            }
        }

        return ShopeeAnswers.Ok(new JsonObject
        {
            ["image_info"] = Info(call, images[0]),
            ["image_info_list"] = new JsonArray([.. images.Select((image, index) => new JsonObject { ["id"] = index, ["error"] = "", ["message"] = "", ["image_info"] = Info(call, image) })]),
        });
    }

    private static string? Fault(IReadOnlyList<FormPart> parts)
    {
        var files = parts.Where(part => part.IsFile).ToList();
        return parts.FirstOrDefault(part => part.IsFile ? part.Name != "image" : part.Name is not ("scene" or "ratio")) is { } unknown ? $"{unknown.Name} is not known"
            : parts.FirstOrDefault(part => part.Name == "scene") is { Text: not ("normal" or "desc") } ? "scene must be normal or desc"
            : parts.FirstOrDefault(part => part.Name == "ratio") is { Text: not "1:1" } ? "a ratio other than 1:1 is for whitelisted sellers"
            : files.Count is 0 or > MostFiles ? "1 to 8 images are required"
            : files.Exists(file => file.Bytes.Length > MostBytes) ? "the image is larger than 10.0 MB"
            : files.Exists(file => PictureHeader.Read(file.Bytes) is not { ContentType: "image/jpeg" or "image/png" }) ? "image format accepted: JPG, JPEG, PNG"
            : null;
    }

    private JsonObject Info(ShopeeCall call, HostedImage image) => new()
    {
        ["image_id"] = image.Id,
        ["image_url_list"] = new JsonArray([.. ShopeeSellers.Currencies.Keys.Order(StringComparer.Ordinal).Select(region => new JsonObject
        {
            ["image_url_region"] = region,
            ["image_url"] = links.Picture(call.Http, image.Id),
        })]),
    };
}
