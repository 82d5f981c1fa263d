using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Tests.Domain.Rules;

public sealed class RulePackTests
{
    private static readonly RuleBook Book = RuleBook.FromEmbeddedPacks();
    private static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_embedded_pack_is_valid_and_the_twelve_marketplaces_are_there() =>
        Book.Summaries(Today).Select(pack => pack.Marketplace).Should().Equal(
            "alibaba", "aliexpress", "amazon", "ebay", "etsy", "lazada", "mercadolibre", "shopee", "shopify", "temu", "tiktokshop", "walmart");

    [Fact]
    public void The_day_of_a_pack_and_of_a_dated_exception_are_told_from_the_day_before()
    {
        var amazon = RulePackReader.ReadEmbedded().Where(p => p.Marketplace == "amazon").MaxBy(p => p.EffectiveFrom)!;
        var day = new DateOnly(2030, 1, 1);
        var season = new RuleException { Says = new("Red for a season.", "季节性红色背景。"), Confidence = Confidence.OfficialDocs, Sources = [], EffectiveFrom = day.AddDays(10), EffectiveUntil = day.AddDays(20) };
        var book = new RuleBook([.. RulePackReader.ReadEmbedded(), amazon with { Version = "2030", EffectiveFrom = day, EffectiveUntil = null, Exceptions = [.. amazon.Exceptions, season] }]);

        var days = new[] { -1, 0, 9, 10, 19, 20 }.Select(d => book.Editions(new DateTimeOffset(day.AddDays(d), TimeOnly.MinValue, TimeSpan.Zero))).ToList();

        days.Select(d => d["ebay"]).Distinct().Should().HaveCount(1);
        days.Select(d => d["amazon"]).Distinct().Should().HaveCount(3);
        days[1]["amazon"].Should().Be(days[2]["amazon"]).And.Be(days[5]["amazon"]).And.NotBe(days[0]["amazon"]).And.NotBe(days[3]["amazon"]);
        days[3]["amazon"].Should().Be(days[4]["amazon"]);
    }

    [Fact]
    public void What_a_report_found_of_look_alikes_can_be_judged_again_from_it()
    {
        var us = new SiteCode("amazon", "US");
        var id = Guid.CreateVersion7();
        PictureLikes[] all =
        [
            PictureLikes.None,
            new([new LikeUse("A", id, id, id, 3), new LikeUse("B", Guid.CreateVersion7(), id, id, 4)], null),
            new([], new LikeBlocked(id, "CASE-1", 2, default)),
        ];
        foreach (var likes in all)
        {
            var report = Book.Judge(Facts.Good, us, Today, likes: likes);
            // As it is read from its row.
            var kept = System.Text.Json.JsonSerializer.Deserialize<ComplianceReport>(System.Text.Json.JsonSerializer.Serialize(report, MainImageHub.Web.Http.HubJson.Options), MainImageHub.Web.Http.HubJson.Options)!;
            Book.Judge(Facts.Good, us, Today, likes: PictureLikes.Of(kept)).Should().BeEquivalentTo(report);
        }

        PictureLikes.Of(Book.Judge(Facts.Good, us, Today)).Should().BeNull("nobody looked");
    }

    [Fact]
    public void Every_marketplace_can_be_described_with_sources_for_every_number()
    {
        foreach (var summary in Book.Summaries(Today))
        {
            Book.TryDescribe(summary.Marketplace, Today, out var detail).Should().BeTrue();
            detail!.Rules.Select(row => row.Rule).Should().Contain(RuleIds.GpsMetadata).And.OnlyHaveUniqueItems().And.Equal(summary.Rules);
            detail.Sources.Should().OnlyContain(source => source.Where.Length > 10 && source.LastRead == new DateOnly(2026, 11, 21));
            var known = detail.Sources.Select(source => source.Id).ToHashSet();
            detail.Rules.SelectMany(row => row.Limits.EnumerateObject())
                .Where(limit => limit.Value.ValueKind == System.Text.Json.JsonValueKind.Object)
                .SelectMany(limit => limit.Value.GetProperty("sources").EnumerateArray())
                .Should().OnlyContain(source => known.Contains(source.GetString()!));
        }
    }

    [Fact]
    public void Whatever_a_pack_says_in_words_it_says_in_both_languages()
    {
        foreach (var pack in RulePackReader.ReadEmbedded())
        {
            var limits = pack.Rules.Values.Concat(pack.Exceptions.SelectMany(e => e.Rules.Values)).ToList();
            var said = pack.Consequences.Concat(pack.NotChecked).Concat(pack.NotEnforced).Concat(pack.Exceptions.Select(e => e.Says))
                .Concat(limits.OfType<ProhibitionLimits>().Select(l => new LocalText(l.What.Value, l.What.ValueZh)))
                .Concat(limits.SelectMany(l => l.Parts).Where(p => p.Note is not null).Select(p => new LocalText(p.Note!, p.NoteZh!)))
                .Concat(pack.Sources.Where(s => s.Kind == Confidence.OwnReasoning).Select(s => new LocalText(s.Where, s.WhereZh!)));
            said.Should().OnlyContain(text => text.En.Length > 0 && !text.En.Any(IsChinese) && text.Zh.Any(IsChinese), pack.Name);
        }
    }

