using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Tests.Domain.Rules;

public sealed class RuleBookTests
{
    private static readonly RuleBook Book = RuleBook.FromEmbeddedPacks();
    private static readonly DateTimeOffset Today = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_faultless_picture_passes_everywhere_and_what_is_not_measured_is_named()
    {
        foreach (var pack in Book.Summaries(Today))
        {
            var site = new SiteCode(pack.Marketplace, pack.Sites[0]);
            var report = Book.Judge(Facts.Good, site, Today);

            report.Verdict.Should().Be(Verdict.Pass, "{0} has {1}", site, string.Join("; ", report.Findings.Select(finding => finding.Message.En)));
            report.Findings.Select(finding => finding.Rule).Concat(report.NotMeasured).Should().BeEquivalentTo(pack.Rules);
            report.NotMeasured.Should().Equal(RuleIds.Duplicate);
            report.RuleSetVersion.Should().Be($"{pack.Marketplace}-{pack.Version}+house-2026.11.22");
        }
    }

    [Fact]
    public void Rules_whose_facts_are_missing_are_not_measured_and_never_pass()
    {
        var report = Judge(Facts.Good with { Background = null, Product = null, Text = null, Border = null, Detail = null });

        report.NotMeasured.Should().Contain([
            RuleIds.WhiteBackground, RuleIds.ProductFill, RuleIds.OverlayText, RuleIds.Border, RuleIds.Sharpness, RuleIds.Upscaled, RuleIds.MultipleProducts, RuleIds.Placeholder]);
        report.Findings.Should().NotContain(finding => report.NotMeasured.Contains(finding.Rule));
    }

    [Theory]
    [InlineData(1, 1, 255, Verdict.Pass)]
    [InlineData(0.4, 0.995, 255, Verdict.Pass)]
    [InlineData(0.3, 0.995, 254, Verdict.Warn)]
    [InlineData(0.1, 0.995, 253, Verdict.Fail)]
    [InlineData(0.98, 0.9899, 255, Verdict.Fail)]
    [InlineData(0.98, 0.99, 255, Verdict.Pass)]
    public void White_is_judged_by_the_median_and_by_the_share_that_is_off_white(double pure, double near, int median, Verdict verdict)
    {
        var finding = Find(Facts.Good with { Background = Facts.White with { PureShare = pure, NearShare = near, Median = median } }, RuleIds.WhiteBackground);

        finding.Verdict.Should().Be(verdict);
        finding.Measured.Should().Be(new WhiteMeasure(pure, near, median, 251));
        finding.Fix.Should().Be(verdict == Verdict.Pass ? null : FixIds.WhitenBackground);
        finding.Source.Should().StartWith("https://sellercentral.amazon.es/");
    }

    [Fact]
    public void An_off_white_background_is_told_with_its_share_its_place_and_what_to_do_in_both_languages()
    {
        var place = new Region(0, 0.6, 1, 0.4);
        var finding = Find(Facts.Good with { Background = Facts.White with { NearShare = 0.927, OffWhite = place } }, RuleIds.WhiteBackground);

        finding.Region.Should().Be(place);
        finding.Message.En.Should().Be("The background is off-white on 7.3 % of its area (allowed 1 %) — whiten it or re-shoot on pure white.");
        finding.Message.Zh.Should().Contain("7.3 %").And.Contain("1 %");
    }

