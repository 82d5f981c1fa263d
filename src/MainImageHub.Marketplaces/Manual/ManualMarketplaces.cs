using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Manual;

/// <summary>What is known of marketplaces that have no connector. One that is not named here is done by hand all the same, with the general steps.</summary>
internal static class ManualMarketplaces
{
    /// <summary>Where nothing is known of a site: as with Shopify, which has none.</summary>
    private static readonly (string Currency, string TimeZone, string Language, string Host) Unknown = ("XXX", "UTC", "und", "");

    private static readonly Dictionary<string, (string Currency, string TimeZone, string Language, string Host)> Sites = new(StringComparer.Ordinal)
    {
        // Walmart names no time zone; most of its shoppers live by this one.
        ["walmart/US"] = ("USD", "America/New_York", "en-US", "www.walmart.com"),
        ["etsy/-"] = Unknown with { Host = "www.etsy.com" },
        ["temu/-"] = Unknown with { Host = "www.temu.com" },
        ["alibaba/-"] = Unknown with { Host = "www.alibaba.com" },
        ["mercadolibre/AR"] = ("ARS", "America/Argentina/Buenos_Aires", "es-AR", "www.mercadolibre.com.ar"),
        ["mercadolibre/BR"] = ("BRL", "America/Sao_Paulo", "pt-BR", "www.mercadolivre.com.br"),
        ["mercadolibre/MX"] = ("MXN", "America/Mexico_City", "es-MX", "www.mercadolibre.com.mx"),
        ["mercadolibre/CL"] = ("CLP", "America/Santiago", "es-CL", "www.mercadolibre.cl"),
        ["mercadolibre/CO"] = ("COP", "America/Bogota", "es-CO", "www.mercadolibre.com.co"),
        ["mercadolibre/UY"] = ("UYU", "America/Montevideo", "es-UY", "www.mercadolibre.com.uy"),
        ["mercadolibre/PE"] = ("PEN", "America/Lima", "es-PE", "www.mercadolibre.com.pe"),
        ["mercadolibre/EC"] = ("USD", "America/Guayaquil", "es-EC", "www.mercadolibre.com.ec"),
    };

    private static readonly Dictionary<string, Facts> Known = new(StringComparer.Ordinal)
    {
        ["walmart"] = new("沃尔玛（Walmart Marketplace）")
        {
            // image-rules.md, Walmart: a 14-digit GTIN is recommended as the file's name (WMT-IM).
            Naming = FileNaming.Gtin,

            // Seen in public addresses (README.md, How sure).
            Page = "https://www.walmart.com/ip/{id}",
            Notes =
            [
                new("Walmart recommends the 14-digit GTIN as the file's name. The files here have it where the product has an attribute “gtin”.", "沃尔玛建议以 14 位 GTIN 命名文件。商品填写了“gtin”属性时，这里的文件名即为 GTIN。"),
                new("For many items at once Walmart takes a file with the field “mainImageUrl” instead: a public address that ends in .jpg, without anything behind it.", "批量更换时，沃尔玛也接受带“mainImageUrl”字段的表格：须为以 .jpg 结尾、不带参数的公开网址。"),
            ],
        },
        ["etsy"] = new("Etsy")
        {
            Page = "https://www.etsy.com/listing/{id}",
            Notes = [new("The first photo is the one shoppers see in search, and Etsy crops it there: look at the crop before you publish.", "第一张照片即搜索结果中的图片，Etsy 会对其裁切：发布前请查看裁切效果。")],
        },
        ["mercadolibre"] = new("美客多（Mercado Libre）")
        {
            Notes = [new("The first picture is the main one. Mercado Libre looks at it afterwards; a watermark costs the item its exposure.", "第一张图片即主图。Mercado Libre 会进行审核；带水印会降低商品曝光。")],
        },
        ["temu"] = new("Temu")
        {
            Notes = [new("The first picture of the carousel is the main one. Temu reviews the change before shoppers see it.", "轮播的第一张图片即主图。Temu 审核通过后买家才能看到。")],
        },
        ["alibaba"] = new("阿里巴巴国际站（Alibaba.com）")
        {
            Notes = [new("Upload the file to the photo bank first, then choose it there: Alibaba.com takes no picture from elsewhere.", "请先将文件上传到图片银行，再从中选择：阿里巴巴国际站不接受其他来源的图片。")],
        },
    };

    public static MarketplaceCapabilities Of(RulePack pack)
    {
        var facts = Known.GetValueOrDefault(pack.Marketplace) ?? new Facts(pack.Name);
        return new MarketplaceCapabilities
        {
            Name = new(pack.Name, facts.NameZh),
            PerSitePicture = PerSitePicture.Manual,
            Delivery = [],
            CanReplace = true,

            // A page without a picture cannot be told from one that could not be read, so nobody could ever say that a picture is gone.
            CanRemove = false,
            Slots = [PictureSlots.Main],

            // Not told by any of them; Temu reviews a change, for up to two days.
            Propagation = new(Usual: TimeSpan.FromHours(1), Longest: TimeSpan.FromHours(48), WashOut: TimeSpan.FromHours(24)),
            Figures = [],
            Rates = new Dictionary<string, RateLimit>(StringComparer.Ordinal) { [ShopperPages.Operation] = ShopperPages.Rate },
            Sites = [.. SitesOf(pack)],
            AnyCountry = pack.Sites.Contains(RulePack.AnySite),
            Credentials = [],
            ByHand = new HandWork { Steps = ManualSteps.Of(new(pack.Name, facts.NameZh), facts.Notes), Naming = facts.Naming, Page = facts.Page },
        };
    }

    /// <summary>A pack for any site at all is of a marketplace that is one for all countries.</summary>
    private static IEnumerable<MarketplaceSite> SitesOf(RulePack pack) => (pack.Sites.Contains(RulePack.AnySite) ? ["-"] : pack.Sites).Select(code =>
    {
        var site = new SiteCode(pack.Marketplace, code);
        var known = Sites.GetValueOrDefault(site.ToString(), Unknown);
        return new MarketplaceSite(site, code, Region: "-", known.Currency, known.TimeZone, known.Language, known.Host);
    });

    private sealed record Facts(string NameZh)
    {
        public FileNaming Naming { get; init; } = FileNaming.Sku;

        public string? Page { get; init; }

        public IReadOnlyList<LocalText> Notes { get; init; } = [];
    }
}
