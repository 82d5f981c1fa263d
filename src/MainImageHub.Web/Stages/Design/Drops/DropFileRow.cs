using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>One file as the page of its batch shows it.</summary>
public sealed record DropFileRow(DropFileView File, DropPageModel Page)
{
    /// <summary>Where it goes, or the one product that its name leaves open.</summary>
    public static string? LikelySku(DropFileView file) => file.Place?.Sku ?? (file.Candidates.Select(c => c.Sku).Distinct(StringComparer.Ordinal).ToList() is [var only] ? only : null);

    public static readonly IReadOnlyList<string> Slots = [MainImage.MainSlot, .. Enumerable.Range(1, 8).Select(n => $"PT0{n}")];
}
