using System.Net.Http.Json;
using System.Text.Json;
using MainImageHub.Domain.Products;
using MainImageHub.Imaging.Pipeline;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Library;

/// <summary>The rule <c>duplicate</c>, from the upload to the report.</summary>
public sealed class DuplicateTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task The_same_picture_for_another_product_is_warned_and_names_that_product()
    {
        var bytes = File.ReadAllBytes(pictures.Product(seed: 501));
        var first = await app.PlannedImageAsync();
        var second = await app.PlannedImageAsync();
        var original = await app.ProcessAsync(first.Id, bytes);
        Duplicate(original).Text("verdict").Should().Be("pass");

        var finding = Duplicate(await app.ProcessAsync(second.Id, bytes));
        var sku = await app.WithDbAsync(db => db.Products.Where(p => p.Id == first.ProductId).Select(p => p.Sku).SingleAsync());
        finding.Text("verdict").Should().Be("warn");
        finding.GetProperty("measured").Text("sku").Should().Be(sku);
        finding.GetProperty("measured").GetProperty("productId").GetGuid().Should().Be(first.ProductId);
        finding.GetProperty("measured").GetProperty("versionId").GetGuid().Should().Be(original.Id());
        finding.GetProperty("measured").GetProperty("distance").GetInt32().Should().Be(0);
        finding.GetProperty("message").ShouldSpeakBothLanguages();
        (await app.VersionAsync(original.Id(), "?profile=ebay/DE")).GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "duplicate")
            .Text("verdict").Should().Be("warn", "asked anew, the first product's picture is the second's, too");
    }

    [Fact]
    public async Task A_re_encoded_and_smaller_copy_is_found_and_another_picture_is_not()
    {
        var path = pictures.Product(seed: 502);
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, "copies"));
        var copy = Pictures.Engine.Render(path, [new RenditionRecipe("copy", MainImageHub.Domain.Images.ImageFormat.WebP) { LongestSide = 700, Quality = 60 }], folder.FullName).Single().Path;
        var first = await app.PlannedImageAsync();
        await app.ProcessAsync(first.Id, File.ReadAllBytes(path));

        var finding = Duplicate(await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(copy), "copy.webp"));
        finding.Text("verdict").Should().Be("warn");
        finding.GetProperty("measured").GetProperty("productId").GetGuid().Should().Be(first.ProductId);
        Duplicate(await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(pictures.Product(seed: 503)))).Text("verdict").Should().Be("pass");
    }

    [Fact]
    public async Task Variants_of_one_family_and_rejected_versions_count_for_nothing()
    {
        var bytes = File.ReadAllBytes(pictures.Product(seed: 504));
        var (red, blue, other) = (await app.PlannedImageAsync(), await app.PlannedImageAsync(), await app.PlannedImageAsync());
        await app.WithDbAsync(async db =>
        {
            var family = new ProductFamily { WorkspaceId = db.WorkspaceId!.Value, Sku = $"FAMILY-{Guid.CreateVersion7()}" };
            db.ProductFamilies.Add(family);
            foreach (var product in await db.Products.Where(p => p.Id == red.ProductId || p.Id == blue.ProductId).ToListAsync())
            {
                product.FamilyId = family.Id;
            }

            return await db.SaveChangesAsync();
        });
        var first = await app.ProcessAsync(red.Id, bytes);
        var second = await app.ProcessAsync(blue.Id, bytes);
        Duplicate(second).Text("verdict").Should().Be("pass", "variants share pictures");

        foreach (var version in new[] { first, second })
        {
            (await app.Owner.PostAsJsonAsync($"/api/v1/versions/{version.Id()}/review", new { decision = "reject", comment = "Not this one." })).EnsureSuccessStatusCode();
        }

        Duplicate(await app.ProcessAsync(other.Id, bytes)).Text("verdict").Should().Be("pass", "what was rejected is nobody's main image");
    }

    [Fact]
    public async Task A_new_picture_is_not_held_up_by_the_damage_of_an_old_one()
    {
        var path = pictures.Product(seed: 505);
        var old = await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(path));
        var thumb = await app.WithDbAsync(db => db.Renditions.Where(r => r.Purpose == "thumb-320" && db.Versions.Any(v => v.Id == old.Id() && v.AssetId == r.AssetId)).Select(r => r.Sha256).SingleAsync());
        var folder = app.Services.GetRequiredService<Installation>().DataDirectory;
        await File.WriteAllTextAsync(Path.Combine(folder, "blobs", (await app.WorkspaceIdAsync()).ToString("n"), thumb[..2], thumb), "rust");

        var copies = Directory.CreateDirectory(Path.Combine(pictures.Folder, "undamaged"));
        var copy = Pictures.Engine.Render(path, [new RenditionRecipe("copy", MainImageHub.Domain.Images.ImageFormat.WebP) { LongestSide = 700, Quality = 60 }], copies.FullName).Single().Path;
        (await app.ProcessAsync((await app.PlannedImageAsync()).Id, File.ReadAllBytes(copy), "copy.webp")).Text("status").Should().Be("ready");
    }

    [Fact]
    public async Task A_check_that_looks_at_no_library_does_not_pass_it()
    {
        var answer = await app.Owner.SendFormAsync("/api/v1/compliance/check", new ByteArrayContent(File.ReadAllBytes(pictures.Product(seed: 505))), "picture.jpg", "amazon/US");
        (await HubApp.JsonAsync(answer)).GetProperty("notMeasured").EnumerateArray().Select(r => r.GetString()).Should().Contain("duplicate");
    }

    private static JsonElement Duplicate(JsonElement version) => version.GetProperty("compliance").GetProperty("findings").EnumerateArray().Single(f => f.Text("rule") == "duplicate");
}
