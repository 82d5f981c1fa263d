using System.Globalization;
using MainImageHub.Web.Security;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>Instants as the member reads them: in their time zone, in one unambiguous form for both languages.</summary>
public static class Moments
{
    public static string Moment(this CurrentMember member, DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, member.TimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static DateOnly Today(this CurrentMember member, TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), member.TimeZone).DateTime);

    /// <summary>The day by which a picture's rights are told: the same for everybody who works on it and for what runs at night.</summary>
    public static DateOnly UtcToday(this TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
