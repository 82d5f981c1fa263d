using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Pictures;

/// <summary>Why a picture could not be taken in at all.</summary>
internal enum PictureTrouble
{
    CannotFetch,
    WrongFormat,
    Unreadable,
}

/// <summary>A picture as it was fetched, with what its file was; or what was wrong.</summary>
internal sealed record TakenPicture(Picture? Picture, PictureHeader Header, int Bytes, PictureTrouble? Trouble, string? Problem);

/// <summary>Fetches the picture at an address and takes it in: the part of processing that is the same at every marketplace.</summary>
internal sealed class PictureIntake(PictureFetcher fetcher, PictureLibrary pictures)
{
    public async Task<TakenPicture> TakeAsync(string location, CancellationToken cancellationToken)
    {
        var (bytes, problem) = await fetcher.FetchAsync(location, cancellationToken);
        if (bytes is null)
        {
            return new(null, default, 0, PictureTrouble.CannotFetch, problem);
        }

        if (PictureHeader.Read(bytes) is not { } header)
        {
            return new(null, default, bytes.Length, PictureTrouble.WrongFormat, "it is of no known format");
        }

        try
        {
            return new(pictures.TakeIn(bytes, header, location), header, bytes.Length, null, null);
        }
        catch (VipsException e)
        {
            return new(null, header, bytes.Length, PictureTrouble.Unreadable, e.Message);
        }
    }
}
