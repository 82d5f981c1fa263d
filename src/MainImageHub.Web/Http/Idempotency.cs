using System.Security.Cryptography;
using System.Text;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Http;

/// <summary>Marks a POST that only asks: nothing of it is kept, so its answer is not either, and repeating it is harmless.</summary>
public sealed class KeepsNothing;

/// <summary>
/// A POST under /api with an Idempotency-Key is done once: the same key and body get the first answer again, so that a client
/// whose connection broke can simply repeat itself.
/// </summary>
public sealed class Idempotency(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 200;
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromMinutes(2);

    public async Task InvokeAsync(HttpContext context, HubDbContext db, CurrentMember member, RequestClaim claim, ProblemMapping problems, TimeProvider clock)
    {
        var key = context.Request.Headers[Header].ToString();
        if (!HttpMethods.IsPost(context.Request.Method) || key.Length == 0 || !member.IsKnown || !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || context.GetEndpoint()?.Metadata.GetMetadata<KeepsNothing>() is not null)
        {
            await next(context);
            return;
        }

        if (key.Length > MaxKeyLength)
        {
            throw HttpProblems.Invalid.Because($"{Header} is longer than {MaxKeyLength} characters");
        }

        var hash = await HashRequestAsync(context);
        var answer = new IdempotentAnswer { WorkspaceId = member.WorkspaceId, MemberId = member.Id, Key = key, RequestHash = hash, CreatedAt = clock.GetUtcNow() };
        if (!await TryClaimAsync(db, answer, context.RequestAborted))
        {
            var first = await db.IdempotentAnswers.AsNoTracking().SingleOrDefaultAsync(a => a.MemberId == member.Id && a.Key == key, context.RequestAborted);
            await RepeatAsync(context, first, hash);
            return;
        }

        claim.Hold(answer.Id);
        await AnswerAndKeepAsync(context, db, answer, claim, problems);
    }

    private async Task AnswerAndKeepAsync(HttpContext context, HubDbContext db, IdempotentAnswer answer, RequestClaim claim, ProblemMapping problems)
    {
        // From here on the request is carried to its end, whoever still listens: a client that broke off asks again with the same key,
        // and must find the answer, not half of the work.
        var gone = context.RequestAborted;
        context.RequestAborted = CancellationToken.None;
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        var answered = false;
        try
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (ProblemMapping.IsRefusal(e))
            {
                // A refusal is an answer as well, and the repeat gets the same one, whatever changed meanwhile.
                kept.SetLength(0);
                await problems.TryHandleAsync(context, e, CancellationToken.None);
            }

            answered = context.Response.StatusCode < 500;
        }
        finally
        {
            context.Response.Body = wire;
            var row = db.IdempotentAnswers.Where(a => a.Id == answer.Id);
            if (answered)
            {
                var (response, body) = (context.Response, kept.ToArray());
                await row.ExecuteUpdateAsync(
                    set => set
                        .SetProperty(a => a.Status, response.StatusCode)
                        .SetProperty(a => a.ContentType, response.ContentType)
                        .SetProperty(a => a.Location, response.Headers.Location.ToString())
                        .SetProperty(a => a.ETag, response.Headers.ETag.ToString())
                        .SetProperty(a => a.Body, body),
                    CancellationToken.None);
            }
            else if (!claim.IsKept)
            {
                // A failure of ours is not an answer worth keeping: the repeat shall try again.
                await row.ExecuteDeleteAsync(CancellationToken.None);
            }
        }

        if (kept.Length > 0)
        {
            kept.Position = 0;
            await kept.CopyToAsync(wire, gone);
        }
    }

    private static async Task<bool> TryClaimAsync(HubDbContext db, IdempotentAnswer answer, CancellationToken cancellationToken)
    {
        // A claim whose process died is given up after a while, so that the key is not lost for a day.
        var givenUp = answer.CreatedAt - GivenUpAfter;
        await db.IdempotentAnswers.Where(a => a.MemberId == answer.MemberId && a.Key == answer.Key && a.Status == null && a.CreatedAt < givenUp).ExecuteDeleteAsync(cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into idempotent_answer (id, workspace_id, member_id, key, request_hash, created_at)
            values ({answer.Id}, {answer.WorkspaceId}, {answer.MemberId}, {answer.Key}, {answer.RequestHash}, {answer.CreatedAt})
            on conflict do nothing
            """, cancellationToken) == 1;
    }

    private static async Task RepeatAsync(HttpContext context, IdempotentAnswer? first, string hash)
    {
        if (first is null || first.Status is null)
        {
            throw HttpProblems.KeyBusy.Because();
        }

        if (first.RequestHash != hash)
        {
            throw HttpProblems.KeyReused.Because();
        }

        context.Response.StatusCode = first.Status.Value;
        context.Response.ContentType = first.ContentType;
        if (!string.IsNullOrEmpty(first.Location))
        {
            context.Response.Headers.Location = first.Location;
        }

        if (!string.IsNullOrEmpty(first.ETag))
        {
            context.Response.Headers.ETag = first.ETag;
        }

        context.Response.Headers["Idempotent-Replayed"] = "true";
        if (first.Body is { Length: > 0 } body)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (IOException e) when (e is not BadHttpRequestException && e.HResult == UploadLimits.EndedEarly)
        {
            throw HttpProblems.BrokenUpload.Because();
        }
    }

    private static async Task<string> HashRequestAsync(HttpContext context)
    {
        context.Request.EnableBuffering(bufferThreshold: 1024 * 1024);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Path}{context.Request.QueryString}\n"));
        if (context.Request.HasFormContentType)
        {
            // Each attempt draws its own boundary: compare what the form says, not how it was framed.
            var form = await ReadFormAsync(context);
            foreach (var (name, value) in form.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{name}={value}\n"));
            }

            foreach (var file in form.Files)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}/{file.FileName}\n"));
                await using var stream = file.OpenReadStream();
                hash.AppendData(await SHA256.HashDataAsync(stream, context.RequestAborted));
            }
        }
        else
        {
            hash.AppendData(await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted));
            context.Request.Body.Position = 0;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
