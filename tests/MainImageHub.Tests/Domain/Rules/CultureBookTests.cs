using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Rules.Cultures;

namespace MainImageHub.Tests.Domain.Rules;

public sealed class CultureBookTests
{
    private static readonly CultureBook Book = CultureBook.FromEmbedded();

    [Fact]
    public void Every_note_is_said_in_both_languages_with_an_address_and_for_sites_that_marketplaces_have()
    {
        var sites = RulePackReader.ReadEmbedded().SelectMany(pack => pack.Sites).Concat(["HK", "KR", "KW", "QA", "BH", "OM", "CN", "AT", "PT", "GR", "CZ", "HU", "RO", "DK", "FI"]).ToHashSet();
        foreach (var note in Book.Notes)
        {
            note.Says.En.Should().NotBeNullOrWhiteSpace();
            note.Says.Zh.Should().MatchRegex("[\\u4e00-\\u9fff]");
            Uri.TryCreate(note.Source, UriKind.Absolute, out _).Should().BeTrue(note.Source);
            note.Sites.Should().NotBeEmpty().And.OnlyContain(site => sites.Contains(site));
        }
    }

    [Fact]
    public void A_country_has_its_own_notes_and_a_marketplace_its_own_in_a_country()
    {
        Book.For(new SiteCode("amazon", "SA")).Select(n => n.Topic).Should().Contain([CultureTopic.Religion, CultureTopic.Food, CultureTopic.Body, CultureTopic.Politics]);
        Book.For(new SiteCode("walmart", "US")).Should().ContainSingle();
        Book.For(new SiteCode("amazon", "US")).Should().BeEmpty();
        Book.For(new SiteCode("aliexpress", "-")).Should().BeEmpty();
        Book.For(new SiteCode("amazon", "UK")).Should().BeEquivalentTo(Book.For(new SiteCode("amazon", "GB")));
    }

    [Fact]
    public void What_is_measured_is_answered_and_a_face_not_found_proves_nothing()
    {
        var purple = Facts.Good with { DominantColours = ["#ffffff", "#7030a0"], Faces = [new FaceRegion { Box = new Region(0, 0, 0.1, 0.1), Confidence = 0.9 }] };
        var plain = Facts.Good with { DominantColours = ["#ffffff", "#203040"], Faces = [] };

        Seen(purple, "amazon/BR", CultureMeasure.Purple).Should().BeTrue();
        Seen(plain, "amazon/BR", CultureMeasure.Purple).Should().BeFalse();
        Seen(purple, "amazon/SA", CultureMeasure.Persons).Should().BeTrue();
        Seen(plain, "amazon/SA", CultureMeasure.Persons).Should().BeNull();
        Book.Answer(SiteCode.Parse("amazon/SA"), purple)[0].Seen.Should().BeTrue("what is there comes first");
        Book.Answer(SiteCode.Parse("amazon/SA"), plain).Should().Contain(a => a.Note.Measure == null && a.Seen == null, "symbols are a person's to see");
    }

    [Fact]
    public void Every_note_has_an_id_of_its_own() => Book.Notes.Select(note => note.Id).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id.Length > 3);

    [Fact]
    public void A_checklist_asks_each_thing_once_and_not_what_was_measured_and_is_not_there()
    {
        var plain = Facts.Good with { DominantColours = ["#ffffff", "#203040"], Faces = [] };
        var list = Book.ChecklistFor([SiteCode.Parse("amazon/BR"), SiteCode.Parse("amazon/MX"), SiteCode.Parse("amazon/US")], plain);

        list.Items.Select(item => item.Note.Id).Should().BeEquivalentTo("br-mx.purple-death", "mx.yellow-flowers", "br.brown-green");
        list.Items.Single(item => item.Note.Id == "br-mx.purple-death").Sites.Should().HaveCount(2);
        var kept = list.Confirm(["br.brown-green"])!;
        (kept.Confirmed, kept.Open, kept.Version).Should().BeEquivalentTo((new[] { "br.brown-green" }, new[] { "mx.yellow-flowers" }, Book.Version), "small flowers are not among the dominant colours");
        list.Confirm([])!.Open.Should().BeEquivalentTo("br.brown-green", "mx.yellow-flowers");
        Book.ChecklistFor([SiteCode.Parse("amazon/US")], plain).Confirm([]).Should().BeNull();
        list.Invoking(l => l.Confirm(["jp.lotus"])).Should().Throw<MainImageHub.Domain.ProblemException>();
    }

    private static bool? Seen(ImageFacts facts, string profile, CultureMeasure measure) => Book.Answer(SiteCode.Parse(profile), facts).First(a => a.Note.Measure == measure).Seen;
}
