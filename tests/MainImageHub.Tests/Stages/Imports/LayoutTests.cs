using System.Text;
using MainImageHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Tests.Stages.Imports;

/// <summary>Exports as marketplaces, shops and ERPs write them, from the file to the rows.</summary>
public sealed class LayoutTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Amazons_report_of_all_listings_becomes_products_and_listings_of_the_store_that_was_chosen()
    {
        var (a, b) = (ImportCalls.Draw("AMZ"), ImportCalls.Draw("AMZ"));
        var report = $"item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\timage-url\tproduct-id\tasin1\tfulfillment-channel\tstatus\n\"24\" monitor stand, oak\t\t0101\t{a}\t19.99\t5\t\t\tB0TESTAAA1\tDEFAULT\tActive\nMug \"Best Dad\"\t\t0102\t{b}\t9.99\t0\t\t\t\tAMAZON_NA\tIncomplete\n";
        var import = await app.ReceiveAsync(report, "All Listings Report.txt");
        import.GetProperty("file").GetProperty("layout").GetString().Should().Be("amazon.listings");
        import.GetProperty("file").GetProperty("samples")[0][0].GetString().Should().Be("\"24\" monitor stand, oak", "a quotation mark is an inch there");

        using var refused = await app.MapAsync(import);
        (await HubApp.JsonAsync(refused)).GetProperty("code").GetString().Should().Be("catalogImport.storeMissing");

        var store = await app.StoreAsync();
        var done = await app.CommitAsync(await app.CheckAsync(import, store.Id));
        done.Status().Should().Be("committed", done.ToString());
        (done.Count("productsNew"), done.Count("listingsNew")).Should().Be((2, 1));
        var listing = await app.WithDbAsync(db => db.Listings.SingleAsync(l => l.StoreId == store.Id));
        (listing.Sku, listing.ExternalId).Should().Be((a, "B0TESTAAA1"));
        (await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == b))).Title.Should().Be("Mug \"Best Dad\"");
    }

    [Fact]
    public async Task Shopifys_product_export_says_title_and_vendor_once_for_all_variants_and_pictures()
    {
        var (red, blue, alone, handle) = (ImportCalls.Draw("SHP"), ImportCalls.Draw("SHP"), ImportCalls.Draw("SHP"), ImportCalls.Draw("shirt"));
        var export = $"""
            Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Image Src
            {handle},Linen shirt,"<p>Soft,
            and light</p>",Nord,Shirts,Colour,Red,{red},https://cdn.example/1.jpg
            {handle},,,,,,Blue,{blue},https://cdn.example/2.jpg
            {handle},,,,,,,,https://cdn.example/3.jpg
            candle,Candle,,Lumen,Home,Title,Default Title,{alone},
            """;
        var import = await app.CheckAsync(await app.ReceiveAsync(export, "products_export_1.csv"));
        (import.Count("new"), import.Count("faulty")).Should().Be((3, 0), import.ToString());
        await app.CommitAsync(import);
        var products = await app.WithDbAsync(db => db.Products.Where(p => new[] { red, blue, alone }.Contains(p.Sku)).OrderBy(p => p.Sku)
            .Select(p => new { p.Title, p.Brand, p.Category, Family = db.ProductFamilies.Where(f => f.Id == p.FamilyId).Select(f => f.Sku).FirstOrDefault() }).ToListAsync());
        products.Select(p => (p.Title, p.Brand, p.Category, p.Family)).Should().Equal(("Linen shirt", "Nord", "Shirts", handle), ("Linen shirt", "Nord", "Shirts", handle), ("Candle", "Lumen", "Home", null));
    }

    [Fact]
    public async Task Ebays_report_of_active_listings_is_known()
    {
        var sku = ImportCalls.Draw("EBY");
        var store = await app.StoreAsync("ebay", "US");
        var import = await app.ReceiveAsync($"Item number,Title,Variation details,Custom label (SKU),Available quantity,Format,Currency,Start price,eBay category 1 name\n110553300001,Brass lamp,,{sku},4,FIXED_PRICE,USD,49.00,Lamps\n");
        import.GetProperty("file").GetProperty("layout").GetString().Should().Be("ebay.listings");
        await app.CommitAsync(await app.CheckAsync(import, store.Id));
        (await app.WithDbAsync(db => db.Listings.SingleAsync(l => l.StoreId == store.Id))).ExternalId.Should().Be("110553300001");
        (await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == sku))).Category.Should().Be("Lamps");
    }

    public static TheoryData<string> Writings => ["gbk", "utf8", "utf8-mark", "utf16", "semicolons", "tabs"];

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task An_erps_export_in_Chinese_is_read_however_it_is_written(string writing)
    {
        var (sku, store) = (ImportCalls.Draw("ERP"), await app.StoreAsync());
        var text = $"商品编码,商品名称,品牌,类目,父SKU,店铺,ASIN,卖点,负责人邮箱,截止日期\n{sku},蓝色马克杯,北辰,厨房用品,{sku}-P,{store.Name},B0{sku},大容量；可微波,{HubApp.OwnerEmail},2031/5/1\n";
        byte[] bytes = writing switch
        {
            "gbk" => CodePagesEncodingProvider.Instance.GetEncoding("GBK")!.GetBytes(text),
            "utf8-mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            "utf16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            "semicolons" => Encoding.UTF8.GetBytes(text.Replace(',', ';')),
            "tabs" => Encoding.UTF8.GetBytes(text.Replace(',', '\t')),
            _ => Encoding.UTF8.GetBytes(text),
        };
        var import = await app.CheckAsync(await app.ReceiveAsync(bytes));
        import.Count("new").Should().Be(1, string.Join(" ", await app.LinesAsync(import)));
        (await app.CommitAsync(import)).Status().Should().Be("committed");
        var product = await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == sku));
        (product.Title, product.Brand, product.Category).Should().Be(("蓝色马克杯", "北辰", "厨房用品"));
        (await app.WithDbAsync(db => db.Listings.SingleAsync(l => l.ProductId == product.Id))).ExternalId.Should().Be($"B0{sku}");
        var image = await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.ProductId == product.Id));
        image.ScopeKey.Should().Be($"store:{store.Id:n}");
        image.Brief.SellingPoints.Should().Equal("大容量", "可微波");
        image.DueOn.Should().Be(new DateOnly(2031, 5, 1));
        image.OwnerId.Should().NotBeNull();
    }

    [Fact]
    public async Task Of_a_workbook_the_sheet_that_tells_most_is_read_and_cells_mean_what_they_show()
    {
        var sku = ImportCalls.Draw("XLS");
        var bytes = ImportCalls.Workbook(
            ("Read me", [["This is our plan for spring"]]),
            ("Briefs", [["Plan of spring 2031"], [], ["SKU", "Title", "Marketplace", "Site", "Theme", "KPI metric", "KPI target", "Due date", "EAN"], [sku, "Tea pot", "Amazon", "de", "Breakfast", "ctr", 0.035, new DateOnly(2031, 3, 9), 4006381333931L]]),
            ("Other", [["SKU", "Title"], ["x", "y"]]));
        var import = await app.ReceiveAsync(bytes, "plan.xlsx");
        (import.GetProperty("file").GetProperty("sheet").GetString(), import.GetProperty("file").GetProperty("headerLine").GetInt32()).Should().Be(("Briefs", 3), import.ToString());
        import = await app.CheckAsync(import, columns: new() { ["EAN"] = "attribute" });
        import.Count("new").Should().Be(1, string.Join(" ", await app.LinesAsync(import)));
        await app.CommitAsync(import);
        var product = await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == sku));
        product.Attributes.Should().Contain("EAN", "4006381333931");
        var image = await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.ProductId == product.Id));
        (image.ScopeKey, image.Brief.Theme, image.Brief.Kpi!.Metric, image.Brief.Kpi.Target, image.DueOn).Should().Be(("amazon/DE", "Breakfast", "ctr", 0.035, new DateOnly(2031, 3, 9)));
    }

    [Fact]
    public async Task Another_sheet_can_be_chosen()
    {
        var bytes = ImportCalls.Workbook(("First", [["SKU", "Title", "Brand"], ["a", "b", "c"]]), ("Second", [["货号", "标题"], ["d", "e"]]));
        var import = await app.ReceiveAsync(bytes, "two.xlsx");
        using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(app.Owner, $"{ImportCalls.Api}/{import.GetProperty("id").GetGuid()}/mapping", new { sheet = "Second" });
        answer.EnsureSuccessStatusCode();
        await app.RunWorkAsync();
        (await app.ImportAsync(import.GetProperty("id").GetGuid())).GetProperty("file").GetProperty("headers").EnumerateArray().Select(h => h.GetString()).Should().Equal("货号", "标题");
    }

    [Theory]
    [InlineData("Seller-SKU", "sku")]
    [InlineData("Product Titles", "title")]
    [InlineData("Brand Name", "brand")]
    [InlineData("Price", null)]
    [InlineData("库存数量", null)]
    [InlineData("SKU（本地SKU）", null)]
    public async Task A_name_is_known_or_comes_near_or_is_left_to_a_person(string header, string? field) =>
        (await app.ReceiveAsync($"{header},Theme\nx,y\n")).Fields()[0].Should().Be(field);
}
