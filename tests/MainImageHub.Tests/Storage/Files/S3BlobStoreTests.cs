using System.Net;
using System.Text;
using Amazon.S3.Model;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Storage;
using MainImageHub.Web.Storage.Files;
using MainImageHub.Web.Storage.Files.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Storage.Files;

/// <summary>The bucket store against a server that somebody else wrote.</summary>
public sealed class S3BlobStoreTests : BlobStoreContract, IClassFixture<S3Server>, IDisposable
{
    private readonly S3Server server;
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("mih-scratch-");

    public S3BlobStoreTests(S3Server server)
    {
        this.server = server;
        Store = Open("hub");
    }

    protected override IBlobStore Store { get; }

    public void Dispose()
    {
        ((IDisposable)Store).Dispose();
        scratch.Delete(recursive: true);
    }

    [Fact]
    public async Task A_signed_address_serves_the_picture_until_it_is_taken_back()
    {
        using var store = Open("presigned");
        var (workspace, picture) = await PictureAsync(store);
        var address = await store.PublishAsync(new PublishedFile(workspace, picture.Sha256, "token", "mug.jpg", "image/jpeg"), CancellationToken.None);
        using var shop = new HttpClient();
        var answer = await shop.GetAsync(address);
        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).Should().Be((HttpStatusCode.OK, "picture"));
        answer.Content.Headers.ContentType!.MediaType.Should().Be("image/jpeg");
        address!.AbsolutePath.Should().EndWith("/token/mug.jpg", "marketplaces go by the ending");
        await store.UnpublishAsync("token", "mug.jpg", CancellationToken.None);
        (await shop.GetAsync(address)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_published_copy_stands_under_its_token_until_it_is_taken_back()
    {
        using var store = Open("public");
        var (workspace, picture) = await PictureAsync(store);
        var address = await store.PublishAsync(new PublishedFile(workspace, picture.Sha256, "unguessable", "mug.jpg", "image/jpeg"), CancellationToken.None);
        address!.AbsolutePath.Should().Be("/open/p/unguessable/mug.jpg");
        using var probe = FilesModule.Connect(server.Options());
        using (var copy = await probe.GetObjectAsync("open", "p/unguessable/mug.jpg"))
        {
            copy.Headers.ContentType.Should().Be("image/jpeg");
            (await new StreamReader(copy.ResponseStream).ReadToEndAsync()).Should().Be("picture");
        }

        await store.UnpublishAsync("unguessable", "mug.jpg", CancellationToken.None);
        (await probe.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "open", Prefix = "p/unguessable" })).S3Objects.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_used_is_told_at_the_start_in_one_line()
    {
        var settings = new Dictionary<string, string>();
        server.Configure(settings, "hub");
        await FilesModule.CheckAsync(Read(settings), CancellationToken.None);
        settings["Hub:S3:Bucket"] = "nowhere";
        var check = async () => await FilesModule.CheckAsync(Read(settings), CancellationToken.None);
        (await check.Should().ThrowAsync<StartupException>()).WithMessage("The bucket 'nowhere' cannot be used*Hub__S3__Bucket*");
    }

    [Theory]
    [InlineData("Hub:S3:SecretKey", null, "*belong together*")]
    [InlineData("Hub:S3:PublicBucket", "files", "*another bucket*")]
    [InlineData("Hub:S3:PublicAddress", null, "*needs Hub__S3__PublicBucket and Hub__S3__PublicAddress*")]
    [InlineData("Hub:S3:Pictures", "everywhere", "*hub, presigned or public*")]
    public async Task Settings_that_contradict_themselves_are_told(string name, string? value, string says)
    {
        var settings = new Dictionary<string, string>();
        server.Configure(settings, "public");
        settings.Remove(name);
        if (value is not null)
        {
            settings[name] = value;
        }

        var check = async () => await FilesModule.CheckAsync(Read(settings), CancellationToken.None);
        (await check.Should().ThrowAsync<StartupException>()).WithMessage(says);
    }

    [Fact]
    public async Task An_installation_with_a_bucket_keeps_no_file_of_its_own()
    {
        await using var app = new HubApp();
        server.Configure(app.Settings, "presigned");
        await app.InitializeAsync();
        using var pictures = new Pictures();
        var version = await app.ProcessAsync((await app.PlannedImageAsync()).Id, await File.ReadAllBytesAsync(pictures.Product(seed: 77)));
        version.Text("status").Should().Be("ready");
        var folder = app.Services.GetRequiredService<Installation>().DataDirectory;
        Directory.Exists(Path.Combine(folder, "blobs")).Should().BeFalse();
        Directory.GetFiles(Path.Combine(folder, "incoming")).Should().BeEmpty();
        foreach (var rendition in version.GetProperty("renditions").EnumerateArray())
        {
            var bytes = await app.Owner.GetByteArrayAsync(rendition.Text("url"));
            bytes.Should().HaveCount(rendition.GetProperty("bytes").GetInt32());
        }
    }

    protected override async Task DamageAsync(Guid workspaceId, string sha256)
    {
        using var probe = FilesModule.Connect(server.Options());
        await probe.PutObjectAsync(new PutObjectRequest { BucketName = "files", Key = $"{workspaceId:n}/{sha256[..2]}/{sha256}", ContentBody = "rust", UseChunkEncoding = false });
    }

    private static IConfiguration Read(Dictionary<string, string> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings!).Build();

    private static async Task<(Guid Workspace, BlobInfo Picture)> PictureAsync(S3BlobStore store)
    {
        var workspace = Guid.CreateVersion7();
        return (workspace, await store.PutAsync(workspace, new MemoryStream(Encoding.UTF8.GetBytes("picture")), 1000, CancellationToken.None));
    }

    private S3BlobStore Open(string pictures) => new(FilesModule.Connect(server.Options(pictures)), server.Options(pictures), scratch.FullName, TimeProvider.System);
}
