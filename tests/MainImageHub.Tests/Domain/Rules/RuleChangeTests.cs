using System.Text.Json;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;

namespace MainImageHub.Tests.Domain.Rules;

/// <summary>What a workspace reads otherwise than the packs.</summary>
public sealed class RuleChangeTests
{
    private static readonly RuleBook Book = RuleBook.FromEmbeddedPacks();
    private static readonly DateTimeOffset Made = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Actor Owner = new(Guid.CreateVersion7(), "Olga");
    private static readonly ImageFacts HalfFull = Facts.Good with { Product = Facts.Filling(70, 0.9) };
    private static readonly ImageFacts Grey = Facts.Good with { Background = Facts.White with { NearShare = 0.9 } };

    [Fact]
    public void What_is_switched_off_is_still_told_with_its_reason_and_spoils_nothing()
    {
        var plain = Judge(Grey);
        var report = Judge(Grey, Change(RuleIds.WhiteBackground, RuleEffect.Off));

        plain.Verdict.Should().Be(Verdict.Fail);
        report.Verdict.Should().Be(Verdict.Pass);
        var finding = report.Findings.Single(f => f.Rule == RuleIds.WhiteBackground);
        finding.Changed.Should().Be(new FindingChange(RuleEffect.Off, Verdict.Fail, "Our buyers want it so.", "Olga", Made));
        finding.Measured.Should().Be(plain.Findings.Single(f => f.Rule == RuleIds.WhiteBackground).Measured);
        report.Findings.Where(f => f.Rule != RuleIds.WhiteBackground).Should().OnlyContain(f => f.Changed == null);
    }

    [Fact]
    public void What_is_switched_off_is_not_waited_for_either() =>
        Judge(Facts.Good with { Text = null }, Change(RuleIds.OverlayText, RuleEffect.Off)).NotMeasured.Should().NotContain(RuleIds.OverlayText);

    [Fact]
    public void A_failure_becomes_a_warning_and_a_warning_a_failure()
    {
        Judge(Grey, Change(RuleIds.WhiteBackground, RuleEffect.WarnOnly)).Verdict.Should().Be(Verdict.Warn);

        var small = Facts.Good with { Width = 900, Height = 900 };
        Judge(small).Verdict.Should().Be(Verdict.Warn);
        Judge(small, Change(RuleIds.Dimensions, RuleEffect.Fail)).Verdict.Should().Be(Verdict.Fail);
        Judge(Facts.Good, Change(RuleIds.Dimensions, RuleEffect.Fail)).Verdict.Should().Be(Verdict.Pass);
    }

