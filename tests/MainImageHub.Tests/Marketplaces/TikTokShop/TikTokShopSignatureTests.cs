using System.Text;
using MainImageHub.Marketplaces.TikTokShop;

namespace MainImageHub.Tests.Marketplaces.TikTokShop;

/// <summary>Signatures that others computed.</summary>
public sealed class TikTokShopSignatureTests
{
    /// <summary>
    /// The worked example of "Sign your API request" (Partner Center), as several clients quote it; and again with
    /// <c>printf %s 'e59af819cc/authorization/202309/shopsapp_key29a39dtimestamp1623812664e59af819cc' | openssl dgst -sha256 -hmac e59af819cc</c>.
    /// </summary>
    [Fact]
    public void Worked_example_of_the_documentation_comes_out() => TikTokShopSignature.Of(
            "e59af819cc",
            "/authorization/202309/shops",
            new Dictionary<string, string> { ["timestamp"] = "1623812664", ["sign"] = "not signed", ["app_key"] = "29a39d", ["access_token"] = "TTP_notsigned" },
            [])
        .Should().Be("b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8");

    /// <summary>
    /// <c>printf %s '0f1e2d3c4b5a/product/202502/products/searchapp_key6abcpage_size20page_tokenb2Zmc2V0PTAK+/=shop_cipherROW_a-b_c/d=timestamp1763870000{"status":"ALL","seller_skus":["中文 SKU"]}0f1e2d3c4b5a' | openssl dgst -sha256 -hmac 0f1e2d3c4b5a</c>.
    /// </summary>
    [Fact]
    public void Body_is_signed_as_it_is_sent_and_values_as_they_are_not_as_an_address_writes_them() => TikTokShopSignature.Of(
            "0f1e2d3c4b5a",
            "/product/202502/products/search",
            new Dictionary<string, string> { ["app_key"] = "6abc", ["timestamp"] = "1763870000", ["page_size"] = "20", ["shop_cipher"] = "ROW_a-b_c/d=", ["page_token"] = "b2Zmc2V0PTAK+/=" },
            Encoding.UTF8.GetBytes("""{"status":"ALL","seller_skus":["中文 SKU"]}"""))
        .Should().Be("fd429fe2fabd4b866dadc1eb9c1592be416717a94015c04d83a0e71c501a674f");
}
