using System.Net.Http.Headers;
using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces;
using MainImageHub.Marketplaces.Calls;
using MainImageHub.Web.Http;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Pictures;

/// <summary>
/// One question to Google Vision: what a picture says, and whether everybody may see it (<c>images:annotate</c> with TEXT_DETECTION and
/// SAFE_SEARCH_DETECTION). Knows neither rows nor members; calls go out as those to marketplaces do, guarded, bounded in time and size.
/// </summary>
public sealed class GoogleVision(MarketplaceCaller caller, SimulatorOrigin simulator, IOptions<VisionOptions> options)
{
    public const string Client = "vision";
    public const string TrustedClient = "vision.trusted";

    private const string Name = "Google Vision";

    private const int MostTexts = 100;
    private const int LongestSaid = 300;

    /// <param name="key">Of the workspace.</param>
    /// <param name="picture">A JPEG as shoppers would see it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ProblemException">One of <see cref="VisionProblems"/>.</exception>
    public async Task<OpinionAnswer> AskAsync(string key, byte[] picture, CancellationToken cancellationToken)
    {
        var (address, trusted) = Address();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            requests = new[] { new { image = new { content = Convert.ToBase64String(picture) }, features = new[] { new { type = "TEXT_DETECTION" }, new { type = "SAFE_SEARCH_DETECTION" } } } },
        });
        var reply = await caller.SendAsync(
            new MarketplaceCall
            {
                Marketplace = Name,
                Client = trusted ? TrustedClient : Client,
                Request = () =>
                {
                    // The key goes in a header: addresses stand in the logs of whatever lies in between.
                    var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
                    request.Headers.Add("X-Goog-Api-Key", key);
                    return request;
                },
            },
            cancellationToken);
        if (reply.Failure is { } failure)
        {
            throw (failure switch
            {
                ProblemCodes.Timeout => VisionProblems.TimedOut,
                ProblemCodes.BadAnswer => VisionProblems.BadAnswer,
                ProblemCodes.Throttled => VisionProblems.Throttled,
                _ => VisionProblems.Unreachable,
            }).Because();
        }

        return Read(reply, new SecretScrubber([key]));
    }

    private (Uri Address, bool Trusted) Address()
    {
        var endpoint = options.Value.Endpoint;
        if (!endpoint.StartsWith(VisionOptions.OwnSimulator, StringComparison.Ordinal))
        {
            return (new Uri(endpoint), false);
        }

        return simulator.Own is { } own && new Uri(own, endpoint) is var address && simulator.Is(address) ? (address, true) : throw VisionProblems.Unreachable.Because();
    }

    private static OpinionAnswer Read(MarketplaceReply reply, SecretScrubber scrubber)
    {
        if (reply.Status == StatusCodes.Status429TooManyRequests)
        {
            throw VisionProblems.Throttled.Because();
        }

        if (reply.Status >= 500)
        {
            throw VisionProblems.Unavailable.Because();
        }

        var answer = reply.IsJson ? Parse(reply.Body) : null;
        if (answer?.Error is { } error)
        {
            var refusesKey = reply.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden || reply.Text.Contains("API_KEY_INVALID", StringComparison.Ordinal);
            throw (refusesKey ? VisionProblems.KeyRefused : VisionProblems.PictureRefused).Because(Said(error.Message, scrubber));
        }

        if (reply.Status != StatusCodes.Status200OK || answer?.Responses is not [var only])
        {
            throw VisionProblems.BadAnswer.Because();
        }

        return only.Error is { } own
            ? throw (own.Code switch
            {
                GoogleCodes.ResourceExhausted => VisionProblems.Throttled.Because(),
                GoogleCodes.DeadlineExceeded or GoogleCodes.Internal or GoogleCodes.Unavailable => VisionProblems.Unavailable.Because(),
                GoogleCodes.PermissionDenied or GoogleCodes.Unauthenticated => VisionProblems.KeyRefused.Because(Said(own.Message, scrubber)),
                _ => VisionProblems.PictureRefused.Because(Said(own.Message, scrubber)),
            })
            : new OpinionAnswer([.. Texts(only.FullTextAnnotation).Take(MostTexts)], Safety(only.SafeSearchAnnotation));
    }

    private static AnnotateAnswer? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<AnnotateAnswer>(body.Span, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static LocalText Said(string? message, SecretScrubber scrubber)
    {
        var said = scrubber.Clean(message)?.ReplaceLineEndings(" ");
        said = said?.Length > LongestSaid ? said[..LongestSaid] + "…" : said;
        return said is null ? new("", "") : new($" Google says: “{said}”", $"Google 返回：“{said}”");
    }

    private static IEnumerable<OpinionText> Texts(FullText? text)
    {
        foreach (var page in text?.Pages ?? [])
        {
            foreach (var paragraph in (page.Blocks ?? []).SelectMany(block => block.Paragraphs ?? []))
            {
                var words = string.Concat((paragraph.Words ?? []).SelectMany(word => word.Symbols ?? []).Select(symbol => symbol.Text + Break(symbol.Property?.DetectedBreak?.Type))).Trim();
                if (words.Length > 0)
                {
                    yield return new OpinionText(Box(paragraph.BoundingBox, page), TextRegion.Bounded(words), paragraph.Confidence);
                }
            }
        }
    }

    private static string Break(string? type) => type is "SPACE" or "SURE_SPACE" or "EOL_SURE_SPACE" or "LINE_BREAK" ? " " : "";

    /// <summary>Round a shape that may be slanted; a coordinate of 0 is left out by Google.</summary>
    private static Region Box(Polygon? shape, TextPage page)
    {
        if (shape?.Vertices is not { Count: > 0 } corners || page.Width <= 0 || page.Height <= 0)
        {
            return default;
        }

        double Share(int value, int whole) => Math.Clamp((double)value / whole, 0, 1);
        var (left, top) = (Share(corners.Min(c => c.X), page.Width), Share(corners.Min(c => c.Y), page.Height));
        return new Region(left, top, Share(corners.Max(c => c.X), page.Width) - left, Share(corners.Max(c => c.Y), page.Height) - top);
    }

    private static OpinionSafety? Safety(SafeSearch? said) => said is null ? null
        : new(Likely(said.Adult), Likely(said.Racy), Likely(said.Violence), Likely(said.Medical), Likely(said.Spoof));

    private static Likelihood Likely(string? word) =>
        Enum.TryParse<Likelihood>(word?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var likely) && Enum.IsDefined(likely) ? likely : Likelihood.Unknown;

    /// <summary>Of <c>google.rpc.Code</c>.</summary>
    private static class GoogleCodes
    {
        public const int DeadlineExceeded = 4;
        public const int PermissionDenied = 7;
        public const int ResourceExhausted = 8;
        public const int Internal = 13;
        public const int Unavailable = 14;
        public const int Unauthenticated = 16;
    }

    private sealed record AnnotateAnswer(IReadOnlyList<PictureAnswer>? Responses, GoogleError? Error);

    private sealed record PictureAnswer(FullText? FullTextAnnotation, SafeSearch? SafeSearchAnnotation, GoogleError? Error);

    private sealed record GoogleError(int Code, string? Message);

    private sealed record FullText(IReadOnlyList<TextPage>? Pages);

    private sealed record TextPage(int Width, int Height, IReadOnlyList<TextBlock>? Blocks);

    private sealed record TextBlock(IReadOnlyList<Paragraph>? Paragraphs);

    private sealed record Paragraph(Polygon? BoundingBox, double? Confidence, IReadOnlyList<Word>? Words);

    private sealed record Word(IReadOnlyList<Symbol>? Symbols);

    private sealed record Symbol(string? Text, SymbolProperty? Property);

    private sealed record SymbolProperty(DetectedBreak? DetectedBreak);

    private sealed record DetectedBreak(string? Type);

    private sealed record Polygon(IReadOnlyList<Corner>? Vertices);

    private sealed record Corner(int X, int Y);

    private sealed record SafeSearch(string? Adult, string? Spoof, string? Medical, string? Violence, string? Racy);
}