    [Theory]
    [InlineData("amazon", RuleIds.WhiteBackground, Verdict.Fail)]
    [InlineData("amazon", RuleIds.ProductFill, Verdict.Fail)]
    [InlineData("amazon", RuleIds.FileSize, Verdict.Warn)]
    [InlineData("amazon", RuleIds.AspectRatio, Verdict.Pass)]
    [InlineData("ebay", RuleIds.Format, Verdict.Fail)]
    [InlineData("ebay", RuleIds.FileSize, Verdict.Warn)]
    [InlineData("alibaba", RuleIds.Dimensions, Verdict.Warn)]
    [InlineData("lazada", RuleIds.ProductFill, Verdict.Warn)]
    [InlineData("lazada", RuleIds.WhiteBackground, Verdict.Fail)]
    [InlineData("temu", RuleIds.Format, Verdict.Warn)]
    [InlineData("walmart", RuleIds.AspectRatio, Verdict.Fail)]
    [InlineData("shopee", RuleIds.FileSize, Verdict.Fail)]
    [InlineData("etsy", RuleIds.GpsMetadata, Verdict.Warn)]
    public void A_rule_fails_only_when_its_number_is_official_or_told_by_two_voices(string marketplace, string rule, Verdict worst)
    {
        Book.TryDescribe(marketplace, Today, out var detail);
        detail!.Rules.Single(row => row.Rule == rule).Worst.Should().Be(worst);
    }

    [Theory]
    [InlineData("amazon/US", true)]
    [InlineData("amazon/UK", true)]
    [InlineData("amazon/ZZ", false)]
    [InlineData("shopify/-", true)]
    [InlineData("house/-", false)]
    [InlineData("nowhere/US", false)]
    public void Only_sites_of_a_pack_are_known(string profile, bool known) => Book.Knows(SiteCode.Parse(profile)).Should().Be(known);

    [Fact]
    public void Two_pages_of_one_publisher_are_one_voice()
    {
        RulePackReader.Read("x.json", Pack(where2: "https://one.example/other")).Rules[RuleIds.ProductFill].Parts.Single().Ceiling.Should().Be(Verdict.Warn);
        RulePackReader.Read("x.json", Pack(where2: "https://two.example/")).Rules[RuleIds.ProductFill].Parts.Single().Ceiling.Should().Be(Verdict.Fail);
    }

    [Theory]
    [InlineData("\"minPercent\"", "\"minPercnt\"", "productFill")]
    [InlineData("\"value\": 85", "\"value\": \"85\"", "productFill.minPercent.value")]
    [InlineData("\"value\": 85", "\"value\": 850", "productFill: minPercent.value")]
    [InlineData("\"value\": 85,", "", "productFill.minPercent")]
    [InlineData("[\"A\", \"B\"]", "[\"A\", \"C\"]", "productFill.minPercent.sources[1]")]
    [InlineData("[\"A\", \"B\"]", "[]", "sources")]
    [InlineData("\"confidence\": \"third-party\"", "\"confidence\": \"official-docs\"", "confidence claims official-docs")]
    [InlineData("\"productFill\"", "\"productFull\"", "rules.productFull is not a known rule")]
    [InlineData("\"2026-01-01\",", "\"2026-01-01\", \"effectiveUntil\": \"2026-01-01\",", "effectiveUntil")]
    [InlineData("\"version\": \"1\",", "", "version")]
    [InlineData("\"value\": 85,", "\"value\": 85, \"note\": \"Of the longest side.\",", "note and noteZh")]
    [InlineData("\"kind\": \"third-party\"", "\"kind\": \"own-reasoning\"", "whereZh")]
    public void A_mistake_is_refused_naming_file_and_field(string right, string wrong, string named)
    {
        var read = () => RulePackReader.Read("x.json", Pack().Replace(right, wrong, StringComparison.Ordinal));
        read.Should().Throw<RulePackException>().Which.Message.Should().StartWith("x.json").And.Contain(named);
    }

    [Fact]
    public void Two_packs_of_one_marketplace_on_the_same_day_are_refused()
    {
        var pack = RulePackReader.Read("x.json", Pack());
        var house = RulePackReader.ReadEmbedded().Single(one => one.Marketplace == RulePack.House);
        var later = pack with { Version = "2", EffectiveFrom = new DateOnly(2026, 6, 1) };

        var both = () => new RuleBook([house, pack with { EffectiveUntil = new DateOnly(2026, 7, 1) }, later]);
        both.Should().Throw<RulePackException>().WithMessage("*both hold on 2026-06-01*");
        var twice = () => new RuleBook([house, pack, pack with { Version = "2" }]);
        twice.Should().Throw<RulePackException>();
        new RuleBook([house, pack, later]).BeginningAfter(new DateOnly(2026, 5, 31)).Where(p => p.Marketplace != RulePack.House).Should().Equal(later);
    }

    [Fact]
    public void Packs_in_a_folder_stand_beside_the_embedded_ones()
    {
        var folder = Directory.CreateTempSubdirectory("packs-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "x.json"), Pack());
            RuleBook.FromEmbeddedPacks(folder.FullName).Summaries(TimeProvider.System.GetUtcNow()).Should().HaveCount(RuleBook.FromEmbeddedPacks().Summaries(TimeProvider.System.GetUtcNow()).Count + 1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var missing = () => RuleBook.FromEmbeddedPacks(folder.FullName);
        missing.Should().Throw<RulePackException>().WithMessage($"*{folder.FullName}*");
    }

    private static bool IsChinese(char letter) => letter > 0x2E80;

    private static string Pack(string where2 = "https://two.example/") => $$"""
        {
          "marketplace": "x", "name": "X", "version": "1",
          "effectiveFrom": "2026-01-01",
          "sites": ["US"],
          "sources": {
            "A": { "kind": "third-party", "where": "https://one.example/a", "lastRead": "2026-11-21" },
            "B": { "kind": "third-party", "where": "{{where2}}", "lastRead": "2026-11-21" }
          },
          "rules": { "productFill": { "minPercent": { "value": 85, "confidence": "third-party", "sources": ["A", "B"] } } }
        }
        """;
}
