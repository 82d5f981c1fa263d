using MainImageHub.Web.Storage.Files;

namespace MainImageHub.Tests.Storage.Files;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mih-blobs-");

    public FolderBlobStoreTests() => Store = new FolderBlobStore(folder.FullName, TimeProvider.System);

    protected override IBlobStore Store { get; }

    public void Dispose() => folder.Delete(recursive: true);

    protected override Task DamageAsync(Guid workspaceId, string sha256) =>
        File.WriteAllTextAsync(Path.Combine(folder.FullName, workspaceId.ToString("n"), sha256[..2], sha256), "rust");
}
