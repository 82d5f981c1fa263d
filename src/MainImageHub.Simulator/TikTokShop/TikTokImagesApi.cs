using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Upload Product Image 202309: judged at once, by format and size alone, and hosted under a name of its own.</summary>
internal sealed class TikTokImagesApi(SimulatedWorld world, TikTokCatalogue catalogue, PictureLibrary pictures, TikTokLinks links)
{
    private const int MostBytes = 10 * 1024 * 1024;
    private const int LongestSide = 4_000;

    private static readonly string[] UseCases = ["MAIN_IMAGE", "ATTRIBUTE_IMAGE", "DESCRIPTION_IMAGE", "CERTIFICATION_IMAGE", "SIZE_CHART_IMAGE"];

    public async Task<IResult> UploadAsync(TikTokCall call)
    {
        if (await ReadAsync(call) is not (var bytes, var useCase))
        {
            return TikTokAnswers.No(12038002, "Invalid upload file. Please ensure you are passing the correct file data.");
        }

        if (!UseCases.Contains(useCase))
        {
            return TikTokAnswers.No(11050001, "invalid param");
        }

        if (bytes.Length > MostBytes)
        {
            return TikTokAnswers.No(12038005, "The file size exceeds the maximum allowed size.");
        }

        // WEBP, HEIC and BMP, which TikTok takes too, are not known here.
        if (PictureHeader.Read(bytes) is not { ContentType: "image/jpeg" or "image/png" } header)
        {
            return TikTokAnswers.No(12038015, "Failed to process the image. The format or content is not supported. Supported formats: JPG, JPEG, PNG, WEBP, HEIC, BMP");
        }

        var shortest = useCase == "MAIN_IMAGE" ? 300 : 100;
        if (Math.Min(header.Width, header.Height) < shortest || Math.Max(header.Width, header.Height) > LongestSide)
        {
            return TikTokAnswers.No(12038014, $"The image dimensions exceed the allowed limits. Allowed dimensions (width x height in pixels): {shortest} x {shortest} to {LongestSide} x {LongestSide}");
        }

        Picture picture;
        try
        {
            picture = pictures.TakeIn(bytes, header, FormParts.Source(bytes));
        }
        catch (VipsException)
        {
            return TikTokAnswers.No(12038004, "Failed to process the image. The format or content is not supported.");
        }

        lock (world.Gate)
        {
            var image = catalogue.Host(call.Seller, world.Add(picture).Id, FormParts.Source(bytes));
            var answer = links.Image(call.Http, image);
            return TikTokAnswers.Ok(new JsonObject
            {
                ["uri"] = image.Id,
                ["url"] = links.Picture(call.Http, image.Id),
                ["height"] = (int?)answer["height"],
                ["width"] = (int?)answer["width"],
                ["use_case"] = useCase,
            });
        }
    }

    /// <summary>The file and its use; null where there is no file.</summary>
    private static async Task<(byte[] Bytes, string UseCase)?> ReadAsync(TikTokCall call) =>
        await FormParts.ReadAsync(call.Http, call.Body) is { } parts && parts.All(part => part.IsFile ? part.Name == "data" : part.Name == "use_case")
            && parts.LastOrDefault(part => part.IsFile) is { Bytes: { Length: > 0 } bytes }
            ? (bytes, parts.LastOrDefault(part => !part.IsFile)?.Text ?? "MAIN_IMAGE")
            : null;
}