    [Fact]
    public void A_workspace_may_read_white_more_or_less_strictly()
    {
        var grey = Facts.Good with { Background = Facts.White with { Median = 252, NearShare = 0.96 } };
        var lenient = new WhiteTolerance { PureMedian = 252, LeastMedian = 250, MostOffWhite = 0.05 };

        Book.Judge(grey, SiteCode.Parse("amazon/US"), Today, own: new OwnRules { White = lenient }).Verdict.Should().Be(Verdict.Pass);
        Judge(grey).Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void Heavy_compression_that_would_grey_pure_white_is_warned_as_such_and_told_what_to_do()
    {
        var grey = Facts.Good with { Background = Facts.White with { Median = 251, PureShare = 0 } };

        Find(grey with { JpegQuality = 95 }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail);
        Find(grey with { JpegQuality = null }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail);
        Find(grey with { JpegQuality = 30 }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail, "steps of 27 / 8 levels move white to 253 at most");
        var finding = Find(grey with { JpegQuality = 8 }, RuleIds.WhiteBackground);
        finding.Verdict.Should().Be(Verdict.Warn);
        finding.Message.En.Should().Contain("quality 8").And.Contain("original");
    }

    [Fact]
    public void A_white_product_that_melts_into_white_is_left_to_a_person_and_dirt_is_not()
    {
        var doubtful = Facts.White with { NearShare = 0.6, PerhapsProductShare = 0.2 };

        Find(Facts.Good with { Background = doubtful }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.NeedsHuman);
        Find(Facts.Good with { Background = doubtful with { PerhapsProductShare = 0.1 } }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail);
        Find(Facts.Good with { Background = doubtful with { Median = 240 } }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void A_grey_that_may_have_been_left_within_the_product_is_left_to_a_person_who_is_shown_where()
    {
        var place = new Region(0.4, 0.3, 0.2, 0.2);
        var left = Facts.White with { PerhapsLeftShare = 0.05, PerhapsLeft = place };

        var finding = Find(Facts.Good with { Background = left }, RuleIds.WhiteBackground);

        finding.Verdict.Should().Be(Verdict.NeedsHuman);
        finding.Region.Should().Be(place);
        finding.Message.En.Should().Contain("enclosed by the product").And.Contain("5 % of it (allowed 1 %)");
        finding.Message.Zh.Should().Contain("5 %").And.Contain("1 %");
        Find(Facts.Good with { Background = left with { PerhapsLeftShare = 0.009 } }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Pass);
        Find(Facts.Good with { Background = left with { NearShare = 0.9 } }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void Of_an_animation_only_the_first_frame_is_known_to_be_white() =>
        Find(Facts.Good with { Frames = 9 }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.NeedsHuman);

    [Fact]
    public void A_shadow_that_was_not_counted_is_told() =>
        Find(Facts.Good with { Background = Facts.White with { ShadowShare = 0.04 } }, RuleIds.WhiteBackground).Message.En.Should().Contain("shadow (4 %");

    [Fact]
    public void A_picture_without_background_is_left_to_a_person() =>
        Find(Facts.Good with { Background = Facts.White with { Share = 0.001 } }, RuleIds.WhiteBackground).Verdict.Should().Be(Verdict.NeedsHuman);

    [Theory]
    [InlineData(84.9, 0.9, Verdict.Fail)]
    [InlineData(84.96, 0.9, Verdict.Pass)]
    [InlineData(85, 0.9, Verdict.Pass)]
    [InlineData(50, 0.4, Verdict.NeedsHuman)]
    public void Fill_is_judged_where_the_product_is_certain(double percent, double confidence, Verdict verdict) =>
        Find(Facts.Good with { Product = Facts.Filling(percent, confidence) }, RuleIds.ProductFill).Verdict.Should().Be(verdict);

    [Fact]
    public void Fill_is_told_in_the_direction_in_which_it_counts_with_the_other_beside_it()
    {
        Fill(0.4, 0.6).Message.En.Should().Be("The product covers 60 % of the picture's height and 40 % of its width; one of the two has to be at least 85 % — crop closer.");
        Fill(0.4, 0.6).Message.Zh.Should().Be("商品只占图片高度的 60 %、宽度的 40 %，两者之一须达到 85 %，请裁剪得更近。");
        Fill(0.9, 0.25).Message.En.Should().Be("The product covers 90 % of the picture's width and 25 % of its height.");
        Fill(0.9, 0.25).Message.Zh.Should().Be("商品占图片宽度的 90 %、高度的 25 %。");
        Fill(0.9, 0.25).Measured.Should().Be(90.0);

        static Finding Fill(double width, double height) => Find(
            Facts.Good with { Product = new ProductFacts { Box = new Region(0.05, 0.05, width, height), FillPercent = 100 * Math.Max(width, height), Confidence = 0.9 } }, RuleIds.ProductFill);
    }

    [Theory]
    [InlineData("amazon/US", 499, 300, Verdict.Fail, null)]
    [InlineData("amazon/US", 500, 300, Verdict.Warn, null)]
    [InlineData("amazon/US", 999, 999, Verdict.Warn, null)]
    [InlineData("amazon/US", 1000, 300, Verdict.Pass, null)]
    [InlineData("amazon/US", 10001, 9000, Verdict.Fail, FixIds.Resize)]
    [InlineData("lazada/SG", 2000, 329, Verdict.Fail, null)]
    [InlineData("lazada/SG", 2000, 330, Verdict.Warn, null)]
    [InlineData("lazada/SG", 5001, 5001, Verdict.Fail, FixIds.Resize)]
    [InlineData("shopify/-", 4500, 4500, Verdict.Warn, FixIds.Resize)]
    [InlineData("shopify/-", 5001, 4000, Verdict.Fail, FixIds.Resize)]
    [InlineData("tiktokshop/GB", 400, 400, Verdict.Pass, null)]
    [InlineData("tiktokshop/US", 400, 400, Verdict.Warn, null)]
    [InlineData("mercadolibre/BR", 499, 900, Verdict.Fail, null)]
    [InlineData("mercadolibre/BR", 4000, 4000, Verdict.Pass, null)]
    public void Dimensions_follow_each_marketplaces_numbers(string profile, int width, int height, Verdict verdict, string? fix)
    {
        var finding = Find(Facts.Good with { Width = width, Height = height }, RuleIds.Dimensions, profile);

        finding.Verdict.Should().Be(verdict);
        finding.Fix.Should().Be(fix);
        finding.Measured.Should().Be(new PixelSize(width, height));
    }

    [Theory]
    [InlineData("walmart/US", ImageFormat.Gif, Verdict.Fail)]
    [InlineData("amazon/US", ImageFormat.Gif, Verdict.Pass)]
    [InlineData("amazon/US", ImageFormat.WebP, Verdict.Fail)]
    [InlineData("aliexpress/-", ImageFormat.WebP, Verdict.Warn)]
    public void Formats_are_judged_by_the_bytes(string profile, ImageFormat format, Verdict verdict) =>
        Find(Facts.Good with { Format = format }, RuleIds.Format, profile).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData("tiktokshop/US", ImageFormat.WebP, Verdict.Warn)]
    [InlineData("tiktokshop/GB", ImageFormat.WebP, Verdict.Pass)]
    public void What_a_stricter_text_of_the_same_marketplace_leaves_out_is_warned(string profile, ImageFormat format, Verdict verdict) =>
        Find(Facts.Good with { Format = format }, RuleIds.Format, profile).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData("ebay/US", 89, Verdict.Warn)]
    [InlineData("ebay/US", 90, Verdict.Pass)]
    [InlineData("amazon/US", 60, Verdict.Pass)]
    public void A_poor_jpeg_is_warned_where_the_marketplace_does(string profile, int quality, Verdict verdict) =>
        Find(Facts.Good with { JpegQuality = quality }, RuleIds.Format, profile).Verdict.Should().Be(verdict);

    [Fact]
    public void Black_and_white_is_warned_where_colour_is_asked_for_and_deep_colour_where_eight_bits_are()
    {
        Find(Facts.Good with { ColourSpace = ColourSpace.Grey }, RuleIds.ColourSpace, "tiktokshop/GB").Message.En.Should().Contain("black and white");
        Find(Facts.Good with { ColourSpace = ColourSpace.Grey }, RuleIds.ColourSpace, "amazon/US").Verdict.Should().Be(Verdict.Pass);
        Find(Facts.Good with { BitDepth = 16 }, RuleIds.ColourSpace, "walmart/US").Verdict.Should().Be(Verdict.Warn);
        Find(Facts.Good with { BitDepth = 16 }, RuleIds.ColourSpace, "amazon/US").Verdict.Should().Be(Verdict.Pass);
    }

    [Theory]
    [InlineData("Home > Curtains & Drapes", true)]
    [InlineData("Table Lamps", true)]
    [InlineData("LAMP", true)]
    [InlineData("窗帘", true)]
    [InlineData("家居/台灯", true)]
    [InlineData("Lamp Shades", false)]
    [InlineData("Clamps", false)]
    [InlineData("Kitchen", false)]
    public void A_category_is_known_by_its_last_word_in_both_languages(string category, bool excepted)
    {
        var scene = Facts.Good with { Background = Facts.White with { NearShare = 0, Median = 120 } };

        var judged = Book.Judge(scene, SiteCode.Parse("amazon/US"), Today, category).Findings.SingleOrDefault(f => f.Rule == RuleIds.WhiteBackground);

        (judged?.Verdict != Verdict.Fail).Should().Be(excepted);
    }

    [Fact]
    public void A_name_that_lies_about_the_format_is_warned() =>
        Find(Facts.Good with { ExtensionMatches = false }, RuleIds.Format).Verdict.Should().Be(Verdict.Warn);

    [Theory]
    [InlineData("lazada/MY", 1_048_577, Verdict.Warn)]
    [InlineData("lazada/MY", 3_145_729, Verdict.Fail)]
    [InlineData("walmart/US", 5_242_881, Verdict.Fail)]
    [InlineData("amazon/US", 10_485_761, Verdict.Warn)]
    public void File_size_fails_where_the_number_is_certain(string profile, long bytes, Verdict verdict)
    {
        var finding = Find(Facts.Good with { Bytes = bytes }, RuleIds.FileSize, profile);

        finding.Verdict.Should().Be(verdict);
        finding.Fix.Should().Be(FixIds.FitBytes);
    }

    [Theory]
    [InlineData("walmart/US", 1000, 1009, Verdict.Pass)]
    [InlineData("walmart/US", 1000, 1200, Verdict.Fail)]
    [InlineData("amazon/US", 1000, 1200, Verdict.Pass)]
    [InlineData("tiktokshop/US", 900, 1200, Verdict.Pass)]
    [InlineData("tiktokshop/US", 900, 1400, Verdict.Warn)]
    public void Aspect_ratio_is_demanded_advised_or_only_mentioned(string profile, int width, int height, Verdict verdict) =>
        Find(Facts.Good with { Width = width, Height = height }, RuleIds.AspectRatio, profile).Verdict.Should().Be(verdict);

    [Fact]
    public void House_rules_warn_everywhere_and_offer_the_repair()
    {
        var report = Judge(Facts.Good with
        {
            ColourSpace = ColourSpace.AdobeRgb,
            HasAlpha = true,
            TransparentShare = 0.25,
            Frames = 12,
            Metadata = new MetadataFacts { HasGps = true },
        }, "etsy/-");

        report.Verdict.Should().Be(Verdict.Warn);
        report.Findings.Where(finding => finding.Verdict == Verdict.Warn).ToDictionary(finding => finding.Rule, finding => finding.Fix).Should().Equal(
            new Dictionary<string, string?>
            {
                [RuleIds.ColourSpace] = FixIds.ConvertToSrgb,
                [RuleIds.Transparency] = FixIds.Flatten,
                [RuleIds.Animation] = FixIds.PickFrame,
                [RuleIds.GpsMetadata] = FixIds.StripMetadata,
            });
    }

    [Fact]
    public void Cmyk_fails_where_rgb_is_official() =>
        Find(Facts.Good with { ColourSpace = ColourSpace.Cmyk }, RuleIds.ColourSpace, "walmart/US").Verdict.Should().Be(Verdict.Fail);

    [Theory]
    [InlineData(null, Verdict.Fail)]
    [InlineData("Home/Kitchen", Verdict.Fail)]
    [InlineData("Home / curtains", Verdict.Warn)]
    public void A_category_exception_softens_the_white_background(string? category, Verdict verdict) =>
        Book.Judge(Facts.Good with { Background = Facts.White with { Median = 230 } }, SiteCode.Parse("amazon/DE"), Today, category)
            .Verdict.Should().Be(verdict);

    [Theory]
    [InlineData("amazon/US", Verdict.Fail)]
    [InlineData("ebay/US", Verdict.Fail)]
    [InlineData("aliexpress/-", Verdict.Warn)]
    public void A_border_fails_where_several_or_the_marketplace_itself_say_so(string profile, Verdict verdict)
    {
        var finding = Find(Facts.Good with { Border = new BorderFacts { Kind = BorderKind.Bars, Colour = "#101010", Inside = new Region(0, 0.1, 1, 0.8) } }, RuleIds.Border, profile);

        finding.Should().BeEquivalentTo(new { Verdict = verdict, Measured = "bars", Region = new Region(0, 0.1, 1, 0.8) });
        finding.Message.En.Should().Contain("#101010").And.Contain("crop");
    }

    [Theory]
    [InlineData(0.29, Verdict.Warn)]
    [InlineData(0.35, Verdict.NeedsHuman)]
    [InlineData(0.42, Verdict.Pass)]
    [InlineData(null, Verdict.NeedsHuman)]
    public void A_blurred_product_is_warned_of_and_a_soft_one_left_to_a_person(double? sharpness, Verdict verdict) =>
        Find(Facts.Good with { Detail = Facts.Sharp(sharpness) }, RuleIds.Sharpness).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData(0.7, 800, Verdict.Pass)]
    [InlineData(0.5, 799, Verdict.Warn)]
    [InlineData(0.2, 300, Verdict.NeedsHuman)]
    [InlineData(null, null, Verdict.NeedsHuman)]
    public void An_enlargement_is_told_from_what_is_only_out_of_focus(double? sharpness, int? detailSide, Verdict verdict) =>
        Find(Facts.Good with { Detail = Facts.Sharp(sharpness, detailSide) }, RuleIds.Upscaled).Verdict.Should().Be(verdict);

    [Fact]
    public void Detail_that_was_not_looked_for_in_full_size_is_not_promised() =>
        Find(Facts.Good, RuleIds.Upscaled).Message.En.Should().Contain("as far as it was looked at (1,600 px)");

    [Theory]
    [InlineData(1, 0.9, Verdict.Pass)]
    [InlineData(3, 0.9, Verdict.NeedsHuman)]
    [InlineData(1, 0.3, Verdict.NeedsHuman)]
    public void Several_things_are_a_persons_to_judge(int objects, double confidence, Verdict verdict) =>
        Find(Facts.Good with { Product = Facts.Filling(96, confidence) with { Objects = objects } }, RuleIds.MultipleProducts).Verdict.Should().Be(verdict);

    [Theory]
    [InlineData(0, Verdict.NeedsHuman)]
    [InlineData(1, Verdict.Warn)]
    public void A_model_is_found_where_the_category_wants_none(int faces, Verdict verdict)
    {
        var facts = Facts.Good with { Faces = [.. Enumerable.Repeat(new FaceRegion { Box = new Region(0.4, 0.1, 0.1, 0.1), Confidence = 0.9 }, faces)] };

        Book.Judge(facts, SiteCode.Parse("amazon/US"), Today, "Shoes").Findings.Single(f => f.Rule == RuleIds.Person).Verdict.Should().Be(verdict);
        Judge(facts).Findings.Should().NotContain(f => f.Rule == RuleIds.Person);
    }

    [Fact]
    public void A_picture_that_shows_next_to_nothing_may_be_a_placeholder() =>
        Find(Facts.Good with { Detail = Facts.Sharp(null, null) with { EdgeShare = 0.001 } }, RuleIds.Placeholder, "ebay/US").Verdict.Should().Be(Verdict.NeedsHuman);

    [Fact]
    public void The_pack_of_the_day_is_used()
    {
        var packs = RulePackReader.ReadEmbedded();
        var amazon = packs.Single(pack => pack.Marketplace == "amazon");
        var stricter = amazon with
        {
            Version = "2027.1",
            EffectiveFrom = new DateOnly(2027, 1, 31),
            Rules = new Dictionary<string, RuleLimits>(amazon.Rules)
            {
                [RuleIds.ProductFill] = new ProductFillLimits
                {
                    MinPercent = ((ProductFillLimits)amazon.Rules[RuleIds.ProductFill]).MinPercent with { Value = 98 },
                },
            },
        };
        var book = new RuleBook([.. packs.Where(pack => pack != amazon), amazon with { EffectiveUntil = new DateOnly(2027, 1, 31) }, stricter]);
        var site = SiteCode.Parse("amazon/US");

        book.Judge(Facts.Good, site, new(2027, 1, 30, 23, 59, 0, TimeSpan.Zero)).Verdict.Should().Be(Verdict.Pass);
        var later = book.Judge(Facts.Good, site, new(2027, 1, 31, 0, 0, 0, TimeSpan.Zero));
        later.Verdict.Should().Be(Verdict.Fail);
        later.RuleSetVersion.Should().StartWith("amazon-2027.1+");
    }

    [Fact]
    public void A_site_without_rules_is_refused()
    {
        var judge = () => Judge(Facts.Good, "nowhere/US");
        judge.Should().Throw<ArgumentException>().WithMessage("*nowhere/US*");
    }

    [Fact]
    public void A_picture_that_no_other_product_has_passes()
    {
        var finding = Judge(PictureLikes.None);
        finding.Verdict.Should().Be(Verdict.Pass);
        finding.Measured.Should().Be(0);
    }

    [Theory]
    [InlineData("amazon/US")]
    [InlineData("tiktokshop/US")]
    public void Another_products_picture_is_warned_with_the_product_and_never_fails(string profile)
    {
        LikeUse[] uses = [new("MUG-1", Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), 2), new("MUG-2", Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), 3)];
        var finding = Judge(new PictureLikes(uses, null), profile);
        finding.Verdict.Should().Be(Verdict.Warn);
        finding.Measured.Should().Be(new DuplicateMeasure(2, "MUG-1", 2, uses[0].ProductId, uses[0].VersionId, uses[0].AssetId));
        finding.Message.En.Should().Contain("MUG-1 and 1 more").And.Contain("looks the same");
        finding.Message.Zh.Should().Contain("MUG-1").And.Contain("2 个商品");
    }

    [Fact]
    public void A_blocked_picture_fails_with_the_complaints_name_in_both_languages()
    {
        var block = new LikeBlocked(Guid.CreateVersion7(), "AMZ-4711", 5, Today);
        var finding = Judge(new PictureLikes([], block));
        finding.Verdict.Should().Be(Verdict.Fail);
        finding.Measured.Should().Be(new BlockedMeasure("AMZ-4711", 5, block.Id));
        new[] { finding.Message.En, finding.Message.Zh, finding.Source, finding.SourceZh }.Should().OnlyContain(text => text!.Contains("AMZ-4711"));
    }

    private static Finding Judge(PictureLikes likes, string profile = "amazon/US") =>
        Book.Judge(Facts.Good, SiteCode.Parse(profile), Today, likes: likes).Findings.Single(f => f.Rule == RuleIds.Duplicate);

    private static ComplianceReport Judge(ImageFacts facts, string profile = "amazon/US") => Book.Judge(facts, SiteCode.Parse(profile), Today);

    private static Finding Find(ImageFacts facts, string rule, string profile = "amazon/US") =>
        Judge(facts, profile).Findings.Single(finding => finding.Rule == rule);
}
