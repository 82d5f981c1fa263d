using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>
/// Resumable uploads, tus 1.0.0: under <c>/files</c> for clients with a token, which names their workspace, and under
/// <c>/w/{workspace}/files</c> for pages. There the cookie alone is not enough: each request that changes something carries the page's token.
/// </summary>
internal static class TusApi
{
    public const string Root = "/files";

    private const string One = "/{id:guid}";

    /// <summary>Statuses of the protocol that no other endpoint has.</summary>
    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        [DropProblems.TusVersion.Code] = StatusCodes.Status412PreconditionFailed,
        [DropProblems.MediaType.Code] = StatusCodes.Status415UnsupportedMediaType,
        [DropProblems.Checksum.Code] = 460,
        [DropProblems.Gone.Code] = StatusCodes.Status410Gone,
    };

    public static void Map(WebApplication app)
    {
        MapUnder(app.MapGroup(Root).RequireAuthorization(SecurityModule.ApiPolicy).AddEndpointFilter(AnswerAsync));
        app.MapMethods(Root, [HttpMethods.Options], Discover).AllowAnonymous().ExcludeFromDescription();
        MapUnder(app.MapGroup("/w/{workspace}/files").AddEndpointFilter(AnswerAsync).AddEndpointFilter(RequireOwnPageAsync));
    }

    /// <summary>Uploads are held to their announced length, not to the size of a request.</summary>
    public static bool IsFor(PathString path) =>
        path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase) || (path.Value?.Split('/') is ["", "w", _, "files", ..]);

    private static void MapUnder(RouteGroupBuilder files)
    {
        files.DisableAntiforgery().ExcludeFromDescription();
        files.MapPost("/", CreateAsync).Requires(HubAction.UploadVersions);
        files.MapMethods(One, [HttpMethods.Head], LookAsync).Requires(HubAction.UploadVersions);
        files.MapPatch(One, AppendAsync).Requires(HubAction.UploadVersions);
        files.MapDelete(One, EndAsync).Requires(HubAction.UploadVersions);
        files.MapPost(One, InsteadAsync).Requires(HubAction.UploadVersions);
    }

    private static NoContent Discover(HttpContext http, DropLimits limits)
    {
        var headers = http.Response.Headers;
        (headers[TusHeaders.Resumable], headers["Tus-Version"]) = (TusHeaders.Version, TusHeaders.Version);
        headers["Tus-Extension"] = TusHeaders.Extensions;
        headers["Tus-Max-Size"] = limits.MaxBytes.ToString(CultureInfo.InvariantCulture);
        headers["Tus-Checksum-Algorithm"] = UploadChecksum.Algorithms;
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpContext http, KeepUpload keep)
    {
        var request = http.Request;
        var (checksum, length) = (request.ReadChecksum(), request.Number(TusHeaders.Length));
        if (request.ContentLength > 0 && !request.HasBytes())
        {
            throw DropProblems.MediaType.Because();
        }

        var upload = await keep.CreateAsync(length, request.Headers[TusHeaders.Metadata].ToString() is { Length: > 0 } metadata ? metadata : null, request.ReadMetadata(), http.RequestAborted);
        http.Response.Headers.Location = $"{request.Path.Value!.TrimEnd('/')}/{upload.Id}";
        if (request.HasBytes())
        {
            await keep.AppendAsync(upload, request.Body, checksum, http.RequestAborted);
            Tell(http, upload, withLength: false);
        }
        else
        {
            TellExpiry(http, upload);
        }

        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static async Task<IResult> LookAsync(Guid id, HttpContext http, KeepUpload keep)
    {
        Tell(http, await keep.FindAsync(id, http.RequestAborted), withLength: true);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(Guid id, HttpContext http, KeepUpload keep)
    {
        var request = http.Request;
        if (!request.HasBytes())
        {
            throw DropProblems.MediaType.Because();
        }

        var (offset, checksum) = (request.Number(TusHeaders.Offset), request.ReadChecksum());
        var upload = await keep.FindAsync(id, http.RequestAborted);
        if (offset != upload.Received)
        {
            throw DropProblems.Offset.Because(upload.Received);
        }

        if (request.ContentLength > upload.Length - upload.Received)
        {
            throw DropProblems.TooMuch.Because(upload.Length);
        }

        await keep.AppendAsync(upload, request.Body, checksum, http.RequestAborted);
        Tell(http, upload, withLength: false);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndAsync(Guid id, HttpContext http, KeepUpload keep)
    {
        await keep.EndAsync(await keep.FindAsync(id, http.RequestAborted), http.RequestAborted);
        return TypedResults.NoContent();
    }

    /// <summary>For clients that cannot send other methods.</summary>
    private static Task<IResult> InsteadAsync(Guid id, HttpContext http, KeepUpload keep) => http.Request.Headers[TusHeaders.MethodOverride].ToString().ToUpperInvariant() switch
    {
        "PATCH" => AppendAsync(id, http, keep),
        "DELETE" => EndAsync(id, http, keep),
        "HEAD" => LookAsync(id, http, keep),
        _ => throw DropProblems.Header.Because(TusHeaders.MethodOverride, "PATCH, DELETE, HEAD"),
    };

    private static void Tell(HttpContext http, FileUpload upload, bool withLength)
    {
        var headers = http.Response.Headers;
        headers[TusHeaders.Offset] = upload.Received.ToString(CultureInfo.InvariantCulture);
        if (withLength)
        {
            headers[TusHeaders.Length] = upload.Length.ToString(CultureInfo.InvariantCulture);
            if (upload.Metadata is { } metadata)
            {
                headers[TusHeaders.Metadata] = metadata;
            }
        }

        TellExpiry(http, upload);
    }

    private static void TellExpiry(HttpContext http, FileUpload upload)
    {
        if (!upload.IsComplete)
        {
            http.Response.Headers[TusHeaders.Expires] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Every answer names the version, refusals too, and these have the protocol's own statuses.</summary>
    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers[TusHeaders.Resumable] = TusHeaders.Version;
        try
        {
            http.Request.RequireVersion();
            return await next(context);
        }
        catch (ProblemException refused)
        {
            return Refusal(http, refused);
        }
    }

    private static IResult Refusal(HttpContext http, ProblemException refused)
    {
        var status = Statuses.TryGetValue(refused.Type.Code, out var own) ? own : ProblemMapping.StatusOf(refused.Type);
        http.Response.Headers.Location = default;
        if (refused.Type == DropProblems.TusVersion)
        {
            http.Response.Headers["Tus-Version"] = TusHeaders.Version;
        }

        if (refused.Type == DropProblems.Busy)
        {
            http.Response.Headers.RetryAfter = KeepUpload.BusySeconds.ToString(CultureInfo.InvariantCulture);
        }

        return HttpMethods.IsHead(http.Request.Method) ? TypedResults.StatusCode(status) : TypedResults.Problem(ProblemMapping.Details(status, refused.Type.Code, refused.Text));
    }

    private static async ValueTask<object?> RequireOwnPageAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext) ? await next(context) : throw HttpProblems.StalePage.Because();
}
