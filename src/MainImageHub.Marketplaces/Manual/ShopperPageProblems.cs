using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Marketplaces.Manual;

/// <summary>Why a shoppers' page told nothing. Only a page that is gone says something about the listing; the others say nothing about what is live.</summary>
internal static class ShopperPageProblems
{
    public static MarketplaceProblem Of(LocalText marketplace, Uri page, MarketplaceReply reply) => reply switch
    {
        // Our own limit: the page was not asked for.
        { Failure: ProblemCodes.Throttled } => CallProblems.Own(marketplace.En, ProblemCodes.Throttled, page.AbsoluteUri, mayPass: true) with { RetryAfter = reply.RetryAfter },
        { Failure: ProblemCodes.BadAnswer } => Make(ProblemCodes.BadAnswer, page, reply, new(
            $"The shoppers' page is too large to be read: {page}.", $"买家页面过大，无法读取：{page}。")),
        { Failure: { } code } => Make(code, page, reply, new(
            $"The shoppers' page could not be reached: {page}. It is tried again by itself; check the address on the listing's page.",
            $"无法访问买家页面：{page}。系统会自动重试；请在刊登页面核对网址。")),
        { Status: 404 or 410 } => Make(ProblemCodes.NotFound, page, reply, new(
            $"{marketplace.En} has no page for this listing any more ({reply.Status}): {page}. Check its id, or the address on the listing's page.",
            $"{marketplace.Zh}上已没有该商品的页面（{reply.Status}）：{page}。请核对商品编号，或刊登页面上的网址。")),
        // 429 among them: shops answer so to programs for good, not only to those that ask too often.
        _ => Make(ProblemCodes.Unavailable, page, reply, new(
            $"{marketplace.En} did not show the shoppers' page to this program ({reply.Status}): {page}. Look at it yourself.",
            $"{marketplace.Zh}未向本程序展示买家页面（{reply.Status}）：{page}。请您自行查看。")),
    };

    public static MarketplaceProblem NoPicture(LocalText marketplace, Uri page) => Make(ProblemCodes.BadAnswer, page, reply: null, new(
        $"The page names no picture as its own: {page}. {marketplace.En} may have asked whether a person is looking; look at it yourself.",
        $"页面未标明主图：{page}。{marketplace.Zh}可能要求验证是否为真人访问，请您自行查看。"));

    public static MarketplaceProblem NotHttps(LocalText marketplace, Uri page) => Make(ProblemCodes.NotSecure, page, reply: null, new(
        $"Pages of {marketplace.En} are read by https alone, and this leads elsewhere: {page}. Correct the address on the listing's page.",
        $"仅通过 https 读取{marketplace.Zh}页面，而该网址指向其他地方：{page}。请在刊登页面更正。"), mayPass: false);

    public static MarketplaceProblem TooManyRedirects(LocalText marketplace, Uri page) => Make(ProblemCodes.BadAnswer, page, reply: null, new(
        $"The shoppers' page leads from address to address without end: {page}. Enter the address it ends at on the listing's page; {marketplace.En} may also keep programs out so.",
        $"买家页面不断跳转：{page}。请在刊登页面填写最终网址；{marketplace.Zh}也可能以此阻止程序访问。"));

    private static MarketplaceProblem Make(string code, Uri page, MarketplaceReply? reply, LocalText text, bool mayPass = true) => new()
    {
        Code = code,
        Message = text,
        SaysWhatToDo = true,
        Status = reply is { Status: not 0 } ? reply.Status : null,
        Raw = page.AbsoluteUri,
        MayPass = mayPass && code != ProblemCodes.NotFound,
    };
}
