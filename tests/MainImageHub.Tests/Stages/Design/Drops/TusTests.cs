using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Imaging;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Stages.Design.Drops;
using MainImageHub.Web.Storage.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Design.Drops;

/// <summary>The protocol, branch by branch, as tus.io/protocols/resumable-upload (1.0.0) has it.</summary>
public sealed class TusTests(HubApp app) : IClassFixture<HubApp>
{
    private const string Files = "/files";

    [Fact]
    public async Task What_the_server_can_do_is_told_to_anybody()
    {
        using var nobody = app.ClientFor(null);
        using var answer = await nobody.TusAsync("OPTIONS", Files, version: null);
        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        answer.Value("Tus-Version").Should().Be("1.0.0");
        answer.Value("Tus-Extension").Split(',').Should().BeEquivalentTo("creation", "creation-with-upload", "expiration", "checksum", "termination");
        answer.Value("Tus-Max-Size").Should().Be("1073741824");
        answer.Value("Tus-Checksum-Algorithm").Split(',').Should().Contain("sha1").And.Contain("sha256");
        (await nobody.TusAsync("POST", Files, headers: [("Upload-Length", "1")])).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused_with_the_one_that_is_spoken()
    {
        foreach (var version in new[] { null, "0.2.2" })
        {
            using var answer = await app.Owner.TusAsync("POST", Files, version: version, headers: [("Upload-Length", "5")]);
            answer.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
            answer.Value("Tus-Version").Should().Be("1.0.0");
            (await answer.Content.ReadAsStringAsync()).Should().Contain("files.version");
        }
    }

    [Theory]
    [InlineData("Upload-Length", "", 400, "files.header")]
    [InlineData("Upload-Length", "-1", 400, "files.header")]
    [InlineData("Upload-Length", "many", 400, "files.header")]
    [InlineData("Upload-Length", "1073741825", 413, "files.tooLarge")]
    [InlineData("Upload-Length", "90000000", 413, "files.tooLarge")]
    public async Task A_length_that_cannot_be_taken_is_refused_before_a_byte_travels(string header, string value, int status, string code) =>
        await app.Owner.TusAsync("POST", Files, headers: [(header, value), ("Upload-Metadata", Tus.Metadata(("name", "a.jpg")))]).ShouldRefuseAsync(status, code);

    [Theory]
    [InlineData("name nobase64!")]
    [InlineData("name YQ==,name Yg==")]
    public async Task Metadata_that_cannot_be_read_is_refused(string metadata) =>
        await app.Owner.TusAsync("POST", Files, headers: [("Upload-Length", "5"), ("Upload-Metadata", metadata)]).ShouldRefuseAsync(400, "files.header");

    [Fact]
    public async Task A_file_comes_in_pieces_and_is_whole()
    {
        var bytes = Tus.Noise(5_000_000);
        var address = await app.Owner.CreateAsync(bytes.Length, metadata: [("name", "folder/a b.jpg"), ("kind", "")]);
        using (var before = await app.Owner.TusAsync("HEAD", address))
        {
            (before.Value("Upload-Offset"), before.Value("Upload-Length"), before.Headers.CacheControl!.NoStore).Should().Be(("0", "5000000", true));
            before.Value("Upload-Metadata").Should().StartWith("name ");
            DateTimeOffset.Parse(before.Value("Upload-Expires"), CultureInfo.InvariantCulture).Should().BeAfter(TimeProvider.System.GetUtcNow().AddDays(2));
        }

        long offset = 0;
        foreach (var piece in bytes.Chunk(1_700_000))
        {
            using var answer = await app.Owner.PatchAsync(address, offset, piece);
            answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
            offset += piece.Length;
            answer.Value("Upload-Offset").Should().Be(offset.ToString(CultureInfo.InvariantCulture));
        }

        await app.RunWorkAsync();
        var file = await FileAsync(address);
        (file.Sha256, file.Bytes, file.Name, file.Status).Should().Be((Tus.Sha256(bytes), bytes.Length, "folder/a b.jpg", DropFileStatus.Unreadable));
        (await app.Owner.OffsetAsync(address)).Should().Be(bytes.Length, "the upload is remembered after its pieces are gone");
        (await app.Owner.PatchAsync(address, bytes.Length, [])).StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_does_not_fit_changes_nothing()
    {
        var address = await app.Owner.CreateAsync(10);
        (await app.Owner.PatchAsync(address, 0, [1, 2, 3])).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.Owner.PatchAsync(address, 0, [1]).ShouldRefuseAsync(409, "files.offset");
        await app.Owner.PatchAsync(address, 4, [1]).ShouldRefuseAsync(409, "files.offset");
        await app.Owner.TusAsync("PATCH", address, [1], headers: []).ShouldRefuseAsync(400, "files.header");
        await app.Owner.TusAsync("PATCH", address, [1], mediaType: "image/jpeg", headers: [("Upload-Offset", "3")]).ShouldRefuseAsync(415, "files.mediaType");
        await app.Owner.PatchAsync(address, 3, new byte[8]).ShouldRefuseAsync(413, "files.tooMuch");
        using (var endless = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new EndlessFile(100_000, tellsLength: false) })
        {
            endless.Content.Headers.ContentType = new("application/offset+octet-stream");
            (endless.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0"), endless.Headers.TryAddWithoutValidation("Upload-Offset", "3")).Should().Be((true, true));
            await app.Owner.SendAsync(endless).ShouldRefuseAsync(413, "files.tooMuch");
        }

        (await app.Owner.OffsetAsync(address)).Should().Be(3);
    }

    [Fact]
    public async Task The_first_bytes_may_come_with_the_creation()
    {
        var bytes = Tus.Noise(70_000);
#pragma warning disable CA5350 // The protocol asks every server for it; it guards against damage, not against people.
        var sha1 = Convert.ToBase64String(SHA1.HashData(bytes.AsSpan(0, 30_000)));
#pragma warning restore CA5350
        using var answer = await app.Owner.TusAsync("POST", Files, bytes[..30_000], headers: [("Upload-Length", "70000"), ("Upload-Checksum", $"sha1 {sha1}")]);
        answer.StatusCode.Should().Be(HttpStatusCode.Created);
        answer.Value("Upload-Offset").Should().Be("30000");
        var address = answer.Headers.Location!.ToString();
        (await app.Owner.PatchAsync(address, 30_000, bytes[30_000..])).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.RunWorkAsync();
        (await FileAsync(address)).Sha256.Should().Be(Tus.Sha256(bytes));
        await app.Owner.TusAsync("POST", Files, [1], mediaType: "image/png", headers: [("Upload-Length", "1")]).ShouldRefuseAsync(415, "files.mediaType");
    }

    [Fact]
    public async Task An_empty_file_is_whole_at_once()
    {
        var address = await app.Owner.CreateAsync(0, metadata: [("name", "empty.jpg")]);
        await app.RunWorkAsync();
        (await FileAsync(address)).Problem!.Code.Should().Be("image.empty");
    }

    [Fact]
    public async Task Bytes_that_were_damaged_on_their_way_are_thrown_away()
    {
        var bytes = Tus.Noise(3_000_000);
        var address = await app.Owner.CreateAsync(bytes.Length);
        await app.Owner.PatchAsync(address, 0, bytes, ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData([1]))}")).ShouldRefuseAsync(460, "files.checksum");
        (await app.Owner.OffsetAsync(address)).Should().Be(0);
        await app.Owner.PatchAsync(address, 0, bytes, ("Upload-Checksum", "md5 AAAA")).ShouldRefuseAsync(400, "files.header");
        await app.Owner.PatchAsync(address, 0, bytes, ("Upload-Checksum", "sha1 AAAA")).ShouldRefuseAsync(400, "files.header");
        (await app.Owner.PatchAsync(address, 0, bytes, ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(bytes))}"))).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.RunWorkAsync();
        (await FileAsync(address)).Sha256.Should().Be(Tus.Sha256(bytes));
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_what_came()
    {
        var bytes = Tus.Noise(6_000_000);
        var address = await app.Owner.CreateAsync(bytes.Length);
        using (var line = new TcpClient())
        {
            await line.ConnectAsync(IPAddress.Loopback, app.Address.Port);
            await using var stream = line.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"PATCH {address} HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: Bearer {HubApp.OwnerToken}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {bytes.Length}\r\n\r\n"));
            await stream.WriteAsync(bytes.AsMemory(0, 3_500_000));
            await stream.FlushAsync();
            // Everything has to be over there before the line is cut.
            await HubApp.UntilAsync(() => app.Owner.OffsetAsync(address), offset => offset >= 2 * 1024 * 1024);
            await Task.Delay(300);
        }

        var kept = await HubApp.UntilAsync(() => app.Owner.OffsetAsync(address), offset => offset > 2 * 1024 * 1024);
        kept.Should().Be(3_500_000);
        (await app.Owner.PatchAsync(address, kept, bytes[(int)kept..])).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.RunWorkAsync();
        (await FileAsync(address)).Sha256.Should().Be(Tus.Sha256(bytes));
    }

