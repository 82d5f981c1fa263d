namespace MainImageHub.Web.Stages.Workspace;

internal static class WorkspaceSettings
{
    /// <summary>Null when nothing was typed: then the next wider setting holds.</summary>
    public static string? CheckZone(string? zone)
    {
        if (string.IsNullOrWhiteSpace(zone))
        {
            return null;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone.Trim(), out var found) ? found.Id : throw WorkspaceProblems.ZoneUnknown.Because(zone);
    }
}
