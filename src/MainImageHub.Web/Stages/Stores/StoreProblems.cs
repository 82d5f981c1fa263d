using MainImageHub.Domain;

namespace MainImageHub.Web.Stages.Stores;

public static class StoreProblems
{
    public static readonly ProblemType NoConnector = new("store.noConnector", ProblemKind.Unprocessable,
        "There is no connector for {0} yet. Choose one of the marketplaces listed on the Stores page.",
        "暂不支持 {0}。请选择“店铺”页面中列出的平台。");

    public static readonly ProblemType NoSite = new("store.siteUnknown", ProblemKind.Unprocessable,
        "{0} has no site {1}. Its sites: {2}.",
        "{0} 没有站点 {1}。可用站点：{2}。");

    public static readonly ProblemType NameMissing = new("store.nameMissing", ProblemKind.Invalid,
        "Give the store a name of 1 to 200 characters.",
        "请填写店铺名称（1 到 200 个字符）。");

    public static readonly ProblemType NameTaken = new("store.nameTaken", ProblemKind.Conflict,
        "This workspace already has a store named {0} (id {1}). Choose another name.",
        "本工作区已有名为 {0} 的店铺（编号 {1}）。请换一个名称。");

    public static readonly ProblemType CredentialsMissing = new("store.credentialsMissing", ProblemKind.Invalid,
        "These credentials are missing: {0}.",
        "缺少以下凭据：{0}。");

    public static readonly ProblemType CredentialsTooLong = new("store.credentialsTooLong", ProblemKind.Invalid,
        "{0} is longer than 4,000 characters: that is not a credential.",
        "{0} 超过 4000 个字符，不是有效凭据。");

    public static readonly ProblemType EndpointInvalid = new("store.endpointInvalid", ProblemKind.Invalid,
        "The endpoint is not an address: write it as https://host/path, without user name or query.",
        "接口地址无效：请填写 https://主机/路径，不含用户名和查询参数。");

    public static readonly ProblemType EndpointNeedsSecrets = new("store.endpointNeedsSecrets", ProblemKind.Invalid,
        "Enter the secrets again with a new endpoint ({0}): what is stored is never sent to another host.",
        "更换接口地址时请重新填写密钥（{0}）：已保存的密钥绝不会发送到其他主机。");

    public static readonly ProblemType EndpointNotHttps = new("store.endpointNotHttps", ProblemKind.Invalid,
        "The endpoint must begin with https://: credentials are sent to it.",
        "接口地址必须以 https:// 开头：凭据会发送到该地址。");

    public static readonly ProblemType EndpointNotPublic = new("store.endpointNotPublic", ProblemKind.Invalid,
        "The endpoint {0} is not a public address. Private and local addresses are never called.",
        "接口地址 {0} 不是公网地址。系统不会访问内网或本机地址。");

    public static readonly ProblemType NotSimulated = new("store.notSimulated", ProblemKind.Unprocessable,
        "This store sells at a real marketplace: its time cannot be changed.",
        "该店铺连接的是真实平台，无法更改其时间。");

    public static readonly ProblemType SwapDue = new("store.swapDue", ProblemKind.Conflict,
        "The test of {0} is swapping its picture now. Wait until shoppers see it (about a minute), then let the next day pass.",
        "{0} 的测试正在切换图片。请等买家看到新图片（约一分钟）后，再快进下一天。");

    public static readonly ProblemType ByHand = new("store.byHand", ProblemKind.Unprocessable,
        "{0} is not read by an API here: add its listings by hand, on the products' pages. What shoppers see is looked at every night.",
        "此处不通过接口读取{0}：请在商品页面手动添加刊登。系统每晚查看买家页面。");

    public static readonly ProblemType PageInvalid = new("listing.pageInvalid", ProblemKind.Invalid,
        "The shoppers' page is not an address: write it as https://host/path, of up to {0} characters.",
        "买家页面网址无效：请填写 https://主机/路径，最多 {0} 个字符。");

    public static readonly ProblemType PageNotPublic = new("listing.pageNotPublic", ProblemKind.Invalid,
        "{0} is not a public address. Private and local addresses are never called.",
        "{0} 不是公网地址。系统不会访问内网或本机地址。");

    public static readonly ProblemType PageUnused = new("listing.pageUnused", ProblemKind.Unprocessable,
        "The shoppers' page is only read where pictures are put up by hand; {0} itself tells what it shows. Leave the address out.",
        "仅在人工上传图片的平台读取买家页面；{0} 会自行提供展示内容。请勿填写网址。");

    public static readonly ProblemType TooManySkus = new("import.tooManySkus", ProblemKind.Invalid,
        "Name at most {0} SKUs of 1 to 100 characters, or none to read the whole store.",
        "最多填写 {0} 个 SKU（每个 1 到 100 个字符）；不填则读取整个店铺。");

    public static readonly ProblemType ListingProduct = new("listing.productUnknown", ProblemKind.Unprocessable,
        "There is no product {0} in this workspace.",
        "本工作区中没有商品 {0}。");

    public static readonly ProblemType ListingStore = new("listing.storeUnknown", ProblemKind.Unprocessable,
        "There is no store {0} in this workspace.",
        "本工作区中没有店铺 {0}。");

    public static readonly ProblemType ListingInvalid = new("listing.invalid", ProblemKind.Invalid,
        "The listing needs the marketplace's own id for it (on Amazon the ASIN) and a SKU, of 1 to {0} characters each.",
        "请填写平台的商品编号（Amazon 为 ASIN）和 SKU，各 1 到 {0} 个字符。");

    public static readonly ProblemType ListingTexts = new("listing.textsInvalid", ProblemKind.Invalid,
        "A listing takes a title of up to {0} characters, a locale of up to {1}, and {2} keywords of up to {3} characters each.",
        "刊登标题最多 {0} 个字符，语言代码最多 {1} 个字符，关键词最多 {2} 个、每个最多 {3} 个字符。");

    public static readonly ProblemType ListingOfAnother = new("listing.skuOfAnotherProduct", ProblemKind.Conflict,
        "The SKU {0} is another product's. Add the listing to that product, or enter the SKU under which this one is sold.",
        "SKU {0} 属于另一个商品。请在该商品下添加刊登，或填写本商品在店铺中的 SKU。");

    public static readonly ProblemType ListingSkuTaken = new("listing.skuTaken", ProblemKind.Conflict,
        "This store already has a listing with the SKU {0}. Its id is read from the store, so there is nothing to add.",
        "该店铺已有 SKU 为 {0} 的刊登，其商品编号会从店铺读取，无需重复添加。");

    public static readonly ProblemType ListingBeingRead = new("listing.beingRead", ProblemKind.Conflict,
        "The listing {0} is being read at this moment, which would bring it back. Try again in a minute.",
        "正在读取刊登 {0}，此时撤回会被重新带入。请稍后再试。");

    public static readonly ProblemType ListingInUse = new("listing.inUse", ProblemKind.Conflict,
        "The listing {0} stays: pictures were seen or pushed there, or figures counted, and that history would go with it.",
        "刊登 {0} 无法移除：它已有在线图片、推送或数据记录，移除会丢失这些历史。");

    public static readonly ProblemType ListingTaken = new("listing.taken", ProblemKind.Conflict,
        "This store already has the listing {0} with SKU {1} (id {2}).",
        "该店铺已有刊登 {0}（SKU {1}，编号 {2}）。");
}
