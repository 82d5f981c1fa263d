using MainImageHub.Domain.Images;

namespace MainImageHub.Tests.Domain.Images;

/// <summary>Contrast with a white page, and what a file's own words make of its origin.</summary>
public sealed class WhitePageTests
{
    [Theory]
    [InlineData("#000000", 21)]
    [InlineData("#ffffff", 1)]
    [InlineData("#ffffff #000000", 21)]
    [InlineData("#fefefe #f0f0f0 #767676 #000000", 4.54)]
    [InlineData("#ff0000", 4)]
    public void The_main_colour_that_is_not_the_page_counts(string colours, double expected) =>
        WhitePage.ContrastOf(colours.Split(' ')).Should().BeApproximately(expected, 0.01);

    [Fact]
    public void Without_colours_there_is_no_contrast() => WhitePage.ContrastOf([]).Should().BeNull();

    [Theory]
    [InlineData("trainedAlgorithmicMedia", null, AssetOrigin.AiMade)]
    [InlineData("compositeWithTrainedAlgorithmicMedia", null, AssetOrigin.AiEdited)]
    [InlineData("digitalCapture", "Midjourney", AssetOrigin.Photo)]
    [InlineData("virtualRecording", null, AssetOrigin.Render)]
    [InlineData("somethingNew", "Blender 4.2", AssetOrigin.Render)]
    [InlineData(null, "Adobe Firefly 3", AssetOrigin.AiMade)]
    [InlineData(null, "Adobe Photoshop 26.1", null)]
    [InlineData(null, null, null)]
    public void What_a_file_says_makes_an_origin_likely(string? type, string? software, AssetOrigin? expected) =>
        Provenance.OriginOf(new MetadataFacts { DigitalSourceType = type, Software = software }).Should().Be(expected);
}