    [Fact]
    public void Other_numbers_stand_in_place_of_the_packs_and_bind_as_much()
    {
        var relaxed = Find(Judge(HalfFull, Numbers(RuleIds.ProductFill, """{"minPercent": {"value": 65}}""")), RuleIds.ProductFill);
        relaxed.Verdict.Should().Be(Verdict.Pass);
        relaxed.Required.Should().Be(65.0);
        relaxed.Source.Should().Be("Our buyers want it so.");
        relaxed.Confidence.Should().Be("workspace");
        relaxed.Changed!.From.Should().Be(Verdict.Fail);

        Find(Judge(Facts.Good, Numbers(RuleIds.ProductFill, """{"minPercent": {"value": 99.5}}""")), RuleIds.ProductFill).Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void Numbers_that_were_not_named_stay_the_packs()
    {
        var change = Numbers(RuleIds.Dimensions, """{"minPx": {"value": 950}}""");
        var required = (RequiredPixels)Find(Judge(Facts.Good with { Width = 900, Height = 900 }, change), RuleIds.Dimensions).Required!;

        required.Should().Be(new RequiredPixels(DimensionBasis.Longest, 950, 1000, 1600, 10000));
        Find(Judge(Facts.Good with { Width = 900, Height = 900 }, change), RuleIds.Dimensions).Verdict.Should().Be(Verdict.Fail);
        Find(Judge(Facts.Good with { Width = 990, Height = 990 }, change), RuleIds.Dimensions).Source.Should().StartWith("https://");
        Find(Judge(Facts.Good with { Width = 990, Height = 990 }, Numbers(RuleIds.Dimensions, """{"zoomPx": null, "recommendedPx": null}""")), RuleIds.Dimensions).Verdict.Should().Be(Verdict.Pass);
    }

    [Fact]
    public void Numbers_that_a_later_pack_contradicts_give_way_to_it()
    {
        var change = Numbers(RuleIds.Dimensions, """{"minPx": {"value": 950}}""");
        var packs = RulePackReader.ReadEmbedded();
        var smaller = packs.Single(p => p.Marketplace == "amazon");
        var limits = (DimensionLimits)smaller.Rules[RuleIds.Dimensions];
        var later = smaller with
        {
            Version = "later",
            EffectiveFrom = new DateOnly(2027, 1, 1),
            Rules = new Dictionary<string, RuleLimits>(smaller.Rules) { [RuleIds.Dimensions] = limits with { ZoomPx = null, RecommendedPx = null, MaxPx = limits.MaxPx! with { Value = 900 } } },
        };
        var report = new RuleBook([.. packs, later]).Judge(Facts.Good, SiteCode.Parse("amazon/US"), Today.AddYears(1), own: new OwnRules { Changes = [change] });

        Find(report, RuleIds.Dimensions).Changed.Should().BeNull();
        Find(report, RuleIds.Dimensions).Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void The_nearest_word_wins_and_others_are_not_touched()
    {
        var all = Change(RuleIds.WhiteBackground, RuleEffect.Fail, RuleChange.Everywhere);
        var amazon = Change(RuleIds.WhiteBackground, RuleEffect.WarnOnly);
        var germany = Change(RuleIds.WhiteBackground, RuleEffect.Off, site: "DE");

        Verdicts(all, amazon, germany).Should().Equal(Verdict.Warn, Verdict.Pass, Verdict.Fail);
        Verdicts(all, germany).Should().Equal(Verdict.Fail, Verdict.Pass, Verdict.Fail);

        IEnumerable<Verdict> Verdicts(params RuleChange[] changes) => new[] { "amazon/US", "amazon/DE", "walmart/US" }
            .Select(site => Find(Book.Judge(Grey, SiteCode.Parse(site), Today, own: new OwnRules { Changes = changes }), RuleIds.WhiteBackground).Verdict);
    }

    [Fact]
    public void The_two_names_of_Britain_are_one_site() =>
        Find(Book.Judge(Grey, SiteCode.Parse("amazon/GB"), Today, own: new OwnRules { Changes = [Change(RuleIds.WhiteBackground, RuleEffect.Off, site: "UK")] }), RuleIds.WhiteBackground)
            .Changed.Should().NotBeNull();

    [Fact]
    public void It_comes_after_the_packs_exceptions()
    {
        // Curtains need no pure white: the exception softens, the workspace does not want that.
        var softened = Book.Judge(Grey, SiteCode.Parse("amazon/US"), Today, "Curtains");
        var hardened = Book.Judge(Grey, SiteCode.Parse("amazon/US"), Today, "Curtains", new OwnRules { Changes = [Change(RuleIds.WhiteBackground, RuleEffect.Fail)] });

        Find(softened, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Warn);
        Find(hardened, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void It_holds_from_when_it_was_made_until_it_ends_or_its_last_day_has_passed()
    {
        var change = Change(RuleIds.WhiteBackground, RuleEffect.Off, lastDay: new DateOnly(2026, 11, 30));
        change.HoldsAt(Made.AddSeconds(-1)).Should().BeFalse();
        change.HoldsAt(Made).Should().BeTrue();
        change.HoldsAt(new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero)).Should().BeTrue();
        change.HoldsAt(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)).Should().BeFalse();

        change.End(Owner, Today);
        change.HoldsAt(Today).Should().BeFalse();
        change.HoldsAt(Today.AddSeconds(-1)).Should().BeTrue("an old report can still be explained");
        change.Invoking(c => c.End(Owner, Today)).Should().Throw<ProblemException>().Which.Type.Should().Be(RuleProblems.AlreadyEnded);
    }

    [Fact]
    public void Reports_under_changed_rules_can_be_told_from_others()
    {
        var change = Change(RuleIds.WhiteBackground, RuleEffect.Off);
        var plain = Judge(Grey).RuleSetVersion;
        Judge(Grey, change).RuleSetVersion.Should().StartWith(plain + "+own-").And.Be(Judge(Facts.Good, change).RuleSetVersion);
        Judge(Grey, Change(RuleIds.WhiteBackground, RuleEffect.Off)).RuleSetVersion.Should().NotBe(Judge(Grey, change).RuleSetVersion);
        Judge(Grey, Change(RuleIds.WhiteBackground, RuleEffect.Off, site: "DE")).RuleSetVersion.Should().Be(plain);
    }

    [Fact]
    public void A_report_is_read_back_with_and_without_it()
    {
        var now = JsonSerializer.Serialize(Judge(Grey, Change(RuleIds.WhiteBackground, RuleEffect.WarnOnly)), HubJson.Options);
        now.Should().Contain("\"changed\":{\"effect\":\"warnOnly\",\"from\":\"fail\",\"reason\":\"Our buyers want it so.\"");
        Find(JsonSerializer.Deserialize<ComplianceReport>(now, HubJson.Options)!, RuleIds.WhiteBackground).Changed!.From.Should().Be(Verdict.Fail);

        var before = JsonSerializer.Serialize(Judge(Grey), HubJson.Options);
        before.Should().NotContain("changed");
        JsonSerializer.Deserialize<ComplianceReport>(before, HubJson.Options)!.Findings.Should().OnlyContain(f => f.Changed == null);
    }

    [Theory]
    [InlineData("nowhere", null, RuleIds.ProductFill, RuleEffect.Off, null, "rules.unknownMarketplace")]
    [InlineData("house", null, RuleIds.ProductFill, RuleEffect.Off, null, "rules.unknownMarketplace")]
    [InlineData("amazon", "ZZ", RuleIds.ProductFill, RuleEffect.Off, null, "rules.unknownSite")]
    [InlineData("all", "US", RuleIds.ProductFill, RuleEffect.Off, null, "rules.unknownSite")]
    [InlineData("amazon", null, "beauty", RuleEffect.Off, null, "rules.unknownRule")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, null, "rules.limitsWithEffect")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Off, """{"minPercent": {"value": 80}}""", "rules.limitsWithEffect")]
    [InlineData("amazon", null, RuleIds.OverlayText, RuleEffect.Limits, """{"what": {"value": "x"}}""", "rules.noLimits")]
    [InlineData("amazon", null, RuleIds.WhiteBackground, RuleEffect.Limits, """{"white": {"value": "white"}}""", "rules.noLimits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, "{}", "rules.limits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, """{"minPercent": 80}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, """{"minPercent": null}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, """{"minPercent": {"value": "80"}}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, """{"minPercent": {"value": 800}}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, """{"minPercnt": {"value": 80}}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.ProductFill, RuleEffect.Limits, """{"minPercent": {"value": 80, "confidence": "official-spec"}}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.Dimensions, RuleEffect.Limits, """{"minPx": {"value": 20000}}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.Dimensions, RuleEffect.Limits, """{"ceiling": "pass"}""", "rules.limits")]
    [InlineData("amazon", null, RuleIds.Dimensions, RuleEffect.Limits, "[1]", "rules.limits")]
    public void What_makes_no_sense_is_refused(string marketplace, string? site, string rule, RuleEffect effect, string? limits, string code)
    {
        var make = () => RuleChange.Make(
            Book, Guid.CreateVersion7(), new(marketplace, site, rule, effect, limits is null ? null : JsonSerializer.Deserialize<JsonElement>(limits), "Because.", null), Owner, Made);
        make.Should().Throw<ProblemException>().Which.Type.Code.Should().Be(code);
    }

    [Theory]
    [InlineData(null, null, "rules.reasonMissing")]
    [InlineData("  ", null, "rules.reasonMissing")]
    [InlineData("Because.", "2026-11-19", "rules.lastDayPast")]
    public void A_reason_is_asked_for_and_a_day_to_come(string? reason, string? lastDay, string code)
    {
        var make = () => RuleChange.Make(
            Book, Guid.CreateVersion7(), new("amazon", null, RuleIds.Border, RuleEffect.Off, null, reason, lastDay is null ? null : DateOnly.Parse(lastDay, System.Globalization.CultureInfo.InvariantCulture)), Owner, Made);
        make.Should().Throw<ProblemException>().Which.Type.Code.Should().Be(code);
    }

    [Theory]
    [InlineData(RuleEffect.Off)]
    [InlineData(RuleEffect.WarnOnly)]
    public void A_complaint_is_softened_by_no_change(RuleEffect effect)
    {
        var (blocked, own) = (new LikeBlocked(Guid.CreateVersion7(), "AMZ-4711", 0, Today), new OwnRules { Changes = [Change(RuleIds.Duplicate, effect)] });
        var finding = Find(Book.Judge(Facts.Good, SiteCode.Parse("amazon/US"), Today, own: own, likes: new PictureLikes([], blocked)), RuleIds.Duplicate);
        finding.Verdict.Should().Be(Verdict.Fail);
        finding.Changed.Should().BeNull();
    }

    private static ComplianceReport Judge(ImageFacts facts, params RuleChange[] changes) => Book.Judge(facts, SiteCode.Parse("amazon/US"), Today, own: new OwnRules { Changes = changes });

    private static Finding Find(ComplianceReport report, string rule) => report.Findings.Single(finding => finding.Rule == rule);

    private static RuleChange Numbers(string rule, string limits) => Change(rule, RuleEffect.Limits, limits: limits);

    private static RuleChange Change(string rule, RuleEffect effect, string marketplace = "amazon", string? site = null, string? limits = null, DateOnly? lastDay = null) => RuleChange.Make(
        Book, Guid.CreateVersion7(), new(marketplace, site, rule, effect, limits is null ? null : JsonSerializer.Deserialize<JsonElement>(limits), "Our buyers want it so.", lastDay), Owner, Made);
}
