using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Listings;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Imports;

/// <summary>Files of products through the API, and stores whose listings they are.</summary>
internal static class ImportCalls
{
    public const string Api = "/api/v1/catalog-imports";

    private static int drawn;

    public static string Draw(string prefix) => $"{prefix}-{Interlocked.Increment(ref drawn):D4}";

    public static Task<Store> StoreAsync(this HubApp app, string marketplace = "amazon", string site = "US", string? name = null) => app.WithDbAsync(async db =>
    {
        var store = new Store { WorkspaceId = db.WorkspaceId!.Value, Name = name ?? Draw("Shop"), Marketplace = marketplace, Site = site, Credentials = [0], CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Stores.Add(store);
        await db.SaveChangesAsync();
        return store;
    });

    /// <summary>Uploads, and has the header read.</summary>
    public static async Task<JsonElement> ReceiveAsync(this HubApp app, byte[] bytes, string name = "products.csv", HttpClient? client = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", name } };
        using var answer = await (client ?? app.Owner).PostAsync(Api, form);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var id = (await HubApp.JsonAsync(answer)).GetProperty("id").GetGuid();
        await app.RunWorkAsync();
        return await app.ImportAsync(id, client);
    }

    public static Task<JsonElement> ReceiveAsync(this HubApp app, string text, string name = "products.csv", HttpClient? client = null) => app.ReceiveAsync(Encoding.UTF8.GetBytes(text), name, client);

    public static Task<JsonElement> ImportAsync(this HubApp app, Guid id, HttpClient? client = null) => (client ?? app.Owner).GetFromJsonAsync<JsonElement>($"{Api}/{id}");

    /// <summary>Takes the proposed mapping, with some columns and the store said otherwise, and has the lines checked.</summary>
    public static async Task<JsonElement> CheckAsync(this HubApp app, JsonElement import, Guid? storeId = null, Dictionary<string, string?>? columns = null, HttpClient? client = null)
    {
        using var answer = await app.MapAsync(import, storeId, columns, client);
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        await app.RunWorkAsync();
        return await app.ImportAsync(import.GetProperty("id").GetGuid(), client);
    }

    public static Task<HttpResponseMessage> MapAsync(this HubApp app, JsonElement import, Guid? storeId = null, Dictionary<string, string?>? columns = null, HttpClient? client = null)
    {
        var headers = import.GetProperty("file").GetProperty("headers").EnumerateArray().Select(h => h.GetString()!);
        var proposed = import.Fields();
        var fields = headers.Zip(proposed, (header, field) => columns is not null && columns.TryGetValue(header, out var other) ? other : field);
        return (client ?? app.Owner).PutAsJsonAsync($"{Api}/{import.GetProperty("id").GetGuid()}/mapping", new { columns = fields, storeId });
    }

    public static async Task<JsonElement> CommitAsync(this HubApp app, JsonElement import, bool onlyGood = false, HttpClient? client = null)
    {
        var id = import.GetProperty("id").GetGuid();
        using var answer = await (client ?? app.Owner).PostAsJsonAsync($"{Api}/{id}/commit", new { onlyGood });
        answer.StatusCode.Should().Be(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        await app.RunWorkAsync();
        return await app.ImportAsync(id, client);
    }

    public static async Task<List<JsonElement>> LinesAsync(this HubApp app, JsonElement import, string? outcome = null) =>
        [.. (await app.Owner.GetFromJsonAsync<JsonElement>($"{Api}/{import.GetProperty("id").GetGuid()}/lines?limit=200&outcome={outcome}")).GetProperty("items").EnumerateArray()];

    public static List<string?> Fields(this JsonElement import) => [.. import.GetProperty("mapping").GetProperty("columns").EnumerateArray().Select(f => f.GetString())];

    public static int Count(this JsonElement import, string of) => import.GetProperty("counts").GetProperty(of).GetInt32();

    public static string Status(this JsonElement import) => import.GetProperty("status").GetString()!;

    /// <summary>The codes of a line's faults.</summary>
    public static string[] Faults(this JsonElement line) => [.. line.GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("code").GetString()!)];

    /// <summary>A workbook with these sheets; a number is a number, and one with a percent sign is a share shown as percent.</summary>
    public static byte[] Workbook(params (string Name, object?[][] Rows)[] sheets)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>""");
            Write(zip, "_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Write(zip, "xl/workbook.xml", $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{string.Concat(sheets.Select((s, at) => $"""<sheet name="{SecurityElement.Escape(s.Name)}" sheetId="{at + 1}" r:id="rId{at + 1}"/>"""))}</sheets></workbook>""");
            Write(zip, "xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{string.Concat(sheets.Select((_, at) => $"""<Relationship Id="rId{at + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{at + 1}.xml"/>"""))}<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
            Write(zip, "xl/styles.xml", """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs></styleSheet>""");
            for (var at = 0; at < sheets.Length; at++)
            {
                Write(zip, $"xl/worksheets/sheet{at + 1}.xml", $"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{string.Concat(sheets[at].Rows.Select((row, line) => $"""<row r="{line + 1}">{string.Concat(row.Select((cell, column) => Cell(cell, $"{(char)('A' + column)}{line + 1}")))}</row>"""))}</sheetData></worksheet>""");
            }
        }

        return bytes.ToArray();
    }

    public static void Write(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }

    private static string Cell(object? value, string place) => value switch
    {
        null => "",
        double share and < 1 => string.Create(CultureInfo.InvariantCulture, $"""<c r="{place}" s="1"><v>{share}</v></c>"""),
        DateOnly day => string.Create(CultureInfo.InvariantCulture, $"""<c r="{place}" s="2"><v>{day.DayNumber - new DateOnly(1899, 12, 30).DayNumber}</v></c>"""),
        long number => string.Create(CultureInfo.InvariantCulture, $"""<c r="{place}"><v>{number}</v></c>"""),
        _ => $"""<c r="{place}" t="inlineStr"><is><t>{SecurityElement.Escape(value.ToString())}</t></is></c>""",
    };
}
