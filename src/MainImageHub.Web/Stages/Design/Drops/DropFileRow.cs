using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Design.Drops;

/// <summary>One file as the page of its batch shows it.</summary>
public sealed record DropFileRow(DropFileView File, DropPageModel Page)
{
    public static readonly IReadOnlyList<string> Slots = [MainImage.MainSlot, .. Enumerable.Range(1, 8).Select(n => $"PT0{n}")];
}
