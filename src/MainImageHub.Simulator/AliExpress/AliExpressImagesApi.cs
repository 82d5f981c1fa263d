using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.AliExpress;

/// <summary>Upload to the photo bank: judged at once, by format and size alone (limits as a comment of the old platform's SDK tells them), and hosted under a name of its own.</summary>
internal sealed class AliExpressImagesApi(SimulatedWorld world, AliExpressSellers sellers, PictureLibrary pictures, AliExpressLinks links)
{
    public const string Method = "aliexpress.photobank.redefining.uploadimageforsdk";

    private const int MostBytes = 3 * 1024 * 1024;
    private const int LongestSide = 5_000;
    private const int LongestName = 256;

    public IResult Upload(IopCall call)
    {
        if (call.Files is not [{ Name: "image_bytes", Bytes: { Length: > 0 } bytes }])
        {
            return AliExpressAnswers.Wrong("image_bytes is required");
        }

        if (call.Parameter("file_name") is { Length: > LongestName })
        {
            return AliExpressAnswers.Wrong($"file_name is longer than {LongestName} characters");
        }

        if (PictureHeader.Read(bytes) is not { ContentType: "image/jpeg" or "image/png" } header)
        {
            return AliExpressAnswers.Refused("isv.image-type-error", "The type of the image is not supported");
        }

        if (bytes.Length > MostBytes || Math.Max(header.Width, header.Height) > LongestSide)
        {
            return AliExpressAnswers.Refused("isv.image-size-error", "The image is larger than 3 MB or 5000 x 5000");
        }

        Picture picture;
        try
        {
            picture = pictures.TakeIn(bytes, header, FormParts.Source(bytes));
        }
        catch (VipsException)
        {
            return AliExpressAnswers.Refused("isv.image-type-error", "The image cannot be read");
        }

        lock (world.Gate)
        {
            var image = sellers.Host(call.AppKey, world.Add(picture).Id, FormParts.Source(bytes));
            return AliExpressAnswers.Ok(Method, new JsonObject { ["photobank_url"] = links.Picture(call.Http, image.Id), ["file_name"] = $"{image.Id}.jpg", ["status"] = "SUCCESS" });
        }
    }
}
