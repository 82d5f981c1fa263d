using System.ComponentModel.DataAnnotations;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Versions, their review, and the check that keeps nothing.</summary>
internal static class DesignApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/main-images/{id:guid}/versions", SubmitAsync).Requires(HubAction.UploadVersions)
            .WithName("SubmitVersion").WithTags("Versions").WithSummary("Upload a picture as the next version (multipart/form-data, field \"file\"). A bad picture is taken too, and ends rejected with its problem.")
            .Accepts<PictureUpload>("multipart/form-data").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        api.MapGet("/main-images/{id:guid}/versions", ListAsync).Requires(HubAction.Read)
            .WithName("ListVersions").WithTags("Versions").WithSummary("The versions of a main image, newest first.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/versions/{id:guid}", GetAsync).Requires(HubAction.Read)
            .WithName("GetVersion").WithTags("Versions").WithSummary("A version with its picture's facts, compliance report, renditions and review; ?profile=amazon/DE chooses the report.").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/versions/{id:guid}/review", ReviewAsync).Requires(HubAction.ReviewVersions)
            .WithName("ReviewVersion").WithTags("Versions").WithSummary("Approve or reject a version, once. A rejection says why.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("/versions/{id:guid}/review", TakeBackAsync).Requires(HubAction.ReviewVersions)
            .WithName("TakeBackReview").WithTags("Versions").WithSummary("Take a decision back, as whoever made it or as an owner, while nothing was pushed, tested or replaced because of it. The version waits for review again.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/versions/reviews", ReviewManyAsync).Requires(HubAction.ReviewVersions)
            .WithName("ReviewVersions").WithTags("Versions").WithSummary("Decide on up to 100 versions with one reason. Each is decided on its own: the answer says of each whether it was, and why not.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        api.MapPost("/versions/{id:guid}/fix", FixAsync).Requires(HubAction.UploadVersions)
            .WithName("FixVersion").WithTags("Versions").WithSummary("Carry out the repairs that the reports offer, or those named; the result is a new version, to be reviewed.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/versions/{id:guid}/second-opinion", AskAsync).Requires(HubAction.ReviewVersions)
            .WithName("AskSecondOpinion").WithTags("Versions").WithSummary("Have Google Vision look at the version's picture, with the workspace's own key: the text it reads and its safe search. It is kept beside the report and changes no verdict; asking again renews it.")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapPost("/compliance/check", CheckAsync).Requires(HubAction.Read).WithMetadata(new KeepsNothing())
            .WithName("CheckPicture").WithTags("Compliance").WithSummary("Judge a picture for one site (multipart/form-data: file, profile, category?). Nothing is stored.")
            .Accepts<PictureToCheck>("multipart/form-data").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/compliance/matrix", CheckEverywhereAsync).Requires(HubAction.Read).WithMetadata(new KeepsNothing())
            .WithName("CheckPictureEverywhere").WithTags("Compliance").WithSummary("Judge a picture for every marketplace at once, at one site each (multipart/form-data: file, category?). Measured once; nothing is stored.")
            .Accepts<PictureToCheckEverywhere>("multipart/form-data").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Ok<PictureMatrix>> CheckEverywhereAsync(HttpRequest request, CheckPicture check, PictureLimits limits, CancellationToken cancellationToken)
    {
        var (file, fields) = await PictureForm.ReadAsync(request, limits, (name, content) => check.KeepAsync(name, content, cancellationToken), cancellationToken);
        using (file)
        {
            return TypedResults.Ok(await check.RunEverywhereAsync(file, fields.GetValueOrDefault("category"), cancellationToken));
        }
    }

    private static async Task<Accepted<SubmittedVersion>> SubmitAsync(Guid id, HttpRequest request, SubmitVersion submit, PictureLimits limits, CancellationToken cancellationToken)
    {
        var (file, _) = await PictureForm.ReadAsync(request, limits, (name, content) => submit.StoreAsync(id, name, content, cancellationToken), cancellationToken);
        var version = await submit.RunAsync(id, file, cancellationToken);
        return TypedResults.Accepted($"/api/v1/versions/{version.Id}", new SubmittedVersion(version.Id, version.Number, version.Status));
    }

    private static async Task<Ok<Page<VersionLine>>> ListAsync(Guid id, [AsParameters] PageQuery page, ReadVersions read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.OfImageAsync(id, page, cancellationToken));

    private static async Task<Ok<VersionView>> GetAsync(Guid id, string? profile, ReadVersions read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.OneAsync(id, profile, cancellationToken));

    private static async Task<Ok<VersionView>> ReviewAsync(Guid id, ReviewRequest review, DecideVersion decide, ReadVersions read, CancellationToken cancellationToken)
    {
        await decide.RunAsync(id, review.Decision, review.Comment, review.CultureConfirmed, cancellationToken);
        return TypedResults.Ok(await read.OneAsync(id, null, cancellationToken));
    }

    private static async Task<Ok<ReviewedVersions>> ReviewManyAsync(ReviewsRequest request, DecideMany decide, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReviewedVersions(await decide.RunAsync(request.VersionIds ?? [], request.Decision, request.Comment, cancellationToken)));

    private static async Task<Ok<VersionView>> TakeBackAsync(Guid id, TakeBackDecision takeBack, ReadVersions read, CancellationToken cancellationToken)
    {
        await takeBack.RunAsync(id, cancellationToken);
        return TypedResults.Ok(await read.OneAsync(id, null, cancellationToken));
    }

    private static async Task<Accepted<SubmittedVersion>> FixAsync(Guid id, FixRequest? request, FixVersion fix, CancellationToken cancellationToken)
    {
        var version = await fix.RunAsync(id, request?.Fixes, cancellationToken);
        return TypedResults.Accepted($"/api/v1/versions/{version.Id}", new SubmittedVersion(version.Id, version.Number, version.Status));
    }

    private static async Task<Ok<SecondOpinionView>> AskAsync(Guid id, AskSecondOpinion ask, CancellationToken cancellationToken) =>
        TypedResults.Ok(SecondOpinionView.Of((await ask.RunAsync(id, cancellationToken)).Opinion));

    private static async Task<Ok<ComplianceReport>> CheckAsync(HttpRequest request, CheckPicture check, PictureLimits limits, CancellationToken cancellationToken)
    {
        var (file, fields) = await PictureForm.ReadAsync(request, limits, (name, content) => check.KeepAsync(name, content, cancellationToken), cancellationToken);
        using (file)
        {
            return TypedResults.Ok(await check.RunAsync(file, fields.GetValueOrDefault("profile"), fields.GetValueOrDefault("category"), cancellationToken));
        }
    }
}

public sealed record SubmittedVersion(Guid Id, int Number, VersionStatus Status);

/// <param name="Fixes">By the ids that findings name in <c>fix</c>; all that the reports offer when left out.</param>
public sealed record FixRequest(IReadOnlyList<string?>? Fixes);

public sealed record ReviewRequest
{
    public required ReviewVerb Decision { get; init; }

    [MaxLength(2000)]
    public string? Comment { get; init; }

    /// <summary>Ids of the version's <c>culture</c> that the reviewer looked at; what is left out is kept as not confirmed and holds nothing up.</summary>
    [MaxLength(200)]
    public IReadOnlyList<string>? CultureConfirmed { get; init; }
}

public sealed record ReviewsRequest
{
    /// <summary>Up to 100.</summary>
    public IReadOnlyList<Guid>? VersionIds { get; init; }

    public required ReviewVerb Decision { get; init; }

    [MaxLength(2000)]
    public string? Comment { get; init; }
}

/// <param name="Items">In the order they were named.</param>
public sealed record ReviewedVersions(IReadOnlyList<ReviewedVersion> Items);

/// <summary>The form of an upload, for the API's description; the file itself is read as it arrives.</summary>
public sealed record PictureUpload(IFormFile File);

/// <summary>The form of a check, for the API's description.</summary>
public sealed record PictureToCheck(IFormFile File, string Profile, string? Category);

/// <summary>The form of a check for every marketplace, for the API's description.</summary>
public sealed record PictureToCheckEverywhere(IFormFile File, string? Category);
