using Microsoft.Extensions.Logging;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>A call that carries a store's access token.</summary>
/// <param name="Marketplace">Its name for people.</param>
/// <param name="Operation">Its name, for the log.</param>
/// <param name="StoreId">Whose.</param>
/// <param name="Token">Gives a token, another one than the one named where that was refused; or why there is none.</param>
/// <param name="Call">The call with this token. Built anew for each sending.</param>
/// <param name="IsExpired">Whether an answer says that the token is good no longer.</param>
/// <param name="Scrubber">Knows the store's secrets.</param>
internal sealed record AuthorizedCall(
    string Marketplace,
    string Operation,
    Guid StoreId,
    Func<string?, Task<(string? Token, CallFailure? Failure)>> Token,
    Func<string, MarketplaceCall> Call,
    Func<MarketplaceReply, bool> IsExpired,
    SecretScrubber Scrubber);

/// <summary>What came of it.</summary>
/// <param name="Reply">Null where there was no token to ask with.</param>
/// <param name="NoToken">Why not; null where there was one.</param>
/// <param name="Scrubber">Knows the token as well.</param>
internal sealed record AuthorizedReply(MarketplaceReply? Reply, CallFailure? NoToken, SecretScrubber Scrubber);

/// <summary>Sends a call with the store's token; once more with a fresh one where the marketplace says that it has expired.</summary>
internal sealed partial class AuthorizedCaller(MarketplaceCaller caller, TimeProvider time, ILogger<AuthorizedCaller> log)
{
    public async Task<AuthorizedReply> SendAsync(AuthorizedCall call, CancellationToken cancellationToken)
    {
        string? refused = null;
        while (true)
        {
            var (token, noToken) = await call.Token(refused);
            if (token is null)
            {
                Log.NoToken(log, call.Marketplace, call.Operation, call.StoreId, noToken!.Problem.Code, noToken.Problem.Status);
                return new(Reply: null, noToken, call.Scrubber);
            }

            var started = time.GetTimestamp();
            var reply = await caller.SendAsync(call.Call(token), cancellationToken);
            Log.Answered(log, call.Marketplace, call.Operation, call.StoreId, reply.Status, reply.Failure, time.GetElapsedTime(started).TotalMilliseconds, reply.RequestId);
            if (refused is null && call.IsExpired(reply))
            {
                refused = token;
                continue;
            }

            return new(reply, NoToken: null, call.Scrubber.With(token));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Marketplace} {Operation} for store {StoreId} answered {Status} ({Failure}) in {ElapsedMs} ms, request {RequestId}")]
        public static partial void Answered(ILogger logger, string marketplace, string operation, Guid storeId, int status, string? failure, double elapsedMs, string? requestId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Marketplace} {Operation} for store {StoreId} was not sent: no access token, {Problem} (status {Status})")]
        public static partial void NoToken(ILogger logger, string marketplace, string operation, Guid storeId, string problem, int? status);
    }
}
