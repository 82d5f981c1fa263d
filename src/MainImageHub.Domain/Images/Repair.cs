using System.Globalization;

namespace MainImageHub.Domain.Images;

/// <summary>What a machine made a version from, and how; the history keeps it as <c>4 whitenBackground padToSquare</c>.</summary>
/// <param name="From">The number of the version at hand.</param>
/// <param name="Fixes">Ids of repairs, in the order they were chosen; none where the file was handed in again as it is.</param>
public sealed record Repair(int From, IReadOnlyList<string> Fixes)
{
    public static Repair? Read(string? text) =>
        text?.Split(' ') is [var from, .. var fixes] && int.TryParse(from, CultureInfo.InvariantCulture, out var number) ? new Repair(number, fixes) : null;

    public override string ToString() => string.Join(' ', Fixes.Prepend(From.ToString(CultureInfo.InvariantCulture)));
}
