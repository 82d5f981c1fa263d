using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Tests.Domain.Rules;

public sealed class OverlayTextRuleTests
{
    private static readonly RuleBook Book = RuleBook.FromEmbeddedPacks();
    private static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Added_text_fails_with_how_much_where_and_what_to_do_in_both_languages()
    {
        var finding = Find(Text(TextOrigin.Printed, 0.4), Text(TextOrigin.Added, 0.1), Text(TextOrigin.Added, 0.2));

        finding.Verdict.Should().Be(Verdict.Fail);
        finding.Region.Should().Be(new Region(0, 0, 0.2, 0.1));
        finding.Measured.Should().Be(new OverlayTextMeasure(2, 0, 1, 0.03));
        finding.Message.En.Should().Be("Text was laid over the photograph in 2 places, covering 3 % of it. Not accepted: added text, badges, promotions, watermarks, or logos that are not on the product. Take it out; what is printed on the product itself may stay.");
        finding.Message.Zh.Should().Contain("2 处").And.Contain("3 %");
    }

    [Fact]
    public void Text_that_cannot_be_told_apart_needs_a_person() =>
        Find(Text(TextOrigin.Printed, 0.4), Text(TextOrigin.Unclear, 0.1)).Verdict.Should().Be(Verdict.NeedsHuman);

    [Fact]
    public void Print_on_the_product_and_no_text_at_all_pass()
    {
        Find(Text(TextOrigin.Printed, 0.4)).Verdict.Should().Be(Verdict.Pass);
        Find().Verdict.Should().Be(Verdict.Pass);
    }

    [Fact]
    public void What_was_not_looked_for_is_not_measured()
    {
        var report = Book.Judge(Facts.Good with { Text = null }, new SiteCode("amazon", "US"), Today);

        report.NotMeasured.Should().Contain(RuleIds.OverlayText);
        report.Findings.Should().NotContain(finding => finding.Rule == RuleIds.OverlayText);
    }

    private static Finding Find(params TextRegion[] text) =>
        Book.Judge(Facts.Good with { Text = text }, new SiteCode("amazon", "US"), Today).Findings.Single(finding => finding.Rule == RuleIds.OverlayText);

    private static TextRegion Text(TextOrigin origin, double width) =>
        new() { Box = new Region(0, 0, width, 0.1), Confidence = 0.9, Origin = origin };
}
