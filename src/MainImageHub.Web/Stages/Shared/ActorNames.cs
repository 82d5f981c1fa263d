using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>Who did it, as a person reads it: people by their names, the hub's own background work in the reader's language.</summary>
public static class ActorNames
{
    /// <param name="words">The shared words.</param>
    /// <param name="memberId">Null for background work.</param>
    /// <param name="name">As it was noted.</param>
    public static string Actor(this IStringLocalizer<SharedWords> words, Guid? memberId, string name) =>
        memberId is null && words["Actor." + name] is { ResourceNotFound: false } known ? known.Value : name;
}
