using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging.Inspection;

public sealed class DetailTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Sharp_edges_are_sharp_and_blurred_ones_are_not_whatever_their_contrast()
    {
        Measure(Rings(1600)).Sharpness.Should().BeGreaterThan(0.5);
        Measure(Rings(1600, blur: 6)).Sharpness.Should().BeLessThan(0.3);
        Measure(Rings(1600, ink: "#8090a0")).Sharpness.Should().BeGreaterThan(0.5);
        Measure(Rings(1600, ink: "#8090a0", blur: 6)).Sharpness.Should().BeLessThan(0.3);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(300)]
    public void An_enlarged_picture_holds_no_more_detail_than_the_one_it_was_made_of(int original)
    {
        var small = Convert.ToBase64String(File.ReadAllBytes(Rings(original)));
        var enlarged = _pictures.Draw($"<image width='1500' height='1500' href='data:image/jpeg;base64,{small}'/>", 1500, 1500);

        var detail = Measure(enlarged);

        detail.LookedAtSide.Should().Be(1500);
        detail.DetailSide.Should().BeInRange(original / 2, 749);
        Measure(Rings(1500)).DetailSide.Should().Be(1500);
    }

    [Fact]
    public void An_empty_picture_shows_next_to_nothing_and_its_sharpness_is_not_known()
    {
        var detail = Measure(_pictures.Draw("<rect width='1000' height='1000' fill='#f4f4f4'/><circle cx='500' cy='500' r='90' fill='#e6e6e6'/>"));

        detail.EdgeShare.Should().BeLessThan(0.003);
        detail.Sharpness.Should().BeNull();
        detail.DetailSide.Should().BeNull();
    }

    [Fact]
    public void The_same_picture_has_the_same_facts_whatever_it_is_rendered_to()
    {
        var path = Rings(2400);
        RenditionRecipe[] whole = [new("whole", ImageFormat.Jpeg)];

        var ingested = Pictures.Engine.Ingest(path, "a.jpg", whole, _pictures.Folder).Facts.Detail!;
        var measured = Measure(path);

        (ingested.LookedAtSide, measured.LookedAtSide).Should().Be((1600, 1600));
        ingested.DetailSide!.Value.Should().BeCloseTo(measured.DetailSide!.Value, 100);
    }

    [Fact]
    public void Things_that_stand_apart_are_counted()
    {
        Objects("<circle cx='500' cy='500' r='300' fill='#b01020'/>").Should().Be(1);
        Objects("<circle cx='280' cy='500' r='180' fill='#b01020'/><circle cx='720' cy='500' r='180' fill='#204080'/>").Should().Be(2);
    }

    private int? Objects(string body) => Pictures.Engine.Measure(_pictures.Draw("<rect width='1000' height='1000' fill='#fff'/>" + body), "a.jpg").Product!.Objects;

    /// <summary>Edges of all directions.</summary>
    private string Rings(int side, string ink = "#203040", int blur = 0)
    {
        var rings = string.Concat(Enumerable.Range(1, 9).Select(i => $"<circle cx='500' cy='500' r='{i * 48}' fill='none' stroke='{ink}' stroke-width='18'/>"));
        return _pictures.Draw($"<svg width='{side}' height='{side}' viewBox='0 0 1000 1000'><filter id='b'><feGaussianBlur stdDeviation='{blur}'/></filter><rect width='1000' height='1000' fill='#fff'/><g {(blur > 0 ? "filter='url(#b)'" : "")}>{rings}</g></svg>", side, side);
    }

    private static DetailFacts Measure(string path) => Pictures.Engine.Measure(path, "a.jpg").Detail!;
}
