using MainImageHub.Domain.Images;

namespace MainImageHub.Tests.Imaging.Inspection;

public sealed class BorderTests : IDisposable
{
    private const string Scene = "<defs><linearGradient id='g' x2='1' y2='1'><stop offset='0' stop-color='#204060'/><stop offset='1' stop-color='#e0b070'/></linearGradient></defs>";

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("<rect width='1000' height='1000' fill='#101010'/><rect y='120' width='1000' height='760' fill='url(#g)'/>", BorderKind.Bars)]
    [InlineData("<rect width='1000' height='1000' fill='#c00020'/><rect x='90' width='820' height='1000' fill='url(#g)'/>", BorderKind.Bars)]
    [InlineData("<rect width='1000' height='1000' fill='#102080'/><rect x='40' y='40' width='920' height='920' fill='url(#g)'/>", BorderKind.Frame)]
    [InlineData("<rect width='1000' height='1000' fill='#102080'/><rect x='40' y='40' width='920' height='920' fill='#fff'/><rect x='300' y='250' width='400' height='500' fill='#b01020'/>", BorderKind.Frame)]
    [InlineData("<rect width='1000' height='1000' fill='#fff'/><rect x='60' y='60' width='880' height='880' fill='none' stroke='#333' stroke-width='6'/><rect x='300' y='250' width='400' height='500' fill='#b01020'/>", BorderKind.Line)]
    public void What_was_added_round_a_picture_is_found(string body, BorderKind kind) => Measure(body).Kind.Should().Be(kind);

    [Theory]
    [InlineData("<rect width='1000' height='1000' fill='#fff'/><rect x='100' y='100' width='800' height='800' fill='url(#g)'/>")]
    [InlineData("<rect width='1000' height='1000' fill='#a0a8b0'/><rect x='300' y='150' width='400' height='700' fill='#b01020'/>")]
    [InlineData("<rect width='1000' height='1000' fill='url(#g)'/>")]
    [InlineData("<rect width='1000' height='1000' fill='#101010'/><circle cx='500' cy='500' r='400' fill='#e0e0e0'/>")]
    public void A_plain_background_is_no_border(string body) => Measure(body).Kind.Should().Be(BorderKind.None);

    [Fact]
    public void A_border_is_told_with_its_colour_and_with_what_lies_within()
    {
        var border = Measure("<rect width='1000' height='1000' fill='#101010'/><rect y='120' width='1000' height='760' fill='url(#g)'/>");

        border.Colour.Should().MatchRegex("#(0f|10|11){3}");
        border.Inside!.Value.Y.Should().BeApproximately(0.12, 0.005);
        border.Inside.Value.Height.Should().BeApproximately(0.76, 0.01);
        border.Inside.Value.Width.Should().Be(1);
    }

    private BorderFacts Measure(string body) => Pictures.Engine.Measure(_pictures.Draw(Scene + body), "a.jpg").Border!;
}
