using System.Numerics;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging.Inspection;

public sealed class ComparisonTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void The_same_bytes_are_identical()
    {
        var path = _pictures.Product();
        Pictures.Engine.Compare(path, path).Relation.Should().Be(PictureRelation.Identical);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(75)]
    [InlineData(95)]
    public void Another_quality_is_a_re_encoding(int quality) =>
        Pictures.Engine.Compare(_pictures.Product(), _pictures.Product(quality: quality)).Relation.Should().Be(PictureRelation.Reencoded);

    [Theory]
    [InlineData(300)]
    [InlineData(640)]
    public void Another_size_is_a_re_encoding(int side)
    {
        var original = _pictures.Product();
        var smaller = Pictures.Engine.Render(original, [new RenditionRecipe("small", ImageFormat.Jpeg) { LongestSide = side, Quality = 70 }], _pictures.Folder).Single();
        var comparison = Pictures.Engine.Compare(original, smaller.Path);
        comparison.Relation.Should().Be(PictureRelation.Reencoded);
        comparison.B.Should().Be((side, side));
        BitOperations.PopCount(Hash(original) ^ Hash(smaller.Path)).Should().BeLessThanOrEqualTo(4);
    }

    [Theory]
    [InlineData("<rect x='700' y='60' width='220' height='90' fill='#e00000'/>")]
    [InlineData("<circle cx='140' cy='140' r='90' fill='#ffd000'/>")]
    public void An_added_badge_is_an_edit(string badge) =>
        Pictures.Engine.Compare(_pictures.Product(), _pictures.Product(overlay: badge)).Relation.Should().Be(PictureRelation.Edited);

    [Fact]
    public void Another_product_is_another_picture() =>
        Pictures.Engine.Compare(_pictures.Product(), _pictures.Draw("<rect width='1000' height='1000' fill='#fff'/><ellipse cx='500' cy='500' rx='450' ry='120' fill='#208040'/><circle cx='200' cy='500' r='70' fill='#ffd000'/>"))
            .Relation.Should().Be(PictureRelation.Different);

    [Fact]
    public void The_same_outline_in_other_colours_is_another_picture() =>
        Pictures.Engine.Compare(_pictures.Draw(Panel(1000, 0)), _pictures.Draw(Panel(1000, 0, "#103018", "#a0e0ff", "#c07000"))).Relation.Should().Be(PictureRelation.Different);

    [Fact]
    public void A_margin_added_around_is_an_edit() =>
        Pictures.Engine.Compare(_pictures.Draw(Panel(1000, 0)), _pictures.Draw(Panel(700, 150))).Relation.Should().Be(PictureRelation.Edited);

    private static string Panel(int side, int at, string body = "#b01020", string dot = "#ffd000", string label = "#104080") =>
        $"<rect width='1000' height='1000' fill='#fff'/><svg x='{at}' y='{at}' width='{side}' height='{side}' viewBox='0 0 1000 1000'><rect x='250' y='50' width='500' height='900' fill='{body}'/><circle cx='420' cy='300' r='90' fill='{dot}'/><rect x='300' y='520' width='380' height='200' fill='{label}'/></svg>";

    private static ulong Hash(string path) => Pictures.Engine.Measure(path, null).PerceptualHash;
}
