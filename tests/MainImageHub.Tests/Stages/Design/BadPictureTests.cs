using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Design;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Design;

public sealed class BadPictureTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    public static TheoryData<string, string> UnusableFiles => new()
    {
        { "empty", "image.empty" },
        { "text", "image.notAnImage" },
        { "svg", "image.svg" },
        { "truncated", "image.truncated" },
        { "bomb", "image.tooManyPixels" },
        { "damaged", "image.corrupt" },
    };

    [Theory]
    [MemberData(nameof(UnusableFiles))]
    public async Task An_unusable_file_is_taken_and_ends_rejected_with_a_reason_in_both_languages(string kind, string code)
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Unusable(kind));
        version.Text("status").Should().Be("rejected");
        var problem = version.GetProperty("problem");
        problem.Text("code").Should().Be(code);
        problem.GetProperty("message").ShouldSpeakBothLanguages();
        version.TryGetProperty("asset", out _).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(UnusableFiles))]
    public async Task A_check_refuses_the_same_files_at_once(string kind, string code) =>
        await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(Unusable(kind)), "picture.jpg", "amazon/US").ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, code);

    [Theory]
    [InlineData("")]
    [InlineData("with a key")]
    public async Task A_file_of_200_MB_is_refused_before_it_was_sent(string key)
    {
        var image = await app.PlannedImageAsync();
        var file = new EndlessFile(200L * 1024 * 1024);
        await app.Owner.SendFormAsync($"/api/v1/main-images/{image.Id}/versions", file, "huge.tif", key: key.Length == 0 ? null : $"{key} {image.Id}").ShouldBeRefusedAsync(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
        file.Sent.Should().BeLessThan(150L * 1024 * 1024);
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == image.Id))).Should().Be(0);
    }

    [Theory]
    [InlineData("compliance/check", "")]
    [InlineData("compliance/check", "with a key")]
    [InlineData("metrics/imports", "")]
    [InlineData("metrics/imports", "with a key")]
    public async Task A_file_of_200_MB_that_does_not_say_its_length_is_refused_with_an_answer(string path, string key)
    {
        var file = new EndlessFile(200L * 1024 * 1024, tellsLength: false);
        await app.Owner.SendFormAsync($"/api/v1/{path}", file, "huge.bin", key: key.Length == 0 ? null : $"{key} {path}").ShouldBeRefusedAsync(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
    }

    [Fact]
    public async Task The_limit_that_the_form_names_is_the_one_that_holds()
    {
        var image = await app.PlannedImageAsync();
        using var browser = new Browser(app.Address);
        await browser.SignInAsync();
        (await browser.ReadAsync($"/w/home/images/{image.Id}")).Should().Contain("up to 64 MB and 100 megapixels").And.Contain("data-max=\"67108864\"");
        var answer = app.Owner.SendFormAsync($"/api/v1/main-images/{image.Id}/versions", new EndlessFile(65L * 1024 * 1024), "large.tif");
        await answer.ShouldBeRefusedAsync(HttpStatusCode.RequestEntityTooLarge, "tooLarge");
        (await HubApp.JsonAsync(await answer)).Text("detail").Should().Contain("64 MB");
    }

    [Fact]
    public async Task A_wrong_extension_is_taken_by_its_bytes_and_found()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, File.ReadAllBytes(pictures.Product()), "product.png");
        version.Text("status").Should().Be("ready");
        version.GetProperty("asset").Text("format").Should().Be("jpeg");
        Finding(version.GetProperty("compliance"), "format").Text("verdict").Should().NotBe("pass");
    }

    [Fact]
    public async Task An_animated_picture_is_taken_and_fails_its_rule()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Uploads.AnimatedGif(), "moving.gif");
        version.Text("status").Should().Be("ready");
        Finding(version.GetProperty("compliance"), "animation").Text("verdict").Should().Be("fail");

        var still = await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version.Id()}/fix", new { fixes = new[] { "pickFrame" } }).AcceptedAsync();
        await app.RunWorkAsync();
        Finding((await app.VersionAsync(still.Id())).GetProperty("compliance"), "animation").Text("verdict").Should().Be("pass");
    }

    [Fact]
    public async Task A_cmyk_picture_is_taken_and_its_renditions_are_srgb()
    {
        var image = await app.PlannedImageAsync();
        var version = await app.ProcessAsync(image.Id, Uploads.CmykTiff(), "print.tif");
        version.Text("status").Should().Be("ready");
        var finding = Finding(version.GetProperty("compliance"), "colourSpace");
        finding.Text("verdict").Should().NotBe("pass");
        finding.Text("measured").Should().Be("cmyk");
    }

    [Fact]
    public async Task Of_a_check_nothing_is_kept_whatever_key_it_came_with()
    {
        var key = $"check {Guid.CreateVersion7()}";
        foreach (var profile in new[] { "walmart/US", "amazon/US" })
        {
            var answer = await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(Uploads.AnimatedGif()), "a.gif", profile, key: key);
            (await HubApp.JsonAsync(answer)).Text("profile").Should().Be(profile);
        }

        (await app.WithDbAsync(db => db.IdempotentAnswers.CountAsync(a => a.Key == key))).Should().Be(0);
    }

    [Fact]
    public async Task A_readable_picture_in_a_format_the_marketplace_does_not_take_is_an_answer_not_an_error()
    {
        var response = await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(Uploads.AnimatedGif()), "a.gif", "walmart/US");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var report = await HubApp.JsonAsync(response);
        report.Text("profile").Should().Be("walmart/US");
        Finding(report, "format").Text("verdict").Should().Be("fail");
        Finding(report, "format").GetProperty("message").ShouldSpeakBothLanguages();
    }

    [Theory]
    [InlineData("amazon/XX")]
    [InlineData("nowhere/US")]
    [InlineData("house/US")]
    [InlineData("Amazon US")]
    [InlineData("")]
    public async Task A_check_for_a_site_without_rules_is_refused(string profile) =>
        await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(File.ReadAllBytes(pictures.Product())), "a.jpg", profile).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "compliance.unknownProfile");

    [Fact]
    public async Task A_check_stores_nothing()
    {
        var bytes = File.ReadAllBytes(pictures.Product(seed: 99));
        (await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(bytes), "a.jpg", "amazon/US")).StatusCode.Should().Be(HttpStatusCode.OK);
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        (await app.WithDbAsync(db => db.Assets.AnyAsync(a => a.Sha256 == sha))).Should().BeFalse();
        Directory.EnumerateFiles(Path.GetTempPath(), "hub-check-*").Where(f => new FileInfo(f).Length == bytes.Length).Should().BeEmpty();
    }

    [Theory]
    [InlineData("../../etc/passwd.jpg", "passwd.jpg")]
    [InlineData("C:\\Users\\me\\main.jpg", "main.jpg")]
    [InlineData("主图.jpg", "主图.jpg")]
    [InlineData("a\u202Egpj.exe", "agpj.exe")]
    [InlineData("..", "picture")]
    public async Task A_file_name_is_only_a_name(string sent, string kept)
    {
        var image = await app.PlannedImageAsync();
        var accepted = await app.Owner.UploadAsync(image.Id, [1], sent).AcceptedAsync();
        (await app.VersionAsync(accepted.Id())).Text("fileName").Should().Be(kept);
    }

    [Fact]
    public async Task A_file_name_of_4000_characters_is_shortened_before_its_extension()
    {
        var image = await app.PlannedImageAsync();
        var accepted = await app.Owner.UploadAsync(image.Id, [1], new string('图', 4000) + ".jpg").AcceptedAsync();
        (await app.VersionAsync(accepted.Id())).Text("fileName").Should().HaveLength(200).And.EndWith("图.jpg");
        UploadedFileName.Clean("a\0b\r\nc\u0085.png").Should().Be("abc.png");
    }

    [Fact]
    public async Task A_form_without_a_file_says_so()
    {
        var image = await app.PlannedImageAsync();
        var address = $"/api/v1/main-images/{image.Id}/versions";
        using var other = new MultipartFormDataContent { { new StringContent("x"), "comment" } };
        await app.Owner.PostAsync(address, other).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "upload.fileMissing");
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        await app.Owner.PostAsync(address, json).ShouldBeRefusedAsync(HttpStatusCode.UnsupportedMediaType, "unsupportedMediaType");
        using var unbounded = new ByteArrayContent([1]);
        unbounded.Headers.ContentType = new("multipart/form-data");
        await app.Owner.PostAsync(address, unbounded).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "upload.notMultipart");
        using var two = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.jpg" }, { new ByteArrayContent([2]), "file", "b.jpg" } };
        await app.Owner.PostAsync(address, two).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "upload.severalFiles");
        using var cut = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nhalf a pict"u8.ToArray());
        cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await app.Owner.PostAsync(address, cut).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "upload.broken");
        (await app.WithDbAsync(db => db.Versions.CountAsync(v => v.MainImageId == image.Id))).Should().Be(0);
    }

    private byte[] Unusable(string kind) => kind switch
    {
        "empty" => [],
        "text" => "This is not a picture, whatever its name says."u8.ToArray(),
        "svg" => "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(),
        "truncated" => File.ReadAllBytes(pictures.Product())[..4000],
        "bomb" => Pictures.Png(60_000, 60_000, 8, 2, new byte[1000]),
        _ => Damaged(),
    };

    private byte[] Damaged()
    {
        var bytes = File.ReadAllBytes(pictures.Product(format: ImageFormat.Png));
        bytes[bytes.Length / 2] ^= 0xFF;
        return bytes;
    }

    private static System.Text.Json.JsonElement Finding(System.Text.Json.JsonElement report, string rule) =>
        report.GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == rule);
}
