using System.ComponentModel.DataAnnotations;
using MainImageHub.Imaging.Native;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Pipeline;

namespace MainImageHub.Tests.Imaging;

public sealed class BadInputTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void An_empty_file_is_refused() => Refused(_pictures.Write(".jpg")).Should().Be("image.empty");

    [Fact]
    public void Text_with_a_picture_name_is_refused() =>
        Refused(_pictures.Write(".jpg", "This is not a picture, whatever its name says."u8)).Should().Be("image.notAnImage");

    [Fact]
    public void A_single_byte_is_refused() => Refused(_pictures.Write(".png", 0x89)).Should().Be("image.notAnImage");

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("\uFEFF<?xml version='1.0'?><!-- x --><svg onload='alert(1)'/>")]
    public void A_drawing_with_a_script_is_refused_even_under_another_name(string svg) =>
        Refused(_pictures.Write(".png", System.Text.Encoding.UTF8.GetBytes(svg))).Should().Be("image.svg");

    [Fact]
    public void A_bitmap_is_refused_with_a_way_out()
    {
        var bmp = new byte[64];
        (bmp[0], bmp[1]) = ((byte)'B', (byte)'M');
        var refused = FluentActions.Invoking(() => Pictures.Engine.Measure(_pictures.Write(".bmp", bmp), "a.bmp")).Should().Throw<ImageRefusedException>().Which;
        refused.Code.Should().Be("image.formatNotSupported");
        refused.Text.En.Should().Contain("BMP").And.Contain("JPEG");
        refused.Text.Zh.Should().Contain("BMP");
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 0.3)]
    [InlineData(ImageFormat.Jpeg, 0.97)]
    [InlineData(ImageFormat.Png, 0.5)]
    [InlineData(ImageFormat.WebP, 0.5)]
    public void A_cut_off_file_is_refused(ImageFormat format, double kept)
    {
        var whole = File.ReadAllBytes(_pictures.Product(format: format));
        Refused(_pictures.Write(".bin", whole.AsSpan(0, (int)(whole.Length * kept)))).Should().Be("image.truncated");
    }

    [Fact]
    public void A_header_that_claims_60000_by_60000_pixels_is_refused_before_decoding()
    {
        var held = ImagingEngine.NativeMemory;
        Refused(_pictures.Write(".png", Pictures.Png(60_000, 60_000, 8, 2, new byte[1000]))).Should().Be("image.tooManyPixels");
        ImagingEngine.NativeMemory.Should().BeLessThan(held + 10_000_000);
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_by_its_length()
    {
        var engine = ImagingEngine.Start(Pictures.OptionsWith(o => o.MaxBytes = 1000));
        FluentActions.Invoking(() => engine.Measure(_pictures.Product(), "a.jpg")).Should().Throw<ImageRefusedException>().Which.Code.Should().Be("image.tooLarge");
    }

    [Fact]
    public void The_size_of_a_jpeg_is_the_one_that_is_decoded_whatever_is_claimed_behind_it()
    {
        var bytes = File.ReadAllBytes(_pictures.Product());
        byte[] second = [0xFF, 0xC0, 0, 11, 8, 0x1F, 0x40, 0x1F, 0x40, 1, 1, 0x11, 0];
        var path = _pictures.Write(".jpg", [.. bytes[..^2], .. second, .. bytes[^2..]]);
        try
        {
            var facts = Pictures.Engine.Measure(path, "a.jpg");
            (facts.Width, facts.Height).Should().Be((1000, 1000));
        }
        catch (ImageRefusedException refused)
        {
            refused.Code.Should().Be("image.corrupt");
        }
    }

    [Fact]
    public void More_pixels_than_a_buffer_holds_cannot_be_allowed()
    {
        FluentActions.Invoking(() => ImagingEngine.Start(Pictures.OptionsWith(o => o.MaxPixels = 536_870_912))).Should().Throw<ValidationException>().WithMessage("*MaxPixels*");
        ImagingEngine.Start(Pictures.OptionsWith(o => o.MaxPixels = 500_000_000));
    }

    [Fact]
    public void Two_pictures_that_are_compared_share_one_deadline()
    {
        var time = new Timers();
        ImagingEngine.Start(Pictures.OptionsWith(), time).Compare(_pictures.Product(), _pictures.Product(60));
        time.Started.Should().Be(1);
    }

    [Fact]
    public void A_png_with_a_wrong_checksum_is_refused_as_damaged()
    {
        var bytes = File.ReadAllBytes(_pictures.Product(format: ImageFormat.Png));
        bytes[bytes.Length / 2] ^= 0xFF;
        Refused(_pictures.Write(".png", bytes)).Should().Be("image.corrupt");
    }

    [Fact]
    public void A_jpeg_with_an_archive_behind_it_is_read_as_the_jpeg_and_the_rest_never_leaves()
    {
        byte[] polyglot = [.. File.ReadAllBytes(_pictures.Product()), .. "PK\x03\x04<script>alert(1)</script>"u8];
        var path = _pictures.Write(".jpg", polyglot);
        var result = Pictures.Engine.Ingest(path, "a.jpg", StandardRecipes.All, _pictures.Folder);
        result.Facts.Format.Should().Be(ImageFormat.Jpeg);
        foreach (var file in result.Files)
        {
            File.ReadAllBytes(file.Path).AsSpan().IndexOf("<script>"u8).Should().Be(-1);
        }
    }

    [Theory]
    [InlineData("photo.png", false)]
    [InlineData("photo.JPEG", true)]
    [InlineData("photo", null)]
    [InlineData("../../etc/passwd", null)]
    [InlineData("..\\..\\x.jpg", true)]
    public void The_name_is_compared_with_the_bytes_and_not_trusted(string name, bool? matches) =>
        Pictures.Engine.Measure(_pictures.Product(), name).ExtensionMatches.Should().Be(matches);

    [Fact]
    public void A_name_of_4000_characters_is_harmless() =>
        Pictures.Engine.Measure(_pictures.Product(), new string('x', 4000) + ".jpg").ExtensionMatches.Should().BeTrue();

    [Fact]
    public void A_cancelled_call_stops_as_cancelled() =>
        FluentActions.Invoking(() => Pictures.Engine.Measure(_pictures.Product(), null, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();

    [Fact]
    public void A_missing_library_says_where_it_was_looked_for() =>
        FluentActions.Invoking(() => ImagingEngine.Start(new ImagingOptions { LibvipsPath = "/nowhere/libvips.so" })).Should().Throw<ImagingUnavailableException>();

    private static string Refused(string path) =>
        FluentActions.Invoking(() => Pictures.Engine.Measure(path, Path.GetFileName(path))).Should().Throw<ImageRefusedException>().Which.Code;

    private sealed class Timers : TimeProvider
    {
        public int Started { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Started++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
