using System.Net;
using System.Net.Http.Json;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Http;

/// <summary>A client whose connection broke repeats itself with the same key, and nothing happens twice.</summary>
public sealed class IdempotencyTests(HubApp app) : IClassFixture<HubApp>
{
    private const string Products = "/api/v1/products";

    [Fact]
    public async Task The_same_key_and_body_get_the_first_answer_again()
    {
        var (sku, key) = (NewSku(), NewKey());
        var first = await PostAsync(Products, new { sku, title = "Mug" }, key);
        first.StatusCode.Should().Be(HttpStatusCode.Created);
        var again = await PostAsync(Products, new { sku, title = "Mug" }, key);
        again.StatusCode.Should().Be(HttpStatusCode.Created);
        again.Headers.Location.Should().Be(first.Headers.Location).And.NotBeNull();
        again.Headers.ETag.Should().Be(first.Headers.ETag).And.NotBeNull();
        again.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        (await again.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
        (await app.WithDbAsync(db => db.Products.CountAsync(p => p.Sku == sku))).Should().Be(1);
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_address_is_refused()
    {
        var (sku, key) = (NewSku(), NewKey());
        await PostAsync(Products, new { sku, title = "Mug" }, key);
        await ShouldRefuseAsync(await PostAsync(Products, new { sku, title = "Cup" }, key), HttpStatusCode.UnprocessableEntity, "idempotency.mismatch");
        await ShouldRefuseAsync(await PostAsync("/api/v1/listings", new { sku, title = "Mug" }, key), HttpStatusCode.UnprocessableEntity, "idempotency.mismatch");
    }

    [Fact]
    public async Task A_refusal_is_an_answer_too()
    {
        var (sku, key) = (NewSku(), NewKey());
        await app.ProductAsync(sku);
        var first = await PostAsync(Products, new { sku, title = "Mug" }, key);
        await ShouldRefuseAsync(first, HttpStatusCode.Conflict, "product.skuTaken");
        await app.WithDbAsync(db => db.Products.Where(p => p.Sku == sku).ExecuteDeleteAsync());
        var again = await PostAsync(Products, new { sku, title = "Mug" }, key);
        again.StatusCode.Should().Be(HttpStatusCode.Conflict);
        again.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await again.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Of_many_at_the_same_moment_one_is_done()
    {
        var (sku, key) = (NewSku(), NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(Products, new { sku, title = "Mug" }, key)));
        answers.Should().Contain(a => a.StatusCode == HttpStatusCode.Created);
        foreach (var other in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
        {
            await ShouldRefuseAsync(other, HttpStatusCode.Conflict, "idempotency.inProgress");
        }

        (await Task.WhenAll(answers.Where(a => a.StatusCode == HttpStatusCode.Created).Select(a => a.Content.ReadAsStringAsync()))).Distinct().Should().ContainSingle();
        (await app.WithDbAsync(db => db.Products.CountAsync(p => p.Sku == sku))).Should().Be(1);
    }

    [Fact]
    public async Task Without_a_key_everything_is_done_as_often_as_it_is_sent()
    {
        var sku = NewSku();
        (await PostAsync(Products, new { sku, title = "Mug" }, key: null)).StatusCode.Should().Be(HttpStatusCode.Created);
        await ShouldRefuseAsync(await PostAsync(Products, new { sku, title = "Mug" }, key: null), HttpStatusCode.Conflict, "product.skuTaken");
    }

    [Fact]
    public async Task A_key_is_the_members_own()
    {
        var key = NewKey();
        var (_, colleague) = await app.MemberAsync(Role.Ops);
        using var theirs = colleague;
        (await PostAsync(Products, new { sku = NewSku(), title = "Mug" }, key)).StatusCode.Should().Be(HttpStatusCode.Created);
        (await PostAsync(Products, new { sku = NewSku(), title = "Cup" }, key, theirs)).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_without_end_is_refused() =>
        await ShouldRefuseAsync(await PostAsync(Products, new { sku = NewSku(), title = "Mug" }, new string('k', 300)), HttpStatusCode.BadRequest, "invalid");

    [Fact]
    public async Task An_upload_that_ends_in_the_middle_is_told_with_a_key_as_without_one()
    {
        var image = await app.PlannedImageAsync();
        var key = NewKey();
        for (var i = 0; i < 2; i++)
        {
            using var cut = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nhalf a pict"u8.ToArray());
            cut.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/main-images/{image.Id}/versions") { Content = cut };
            request.Headers.Add("Idempotency-Key", key);
            await ShouldRefuseAsync(await app.Owner.SendAsync(request), HttpStatusCode.BadRequest, "upload.broken");
        }
    }

    [Theory]
    [InlineData("multipart/mixed; boundary=x", HttpStatusCode.UnsupportedMediaType, "unsupportedMediaType")]
    [InlineData("multipart/related; boundary=x", HttpStatusCode.UnsupportedMediaType, "unsupportedMediaType")]
    [InlineData("multipart/form-data", HttpStatusCode.BadRequest, "invalid")]
    public async Task A_body_in_parts_that_is_no_form_is_told_so(string type, HttpStatusCode status, string code)
    {
        using var parts = new ByteArrayContent("--x\r\nContent-Type: application/json\r\n\r\n{}\r\n--x--\r\n"u8.ToArray());
        parts.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, Products) { Content = parts };
        request.Headers.Add("Idempotency-Key", NewKey());
        await ShouldRefuseAsync(await app.Owner.SendAsync(request), status, code);
    }

    [Fact]
    public async Task An_answer_kept_with_the_work_stands_when_the_request_dies_and_only_then()
    {
        async Task<int?> DieAsync(bool committed)
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(await app.WorkspaceIdAsync());
            var db = scope.ServiceProvider.GetRequiredService<HubDbContext>();
            var row = new IdempotentAnswer { WorkspaceId = db.WorkspaceId!.Value, MemberId = await db.Members.Select(m => m.Id).FirstAsync(), Key = NewKey(), RequestHash = "x", CreatedAt = TimeProvider.System.GetUtcNow() };
            db.IdempotentAnswers.Add(row);
            await db.SaveChangesAsync();
            var claim = scope.ServiceProvider.GetRequiredService<RequestClaim>();
            claim.Hold(row.Id);
            await using (var transaction = await db.Database.BeginTransactionAsync())
            {
                await claim.KeepAsync(202, new { Items = 1 }, CancellationToken.None);
                if (committed)
                {
                    await transaction.CommitAsync();
                }
            }

            var kept = await app.WithDbAsync(other => other.IdempotentAnswers.AsNoTracking().SingleAsync(a => a.Id == row.Id));
            (kept.Body is null ? null : System.Text.Encoding.UTF8.GetString(kept.Body)).Should().Be(committed ? """{"items":1}""" : null);
            return kept.Status;
        }

        (await DieAsync(committed: true)).Should().Be(202);
        (await DieAsync(committed: false)).Should().BeNull();
    }

    [Fact]
    public async Task A_first_request_that_died_gives_its_key_back_after_a_while()
    {
        var (sku, key) = (NewSku(), NewKey());
        await PostAsync(Products, new { sku, title = "Mug" }, key);
        await app.WithDbAsync(db => db.IdempotentAnswers.Where(a => a.Key == key).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, (int?)null)));
        await ShouldRefuseAsync(await PostAsync(Products, new { sku, title = "Mug" }, key), HttpStatusCode.Conflict, "idempotency.inProgress");
        var longAgo = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        await app.WithDbAsync(db => db.IdempotentAnswers.Where(a => a.Key == key).ExecuteUpdateAsync(set => set.SetProperty(a => a.CreatedAt, longAgo)));
        await ShouldRefuseAsync(await PostAsync(Products, new { sku, title = "Mug" }, key), HttpStatusCode.Conflict, "product.skuTaken");
    }

    private async Task<HttpResponseMessage> PostAsync(string address, object body, string? key, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await (client ?? app.Owner).SendAsync(request);
    }

    private static string NewSku() => $"IDEM-{Guid.CreateVersion7():n}";

    private static string NewKey() => Guid.CreateVersion7().ToString();

    private static async Task ShouldRefuseAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.Should().Be(status, await answer.Content.ReadAsStringAsync());
        (await HubApp.JsonAsync(answer)).GetProperty("code").GetString().Should().Be(code);
    }
}
