using System.Text.RegularExpressions;

namespace MainImageHub.Domain.Drops;

/// <summary>
/// A workspace's own way of naming files: a regular expression whose named groups say what a name means. The text comes from a person, so it
/// runs in linear time only: what needs backtracking is refused when it is kept.
/// </summary>
public sealed class NamePattern : IWorkspaceOwned
{
    public const int LongestName = 60;
    public const int LongestText = 500;

    /// <summary>What a group may be called. <c>asin</c> is another word for <c>externalId</c>.</summary>
    public static readonly IReadOnlyList<string> Groups = ["sku", "asin", "externalId", "marketplace", "site", "slot", "version"];

    /// <summary>Linear already; this is for the machine's sake.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(200);

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid WorkspaceId { get; init; }

    /// <summary>One of its kind in the workspace.</summary>
    public required string Name { get; init; }

    public required string Text { get; set; }

    public required string KeptByName { get; set; }

    public required DateTimeOffset KeptAt { get; set; }

    /// <exception cref="ArgumentException">It is no regular expression, needs backtracking, or names nothing that can be looked up.</exception>
    public static Regex Compile(string text)
    {
        try
        {
            var regex = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Deadline);
            return regex.GetGroupNames().Any(g => g is "sku" or "asin" or "externalId")
                ? regex
                : throw new ArgumentException("It has no group named sku, asin or externalId.", nameof(text));
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(e.Message, nameof(text), e);
        }
    }
}
