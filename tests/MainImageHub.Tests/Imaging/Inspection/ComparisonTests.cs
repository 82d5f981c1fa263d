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

    private static ulong Hash(string path) => Pictures.Engine.Measure(path, null).PerceptualHash;
}
