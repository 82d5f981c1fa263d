using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MainImageHub.Simulator.TikTokShop;

/// <summary>Upload Product Image 202309: judged at once, by format and size alone, and hosted under a name of its own.</summary>
internal sealed class TikTokImagesApi(SimulatedWorld world, TikTokCatalogue catalogue, TikTokShops shops, PictureLibrary pictures, TikTokLinks links)
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
            picture = pictures.TakeIn(bytes, header, Source(bytes));
        }
        catch (VipsException)
        {
            return TikTokAnswers.No(12038004, "Failed to process the image. The format or content is not supported.");
        }

        lock (world.Gate)
        {
            var uri = catalogue.Host(call.Seller, world.Add(picture).Id, Source(bytes));
            var answer = links.Image(call.Http, shops.Image(uri)!);
            return TikTokAnswers.Ok(new JsonObject
            {
                ["uri"] = uri,
                ["url"] = links.Picture(call.Http, uri),
                ["height"] = (int?)answer["height"],
                ["width"] = (int?)answer["width"],
                ["use_case"] = useCase,
            });
        }
    }

    /// <summary>What stands for an address where bytes were sent.</summary>
    private static string Source(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    /// <summary>The file and its use; null where there is no file.</summary>
    private static async Task<(byte[] Bytes, string UseCase)?> ReadAsync(TikTokCall call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return null;
        }

        using var form = new MemoryStream(Encoding.Latin1.GetBytes(call.Body));
        var reader = new MultipartReader(boundary, form);
        byte[]? bytes = null;
        var useCase = "MAIN_IMAGE";
        try
        {
            while (await reader.ReadNextSectionAsync(call.Http.RequestAborted) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, call.Http.RequestAborted);
                switch (section.GetContentDispositionHeader())
                {
                    case { } file when HeaderUtilities.RemoveQuotes(file.Name) == "data" && file.IsFileDisposition():
                        bytes = content.ToArray();
                        break;
                    case { } field when HeaderUtilities.RemoveQuotes(field.Name) == "use_case":
                        useCase = Encoding.UTF8.GetString(content.ToArray());
                        break;
                    default:
                        return null;
                }
            }
        }
        catch (IOException)
        {
            return null;
        }

        return bytes is { Length: > 0 } ? (bytes, useCase) : null;
    }
}
