using System.Globalization;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Which tasks: the words of the address of the Work page, and of the API.</summary>
public sealed record WorkFilter
{
    public const string Everybody = "all";

    /// <summary>A member's id, a role for what anybody of it may take, or <c>all</c>; what is mine, with what my role may take, when absent.</summary>
    [FromQuery(Name = "member")]
    public string? Member { get; init; }

    /// <summary><c>plan</c>, <c>design</c>, <c>review</c> or <c>upload</c>.</summary>
    [FromQuery(Name = "step")]
    public string? Step { get; init; }

    [FromQuery(Name = "overdue")]
    public bool? Overdue { get; init; }

    /// <summary>Due from today to the Sunday that comes.</summary>
    [FromQuery(Name = "week")]
    public bool? Week { get; init; }

    /// <summary>Due on this very day, yyyy-MM-dd.</summary>
    [FromQuery(Name = "on")]
    public string? On { get; init; }

    /// <summary>The last of the page before.</summary>
    [FromQuery(Name = "after")]
    public string? After { get; init; }

    /// <summary>The filter as part of an address, without the place in the list.</summary>
    /// <param name="first"><c>?</c>, or <c>&amp;</c> where something stands before it.</param>
    public string ToQuery(char first)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("member", Member), ("step", Step), ("overdue", Overdue is true ? "true" : null), ("week", Week is true ? "true" : null), ("on", On) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        var text = query.ToQueryString().Value ?? "";
        return text.Length == 0 ? "" : first + text[1..];
    }

    public IReadOnlyList<TurnRow> Of(TurnBoard board, CurrentMember me, TimeProvider clock)
    {
        var today = me.Today(clock);
        var week = EndOfWeek(today);
        var rows = board.Rows.AsEnumerable();
        if (string.IsNullOrEmpty(Member))
        {
            var mine = new TeamMember(me.Id, me.Role);
            rows = rows.Where(r => r.Turn.IsFor(mine));
        }
        else if (Guid.TryParse(Member, out var id))
        {
            rows = rows.Where(r => r.Turn.MemberId == id);
        }
        else if (Member != Everybody)
        {
            var role = Known<Role>(Member, "member");
            rows = rows.Where(r => r.Turn.MemberId is null && r.Turn.Role == role);
        }

        if (!string.IsNullOrEmpty(Step))
        {
            var step = Known<WorkflowStep>(Step, "step");
            rows = rows.Where(r => r.Turn.Step == step);
        }

        if (!string.IsNullOrEmpty(On))
        {
            var day = DateOnly.TryParseExact(On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var given) ? given : throw HttpProblems.Invalid.Because("on, yyyy-MM-dd");
            rows = rows.Where(r => r.Turn.DueOn == day);
        }

        // Both together are either: what is late already, and what will be by the end of the week.
        if (Overdue is true || Week is true)
        {
            rows = rows.Where(r => (Overdue is true && r.Turn.DueOn < today) || (Week is true && r.Turn.DueOn >= today && r.Turn.DueOn <= week));
        }

        return [.. rows];
    }

    /// <summary>The rows after the place of <see cref="After"/>, which need not be there any more.</summary>
    public IEnumerable<TurnRow> Rest(IReadOnlyList<TurnRow> rows)
    {
        if (string.IsNullOrEmpty(After))
        {
            return rows;
        }

        if (After.Split('-') is not [var day, var name] || !DateOnly.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due) || !Guid.TryParseExact(name, "N", out var id))
        {
            throw HttpProblems.BadCursor.Because();
        }

        return rows.Where(r => r.Turn.DueOn > due || (r.Turn.DueOn == due && r.MainImageId > id));
    }

    public static string PlaceOf(TurnRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Turn.DueOn:yyyyMMdd}-{row.MainImageId:N}");

    public static DateOnly EndOfWeek(DateOnly today) => today.AddDays((7 - (int)today.DayOfWeek) % 7);

    private static T Known<T>(string word, string name)
        where T : struct, Enum => !char.IsAsciiDigit(word[0]) && Enum.TryParse<T>(word, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : throw HttpProblems.Invalid.Because(name);
}
