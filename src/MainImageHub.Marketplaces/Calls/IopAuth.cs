using System.Text.Json;
using System.Text.Json.Serialization;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>A sign-in's answer.</summary>
/// <param name="Code">A number or a word, as a text or bare.</param>
/// <param name="Message">For people.</param>
/// <param name="RequestId">To quote to the platform's support.</param>
/// <param name="AccessToken">Sent with every call.</param>
/// <param name="RefreshToken">Goes before the one it was got with.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="CountryUserInfoList">Where the seller sells, at Lazada.</param>
internal sealed record IopTokenAnswer(
    JsonElement? Code, string? Message, string? RequestId, string? AccessToken, string? RefreshToken, long? ExpiresIn, IReadOnlyList<IopCountryUser>? CountryUserInfoList);

internal sealed record IopCountryUser(string? Country);

/// <summary>A refresh token for an access token, at Alibaba's international open platform; the answer names a refresh token too, which goes before the one it was got with.</summary>
/// <param name="caller">Sends.</param>
/// <param name="time">The clock.</param>
/// <param name="name">The marketplace's, for people.</param>
/// <param name="errors">What its refusals mean.</param>
/// <param name="usualLife">Of an access token, where the answer tells none.</param>
/// <param name="credential">The credential that is exchanged.</param>
internal sealed class IopAuth(MarketplaceCaller caller, TimeProvider time, string name, IopErrors errors, TimeSpan usualLife, string credential)
{
    private const string Path = "/auth/token/refresh";

    private readonly RenewedTokens tokens = new(time, usualLife, credential);

    /// <param name="account">Whose.</param>
    /// <param name="fingerprint">Of what people entered: what the platform renews since does not change whose store it is.</param>
    /// <param name="refused">A token just refused as expired: not given out again.</param>
    /// <param name="seen">Is shown each answer that gave a token.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<(string? Token, CallFailure? Failure)> TokenAsync(IopAccount account, string fingerprint, string? refused, Action<IopTokenAnswer>? seen, CancellationToken cancellationToken) =>
        tokens.GetAsync(account.Connection, fingerprint, refused, (_, refreshToken) => ExchangeAsync(account, refreshToken, seen), cancellationToken);

    private async Task<RefreshAnswer> ExchangeAsync(IopAccount account, string refreshToken, Action<IopTokenAnswer>? seen)
    {
        var request = new IopRequest { Host = account.AuthHost, Method = HttpMethod.Post, Path = $"/rest{Path}", SignedPath = Path, Own = [new("refresh_token", refreshToken)] };
        var reply = await caller.SendAsync(
            new MarketplaceCall { Marketplace = name, Client = account.Client, Request = () => request.Sign(account, time.GetUtcNow()) },
            CancellationToken.None);
        var scrubber = account.Scrubber.With(refreshToken);
        var answer = CallProblems.TryParse(reply, IopJson.Default.IopTokenAnswer);
        if (errors.ReadSignIn(reply, new(IopErrors.TextOf(answer?.Code), answer?.Message, answer?.RequestId), scrubber) is { } failure)
        {
            return RefreshAnswer.No(failure);
        }

        if (answer?.AccessToken is not { Length: > 0 } access)
        {
            return RefreshAnswer.No(errors.Unreadable(reply, scrubber));
        }

        seen?.Invoke(answer);
        return new(
            access,
            answer.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            string.IsNullOrEmpty(answer.RefreshToken) ? null : answer.RefreshToken,
            Failure: null);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(IopTokenAnswer))]
internal sealed partial class IopJson : JsonSerializerContext;
