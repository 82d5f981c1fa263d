using System.Text.Json.Nodes;
using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.Traffic;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Lazada;

/// <summary>Upload of one picture: judged at once, by format and size alone (the guide "Image upload"), and hosted by a name made of its content.</summary>
internal sealed class LazadaImagesApi(SimulatedWorld world, LazadaSellers sellers, PictureLibrary pictures, LazadaLinks links)
{
    private const int MostBytes = 3_145_728;
    private const int LongestSide = 5_000;
    private const int ShortestSide = 330;

    public IResult Upload(IopCall call)
    {
        if (call.Files is not [{ Name: "image", Bytes: { Length: > 0 } bytes }])
        {
            return LazadaAnswers.No("302", "Not supported URL");
        }

        if (PictureHeader.Read(bytes) is not { ContentType: "image/jpeg" or "image/png" } header)
        {
            return LazadaAnswers.No("300", "E300: Upload Image Failed: only JPG and PNG are supported");
        }

        if (bytes.Length > MostBytes || Math.Max(header.Width, header.Height) > LongestSide)
        {
            return LazadaAnswers.No("303", "E303: The image is too large");
        }

        if (Math.Min(header.Width, header.Height) < ShortestSide)
        {
            return LazadaAnswers.No("300", $"E300: Upload Image Failed: the image is smaller than {ShortestSide} x {ShortestSide}");
        }

        Picture picture;
        try
        {
            picture = pictures.TakeIn(bytes, header, FormParts.Source(bytes));
        }
        catch (VipsException)
        {
            return LazadaAnswers.No("300", "E300: Upload Image Failed");
        }

        lock (world.Gate)
        {
            var image = sellers.Host(call.AppKey, world.Add(picture).Id, FormParts.Source(bytes));
            return LazadaAnswers.Ok(new JsonObject { ["image"] = new JsonObject { ["hash_code"] = image.Id, ["url"] = links.Picture(call.Http, image.Id) } });
        }
    }
}
