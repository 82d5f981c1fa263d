using MainImageHub.Web.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MainImageHub.Web.Stages.Design;

/// <summary>A multipart request with one picture, read as it arrives: the file is never held in memory, nor written twice.</summary>
internal static class PictureForm
{
    public const string FileField = "file";

    // Room for a file name of 4,000 Chinese characters, percent-encoded.
    private const int MaxHeaderBytes = 64 * 1024;
    private const int MaxFieldBytes = 4 * 1024;
    private const int RoomForTheForm = 256 * 1024;

    /// <summary>Gives the file's cleaned name and its stream to <paramref name="take"/> and returns what that made of it, with the other fields.</summary>
    public static async Task<(T File, Dictionary<string, string> Fields)> ReadAsync<T>(HttpRequest request, PictureLimits limits, Func<string, Stream, Task<T>> take, CancellationToken cancellationToken)
        where T : class
    {
        if (request.ContentLength > limits.MaxBytes + RoomForTheForm)
        {
            throw HttpProblems.TooLarge.Because(limits.Megabytes);
        }

        var reader = new MultipartReader(BoundaryOf(request), Body(request)) { HeadersLengthLimit = MaxHeaderBytes };
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        T? file = null;
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part))
                {
                    continue;
                }

                var name = HeaderUtilities.RemoveQuotes(part.Name).Value ?? "";
                var fileName = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value;
                if (name != FileField)
                {
                    fields[name] = await FieldAsync(section.Body, cancellationToken);
                }
                else if (!string.IsNullOrEmpty(fileName))
                {
                    // A form sent without choosing a file brings the field with an empty name: that is no file.
                    file = file is null ? await take(UploadedFileName.Clean(fileName), section.Body) : throw DesignProblems.SeveralFiles.Because();
                }
            }
        }
        catch (Exception e)
        {
            (file as IDisposable)?.Dispose();
            if (e is IOException and not BadHttpRequestException && e.HResult == UploadLimits.EndedEarly)
            {
                throw HttpProblems.BrokenUpload.Because();
            }

            throw;
        }

        return (file ?? throw DesignProblems.FileMissing.Because(), fields);
    }

    private static string BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } boundary
            ? boundary
            : throw DesignProblems.NotMultipart.Because();

    private static Stream Body(HttpRequest request)
    {
        // A request with an Idempotency-Key was read once already, to be compared, and lies on disk.
        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
        }

        return request.Body;
    }

    private static async Task<string> FieldAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxFieldBytes + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= MaxFieldBytes ? System.Text.Encoding.UTF8.GetString(buffer, 0, read) : throw DesignProblems.FieldTooLong.Because();
    }
}
