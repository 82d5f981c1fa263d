using System.Collections.Frozen;
using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Lazada;

/// <summary>The one place that says what Lazada's answers mean. Its own code goes before the HTTP status, which is 200 for all refusals.</summary>
internal static class LazadaErrors
{
    public const string Name = "Lazada";

    private const string ForeignPicture = "4138";

    /// <summary>Stands in the details of a refusal by a campaign, whose code is one of the general ones.</summary>
    private const string CampaignLock = "IC_ABILITY_PG_00";

    /// <summary>The codes of the reference's calls that we use and of its guides, as far as they mean more than "no".</summary>
    private static readonly FrozenDictionary<string, Meaning> Codes = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        ["AUTH_TYPE_UNSUPPORTED"] = new(ProblemCodes.Unauthorized),
        ["SellerNotActive"] = new(ProblemCodes.Forbidden),
        ["SellerNotVerified"] = new(ProblemCodes.Forbidden),
        ["4128"] = new(ProblemCodes.Forbidden),
        ["207"] = new(ProblemCodes.NotFound),
        ["208"] = new(ProblemCodes.NotFound),
        ["4137"] = new(ProblemCodes.NotFound),
        ["EDIT_ITEM_NOT_BELONG_SELLER"] = new(ProblemCodes.NotFound),
        ["901"] = new(ProblemCodes.Throttled, MayPass: true),
        ["998"] = new(ProblemCodes.Unavailable, MayPass: true),
        ["6"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
        ["1000"] = new(ProblemCodes.Unavailable, MayPass: true, MayHaveTakenEffect: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly LocalText Locked = new(
        "The item takes part in a campaign, and Lazada lets nobody change its pictures until that is over. Push again after its end, or withdraw the item from the campaign first: Seller Center > Marketing Centre.",
        "该商品正在参加平台活动，Lazada 在活动结束前不允许更换图片。请在活动结束后重新推送，或先在卖家中心 > 营销中心退出活动。");

    private static readonly LocalText ConnectAgain = new(
        "Lazada did not take this store's refresh token. It lives 180 days (14 for an app that is being tested) and belongs to one app: it has run out, was given to another app, or the answer with the next one was lost on the way. "
        + "Have the seller authorise the app again and enter the new refresh token on the store's page; nothing else helps.",
        "Lazada 不接受该店铺的刷新令牌。刷新令牌有效期为 180 天（测试中的应用为 14 天），且只对应一个应用：它可能已过期、属于其他应用，或包含新令牌的响应在途中丢失。"
        + "请让卖家重新授权应用，并在店铺页面填写新的刷新令牌；除此之外别无办法。");

    private static readonly LocalText BoundToOrder = new(
        "This app is sold on Lazada's service market, so its access ends with the seller's order and cannot be renewed by a token. Have the seller renew the order and authorise the app again, then enter the new tokens.",
        "该应用在 Lazada 服务市场上架，授权随卖家的订购到期，无法用刷新令牌续期。请让卖家续订并重新授权应用，然后填写新的令牌。");

    private static readonly LocalText SellerAtFault = new(
        "Lazada does not let this seller change anything: the shop is not active, not yet verified, or locked. Look at the notices in Seller Center, then push again.",
        "Lazada 不允许该卖家进行修改：店铺未激活、尚未完成认证或已被锁定。请查看卖家中心的通知，处理后重新推送。");

    private static readonly LocalText Penalised = new(
        "Lazada has locked this item as a penalty, so nothing of it can be changed. Appeal in Seller Center, or offer the product as a new item.",
        "Lazada 因处罚锁定了该商品，无法修改。请在卖家中心申诉，或以新商品重新发布。");

    private static readonly LocalText AlreadyMain = new(
        "Lazada knows this main picture from another item already and wants each item to have its own. Push another version, or a picture that shows what is different about this product.",
        "Lazada 发现其他商品已使用这张主图，并要求每个商品的主图各不相同。请推送其他版本，或使用能体现该商品差异的图片。");

    private static readonly LocalText TooLarge = new(
        "The picture is too large for Lazada: at most 3 MB and 5000 x 5000 pixels, at least 330 x 330. Have it made smaller (the version's page offers that), then push that version.",
        "图片超出 Lazada 的限制：最大 3 MB、5000 x 5000 像素，最小 330 x 330 像素。请在版本页面缩小图片后推送新版本。");

    /// <summary>What a person can do, where that is more than what all marketplaces have in common.</summary>
    private static readonly FrozenDictionary<string, LocalText> Advice = new Dictionary<string, LocalText>(StringComparer.Ordinal)
    {
        ["IllegalRefreshToken"] = ConnectAgain,
        ["AUTH_TYPE_UNSUPPORTED"] = BoundToOrder,
        ["SellerNotActive"] = SellerAtFault,
        ["SellerNotVerified"] = SellerAtFault,
        ["4128"] = SellerAtFault,
        ["4155"] = Penalised,
        ["4218"] = Penalised,
        ["4116"] = AlreadyMain,
        ["303"] = TooLarge,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The platform's own words, and these.</summary>
    public static IopErrors Iop { get; } = new(Name, Codes, Advice);

    /// <summary>Null when the reply is an answer to what was asked.</summary>
    public static CallFailure? Read(MarketplaceReply reply, LazadaAnswer? answer, SecretScrubber scrubber) =>
        Iop.Read(reply, Said(answer), scrubber, reply.Text.Contains(CampaignLock, StringComparison.Ordinal) ? Locked : null);

    /// <summary>Something known before, or without, asking Lazada.</summary>
    public static MarketplaceProblem Own(string code, string detail) => CallProblems.Own(Name, code, detail);

    /// <summary>The same in the person's words: what stands in the way and what to do.</summary>
    public static MarketplaceProblem Own(string code, LocalText text) => CallProblems.Own(Name, code, text);

    public static bool IsExpiredToken(MarketplaceReply reply) => IopErrors.IsExpiredToken(reply, Said(CallProblems.TryParse(reply, LazadaJson.Default.LazadaAnswer)));

    /// <summary>The picture is not one that Lazada hosts (any more).</summary>
    public static bool IsUnknownPicture(MarketplaceProblem problem) => problem.ForeignCode == ForeignPicture;

    public static PushOutcome Outcome(CallFailure failure) => CallProblems.OfMainPicture(failure, "Images");

    /// <summary>The general codes say hardly anything; the reasons stand in the details.</summary>
    private static IopSaid Said(LazadaAnswer? answer) => new(IopErrors.TextOf(answer?.Code), answer is null ? null : MessageOf(answer), answer?.RequestId);

    private static string MessageOf(LazadaAnswer answer) => string.Join(' ', ((string?[])
    [
        answer.Message,
        .. answer.Detail is { ValueKind: JsonValueKind.Array } details
            ? details.EnumerateArray().Select(detail => detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("message", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null)
            : [],
    ]).Where(part => !string.IsNullOrWhiteSpace(part)));
}
