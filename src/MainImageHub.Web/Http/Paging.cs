using System.Buffers.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Http;

/// <summary>One page of a list, newest first. A null cursor says that this was the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <summary>
/// Keyset paging over version-7 ids: the cursor is the last id given, so pages neither skip nor repeat rows while new ones arrive,
/// and page 10,000 costs what page 1 costs.
/// </summary>
public sealed class PageQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    public int Take => Limit is null ? DefaultLimit
        : int.TryParse(Limit, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw HttpProblems.BadLimit.Because();

    /// <summary>Only rows older than this; the largest id when there is no cursor.</summary>
    public Guid Before
    {
        get
        {
            if (string.IsNullOrEmpty(Cursor))
            {
                return Guid.AllBitsSet;
            }

            Span<byte> bytes = stackalloc byte[32];
            return Cursor.Length == 22 && Base64Url.IsValid(Cursor) && Base64Url.TryDecodeFromChars(Cursor, bytes, out var length) && length == 16
                ? new Guid(bytes[..16], bigEndian: true)
                : throw HttpProblems.BadCursor.Because();
        }
    }

    /// <summary>Give it one row more than was asked for: that is how it knows of a next page.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, Guid> id) =>
        rows.Count <= Take ? new Page<T>(rows, null) : new Page<T>([.. rows.Take(Take)], CursorOf(id(rows[Take - 1])));

    /// <summary>With it the list goes on after that row.</summary>
    public static string CursorOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}