    [Fact]
    public async Task Of_two_that_send_the_same_piece_at_once_one_is_told_where_to_go_on()
    {
        var bytes = Tus.Noise(4_000_000);
        var address = await app.Owner.CreateAsync(bytes.Length);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Owner.PatchAsync(address, 0, bytes)));
        answers.Select(a => a.StatusCode).Should().OnlyContain(s => s == HttpStatusCode.NoContent || s == HttpStatusCode.Conflict);
        var offset = await app.Owner.OffsetAsync(address);
        while (offset < bytes.Length)
        {
            (await app.Owner.PatchAsync(address, offset, bytes[(int)offset..])).StatusCode.Should().Be(HttpStatusCode.NoContent);
            offset = await app.Owner.OffsetAsync(address);
        }

        await app.RunWorkAsync();
        (await FileAsync(address)).Sha256.Should().Be(Tus.Sha256(bytes));
    }

    [Fact]
    public async Task A_client_that_cannot_send_the_methods_names_them()
    {
        var address = await app.Owner.CreateAsync(3);
        using (var sent = await app.Owner.TusAsync("POST", address, [1, 2], headers: [("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0")]))
        {
            sent.StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        using (var looked = await app.Owner.TusAsync("POST", address, headers: [("X-HTTP-Method-Override", "HEAD")]))
        {
            looked.Value("Upload-Offset").Should().Be("2");
        }

        await app.Owner.TusAsync("POST", address).ShouldRefuseAsync(400, "files.header");
        (await app.Owner.TusAsync("POST", address, headers: [("X-HTTP-Method-Override", "DELETE")])).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.Owner.TusAsync("HEAD", address)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_upload_that_is_ended_is_gone_with_its_bytes()
    {
        var address = await app.Owner.CreateAsync(10);
        (await app.Owner.PatchAsync(address, 0, [1, 2, 3])).EnsureSuccessStatusCode();
        var (id, part) = await PartAsync(address);
        (await app.Owner.TusAsync("DELETE", address)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.Owner.TusAsync("HEAD", address)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        await app.Owner.PatchAsync(address, 3, [1]).ShouldRefuseAsync(404, "notFound");
        (await StoreOpenAsync(id, part)).Should().BeNull();
    }

    [Fact]
    public async Task What_nobody_goes_on_with_is_forgotten_and_swept_up()
    {
        var address = await app.Owner.CreateAsync(10);
        (await app.Owner.PatchAsync(address, 0, [1, 2, 3])).EnsureSuccessStatusCode();
        var (id, part) = await PartAsync(address);
        await app.WithDbAsync(db => db.FileUploads.Where(u => u.Id == id).ExecuteUpdateAsync(set => set.SetProperty(u => u.ExpiresAt, TimeProvider.System.GetUtcNow().AddMinutes(-1))));
        (await app.Owner.TusAsync("HEAD", address)).StatusCode.Should().Be(HttpStatusCode.Gone);
        await app.Owner.PatchAsync(address, 3, [4]).ShouldRefuseAsync(410, "files.gone");
        await using (var scope = app.Services.CreateAsyncScope())
        {
            (await scope.ServiceProvider.GetRequiredService<SweepUploads>().RunAsync(CancellationToken.None)).Should().Be(1);
        }

        (await app.Owner.TusAsync("HEAD", address)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await StoreOpenAsync(id, part)).Should().BeNull();
    }

    [Fact]
    public async Task Nobody_else_sees_that_an_upload_exists()
    {
        var address = await app.Owner.CreateAsync(10);
        var (_, colleague) = await app.MemberAsync(Role.Owner);
        var (_, _, stranger) = await app.StrangerAsync();
        var (_, reviewer) = await app.MemberAsync(Role.Reviewer);
        foreach (var (other, status) in new[] { (colleague, 404), (stranger, 404), (reviewer, 403) })
        {
            ((int)(await other.TusAsync("HEAD", address)).StatusCode).Should().Be(status);
            ((int)(await other.PatchAsync(address, 0, [1])).StatusCode).Should().Be(status);
            ((int)(await other.TusAsync("DELETE", address)).StatusCode).Should().Be(status);
            other.Dispose();
        }

        (await app.Owner.OffsetAsync(address)).Should().Be(0);
    }

    [Fact]
    public async Task A_page_sends_with_its_cookie_and_its_token_and_nothing_sends_with_the_cookie_alone()
    {
        using var browser = await new Browser(app.Address).SignInAsync();
        var page = await browser.ReadAsync("/w/home/drop");
        var token = System.Text.RegularExpressions.Regex.Match(page, "name=\"csrf-token\" content=\"([^\"]+)\"").Groups[1].Value;
        await browser.Client.TusAsync("POST", "/w/home/files", headers: [("Upload-Length", "3")]).ShouldRefuseAsync(400, "page.stale");
        (await browser.Client.TusAsync("POST", Files, headers: [("Upload-Length", "3")])).StatusCode.Should().Be(HttpStatusCode.Unauthorized, "the cookie says nothing of a workspace");
        using var created = await browser.Client.TusAsync("POST", "/w/home/files", headers: [("Upload-Length", "3"), ("X-CSRF-Token", token)]);
        var address = created.Headers.Location!.ToString();
        address.Should().StartWith("/w/home/files/");
        await browser.Client.PatchAsync(address, 0, [1, 2, 3]).ShouldRefuseAsync(400, "page.stale");
        (await browser.Client.PatchAsync(address, 0, [1, 2, 3], ("X-CSRF-Token", token))).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await browser.Client.OffsetAsync(address)).Should().Be(3);
    }

    [Fact]
    public async Task Too_much_at_once_is_asked_to_wait()
    {
        await using var small = new HubApp { Settings = { ["Hub:Drops:MaxBytesInFlight"] = "2000", ["Hub:Drops:MaxUnread"] = "2" } };
        await small.InitializeAsync();
        var first = await small.Owner.CreateAsync(1500);
        await small.Owner.TusAsync("POST", Files, headers: [("Upload-Length", "1000")]).ShouldRefuseAsync(429, "files.inFlight");
        (await small.Owner.TusAsync("DELETE", first)).EnsureSuccessStatusCode();
        await small.Owner.SendAsync(Tus.Noise(10), ("name", "1.jpg"));
        await small.Owner.SendAsync(Tus.Noise(10), ("name", "2.jpg"));
        using (var busy = await small.Owner.TusAsync("POST", Files, headers: [("Upload-Length", "10")]))
        {
            (busy.StatusCode, busy.Headers.RetryAfter!.Delta).Should().Be((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)));
        }

        await small.RunWorkAsync();
        await small.Owner.SendAsync(Tus.Noise(10), ("name", "3.jpg"));
    }

    private Task<DropFile> FileAsync(string address)
    {
        var id = Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);
        return app.WithDbAsync(db => db.DropFiles.AsNoTracking().SingleAsync(f => db.FileUploads.Any(u => u.Id == id && u.DropFileId == f.Id)));
    }

    private async Task<(Guid Id, Guid Part)> PartAsync(string address)
    {
        var id = Guid.Parse(address[(address.LastIndexOf('/') + 1)..]);
        var part = (await app.WithDbAsync(db => db.FileUploads.AsNoTracking().SingleAsync(u => u.Id == id))).Parts.Single().Id;
        await using var there = await StoreOpenAsync(id, part);
        there.Should().NotBeNull();
        return (id, part);
    }

    private async Task<Stream?> StoreOpenAsync(Guid upload, Guid part) =>
        await app.Services.GetRequiredService<IBlobStore>().OpenPartAsync(await app.WorkspaceIdAsync(), new PartName(upload, part), CancellationToken.None);
}
