using MainImageHub.Domain.Lifecycle;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>On the page of a main image: the step it is at, whose turn it is, and by when; nothing where nobody has anything to do.</summary>
public sealed class TurnViewComponent(ReadTurns read, CurrentMember me, TimeProvider clock) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(Guid mainImageId)
    {
        var board = await read.ReadAsync([mainImageId], HttpContext.RequestAborted);
        return board.Rows is [var row]
            ? View("/Stages/Turns/Turn.cshtml", new TurnTag(row.Turn, board.Members.FirstOrDefault(m => m.Id == row.Turn.MemberId)?.Name, row.Turn.DueOn < me.Today(clock)))
            : Content("");
    }
}

/// <param name="Member">Null where anybody of the role may take it.</param>
public sealed record TurnTag(Turn Turn, string? Member, bool IsOverdue);
