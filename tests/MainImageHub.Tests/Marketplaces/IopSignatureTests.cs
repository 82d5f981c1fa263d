using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Tests.Marketplaces;

/// <summary>Signatures of Lazada and AliExpress that others computed.</summary>
public sealed class IopSignatureTests
{
    /// <summary>The worked example of Lazada's own guide "HTTP request sample", and again by <c>openssl dgst -sha256 -hmac helloworld</c>.</summary>
    [Fact]
    public void Worked_example_of_the_guide_comes_out() =>
        IopSignature.Of(
            "helloworld",
            "/order/get",
            [new("app_key", "123456"), new("access_token", "test"), new("timestamp", "1517820392000"), new("sign_method", "sha256"), new("order_id", "1234"), new("sign", "left out")])
            .Should().Be("4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A");

    /// <summary><c>printf %s '/test/apibar2foo1foo_bar3foobar4' | openssl dgst -sha256 -hmac helloworld</c>: the guide's own order of names, where a line goes before a letter.</summary>
    [Fact]
    public void Names_are_sorted_by_their_bytes() =>
        IopSignature.Of("helloworld", "/test/api", [new("foo", "1"), new("bar", "2"), new("foo_bar", "3"), new("foobar", "4")])
            .Should().Be("BD011266EC150C787B2201495AA2D6F326BB6910DE77E84EA28F5215DCD7FA5E");

    /// <summary><c>printf %s '/product/updateapp_key100132payload{"name":"马克杯"}' | openssl dgst -sha256 -hmac 3f9a51c07be24d6688aa</c>, and again with Python's hmac.</summary>
    [Fact]
    public void Text_is_signed_as_utf8() =>
        IopSignature.Of("3f9a51c07be24d6688aa", "/product/update", [new("payload", """{"name":"马克杯"}"""), new("app_key", "100132")])
            .Should().Be("2A7E8F8B82A197C086C9C5560DB2E05C9331C5C5161371E363BB39D28BD589B8");

    /// <summary>
    /// <c>printf %s 'app_key508032method...timestamp1762000000000' | openssl dgst -sha256 -hmac 3f9a51c07be24d6688aa</c> over the names and values below in the order of the
    /// names, and again with Python's hmac: where a parameter names the call, no path stands before.
    /// </summary>
    [Fact]
    public void Call_that_a_parameter_names_is_signed_without_a_path() =>
        IopSignature.Of(
            "3f9a51c07be24d6688aa",
            "",
            [new("method", "aliexpress.solution.product.info.get"), new("app_key", "508032"), new("session", "50000701a1"), new("timestamp", "1762000000000"), new("sign_method", "sha256"), new("product_id", "1005003033814656")])
            .Should().Be("CE99690CE52E42E60AC3D060AABF1C45E933BEED4D041A2A9FCC1C6C9FF82ACA");

    /// <summary>The same over <c>/auth/token/refreshapp_key508032refresh_token50001601f1sign_methodsha256timestamp1762000000000</c>.</summary>
    [Fact]
    public void System_call_is_signed_with_its_path() =>
        IopSignature.Of("3f9a51c07be24d6688aa", "/auth/token/refresh", [new("refresh_token", "50001601f1"), new("app_key", "508032"), new("timestamp", "1762000000000"), new("sign_method", "sha256")])
            .Should().Be("0287EE3FBC9301D4A1B25AD3000C35EA756F222C1D63714276E81E132D0AEAAC");
}
