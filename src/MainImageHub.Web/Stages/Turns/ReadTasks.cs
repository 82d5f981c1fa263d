using MainImageHub.Domain.Lifecycle;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Turns with what people call them, read for one page of a list.</summary>
public sealed class ReadTasks(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public async Task<IReadOnlyList<TaskLine>> ShowAsync(IReadOnlyList<TurnRow> rows, TurnBoard board, CancellationToken cancellationToken)
    {
        var ids = rows.Select(r => r.MainImageId).ToList();
        var images = await db.MainImages.AsNoTracking().Where(i => ids.Contains(i.Id)).Join(db.Products, i => i.ProductId, p => p.Id, (i, p) => new { i.Id, i.Scope, i.Slot, Product = new ProductOfImage(p.Id, p.Sku, p.Title) })
            .ToDictionaryAsync(i => i.Id, cancellationToken);
        var names = board.Members.ToDictionary(m => m.Id, m => m.Name);
        var today = me.Today(clock);
        return [.. rows.Where(r => images.ContainsKey(r.MainImageId)).Select(r => (Row: r, Image: images[r.MainImageId])).Select(r => new TaskLine(
            r.Row.MainImageId, r.Image.Product, r.Image.Scope, r.Image.Slot, r.Row.Turn, r.Row.Turn.MemberId is { } member ? names[member] : null, r.Row.Turn.DueOn < today))];
    }
}

/// <param name="Member">Whose turn it is by name; null where anybody of the role may take it.</param>
public sealed record TaskLine(Guid MainImageId, ProductOfImage Product, Scope Scope, string Slot, Turn Turn, string? Member, bool IsOverdue);
