using MainImageHub.Domain.Drops;

namespace MainImageHub.Tests.Domain.Drops;

public sealed class FileNameReaderTests
{
    private static readonly NameWords Words = new(["amazon", "ebay", "shopify"], ["US", "DE", "GB", "-"]);

    [Theory]
    [InlineData("MUG-1.MAIN.jpg", "MUG-1", null, null, "MAIN", null)]
    [InlineData("MUG-1.jpg", "MUG-1", null, null, null, null)]
    [InlineData("B0ABCDEFGH.PT01.jpg", "B0ABCDEFGH", null, null, "PT01", null)]
    [InlineData("B0ABCDEFGH.pt3.jpg", "B0ABCDEFGH", null, null, "PT03", null)]
    [InlineData("ASIN1.PT01", "ASIN1", null, null, "PT01", null)]
    [InlineData("MUG-1_US_v3.png", "MUG-1", null, "US", null, 3)]
    [InlineData("MUG-1_uk_MAIN.png", "MUG-1", null, "GB", "MAIN", null)]
    [InlineData("MUG-1 amazon DE final V12.png", "MUG-1", "amazon", "DE", null, 12)]
    [InlineData("MUG-1 (2).jpg", "MUG-1", null, null, null, null)]
    [InlineData("杯子_主图.png", "杯子", null, null, "MAIN", null)]
    [InlineData("spring/US/MUG-1/MAIN.png", "MUG-1", null, "US", "MAIN", null)]
    [InlineData("MUG-1/ebay/v2.webp", "MUG-1", "ebay", null, null, 2)]
    public void A_name_is_read_for_its_sku_and_for_what_else_it_says(string name, string sku, string? marketplace, string? site, string? slot, int? version)
    {
        var key = new FileNameReader(Words, []).Read(name).First(k => k.Text == sku);
        key.Rest.Should().Be(new NameRest(marketplace, site, slot, version));
    }

    [Fact]
    public void Every_beginning_is_offered_the_longest_first_with_what_is_left_over()
    {
        var keys = new FileNameReader(Words, []).Read("MUG-1-XL_US.jpg");
        keys.Select(k => k.Text).Should().Equal("MUG-1-XL_US", "MUG-1-XL", "MUG-1", "MUG");
        keys.Select(k => k.Rest.Unread).Should().Equal(null, null, "XL", "1 XL");
        keys[2].Rest.Site.Should().Be("US");
    }

    [Fact]
    public void A_folder_can_hold_the_sku_and_the_files_own_name_is_then_a_guess()
    {
        var keys = new FileNameReader(Words, []).Read("MUG-1/front.jpg");
        keys.Select(k => (k.Text, k.Rest.Unread)).Should().ContainInOrder(("front", null), ("MUG-1", "front"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("US/MAIN.jpg")]
    public void A_name_that_says_nothing_of_a_product_gives_no_key(string name) => new FileNameReader(Words, []).Read(name).Should().BeEmpty();

    [Fact]
    public void The_longest_name_there_can_be_is_read_within_a_moment()
    {
        var name = string.Concat(Enumerable.Repeat("a-", DropFile.LongestName / 2));
        new FileNameReader(Words, [NamePattern.Compile("^(?<sku>(a-?)+)+b$")]).Read(name).Count.Should().BeLessThan(30);
    }

    [Theory]
    [InlineData(@"^(?<sku>\w+)__(?<site>\w\w)_(?<slot>\w+)_r(?<version>\d+)", "cup__us_pt02_r7.png", "cup", "US", "PT02", 7, null)]
    [InlineData(@"(?<asin>B0[A-Z0-9]{8})", "photos/x-B0ABCDEFGH-y.jpg", "B0ABCDEFGH", null, null, null, null)]
    [InlineData(@"^(?<externalId>\d+)-(?<site>\w+)\.", "123-XX.jpg", "123", null, null, null, "XX")]
    public void Own_patterns_go_first_and_what_they_hold_and_nobody_knows_is_told(string pattern, string name, string key, string? site, string? slot, int? version, string? unread)
    {
        var read = new FileNameReader(Words, [NamePattern.Compile(pattern)]).Read(name);
        read.Should().ContainSingle().Which.Should().Be(new NameKey(key, new NameRest(null, site, slot, version, unread)));
        new FileNameReader(Words, [NamePattern.Compile(pattern)]).Read("MUG-9.jpg")[0].Text.Should().Be("MUG-9", "what a pattern does not fit is read as ever");
    }

    [Theory]
    [InlineData("(?<sku>a")]
    [InlineData("(a+)")]
    [InlineData("(?<sku>a)(?=b)")]
    [InlineData(@"(?<sku>a)\1")]
    public void A_pattern_that_is_none_needs_backtracking_or_names_nothing_is_refused(string pattern)
    {
        var compile = () => NamePattern.Compile(pattern);
        compile.Should().Throw<ArgumentException>();
    }
}
