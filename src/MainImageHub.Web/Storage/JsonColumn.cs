using System.Text.Json;
using MainImageHub.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage;

public static class JsonColumn
{
    /// <summary>Keeps a value that is read and written whole as <c>jsonb</c>, in the same JSON that goes over the wire.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property)
    {
        property.HasColumnType("jsonb").HasConversion(
            value => JsonSerializer.Serialize(value, HubJson.Options),
            json => JsonSerializer.Deserialize<T>(json, HubJson.Options)!,
            new ValueComparer<T>(
                (a, b) => JsonSerializer.Serialize(a, HubJson.Options) == JsonSerializer.Serialize(b, HubJson.Options),
                value => JsonSerializer.Serialize(value, HubJson.Options).GetHashCode(StringComparison.Ordinal),
                value => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, HubJson.Options), HubJson.Options)!));
        return property;
    }
}
