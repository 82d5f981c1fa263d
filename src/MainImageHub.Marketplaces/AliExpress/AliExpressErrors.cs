using System.Text.RegularExpressions;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.AliExpress;

/// <summary>The one place that says what AliExpress's answers mean. The service's code, where there is one, goes before the gateway's.</summary>
internal static partial class AliExpressErrors
{
    public const string Name = "AliExpress";

    /// <summary>Those of the old platform's sub codes that are the service's own fault; no list of the service's codes was found (apis.md 7).</summary>
    private static readonly KeyValuePair<string, Meaning>[] Codes =
    [
        new("isp.service-unavailable", new(ProblemCodes.Unavailable, MayPass: true)),
        new("isp.remote-service-error", new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true)),
        new("isp.remote-service-timeout", new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true)),
        new("ServiceUnavailable", new(ProblemCodes.Unavailable, MayPass: true)),
    ];

    private static readonly KeyValuePair<string, LocalText>[] Advice =
    [
        new("IllegalRefreshToken", new(
            "AliExpress did not take this store's refresh token: it has run out, was given to another app, or the answer with the next one was lost on the way. "
            + "Have the seller authorise the app again and enter the new refresh token on the store's page; nothing else helps.",
            "AliExpress 不接受该店铺的刷新令牌：它可能已过期、属于其他应用，或包含新令牌的响应在途中丢失。请让卖家重新授权应用，并在店铺页面填写新的刷新令牌；除此之外别无办法。")),
        new("isv.account-migration-check-fail", new(
            "AliExpress has not moved this seller's account to its new open platform for this app. Have the seller authorise the app at the new platform (open.aliexpress.com), then enter the new refresh token.",
            "AliExpress 尚未将该卖家账号迁移到新开放平台供此应用使用。请让卖家在新开放平台（open.aliexpress.com）重新授权该应用，然后填写新的刷新令牌。")),
    ];

    /// <summary>The platform's own words, and these.</summary>
    public static IopErrors Iop { get; } = new(Name, Codes, Advice);

    /// <summary>Null when the reply is an answer to what was asked.</summary>
    public static CallFailure? Read(MarketplaceReply reply, AliExpressAnswer answer, SecretScrubber scrubber)
    {
        var failure = Iop.Read(reply, answer.Said, scrubber);

        // Which code says that a product is not there is not told anywhere; its words do.
        return failure is { Problem: { Code: ProblemCodes.Refused, Status: >= 200 and < 300 } refused } && NotThere.IsMatch($"{refused.ForeignCode} {refused.ForeignMessage}")
            ? new(refused with { Code = ProblemCodes.NotFound, Message = ProblemTexts.For(ProblemCodes.NotFound, Name) }, MayHaveTakenEffect: false)
            : failure;
    }

    /// <summary>Something known before, or without, asking AliExpress.</summary>
    public static MarketplaceProblem Own(string code, string detail) => CallProblems.Own(Name, code, detail);

    /// <summary>The same in the person's words: what stands in the way and what to do.</summary>
    public static MarketplaceProblem Own(string code, LocalText text) => CallProblems.Own(Name, code, text);

    [GeneratedRegex("product.{0,20}not.?(exist|found)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotThere { get; }
}
