using System.Text.Json;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Http;

/// <summary>
/// The hold that this request's Idempotency-Key has. Whoever does what must not be done twice keeps the answer in the very transaction
/// that does it: a process that dies before it has answered then leaves no key that is free again over work that is done.
/// </summary>
public sealed class RequestClaim(HubDbContext db)
{
    private Guid? held;

    /// <summary>The answer stands, whatever becomes of the request.</summary>
    public bool IsKept { get; private set; }

    public void Hold(Guid answerId) => held = answerId;

    /// <summary>Call inside the transaction. Does nothing for a request without a key.</summary>
    public async Task KeepAsync<T>(int status, T answer, CancellationToken cancellationToken)
    {
        if (held is not { } id)
        {
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(answer, HubJson.Options);
        await db.IdempotentAnswers.Where(a => a.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.Status, status).SetProperty(a => a.ContentType, "application/json; charset=utf-8").SetProperty(a => a.Body, body), cancellationToken);
        IsKept = true;
    }
}
