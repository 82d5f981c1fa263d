using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>Where something stands that takes several calls (pages, steps of a push, figures), as text that the caller keeps meanwhile.</summary>
internal static class Receipts
{
    public static string Write<T>(T at, JsonTypeInfo<T> type) => JsonSerializer.Serialize(at, type);

    /// <summary>Null where there is none, or where it is not one of ours: an older version's, an earlier order's, somebody else's. Beginning again does no harm then.</summary>
    public static T? Read<T>(string? text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Where a reading goes on: at its beginning without a text, nowhere (null) with one that is not ours.</summary>
    public static T? Read<T>(string? text, T beginning, JsonTypeInfo<T> type)
        where T : class => text is null ? beginning : Read(text, type);
}
