using MainImageHub.Marketplaces.Shopee;

namespace MainImageHub.Tests.Marketplaces.Shopee;

/// <summary>Signatures that others computed; the documents at hand have no worked example with its key.</summary>
public sealed class ShopeeSignatureTests
{
    /// <summary><c>printf %s '2001887/api/v2/auth/access_token/get1763870000' | openssl dgst -sha256 -hmac 3f9a51c07be24d6688aa</c>, and again with Python's hmac.</summary>
    [Fact]
    public void Public_call_is_signed_over_partner_path_and_time() =>
        ShopeeSignature.Of("3f9a51c07be24d6688aa", "2001887", "/api/v2/auth/access_token/get", "1763870000").Should().Be("5affcd17027293ba1fbb3634dd7d1ae81f495b3e843b091b6dddff16df293df8");

    /// <summary>
    /// <c>printf %s '2001887/api/v2/product/update_item1763870000c09222e3fc40ffb25fc947f738b1abf1600000' | openssl dgst -sha256 -hmac 3f9a51c07be24d6688aa</c>,
    /// and again with Python's hmac.
    /// </summary>
    [Fact]
    public void Call_about_a_shop_is_signed_over_its_token_and_number_too() =>
        ShopeeSignature.Of("3f9a51c07be24d6688aa", "2001887", "/api/v2/product/update_item", "1763870000", "c09222e3fc40ffb25fc947f738b1abf1", "600000").Should().Be("4782a1011e876c73a73ac5f068a30dd8d60856ac3b42e031904c52e0a3fb17ed");

    /// <summary>The constant that a public client's own test expects of its HMAC over parts one after the other.</summary>
    [Fact]
    public void Parts_are_joined_as_others_join_them() =>
        ShopeeSignature.Of("test_partner_key", "", "/api/v2/auth/token/get", "123456", "test_partner_id", "test_shop_idtest_main_account_id").Should().Be("37c864bd9821ff5f2c2f46b2faca14eb1811a718d1fdc6dcf383cba7c74bf9e9");
}
