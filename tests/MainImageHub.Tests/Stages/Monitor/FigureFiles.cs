using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Products;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Monitor;

/// <summary>A store without a connector in reach, its listings, and files of figures for them.</summary>
internal static class FigureFiles
{
    public const string Header = "date,marketplace,site,externalId,impressions,clicks,sessions,orders,units,revenue,currency,adSpend";

    private static int drawn;

    public static async Task<string[]> ListingsAsync(this HubApp app, int count)
    {
        var prefix = $"B0{Interlocked.Increment(ref drawn):D4}{Guid.CreateVersion7():n}"[..16];
        return await app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var store = new Store { WorkspaceId = db.WorkspaceId!.Value, Name = prefix, Marketplace = "amazon", Site = "US", Credentials = [], CreatedAt = now };
            db.Stores.Add(store);
            var ids = Enumerable.Range(0, count).Select(i => $"{prefix}-{i}").ToArray();
            foreach (var id in ids)
            {
                var product = new Product { WorkspaceId = store.WorkspaceId, Sku = id, Title = id, CreatedAt = now };
                db.Products.Add(product);
                db.Listings.Add(new Listing { WorkspaceId = store.WorkspaceId, ProductId = product.Id, StoreId = store.Id, ExternalId = id, Sku = id, CreatedAt = now });
            }

            await db.SaveChangesAsync();
            return ids;
        });
    }

    public static async Task<Guid> UploadAsync(this HubApp app, byte[] bytes, string format = "generic", string name = "figures.csv")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", name }, { new StringContent(format), "format" } };
        var answer = await app.Owner.PostAsync("/api/v1/metrics/imports", form);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await HubApp.JsonAsync(answer)).GetProperty("id").GetGuid();
    }

    public static async Task<JsonElement> ImportAsync(this HubApp app, byte[] bytes)
    {
        var id = await app.UploadAsync(bytes);
        await app.RunWorkAsync();
        return await app.ReadImportAsync(id);
    }

    public static Task<JsonElement> ImportAsync(this HubApp app, string text) => app.ImportAsync(Encoding.UTF8.GetBytes(text));

    public static Task<JsonElement> ReadImportAsync(this HubApp app, Guid id) => app.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/imports/{id}");

    public static string Row(string id, string date = "2026-03-01", string rest = "1000,20,30,3,4,59.90,USD,7.5") => $"{date},amazon,US,{id},{rest}";
}
