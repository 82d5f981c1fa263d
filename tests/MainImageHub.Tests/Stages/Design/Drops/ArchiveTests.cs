using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Design.Drops;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>Archives: unpacked on the server, with names as they were meant, and without harm.</summary>
public sealed class ArchiveTests(HubApp app) : IClassFixture<HubApp>, IDisposable
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task Its_files_are_rows_of_their_own_with_names_in_whatever_code()
    {
        var gbk = Zip(Gbk, ("春季/杯子_主图.jpg", Picture(501)), ("__MACOSX/._x.jpg", [1]), ("春季/Thumbs.db", [2]));
        var utf8 = Zip(Encoding.UTF8, ("été/Ünï.jpg", Picture(502)), ("plain.jpg", Picture(503)));
        var unmarked = Unmarked(Zip(Encoding.UTF8, ("杯.jpg", Picture(504))));
        var drop = await app.DropAsync(("gbk.zip", gbk), ("utf8.zip", utf8), ("unmarked.zip", unmarked));
        await app.RunWorkAsync();
        var files = await app.Owner.FilesAsync(drop);
        files.Where(f => f.Value.Word("status") == "unpacked").Select(f => f.Key).Should().BeEquivalentTo("gbk.zip", "utf8.zip", "unmarked.zip");
        files.Where(f => f.Value.Word("status") == "ready").Select(f => f.Key).Should().BeEquivalentTo("gbk.zip/春季/杯子_主图.jpg", "utf8.zip/été/Ünï.jpg", "utf8.zip/plain.jpg", "unmarked.zip/杯.jpg");
        (await app.Owner.CountsAsync(drop)).Count("total").Should().Be(4, "an archive is no picture");
        (await app.Services.GetRequiredService<IBlobStore>().ExistsAsync(await app.WorkspaceIdAsync(), Tus.Sha256(gbk), CancellationToken.None)).Should().BeFalse("an archive is not kept");
        (await app.SendAsync(drop, ("gbk.zip", gbk))).Should().Be(0, "and need not be sent again");
    }

    [Fact]
    public async Task What_leads_out_is_locked_or_is_an_archive_itself_is_refused_by_name()
    {
        var zip = Zip(Encoding.UTF8, ("../../etc/passwd.jpg", Picture(511)), ("/abs.jpg", Picture(512)), ("C:\\x.jpg", Picture(513)), ("inner.zip", Zip(Encoding.UTF8, ("a.jpg", [1]))), ("good.jpg", Picture(514)));
        var locked = Zip(Encoding.UTF8, ("secret.jpg", Picture(515)));
        Mark(locked, (flags, at) => flags[at] |= 1);
        var drop = await app.DropAsync(("tricks.zip", zip), ("locked.zip", locked));
        await app.RunWorkAsync();
        var files = await app.Owner.FilesAsync(drop);
        files["locked.zip/secret.jpg"].GetProperty("problem").Text("code").Should().Be("archive.locked");
        files.Keys.Should().OnlyContain(name => !name.Contains("..", StringComparison.Ordinal));
        files.Values.Where(f => f.TryGetProperty("problem", out _)).Select(f => f.GetProperty("problem").Text("code")).Should().BeEquivalentTo("archive.path", "archive.path", "archive.path", "archive.inside", "archive.locked");
        files["tricks.zip/good.jpg"].Word("status").Should().Be("ready");
    }

    [Fact]
    public async Task A_bomb_is_refused_before_it_grows()
    {
        await using var small = new HubApp { Settings = { ["Hub:Drops:MaxUnpackedBytes"] = "2000000" } };
        await small.InitializeAsync();
        var bomb = Zip(Encoding.UTF8, ("a.jpg", new byte[1_500_000]), ("b.jpg", new byte[1_500_000]));
        // The same with a lie about its sizes: what comes out is counted.
        var liar = (byte[])bomb.Clone();
        foreach (var at in Find(liar, [0x50, 0x4B, 1, 2]))
        {
            BitConverter.GetBytes(10).CopyTo(liar, at + 24);
        }

        var crowd = Zip(Encoding.UTF8, [.. Enumerable.Range(0, 2001).Select(i => ($"{i}.jpg", Array.Empty<byte>()))]);
        var drop = await small.DropAsync(("bomb.zip", bomb), ("liar.zip", liar), ("crowd.zip", crowd), ("broken.zip", [.. "PK\u0003\u0004"u8, .. Tus.Noise(500)]));
        await small.RunWorkAsync();
        var files = await small.Owner.FilesAsync(drop);
        Code("bomb.zip").Should().Be("archive.tooLarge");
        Code("crowd.zip").Should().Be("archive.tooMany");
        Code("broken.zip").Should().Be("archive.damaged");
        files.Where(f => f.Key.StartsWith("liar.zip/", StringComparison.Ordinal)).Should().OnlyContain(f => f.Value.Word("status") == "unreadable");
        (await small.WithDbAsync(db => db.WorkItems.CountAsync(w => w.State == WorkState.Failed))).Should().Be(0);

        string? Code(string name) => files[name].GetProperty("problem").Text("code");
    }

    [Fact]
    public async Task Cut_short_it_goes_on_where_it_stopped()
    {
        var zip = Zip(Encoding.UTF8, ("1.jpg", Picture(531)), ("2.jpg", Picture(532)), ("3.jpg", Picture(533)));
        var drop = await app.DropAsync(("three.zip", zip));
        await app.RunWorkAsync();
        await app.WithDbAsync(async db =>
        {
            // As if the process had died after the first file: its row is there, the others are not, and the archive is.
            var archive = await db.DropFiles.SingleAsync(f => f.DropId == drop && f.Name == "three.zip");
            var later = await db.DropFiles.Where(f => f.ParentId == archive.Id && f.Name != "three.zip/1.jpg").Select(f => f.Id).ToListAsync();
            await db.DropFiles.Where(f => later.Contains(f.Id)).ExecuteDeleteAsync();
            await app.Services.GetRequiredService<IBlobStore>().PutAsync(archive.WorkspaceId, new MemoryStream(zip), long.MaxValue, CancellationToken.None);
            archive.Arrive();
            await db.WorkItems.Where(w => w.SubjectId == archive.Id).ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Waiting));
            return await db.SaveChangesAsync();
        });
        await app.RunWorkAsync();
        (await app.Owner.FilesAsync(drop)).Keys.Should().BeEquivalentTo("three.zip", "three.zip/1.jpg", "three.zip/2.jpg", "three.zip/3.jpg");
    }

    private byte[] Picture(int seed) => File.ReadAllBytes(pictures.Product(seed: seed));

    private static byte[] Zip(Encoding names, params (string Name, byte[] Bytes)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true, names))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    /// <summary>As many programs write it: names in UTF-8, and no word of it.</summary>
    private static byte[] Unmarked(byte[] zip)
    {
        Mark(zip, (flags, at) => flags[at + 1] &= 0xF7);
        return zip;
    }

    /// <summary>Changes the flags of every entry, in its own header and in the list at the end.</summary>
    private static void Mark(byte[] zip, Action<byte[], int> change)
    {
        foreach (var (signature, flags) in new[] { (new byte[] { 0x50, 0x4B, 3, 4 }, 6), (new byte[] { 0x50, 0x4B, 1, 2 }, 8) })
        {
            Find(zip, signature).ForEach(at => change(zip, at + flags));
        }
    }

    private static List<int> Find(byte[] bytes, byte[] what)
    {
        var found = new List<int>();
        for (var at = bytes.AsSpan().IndexOf(what); at >= 0;)
        {
            found.Add(at);
            var more = bytes.AsSpan(at + 1).IndexOf(what);
            at = more < 0 ? -1 : at + 1 + more;
        }

        return found;
    }
}
