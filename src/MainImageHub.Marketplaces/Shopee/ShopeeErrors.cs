using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Shopee;

/// <summary>The one place that says what Shopee's answers mean. Its own code goes before the HTTP status, which is 200 for many a refusal.</summary>
internal static class ShopeeErrors
{
    public const string Name = "Shopee";

    /// <summary>Many things in one code: its message says which.</summary>
    private const string Parameter = "error_param";
    private const string Authorisation = "error_auth";
    private const string DayIsOver = "error_limit";

    private static readonly TimeSpan DaysBegin = TimeSpan.FromHours(8);

    private static readonly FrozenSet<string> TokenNoGood = new[] { "invalid_acceess_token", "invalid_access_token" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The codes of the reference's calls that we use, as far as they mean more than "no".</summary>
    private static readonly FrozenDictionary<string, Meaning> Codes = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        ["error_sign"] = new(ProblemCodes.Unauthorized),
        ["invalid_partner_id"] = new(ProblemCodes.Unauthorized),
        ["partner_shop_no_link"] = new(ProblemCodes.Unauthorized),
        ["shop_no_linked"] = new(ProblemCodes.Unauthorized),
        ["shop_access_expired"] = new(ProblemCodes.Unauthorized),
        ["error_shop"] = new(ProblemCodes.Unauthorized),
        ["error_partner_key_expired"] = new(ProblemCodes.Unauthorized),
        ["refresh_token_expired"] = new(ProblemCodes.Unauthorized),
        ["error_shop_refresh_token"] = new(ProblemCodes.Unauthorized),
        ["shop_banned"] = new(ProblemCodes.Forbidden),
        ["source_ip_undeclared"] = new(ProblemCodes.Forbidden),
        ["error_api_call_restricted"] = new(ProblemCodes.Forbidden),
        ["error_api_permission"] = new(ProblemCodes.Forbidden),
        ["error_ashop_api_permission"] = new(ProblemCodes.Forbidden),
        ["error_kyc_auth"] = new(ProblemCodes.Forbidden),
        ["error_perm_non_admin"] = new(ProblemCodes.Forbidden),
        ["error_item_not_found"] = new(ProblemCodes.NotFound),
        ["error_item_or_variation_not_found"] = new(ProblemCodes.NotFound),
        ["error_rate_limit"] = new(ProblemCodes.Throttled, MayPass: true),
        [DayIsOver] = new(ProblemCodes.Throttled, MayPass: true),
        ["error_server"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["error_network"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["error_inner"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["error_system_busy"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["error_get_shop_fail"] = new(ProblemCodes.Unavailable, MayPass: true),
        ["error_busi_update_item_failed"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly LocalText PictureLocked = new(
        "The item is in a promotion, and Shopee lets nobody change its pictures until that is over. Push again after its end, or take the item out of the promotion first: Seller Centre > Marketing Centre.",
        "该商品正在参加促销，Shopee 在促销结束前不允许更换图片。请在促销结束后重新推送，或先在卖家中心 > 营销中心将商品移出促销。");

    private static readonly LocalText TitleLocked = new(
        "The item is in a promotion, and Shopee lets nobody change its title until that is over. Push the picture without a new title, or push again after the promotion's end.",
        "该商品正在参加促销，Shopee 在促销结束前不允许修改标题。请只推送图片、不改标题，或在促销结束后重新推送。");

    private static readonly LocalText ConnectAgain = new(
        "Shopee did not take this store's refresh token. Such a token is good once and for thirty days, and for one shop and app: it was used elsewhere, the answer with the next one was lost on the way, or it has run out. "
        + "Have the seller authorise the app again and enter the new refresh token on the store's page; nothing else helps.",
        "Shopee 不接受该店铺的刷新令牌。刷新令牌只能使用一次、有效期三十天，且只对应一个店铺和一个应用：它可能已在别处用过，或包含新令牌的响应在途中丢失，或已过期。"
        + "请让卖家重新授权应用，并在店铺页面填写新的刷新令牌；除此之外别无办法。");

    private static readonly LocalText WrongClock = new(
        $"{Name} takes no call whose time is off by more than five minutes. Set this server's clock right (NTP); it is tried again by itself.",
        $"{Name} 拒绝时间偏差超过五分钟的请求。请校准服务器时钟（NTP）；系统会自动重试。");

    private static readonly LocalText KeyExpired = new(
        "The app's partner key has expired. Reset the Live API Partner Key in the Open Platform Console and enter the new one on the store's page.",
        "应用的 Partner Key 已过期。请在 Shopee 开放平台控制台重置 Live API Partner Key，并在店铺页面填写新的密钥。");

    private static readonly LocalText UndeclaredAddress = new(
        "Shopee does not answer this server's IP address. Add it in the Open Platform Console: App list > IP Address Whitelist.",
        "Shopee 不响应本服务器的 IP 地址。请在开放平台控制台的 App list > IP Address Whitelist 中添加该地址。");

    /// <summary>What a person can do, where that is more than what all marketplaces have in common.</summary>
    private static readonly FrozenDictionary<string, LocalText> Advice = new Dictionary<string, LocalText>(StringComparer.Ordinal)
    {
        ["error_in_item_promotion_image_item_lock"] = PictureLocked,
        ["error_cannt_edit_image_in_promotion"] = PictureLocked,
        ["error_in_item_promotion_name_item_lock"] = TitleLocked,
        ["error_cannt_edit_name_in_promotion"] = TitleLocked,
        ["refresh_token_expired"] = ConnectAgain,
        ["error_shop_refresh_token"] = ConnectAgain,
        ["shop_access_expired"] = ConnectAgain,
        ["error_partner_key_expired"] = KeyExpired,
        ["source_ip_undeclared"] = UndeclaredAddress,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null when the reply is an answer to what was asked.</summary>
    public static CallFailure? Read(MarketplaceReply reply, ShopeeAnswer? answer, SecretScrubber scrubber, DateTimeOffset now)
    {
        if (reply.Failure is { } failure)
        {
            return new(CallProblems.Of(Name, failure, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), reply.Sent);
        }

        var code = CodeOf(answer);
        if (reply.Status is >= 200 and < 300 && code is null)
        {
            return answer is null ? Unreadable(reply, scrubber) : null;
        }

        var isClock = code == Parameter && Says(answer, "timestamp");
        var meaning = code switch
        {
            not null when TokenNoGood.Contains(code) => new Meaning(ProblemCodes.Unauthorized),
            not null when Codes.TryGetValue(code, out var known) => known,
            Parameter when isClock => new(ProblemCodes.Refused, MayPass: true),
            Parameter when Says(answer, "access_token") || Says(answer, "partner_id") || Says(answer, "shop_id") || Says(answer, "no sign in query") => new(ProblemCodes.Unauthorized),
            Authorisation when Says(answer, "permission") => new(ProblemCodes.Forbidden),
            Authorisation when Says(answer, "try again later") => new(ProblemCodes.Unavailable, MayPass: true),
            Authorisation when Says(answer, "access_token") || Says(answer, "partner_id") || Says(answer, "app is deleted") => new(ProblemCodes.Unauthorized),
            _ when reply.Status is >= 200 and < 300 => new(ProblemCodes.Refused),
            _ => StatusMeanings.Of(reply.Status, CallProblems.IsPage(reply)),
        };
        var problem = CallProblems.Of(Name, meaning.Code, reply, scrubber, code, answer?.Message, meaning.MayPass);
        var advice = isClock ? WrongClock : code is not null ? Advice.GetValueOrDefault(code) : null;
        return new(
            problem with
            {
                RequestId = answer?.RequestId ?? reply.RequestId,
                RetryAfter = code == DayIsOver ? UntilTomorrow(now) : problem.RetryAfter,
                SaysWhatToDo = advice is not null,
                Message = advice ?? (meaning.Code == ProblemCodes.NotFound && (code is null || !Codes.ContainsKey(code)) ? ProblemTexts.NoStore(Name) : problem.Message),
            },
            meaning.MayHaveTakenEffect);
    }

    /// <summary>
    /// A refusal of the sign-in, in Shopee's own form, is about the credentials unless its code says otherwise; in any other it comes from somebody
    /// else, at a wrong address.
    /// </summary>
    public static CallFailure? ReadSignIn(MarketplaceReply reply, ShopeeAnswer? answer, SecretScrubber scrubber, DateTimeOffset now)
    {
        var code = CodeOf(answer);
        return reply switch
        {
            { Failure: not null } or { Status: 408 or 429 or >= 500 } => Read(reply, answer, scrubber, now),
            { Status: >= 200 and < 300 } when code is null => answer is null ? Unreadable(reply, scrubber) : null,
            _ when code is null || answer?.Message is null => Unreadable(reply, scrubber),
            _ when (Codes.TryGetValue(code, out var known) && known.Code != ProblemCodes.NotFound) || (code == Parameter && Says(answer, "timestamp")) => Read(reply, answer, scrubber, now),
            _ => new(
                CallProblems.Of(Name, ProblemCodes.Unauthorized, reply, scrubber, code, answer.Message, mayPass: false) with { RequestId = answer.RequestId ?? reply.RequestId },
                MayHaveTakenEffect: false),
        };
    }

    /// <summary>An answer with a good status whose content is not what the reference promises.</summary>
    public static CallFailure Unreadable(MarketplaceReply reply, SecretScrubber scrubber) =>
        new(CallProblems.Of(Name, ProblemCodes.BadAnswer, reply, scrubber, foreignCode: null, foreignMessage: null, mayPass: true), MayHaveTakenEffect: true);

    /// <summary>Something known before, or without, asking Shopee.</summary>
    public static MarketplaceProblem Own(string code, string detail, bool mayPass = false) => CallProblems.Own(Name, code, detail, mayPass);

    /// <summary>The same in the person's words: what stands in the way and what to do.</summary>
    public static MarketplaceProblem Own(string code, LocalText text) => CallProblems.Own(Name, code, text);

    public static bool IsExpiredToken(MarketplaceReply reply) =>
        reply.Failure is null && CallProblems.TryParse(reply, ShopeeJson.Default.ShopeeAnswer) is { } answer && CodeOf(answer) is { } code
        && (TokenNoGood.Contains(code) || (code == Authorisation && Says(answer, "access_token")));

    /// <summary>The picture is not one that Shopee knows (any more): a code of its own, or one sentence of the code for everything.</summary>
    public static bool IsUnknownImage(MarketplaceProblem problem) =>
        problem.ForeignCode == "error_image_unavailable" || (problem.ForeignCode == Parameter && problem.ForeignMessage?.Contains("image not exist", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Null where the answer is not of that form.</summary>
    public static T? Data<T>(ShopeeAnswer? answer, JsonTypeInfo<T> type)
        where T : class => CallProblems.Data(answer?.Response, type);

    /// <summary>A refusal with the picture's slot, as the hub wants it.</summary>
    public static PushOutcome Outcome(CallFailure failure) => CallProblems.OfMainPicture(failure, "image");

    /// <summary>Some answers name the module too: <c>product.error_param</c>. Null for none, which is good.</summary>
    private static string? CodeOf(ShopeeAnswer? answer) => answer?.Error is not { Length: > 0 } code ? null
        : code.IndexOf(".error_", StringComparison.Ordinal) is > 0 and var dot ? code[(dot + 1)..]
        : code;

    private static bool Says(ShopeeAnswer? answer, string word) => answer?.Message?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Its days begin at midnight of UTC+8, by the message of the daily limit.</summary>
    private static TimeSpan UntilTomorrow(DateTimeOffset now)
    {
        var there = now.ToOffset(DaysBegin);
        return new DateTimeOffset(there.Date.AddDays(1), DaysBegin) - there;
    }
}
