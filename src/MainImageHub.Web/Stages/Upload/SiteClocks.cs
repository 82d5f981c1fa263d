using System.Globalization;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Stages.Stores;

namespace MainImageHub.Web.Stages.Upload;

/// <summary>Nine in the morning as the clocks on the wall have it: another instant in each country.</summary>
public sealed class SiteClocks(StoreConnections connections)
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>The zone in which the site's days are counted; UTC where the marketplace has no countries.</summary>
    public TimeZoneInfo ZoneOf(SiteCode site) =>
        TimeZoneInfo.FindSystemTimeZoneById(connections.FindConnector(site.Marketplace)?.Capabilities.FindSite(site)?.TimeZone ?? "UTC");

    /// <summary>Null where nothing was said.</summary>
    public static DateTime? Read(string? local) => string.IsNullOrWhiteSpace(local) ? null
        : DateTime.TryParseExact(local.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? wall
        : throw UploadProblems.NoLocalTime.Because(local.Trim());

    /// <summary>
    /// In spring the clocks skip an hour: what was meant for it comes at its end. In autumn they show one twice, and the first of the two counts.
    /// </summary>
    public static LocalInstant At(DateTime wall, TimeZoneInfo zone)
    {
        var at = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(at))
        {
            at = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified);
            while (zone.IsInvalidTime(at))
            {
                at = at.AddMinutes(1);
            }

            return new LocalInstant(new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime(), ClockTurn.Skipped);
        }

        return zone.IsAmbiguousTime(at)
            ? new LocalInstant(new DateTimeOffset(at, zone.GetAmbiguousTimeOffsets(at).Max()).ToUniversalTime(), ClockTurn.Twice)
            : new LocalInstant(new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime(), ClockTurn.None);
    }
}

/// <summary>What the clocks do at a time of day when they are set forward or back.</summary>
public enum ClockTurn
{
    None,

    /// <summary>There is no such time that day: the first moment after it is meant.</summary>
    Skipped,

    /// <summary>There are two of them that day: the first is meant.</summary>
    Twice,
}

/// <param name="At">In UTC.</param>
/// <param name="Turn">Whether the clocks are turned just then.</param>
public readonly record struct LocalInstant(DateTimeOffset At, ClockTurn Turn);
