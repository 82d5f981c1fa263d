namespace MainImageHub.Marketplaces.Calls;

/// <summary>What is refused before asking where a listing has one place that can be named, no rehearsals and no search terms.</summary>
internal static class PushChecks
{
    /// <param name="marketplace">Its name for people.</param>
    /// <param name="push">The wish.</param>
    /// <param name="noTerms">What to say of search terms, after "has no search terms".</param>
    /// <returns>Why not; null where it can be tried.</returns>
    public static string? Refusal(string marketplace, PicturePush push, string noTerms = "") => push switch
    {
        { Slot: not PictureSlots.Main } => NoSlot(marketplace, push.Slot),
        { PreviewOnly: true } => $"{marketplace} cannot try a push without effect.",
        { Text.Keywords.Count: > 0 } => $"{marketplace} has no search terms{noTerms}.",
        _ => null,
    };

    public static string? Refusal(string marketplace, PictureRemoval removal) => removal.Slot == PictureSlots.Main ? null : NoSlot(marketplace, removal.Slot);

    private static string NoSlot(string marketplace, string slot) => $"{marketplace} has no slot {slot}.";
}
