using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>Notes on a version's picture, their threads, and who is called by name in them.</summary>
internal static class PinsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/versions/{id:guid}/pins", ListAsync).Requires(HubAction.Read)
            .WithName("ListPins").WithTags("Pins").WithSummary("The notes on a version's picture with their threads, and as ghosts those that are open from earlier versions.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/versions/{id:guid}/pins", PutAsync).Requires(HubAction.CommentOnVersions)
            .WithName("PutPin").WithTags("Pins").WithSummary("Put a note on a version's picture. @name in its text calls a member.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        var pins = api.MapGroup("/pins").WithTags("Pins");
        pins.MapPost("/{id:guid}/comments", AnswerAsync).Requires(HubAction.CommentOnVersions)
            .WithName("AnswerPin").WithSummary("Add to a note's thread.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        pins.MapPost("/{id:guid}/places", TakeOverAsync).Requires(HubAction.CommentOnVersions)
            .WithName("TakeOverPin").WithSummary("Take an open note over to a later version, at the same place unless x and y say another.").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        pins.MapPost("/{id:guid}/resolution", ResolveAsync).Requires(HubAction.CommentOnVersions)
            .WithName("ResolvePin").WithSummary("What the note asks for is done.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        pins.MapDelete("/{id:guid}/resolution", ReopenAsync).Requires(HubAction.CommentOnVersions)
            .WithName("ReopenPin").WithSummary("It is not done after all.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        pins.MapPost("/{id:guid}/seen", SeenAsync).Requires(HubAction.Read)
            .WithName("SeePin").WithSummary("Whoever is called by name in the thread has looked at it.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete("/pin-comments/{id:guid}", WithdrawAsync).Requires(HubAction.CommentOnVersions)
            .WithName("WithdrawPinComment").WithTags("Pins").WithSummary("Take one's own words back; that something stood there stays.").ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet("/mentions", MentionsAsync).Requires(HubAction.Read)
            .WithName("ListMentions").WithTags("Pins").WithSummary("Where the token's member is called by name and has not looked yet, newest first.");
    }

    private static async Task<Ok<PinBoard>> ListAsync(Guid id, ReadPins read, CancellationToken cancellationToken) => TypedResults.Ok(await read.OfVersionAsync(id, cancellationToken));

    private static async Task<Created<PinView>> PutAsync(Guid id, PinRequest request, ChangePins change, ReadPins read, CancellationToken cancellationToken)
    {
        var pin = await change.PutAsync(id, request.X ?? double.NaN, request.Y ?? double.NaN, request.Text, cancellationToken);
        return TypedResults.Created($"/api/v1/versions/{id}/pins", await OneAsync(pin, id, read, cancellationToken));
    }

    private static async Task<NoContent> AnswerAsync(Guid id, PinAnswerRequest request, ChangePins change, CancellationToken cancellationToken)
    {
        await change.AnswerAsync(id, request.VersionId, request.Text, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<PinView>> TakeOverAsync(Guid id, PinPlaceRequest request, ChangePins change, ReadPins read, CancellationToken cancellationToken)
    {
        // One of them alone is no place.
        (double, double)? place = request is { X: null, Y: null } ? null : (request.X ?? double.NaN, request.Y ?? double.NaN);
        var pin = await change.TakeOverAsync(id, request.VersionId, place, cancellationToken);
        return TypedResults.Ok(await OneAsync(pin, request.VersionId, read, cancellationToken));
    }

    private static async Task<NoContent> ResolveAsync(Guid id, ChangePins change, CancellationToken cancellationToken)
    {
        await change.ResolveAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReopenAsync(Guid id, ChangePins change, CancellationToken cancellationToken)
    {
        await change.ReopenAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SeenAsync(Guid id, ChangePins change, CancellationToken cancellationToken)
    {
        await change.SeenAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> WithdrawAsync(Guid id, ChangePins change, CancellationToken cancellationToken)
    {
        await change.WithdrawAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<MentionView>>> MentionsAsync([AsParameters] PageQuery page, ReadPins read, CancellationToken cancellationToken) =>
        TypedResults.Ok(await read.MentionsAsync(page, cancellationToken));

    private static async Task<PinView> OneAsync(Pin pin, Guid versionId, ReadPins read, CancellationToken cancellationToken) =>
        (await read.OfVersionAsync(versionId, cancellationToken)).Pins.Single(p => p.Id == pin.Id);
}

/// <param name="X">Share of the picture's width, from the left: 0 to 1.</param>
/// <param name="Y">Share of its height, from the top.</param>
/// <param name="Text">The first comment, up to 2,000 characters.</param>
public sealed record PinRequest(double? X, double? Y, string? Text);

/// <param name="Text">Up to 2,000 characters.</param>
/// <param name="VersionId">The version that is looked at; the newest that the note is on when left out.</param>
public sealed record PinAnswerRequest(string? Text, Guid? VersionId);

/// <param name="VersionId">A later version.</param>
/// <param name="X">Where there; as before when both are left out.</param>
public sealed record PinPlaceRequest(Guid VersionId, double? X, double? Y);
