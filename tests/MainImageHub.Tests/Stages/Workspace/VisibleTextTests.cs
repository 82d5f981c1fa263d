using MainImageHub.Web.Stages.Workspace;

namespace MainImageHub.Tests.Stages.Workspace;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("<html><head><title>x</title></head><body><h1>Main  image</h1>\n<p>At least 500&nbsp;px</p></body></html>", "Main image At least 500 px")]
    [InlineData("<p>a</p><script>var t = '<p>1</p>';</script><style>p{}</style><!-- build 7 --><p>b</p>", "a b")]
    [InlineData("<header>Rules</header><p>a</p>", "Rules a")]
    [InlineData("<p>a</p><script>never closed", "a")]
    [InlineData("<svg><text>logo</text></svg>white", "white")]
    [InlineData("plain words", "plain words")]
    [InlineData("", "")]
    public void Only_what_a_reader_sees_counts(string page, string text) => VisibleText.Of(page).Should().Be(text);

    [Theory]
    [InlineData("<script")]
    [InlineData("<")]
    [InlineData("<div>")]
    [InlineData("<b><p>")]
    public void A_page_made_to_be_hard_to_read_is_read(string repeated) =>
        VisibleText.Of(string.Concat("white", string.Concat(Enumerable.Repeat(repeated, 20_000)))).Should().StartWith("white");
}
