using MainImageHub.Domain;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Plan;

public static class PlanProblems
{
    public static readonly ProblemType SkuInvalid = new("product.skuInvalid", ProblemKind.Invalid,
        "Give a SKU of 1 to {0} characters.",
        "请填写 1 到 {0} 个字符的 SKU。");

    public static readonly ProblemType TitleInvalid = new("product.titleInvalid", ProblemKind.Invalid,
        "Give a title of 1 to {0} characters.",
        "请填写 1 到 {0} 个字符的标题。");

    public static readonly ProblemType TextTooLong = new("product.textTooLong", ProblemKind.Invalid,
        "{0}: at most {1} characters can be kept. Shorten it.",
        "“{0}”最多 {1} 个字符，请缩短。");

    /// <param name="field">As the form calls it.</param>
    /// <param name="most">How long it may be.</param>
    public static ProblemException TooLong(LocalText field, int most) => new(TextTooLong, new(TextTooLong.Text(field.En, most).En, TextTooLong.Text(field.Zh, most).Zh));

    public static readonly ProblemType TooManyAttributes = new("product.tooManyAttributes", ProblemKind.Invalid,
        "At most {0} attributes, with names of 1 to 100 and values of up to 1,000 characters.",
        "最多 {0} 个属性，名称 1 到 100 个字符，值不超过 1000 个字符。");

    public static readonly ProblemType SkuTaken = new("product.skuTaken", ProblemKind.Conflict,
        "This workspace already has a product with SKU {0}. Search for it on the Products page.",
        "本工作区已有 SKU 为 {0} 的商品，请在“商品”页面中搜索。");

    public static readonly ProblemType SkuFixed = new("product.skuFixed", ProblemKind.Conflict,
        "A product keeps its SKU, here {0}. Add a new product for another SKU.",
        "商品的 SKU（{0}）不能更改。如需其他 SKU，请新建商品。");

    public static readonly ProblemType ProductInUse = new("product.inUse", ProblemKind.Conflict,
        "{0} has main images or listings, and their history would go with it: it stays. Retire its main images, if it is not sold any more.",
        "{0} 已有主图或刊登，删除会丢失其历史，因此予以保留。如不再销售，请下架其主图。");

    public static readonly ProblemType ProductUnknown = new("mainImage.productUnknown", ProblemKind.Unprocessable,
        "The product chosen is not in this workspace. Choose it from the Products page.",
        "所选商品不在本工作区中，请从“商品”页面选择。");

    public static readonly ProblemType BriefSourceUnknown = new("mainImage.briefSourceUnknown", ProblemKind.Unprocessable,
        "The main image whose brief is to be taken over is not in this workspace. Choose one that is, or leave it out.",
        "要沿用其需求的主图不在本工作区中。请选择本工作区的主图，或留空。");

    public static readonly ProblemType StoreUnknown = new("mainImage.storeUnknown", ProblemKind.Unprocessable,
        "The store chosen is not in this workspace. The Stores page lists those that are.",
        "所选店铺不在本工作区中。可用的店铺见“店铺”页面。");

    public static readonly ProblemType OwnerUnknown = new("mainImage.ownerUnknown", ProblemKind.Unprocessable,
        "The person chosen as owner is not an active member of this workspace. Choose somebody else.",
        "所选负责人不是本工作区的有效成员，请另选他人。");

    public static readonly ProblemType SiteWithoutMarketplace = new("scope.siteWithoutMarketplace", ProblemKind.Invalid,
        "A site needs its marketplace: give both, such as amazon and US.",
        "指定站点时须同时指定平台，例如 amazon 与 US。");

    public static readonly ProblemType ScopeUnknown = new("scope.unknown", ProblemKind.Invalid,
        "There are neither rules nor a connection for {0}. The Rules page lists the marketplaces and sites that are known.",
        "没有 {0} 的规则或接口。可用的平台与站点见“规则”页面。");

    public static readonly ProblemType ScopeOfOtherStore = new("scope.storeMismatch", ProblemKind.Invalid,
        "The store belongs to {0}, not to {1}: leave marketplace and site out, or name its own.",
        "该店铺属于 {0}，而不是 {1}：请去掉平台和站点，或填写店铺自己的。");

    public static readonly ProblemType SlotUnknown = new("scope.slotUnknown", ProblemKind.Invalid,
        "{0} is not a slot: use MAIN, or PT01 to PT08 for the further pictures.",
        "{0} 不是有效的图位：请使用 MAIN，或 PT01 至 PT08。");

    public static readonly ProblemType Taken = new("mainImage.taken", ProblemKind.Conflict,
        "This product already has a main image for the same place and the same position in the gallery. Open it from the product's page instead (its id: {0}).",
        "该商品在同一展示位置和图位已有主图。请从商品页面直接打开（编号 {0}）。");

    public static readonly ProblemType BriefInvalid = new("brief.invalid", ProblemKind.Invalid,
        "Something in the brief cannot be kept as it is: {0}",
        "需求说明中有内容无法保存：{0}");

    /// <summary>What exactly, with the field as the form calls it.</summary>
    public static ProblemException Brief(string en, string zh) => new(BriefInvalid, new(en, zh));

    public static readonly ProblemType TemplateNameMissing = new("briefTemplate.nameMissing", ProblemKind.Invalid,
        "Give the template a name of 1 to {0} characters.",
        "请填写 1 到 {0} 个字符的模板名称。");

    public static readonly ProblemType TemplateEmpty = new("briefTemplate.empty", ProblemKind.Invalid,
        "The brief says nothing yet, so there is nothing to keep. Fill in what others are to begin with.",
        "需求说明尚无内容，无法存为模板。请先填写希望复用的内容。");

    public static readonly ProblemType TooManyTemplates = new("briefTemplate.tooMany", ProblemKind.Conflict,
        "A workspace keeps at most {0} templates. Remove one that nobody uses.",
        "每个工作区最多 {0} 个模板，请先删除不用的模板。");

    public static readonly ProblemType TemplateUnknown = new("briefTemplate.unknown", ProblemKind.Unprocessable,
        "The template chosen is not in this workspace, or was removed. Choose another, or none.",
        "所选模板不在本工作区中或已被删除。请另选模板，或不使用模板。");

    public static readonly ProblemType FilterInvalid = new("filter.invalid", ProblemKind.Invalid,
        "The filter {0} is not one of: {1}.",
        "筛选条件 {0} 无效，可选：{1}。");
}
