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
    public void The_words_that_were_read_are_named_the_largest_first_and_each_once()
    {
        var finding = Find(Text(TextOrigin.Added, 0.2, "NEW"), Text(TextOrigin.Added, 0.4, "SALE 50% OFF"), Text(TextOrigin.Added, 0.3, "NEW"), Text(TextOrigin.Added, 0.25), Text(TextOrigin.Printed, 0.9, "Juice"));

        finding.Message.En.Should().Contain(" of it. It says “SALE 50% OFF”, “NEW”. Not accepted");
        finding.Message.Zh.Should().Contain("文字为“SALE 50% OFF”、“NEW”。平台不接受");
        Find(Text(TextOrigin.Unclear, 0.2, "OK")).Message.En.Should().EndWith(" It seems to say “OK”.");
        Find(Text(TextOrigin.Added, 0.2)).Message.En.Should().NotContain("It says");
    }

    [Fact]
    public void Of_many_and_of_long_words_only_some_are_named()
    {
        var message = Find([.. Enumerable.Range(1, 5).Select(n => Text(TextOrigin.Added, n / 10.0, new string((char)('a' + n), 60)))]).Message.En;

        message.Should().Contain($"It says “{new string('f', 40)}…”, “{new string('e', 40)}…”, “{new string('d', 40)}…”. Not");
    }

    [Fact]
    public void Print_on_the_product_and_no_text_at_all_pass()
    {
        Find(Text(TextOrigin.Printed, 0.4)).Verdict.Should().Be(Verdict.Pass);
        Find().Verdict.Should().Be(Verdict.Pass);
    }

    [Fact]
    public void Words_of_a_sale_on_the_product_are_left_to_a_person_who_is_told_which_and_where()
    {
        var finding = Find(Text(TextOrigin.Printed, 0.5, "ALL STAR"), Text(TextOrigin.Printed, 0.3, "50% OFF"));

        finding.Verdict.Should().Be(Verdict.NeedsHuman);
        finding.Region.Should().Be(new Region(0, 0, 0.3, 0.1));
        finding.Measured.Should().Be(new OverlayTextMeasure(0, 1, 1, 0));
        finding.Message.En.Should().Be("Words of a sale stand on the product in one place: “50% OFF” — look whether they were laid over the photograph; added text and badges must go, what is printed on the product itself may stay.");
        finding.Message.Zh.Should().Contain("1 处促销文字：“50% OFF”");
    }

    [Fact]
    public void Words_of_a_sale_on_a_drawn_patch_are_a_badge_and_other_words_there_may_be_print()
    {
        Find(Text(TextOrigin.Printed, 0.3, "50% OFF") with { OnDrawnPatch = true }).Verdict.Should().Be(Verdict.Fail);
        Find(Text(TextOrigin.Printed, 0.3, "NEW") with { OnDrawnPatch = true }).Verdict.Should().Be(Verdict.NeedsHuman);
        Find(Text(TextOrigin.Printed, 0.3, "NEW")).Verdict.Should().Be(Verdict.Pass);
        Find(Text(TextOrigin.Printed, 0.3, "JUICE") with { OnDrawnPatch = true }).Verdict.Should().Be(Verdict.Pass);
        Find(Text(TextOrigin.Printed, 0.3) with { OnDrawnPatch = true }).Verdict.Should().Be(Verdict.Pass, "nothing was read");
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

    private static TextRegion Text(TextOrigin origin, double width, string? says = null) =>
        new() { Box = new Region(0, 0, width, 0.1), Confidence = 0.9, Origin = origin, Text = says };
}
