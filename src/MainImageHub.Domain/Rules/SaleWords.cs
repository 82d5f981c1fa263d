using System.Text.RegularExpressions;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// Words that sell rather than name: discounts, prices, offers, free delivery. Makers hardly print them on a product, so where they were read
/// somebody has probably laid them over the photograph. Percentages alone are none: cotton is 100 %.
/// </summary>
public static partial class SaleWords
{
    /// <summary>Whether a text speaks of a sale by itself.</summary>
    public static bool Are(string? text) => text is not null && (Discount.IsMatch(text) || Offer.IsMatch(text) || Price.IsMatch(text) || Chinese.IsMatch(text));

    /// <summary>Whether the whole text is a word that badges say, and brands and products as well: it says little by itself.</summary>
    public static bool MayBe(string? text) => text is not null && Badge.IsMatch(text);

    // Letters may run into one another: spaces are often not read.
    [GeneratedRegex(@"(?<![\w.,])[-–—−]\s?\d{1,2}\s?[%％]|\d{1,2}\s?[%％]\s?(off|discount|rabatt|sconto|korting|de\s?(descuento|remise|desconto))|save\s?(up\s?to\s?)?[$€£]?\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Discount { get; }

    [GeneratedRegex(@"(?<!\p{L})((hot|big|flash|summer|winter|mega|final)?\s?sale|clearance|best\s?(seller|buy|price|deal)|hot\s?deal|(special|limited)\s?offer|limited\s?time|black\s?friday|cyber\s?monday|free\s?(shipping|delivery|gift|returns)|buy\s?(1|one|2|two)\s?get|coupon|promo(tion)?|angebot|soldes|ofertas?|rebajas|saldi)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offer { get; }

    [GeneratedRegex(@"[$€£¥￥₹]\s?\d|\d[.,]\d\d\s?(€|£|eur|usd|元)|\d\s?元", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Price { get; }

    [GeneratedRegex(@"\d\s?折|折扣|促销|特价|特惠|优惠|包邮|秒杀|满\s?\d+\s?减|立减|满减|限时|清仓|爆款|热卖|热销|买[一二1-9]送|到手价|券后|半价|降价|大促|双十[一二]|双1[12]|赠品|拼团", RegexOptions.CultureInvariant)]
    private static partial Regex Chinese { get; }

    [GeneratedRegex(@"^\W*(new(\s?in|\s?arrival)?|hot|top|deal|free|off|offer|limited|新品|新款|上新|包退|正品)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Badge { get; }
}
