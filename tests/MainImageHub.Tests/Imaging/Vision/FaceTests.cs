using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Tests.Imaging.Vision;

public sealed class FaceTests : IDisposable
{
    private static readonly Lazy<ImagingEngine> Reader = new(() => ImagingEngine.Start(Pictures.OptionsWith(Pictures.FindFaces)));

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [SharedPicturesTheory]
    [InlineData("people-01-woman-grey.jpg", 0.26, 0.16)]
    [InlineData("people-02-coat.jpg", 0.54, 0.13)]
    [InlineData("people-08-astronaut.png", 0.44, 0.25)]
    [InlineData("product-35-dress-promo.jpg", 0.34, 0.10)]
    public void A_face_is_found_where_it_is(string file, double x, double y)
    {
        var faces = Read(Path.Combine(SharedPictures.Folder!, file)).Faces!;

        faces.Should().NotBeEmpty();
        var box = faces[0].Box;
        (box.X + (box.Width / 2)).Should().BeApproximately(x, 0.2);
        (box.Y + (box.Height / 2)).Should().BeApproximately(y, 0.12);
        faces[0].Confidence.Should().BeGreaterThan(0.75);
    }

    [SharedPicturesTheory]
    [InlineData("product-06-jacket-red.jpg")]
    [InlineData("product-03-golf-ball.jpg")]
    [InlineData("product-17-watch-steel.jpg")]
    public void A_product_has_no_face(string file) => Read(Path.Combine(SharedPictures.Folder!, file)).Faces.Should().BeEmpty();

    [Fact]
    public void A_drawing_without_a_face_has_none() => Read(_pictures.Product()).Faces.Should().NotBeNull().And.BeEmpty();

    [Fact]
    public void Switched_off_faces_are_not_measured_and_the_engine_says_why()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.FindFaces(options);
            options.Faces = false;
        }));

        engine.WhyNoFaces.Should().Contain("Imaging:Faces is false");
        engine.Measure(_pictures.Product(), "a.jpg").Faces.Should().BeNull();
    }

    [Fact]
    public void A_missing_model_leaves_the_engine_working_and_says_where_it_was_looked_for()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(options =>
        {
            Pictures.FindFaces(options);
            options.FaceModelPath = "/nowhere/faces.onnx";
        }));

        engine.WhyNoFaces.Should().Contain("/nowhere/faces.onnx");
        engine.Measure(_pictures.Product(), "a.jpg").Faces.Should().BeNull();
    }

    private static ImageFacts Read(string path) => Reader.Value.Measure(path, Path.GetFileName(path));
}
