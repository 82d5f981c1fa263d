namespace MainImageHub.Domain.Metrics;

/// <summary>
/// A calendar day as a marketplace counts it: from midnight to midnight of its own clock, which is 23 or 25 hours long
/// when the clock changes.
/// </summary>
public static class LocalDay
{
    /// <summary>The instant at which the day begins.</summary>
    public static DateTimeOffset Start(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);

        // Some zones (Beirut, Santiago) jump over midnight itself: their day begins with the first minute that exists.
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Where midnight comes twice (Havana), the day begins with the first.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>The instant at which the day ends, which is the next one's start.</summary>
    public static DateTimeOffset End(DateOnly date, TimeZoneInfo zone) => Start(date.AddDays(1), zone);

    /// <summary>The day to which an instant belongs.</summary>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
