using System.Security.Cryptography;
using System.Text;
using MainImageHub.Domain;
using MainImageHub.Web.Storage.Files;

namespace MainImageHub.Tests.Storage.Files;

/// <summary>What every place for files has to keep to.</summary>
public abstract class BlobStoreContract
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a picture, more or less ", 20_000)));

    private static readonly string Name = Convert.ToHexStringLower(SHA256.HashData(Content));

    private readonly Guid workspace = Guid.CreateVersion7();

    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task What_is_put_is_named_by_its_bytes_and_read_back()
    {
        (await PutAsync(Content)).Should().Be(new BlobInfo(Name, Content.Length));
        (await PutAsync(Content)).Should().Be(new BlobInfo(Name, Content.Length), "the same bytes again are the same blob");
        (await ReadAsync()).Should().Equal(Content);
        await using var open = await Store.OpenAsync(workspace, Name, CancellationToken.None);
        open!.Length.Should().Be(Content.Length);
        string path;
        using (var local = await Store.BringAsync(workspace, Name, CancellationToken.None))
        {
            path = local!.Path;
            (await File.ReadAllBytesAsync(path)).Should().Equal(Content);
        }

        File.Exists(path).Should().Be(Store is FolderBlobStore, "a copy goes when it is no longer used");
    }

    [Fact]
    public async Task Another_workspace_has_none_of_it()
    {
        await PutAsync(Content);
        var other = Guid.CreateVersion7();
        (await Store.OpenAsync(other, Name, CancellationToken.None)).Should().BeNull();
        (await Store.BringAsync(other, Name, CancellationToken.None)).Should().BeNull();
        (await Store.ExistsAsync(other, Name, CancellationToken.None)).Should().BeFalse();
        await Store.DeleteAllAsync(other, CancellationToken.None);
        (await ReadAsync()).Should().Equal(Content);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_what_is_not_there_is_no_error()
    {
        await PutAsync(Content);
        await PutAsync([1, 2, 3]);
        await Store.DeleteAsync(workspace, Name, CancellationToken.None);
        (await Store.ExistsAsync(workspace, Name, CancellationToken.None)).Should().BeFalse();
        await Store.DeleteAsync(workspace, Name, CancellationToken.None);
        await Store.DeleteAllAsync(workspace, CancellationToken.None);
        (await Store.OpenAsync(workspace, Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])), CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Too_much_is_refused_and_nothing_is_left()
    {
        var put = async () => await Store.PutAsync(workspace, new MemoryStream(Content), Content.Length - 1, CancellationToken.None);
        (await put.Should().ThrowAsync<ProblemException>()).Which.Type.Code.Should().Be("tooLarge");
        (await Store.ExistsAsync(workspace, Name, CancellationToken.None)).Should().BeFalse();
    }

    [Fact]
    public async Task Bytes_that_are_not_what_they_were_are_never_given_out_as_if_they_were()
    {
        await PutAsync(Content);
        await DamageAsync(workspace, Name);
        var read = async () => await ReadAsync();
        await read.Should().ThrowAsync<BlobDamagedException>();
        var bring = async () => await Store.BringAsync(workspace, Name, CancellationToken.None);
        await bring.Should().ThrowAsync<BlobDamagedException>();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("ABCDEF")]
    public async Task A_name_that_is_none_leads_nowhere(string name)
    {
        var open = async () => await Store.OpenAsync(workspace, name, CancellationToken.None);
        await open.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Pieces_of_a_file_on_its_way_are_kept_apart_and_go_together()
    {
        var (upload, one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.PutPartAsync(workspace, new(upload, one), Content.AsMemory(0, 1000), CancellationToken.None);
        await Store.PutPartAsync(workspace, new(upload, two), Content.AsMemory(1000, 500), CancellationToken.None);
        await using (var piece = await Store.OpenPartAsync(workspace, new(upload, two), CancellationToken.None))
        {
            using var all = new MemoryStream();
            await piece!.CopyToAsync(all);
            all.ToArray().Should().Equal(Content[1000..1500]);
        }

        (await Store.OpenPartAsync(Guid.CreateVersion7(), new(upload, one), CancellationToken.None)).Should().BeNull("it is this workspace's");
        await Store.DeletePartsAsync(workspace, upload, CancellationToken.None);
        await Store.DeletePartsAsync(workspace, upload, CancellationToken.None);
        (await Store.OpenPartAsync(workspace, new(upload, one), CancellationToken.None)).Should().BeNull();
        await Store.PutPartAsync(workspace, new(upload, Guid.CreateVersion7()), Content.AsMemory(0, 10), CancellationToken.None);
        await Store.DeleteAllAsync(workspace, CancellationToken.None);
    }

    protected abstract Task DamageAsync(Guid workspaceId, string sha256);

    private Task<BlobInfo> PutAsync(byte[] content) => Store.PutAsync(workspace, new MemoryStream(content), 10_000_000, CancellationToken.None);

    private async Task<byte[]> ReadAsync()
    {
        await using var stream = await Store.OpenAsync(workspace, Name, CancellationToken.None);
        using var all = new MemoryStream();
        await stream!.CopyToAsync(all);
        return all.ToArray();
    }
}
