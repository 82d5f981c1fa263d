using MainImageHub.Simulator.Pictures;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Shopify;

/// <summary>What happens after a file was made: its picture is fetched and judged, in its own time. And moves in galleries are carried out.</summary>
internal sealed partial class ShopifyFileWorker(SimulatedWorld world, ShopifyShops shops, ShopifyAdmin admin, PictureIntake intake, ILogger<ShopifyFileWorker> logger) : BackgroundService
{
    // Told by two third parties: 20 MB, 25 megapixels, 5000 a side.
    private const int MostBytes = 20 * 1024 * 1024;
    private const int LongestSide = 5_000;
    private const long MostPixels = 25_000_000;

    private readonly WorkCrew<long> _crew = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Ticks.EveryAsync(
        Ticks.Usual,
        () =>
        {
            IReadOnlyList<ShopifyFile> due;
            lock (world.Gate)
            {
                admin.CarryOut();
                due = _crew.Choose(shops.Files.Where(f => f.Status == ShopifyFileStatus.Uploaded && f.DueAt <= world.Clock.RealNow), f => f.Number);
            }

            foreach (var file in due)
            {
                _crew.Begin(file.Number, stopping => ProcessAsync(file, stopping), e => PutOff(file, e), stoppingToken);
            }
        },
        stoppingToken);

    private async Task ProcessAsync(ShopifyFile file, CancellationToken cancellationToken)
    {
        var taken = await intake.TakeAsync(file.Source!, cancellationToken);
        var error = Judge(taken);
        lock (world.Gate)
        {
            if (error is null)
            {
                (file.PictureId, file.Status) = (world.Add(taken.Picture!).Id, ShopifyFileStatus.Ready);
            }
            else
            {
                file.Errors.Add(error);
                file.Status = ShopifyFileStatus.Failed;
            }

            world.Touch();
        }

        Log.Processed(logger, file.FileName, file.Shop, error?.Code ?? "READY");
    }

    private void PutOff(ShopifyFile file, IOException e)
    {
        Log.NotKept(logger, e, file.FileName);
        lock (world.Gate)
        {
            file.DueAt = world.Clock.RealNow + TimeSpan.FromSeconds(5);
        }
    }

    private static ShopifyFileError? Judge(TakenPicture taken) => taken switch
    {
        { Trouble: PictureTrouble.CannotFetch } => new("IMAGE_DOWNLOAD_FAILURE", $"Media could not be processed because the image could not be downloaded: {taken.Problem}."),
        { Trouble: PictureTrouble.WrongFormat } or { Header.ContentType: "image/tiff" } => new("UNSUPPORTED_IMAGE_FILE_TYPE", "Media could not be processed because the image file type is not supported."),
        { Trouble: PictureTrouble.Unreadable } => new("IMAGE_PROCESSING_FAILURE", "Media could not be processed because the image could not be processed."),
        { Bytes: > MostBytes } => new("INVALID_IMAGE_FILE_SIZE", "Media could not be processed because the image file size is larger than 20 MB."),
        { Header: { Width: > LongestSide } or { Height: > LongestSide } } => TooLarge,
        { Header: { Width: var width, Height: var height } } when (long)width * height > MostPixels => TooLarge,
        _ => null,
    };

    private static ShopifyFileError TooLarge => new("INVALID_IMAGE_RESOLUTION", "Media could not be processed because the image resolution is larger than 25 megapixels or 5000 pixels on a side.");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Simulator: file {FileName} of {Shop} ended as {Result}")]
        public static partial void Processed(ILogger logger, string fileName, string shop, string result);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Simulator: the picture of file {FileName} could not be kept; tried again in a moment")]
        public static partial void NotKept(ILogger logger, Exception exception, string fileName);
    }
}
