using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Stages.Design;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Imports;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Imports;

/// <summary>A file from its upload to the rows: looked through before anything changes, and taken at once or not at all.</summary>
public sealed class ImportTests(HubApp app) : IClassFixture<HubApp>
{
    [Fact]
    public async Task Nothing_changes_before_it_is_ordered_and_the_preview_says_what_will()
    {
        var (old, fresh) = (await app.ProductAsync(brand: "Nord"), ImportCalls.Draw("NEW"));
        var same = await app.ProductAsync();
        var file = $"SKU,Title,Brand,Category\n{old.Sku},Green mug,,Kitchen\n{fresh},Bowl,Nord,\n{same.Sku},{same.Title},,\n";
        var import = await app.CheckAsync(await app.ReceiveAsync(file));
        (import.Status(), import.Count("new"), import.Count("changed"), import.Count("same"), import.Count("faulty")).Should().Be(("checked", 1, 1, 1, 0));
        var changed = (await app.LinesAsync(import, "changed")).Should().ContainSingle().Subject;
        changed.GetProperty("line").GetInt32().Should().Be(2);
        changed.GetProperty("changes").EnumerateArray().Select(c => (c.GetProperty("field").GetString(), c.TryGetProperty("from", out var from) ? from.GetString() : null, c.GetProperty("to").GetString()))
            .Should().Equal(("title", "Blue mug", "Green mug"), ("category", null, "Kitchen"));
        (await app.WithDbAsync(db => db.Products.AnyAsync(p => p.Sku == fresh))).Should().BeFalse("nothing was ordered");

        var done = await app.CommitAsync(import);
        done.Status().Should().Be("committed", done.ToString());
        var now = await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Id == old.Id));
        (now.Title, now.Brand, now.Category).Should().Be(("Green mug", "Nord", "Kitchen"), "an empty cell leaves what is there");
        (await app.WithDbAsync(db => db.AuditEvents.SingleAsync(a => a.EntityId == import.GetProperty("id").GetGuid() && a.Action == "catalogImport.committed"))).Details["count"].Should().Be("2");
        await app.Owner.PostAsJsonAsync($"{ImportCalls.Api}/{import.GetProperty("id").GetGuid()}/commit", new { onlyGood = true }).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "catalogImport.ended");

        // The same file once more has nothing to say.
        var again = await app.CheckAsync(await app.ReceiveAsync(file));
        (again.Count("same"), again.Count("new"), again.Count("changed")).Should().Be((3, 0, 0));
        await app.Owner.PostAsJsonAsync($"{ImportCalls.Api}/{again.GetProperty("id").GetGuid()}/commit", new { }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "catalogImport.nothingToTake");
    }

    [Fact]
    public async Task One_bad_line_in_ten_thousand_stops_all_of_them_until_only_the_good_ones_are_wanted()
    {
        var prefix = ImportCalls.Draw("TEN");
        var file = new StringBuilder("SKU,Title,Brand\n");
        for (var row = 0; row < 10_000; row++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{prefix}-{row},{(row == 7_654 ? "" : $"Thing {row}")},Nord\n");
        }

        var import = await app.CheckAsync(await app.ReceiveAsync(file.ToString()));
        (import.Count("new"), import.Count("faulty")).Should().Be((9_999, 1));
        var bad = (await app.LinesAsync(import, "faulty")).Should().ContainSingle().Subject;
        (bad.GetProperty("line").GetInt32(), bad.Faults().Single()).Should().Be((7_656, "line.titleMissing"));
        bad.GetProperty("faults")[0].GetProperty("column").GetString().Should().Be("Title");
        var id = import.GetProperty("id").GetGuid();
        await app.Owner.PostAsJsonAsync($"{ImportCalls.Api}/{id}/commit", new { }).ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "catalogImport.faulty");
        (await app.WithDbAsync(db => db.Products.CountAsync(p => p.Sku.StartsWith(prefix)))).Should().Be(0);

        var faults = await app.Owner.GetStringAsync($"{ImportCalls.Api}/{id}/faults");
        faults.Should().Contain($"{prefix}-7654").And.Contain("line.titleMissing").And.Contain("需要标题");
        (await app.CommitAsync(import, onlyGood: true)).Status().Should().Be("committed");
        (await app.WithDbAsync(db => db.Products.CountAsync(p => p.Sku.StartsWith(prefix)))).Should().Be(9_999);

        // The list of faults, mended, is a file again, and what was said of its columns is known.
        var mended = await app.ReceiveAsync(faults.Replace($"{prefix}-7654,,", $"{prefix}-7654,Mended,", StringComparison.Ordinal));
        mended.GetProperty("mappingRemembered").GetBoolean().Should().BeTrue(mended.ToString());
        (await app.CommitAsync(await app.CheckAsync(mended))).Count("new").Should().Be(1);
        (await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == $"{prefix}-7654"))).Title.Should().Be("Mended");
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_column_and_what_is_allowed()
    {
        var store = await app.StoreAsync();
        var (sku, other) = (ImportCalls.Draw("BAD"), await app.ProductAsync());
        var file = $"""
            SKU,Title,Store,ASIN,Marketplace,Site,Theme,Owner,Due date,KPI metric,KPI target,Slot
            ,No sku,,,,,,,,,,
            {sku}-1,A,Nowhere,B01,,,,,,,,
            {sku}-2,B,,,amazon,XX,Bright,,,,,
            {sku}-3,C,,,Amazonia,US,Bright,,,,,
            {sku}-4,D,,,,,Bright,nobody@example.com,31.12.99,ctr,0.5,PT99
            {sku}-5,E,,,,,,,,sales,12.5,
            {sku}-5,F,,,,,,,,,,
            {sku}-6,G,,B0X,,,,,,,,
            {sku}-7,H,{store.Name},,ebay,US,,,,,,
            {sku}-8,"{new string('x', 501)}",,,,,,,,,,
            {sku}-9,I,{store.Name},,,,,,,,,,too many
            {sku}-10,J,,,amazon,US,Bright,,,,,
            {sku}-10,J,,,amazon,US,Dark,,,,,
            """;
        var import = await app.CheckAsync(await app.ReceiveAsync(file));
        var faults = (await app.LinesAsync(import, "faulty")).ToDictionary(l => l.GetProperty("line").GetInt32());
        faults[2].Faults().Should().Equal("line.skuMissing");
        faults[3].Faults().Should().Contain("line.storeUnknown");
        faults[3].GetProperty("faults")[0].GetProperty("message").GetProperty("zh").GetString().Should().Contain(store.Name, "what is allowed is listed");
        faults[4].Faults().Should().Equal("line.siteUnknown");
        faults[5].Faults().Should().Equal("line.marketplaceUnknown");
        faults[6].Faults().Should().BeEquivalentTo("line.ownerUnknown", "line.dateInvalid", "line.slotUnknown", "line.rateInvalid");
        faults.Should().NotContainKey(7, "sales is revenue, which is a plain number");
        faults[8].Faults().Should().Equal("line.contradicts");
        faults[9].Faults().Should().Equal("line.storeMissing");
        faults[10].Faults().Should().Equal("line.storeElsewhere");
        faults[11].Faults().Should().Equal("line.tooLong");
        faults[12].Faults().Should().Equal("line.cellCount");
        faults.Should().NotContainKey(13);
        faults[14].Faults().Should().Equal("line.contradicts");
        other.Title.Should().Be("Blue mug");
    }

    [Fact]
    public async Task A_mapping_that_cannot_be_is_refused_and_one_that_was_used_is_proposed_again()
    {
        var import = await app.ReceiveAsync("Ref no.,Long text,Maker\nM-1,Mug,Nord\n");
        import.Fields().Should().OnlyContain(f => f == null, "nobody calls columns so");
        var id = import.GetProperty("id").GetGuid();
        Task RefusedAsync(HttpStatusCode status, string code, params string?[] columns) => app.Owner.PutAsJsonAsync($"{ImportCalls.Api}/{id}/mapping", new { columns }).ShouldBeRefusedAsync(status, code);
        await RefusedAsync(HttpStatusCode.BadRequest, "catalogImport.mappingCount", "sku", "title");
        await RefusedAsync(HttpStatusCode.BadRequest, "catalogImport.fieldUnknown", "sku", "colour", null);
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "catalogImport.fieldTwice", "sku", "title", "title");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "catalogImport.skuColumnMissing", null, "title", "brand");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "catalogImport.nothingMapped", "sku", null, null);
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "catalogImport.storeMissing", "sku", "title", "externalId");
        await app.Owner.PostAsJsonAsync($"{ImportCalls.Api}/{id}/commit", new { }).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "catalogImport.notChecked");

        await app.CheckAsync(import, columns: new() { ["Ref no."] = "sku", ["Long text"] = "title", ["Maker"] = "brand" });
        var next = await app.ReceiveAsync("ref NO,Long Text,maker\nM-2,Cup,Nord\n");
        next.GetProperty("mappingRemembered").GetBoolean().Should().BeTrue();
        next.Fields().Should().Equal("sku", "title", "brand");
    }

    [Fact]
    public async Task Listings_get_texts_by_language_and_facts_and_briefs_their_history()
    {
        var (de, us) = (await app.StoreAsync(site: "DE"), await app.StoreAsync());
        var sku = ImportCalls.Draw("TXT");
        var file = $"SKU,Title,Store,ASIN,Listing title,Keywords,Language,Plug\n{sku},Kettle,{de.Name},B0D,Wasserkocher,\"Tee, Kaffee\",de-DE,Type F\n{sku},,{de.Name},B0D,Kettle,tea,en-GB,\n{sku},,{us.Name},B0U,Kettle,,,Type B\n";
        await app.CommitAsync(await app.CheckAsync(await app.ReceiveAsync(file), columns: new() { ["Plug"] = "fact" }));
        var listing = await app.WithDbAsync(db => db.Listings.SingleAsync(l => l.StoreId == de.Id));
        listing.Texts["de-DE"].Should().BeEquivalentTo(new { Title = "Wasserkocher", Keywords = new[] { "Tee", "Kaffee" } });
        listing.Texts["en-GB"].Title.Should().Be("Kettle");
        listing.Facts.Should().Contain("Plug", "Type F");
        (await app.WithDbAsync(db => db.Listings.SingleAsync(l => l.StoreId == us.Id))).Texts.Keys.Should().Equal("en-US");

        // Other keywords, and nothing else of the listing.
        await app.CommitAsync(await app.CheckAsync(await app.ReceiveAsync($"SKU,Store,Keywords,Language,Theme,Selling points\n{sku},{de.Name},Wasser,de-DE,Morning,hot; fast\n")));
        var after = await app.WithDbAsync(db => db.Listings.SingleAsync(l => l.StoreId == de.Id));
        (after.Texts["de-DE"].Title, after.Texts["de-DE"].Keywords.Single(), after.ExternalId).Should().Be(("Wasserkocher", "Wasser", "B0D"));
        var second = await app.CommitAsync(await app.CheckAsync(await app.ReceiveAsync($"SKU,Store,Theme,Style\n{sku},{de.Name},Evening,Warm\n")));
        second.Count("briefsChanged").Should().Be(1);
        var image = await app.WithDbAsync(db => db.MainImages.SingleAsync(i => i.Scope.StoreId == de.Id));
        (image.Brief.Theme, image.Brief.Style).Should().Be(("Evening", "Warm"));
        image.Brief.SellingPoints.Should().Equal("hot", "fast");
        (await app.WithDbAsync(db => db.StageChanges.Where(c => c.MainImageId == image.Id).OrderBy(c => c.Id).Select(c => c.Verb).ToListAsync())).Should().Equal("planned", "briefRevised");
    }

    [Fact]
    public async Task A_check_that_was_cut_short_goes_on_behind_its_last_line()
    {
        var prefix = ImportCalls.Draw("CUT");
        var import = await app.ReceiveAsync("SKU,Title\n" + string.Concat(Enumerable.Range(0, 20_000).Select(row => $"{prefix}-{row},Thing\n")));
        var id = import.GetProperty("id").GetGuid();
        (await app.MapAsync(import)).EnsureSuccessStatusCode();
        await CutShortAsync<CheckRowsWork>(id, async () => (await app.WithDbAsync(db => db.CatalogImports.AsNoTracking().SingleAsync(i => i.Id == id))).LastLine > 0);
        var half = await app.ImportAsync(id);
        (half.Status(), half.Count("read")).Should().Match<(string, int)>(h => h.Item1 == "checking" && h.Item2 > 0 && h.Item2 < 20_000);
        await app.RunWorkAsync();
        var whole = await app.ImportAsync(id);
        (whole.Status(), whole.Count("new"), await app.WithDbAsync(db => db.CatalogImportRows.CountAsync(r => r.ImportId == id))).Should().Be(("checked", 20_000, 20_000));
    }

    [Fact]
    public async Task A_commit_that_was_cut_short_leaves_nothing_and_is_done_once_afterwards()
    {
        var prefix = ImportCalls.Draw("KIL");
        var import = await app.CheckAsync(await app.ReceiveAsync("SKU,Title,Theme\n" + string.Concat(Enumerable.Range(0, 6_000).Select(row => $"{prefix}-{row},Thing,Spring\n"))));
        var id = import.GetProperty("id").GetGuid();
        (await app.Owner.PostAsJsonAsync($"{ImportCalls.Api}/{id}/commit", new { })).EnsureSuccessStatusCode();
        await CutShortAsync<CommitImportWork>(id, async () =>
        {
            (await ThereAsync()).Should().Be((0, 0), "nobody sees half of it");
            return (await app.ImportAsync(id)).Count("briefsTaken") > 0;
        });
        ((await app.ImportAsync(id)).Status(), await ThereAsync()).Should().Be(("committing", (0, 0)));
        await app.RunWorkAsync();
        ((await app.ImportAsync(id)).Status(), await ThereAsync()).Should().Be(("committed", (6_000, 6_000)));

        // Once more, as after a crash between the rows and the answer to the queue.
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id && w.Kind == CommitImportWork.Kind).ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Waiting)));
        await app.RunWorkAsync();
        (await app.WithDbAsync(db => db.StageChanges.CountAsync(c => db.MainImages.Any(i => i.Id == c.MainImageId && db.Products.Any(p => p.Id == i.ProductId && p.Sku.StartsWith(prefix)))))).Should().Be(6_000);

        Task<(int Products, int Images)> ThereAsync() => app.WithDbAsync(async db => (await db.Products.CountAsync(p => p.Sku.StartsWith(prefix)), await db.MainImages.CountAsync(i => db.Products.Any(p => p.Id == i.ProductId && p.Sku.StartsWith(prefix)))));
    }

    [Fact]
    public async Task What_somebody_changed_since_the_check_is_checked_once_more_and_nothing_is_taken()
    {
        var image = await app.PlannedImageAsync();
        var (sku, fresh) = (await app.WithDbAsync(db => db.Products.Where(p => p.Id == image.ProductId).Select(p => p.Sku).SingleAsync()), ImportCalls.Draw("NEW"));
        var import = await app.CheckAsync(await app.ReceiveAsync($"SKU,Title,Marketplace,Site,Theme\n{fresh},Bowl,,,\n{sku},,amazon,US,Winter\n"));
        (import.Count("new"), import.Count("changed")).Should().Be((1, 1));
        await app.WithDbAsync(db => db.MainImages.Where(i => i.Id == image.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.RetirementRequestedAt, TimeProvider.System.GetUtcNow())));
        var after = await app.CommitAsync(import);
        (after.Status(), after.Count("faulty"), after.GetProperty("problem").GetProperty("code").GetString()).Should().Be(("checked", 1, "catalogImport.changedMeanwhile"));
        (await app.LinesAsync(after, "faulty")).Single().Faults().Should().Equal("line.retiring");
        (await app.WithDbAsync(db => db.Products.AnyAsync(p => p.Sku == fresh))).Should().BeFalse();
    }

    [Fact]
    public async Task A_narrowed_member_changes_only_what_is_theirs()
    {
        var (mine, theirs) = (await app.StoreAsync(), await app.StoreAsync());
        var other = await app.ProductAsync(brand: "Other");
        var (_, client) = await app.NarrowedAsync([mine.Id], ["Nord"]);
        using var narrowed = client;
        var sku = ImportCalls.Draw("NAR");
        var import = await app.CheckAsync(await app.ReceiveAsync($"SKU,Title,Brand,Store,ASIN\n{sku}-1,A,Nord,{mine.Name},B1\n{sku}-2,B,Nord,{theirs.Name},B2\n{sku}-3,C,,,\n{other.Sku},D,Nord,,\n", client: narrowed), client: narrowed);
        (await app.LinesAsync(import, "faulty")).Select(l => (l.GetProperty("line").GetInt32(), l.Faults()[0])).Should().Equal((3, "line.storeOutside"), (4, "line.brandOutside"), (5, "line.brandOutside"));
        (await app.CommitAsync(import, onlyGood: true, client: narrowed)).Status().Should().Be("committed");

        var owners = await app.CheckAsync(await app.ReceiveAsync($"SKU,Title\n{sku}-9,A\n"));
        await narrowed.PostAsJsonAsync($"{ImportCalls.Api}/{owners.GetProperty("id").GetGuid()}/commit", new { }).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "catalogImport.notYours");
        var (_, viewer) = await app.MemberAsync(Role.Designer);
        using var designer = viewer;
        (await designer.GetAsync(ImportCalls.Api)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_file_of_another_workspace_does_not_exist_and_its_products_are_not_met()
    {
        var product = await app.ProductAsync();
        var import = await app.CheckAsync(await app.ReceiveAsync($"SKU,Title\n{product.Sku},Red mug\n"));
        var id = import.GetProperty("id").GetGuid();
        var (workspace, _, stranger) = await app.StrangerAsync();
        using var theirs = stranger;
        foreach (var path in new[] { "", "/lines", "/faults" })
        {
            await theirs.GetAsync($"{ImportCalls.Api}/{id}{path}").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        }

        await theirs.PutAsJsonAsync($"{ImportCalls.Api}/{id}/mapping", new { columns = new[] { "sku", "title" } }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await theirs.PostAsJsonAsync($"{ImportCalls.Api}/{id}/commit", new { }).ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");
        await theirs.DeleteAsync($"{ImportCalls.Api}/{id}").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "notFound");

        var own = await app.CheckAsync(await app.ReceiveAsync($"SKU,Title\n{product.Sku},Their mug\n", client: theirs), client: theirs);
        own.Count("new").Should().Be(1, "there the SKU is another product");
        await app.CommitAsync(own, client: theirs);
        (await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == product.Sku))).Title.Should().Be("Blue mug");
        (await app.WithDbAsync(db => db.Products.SingleAsync(p => p.Sku == product.Sku), workspace.Id)).Title.Should().Be("Their mug");
    }

    public static TheoryData<string, string> Unusable => new()
    {
        { "empty", "csv.empty" }, { "binary", "catalogImport.notATable" }, { "old", "catalogImport.oldWorkbook" }, { "no-workbook", "catalogImport.notAWorkbook" }, { "broken-workbook", "catalogImport.notAWorkbook" },
        { "bomb", "catalogImport.workbookTooLarge" }, { "wide", "catalogImport.tooManyColumns" }, { "open-quote", "catalogImport.quoteOpen" }, { "blank", "catalogImport.noHeader" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_file_that_cannot_be_used_says_why(string kind, string code)
    {
        byte[] bytes = kind switch
        {
            "empty" => [],
            "binary" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4],
            "old" => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            "no-workbook" => Zip(("readme.txt", "no sheet")),
            "broken-workbook" => Zip(("xl/workbook.xml", "<workbook")),
            "bomb" => Zip(("xl/workbook.xml", new string(' ', 1)), ("xl/worksheets/sheet1.xml", new string(' ', 40 * 1024 * 1024))),
            "wide" => Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 600).Select(c => $"c{c}")) + "\n"),
            "open-quote" => Encoding.UTF8.GetBytes("SKU,Title\nA,\"Mug\nB,Cup\n"),
            _ => Encoding.UTF8.GetBytes("\n  \n,,\n"),
        };
        await using var small = kind == "bomb" ? new HubApp { SharedDatabase = app.Database, Settings = { ["Hub:Imports:MaxUnpackedBytes"] = "33554432" } } : null;
        if (small is not null)
        {
            await small.InitializeAsync();
        }

        var import = await (small ?? app).ReceiveAsync(bytes, "file.xlsx");
        (import.Status(), import.GetProperty("problem").GetProperty("code").GetString()).Should().Be(("failed", code), import.ToString());
        import.GetProperty("problem").GetProperty("message").GetProperty("zh").GetString().Should().NotBeEmpty();
        (await (small ?? app).Owner.DeleteAsync($"{ImportCalls.Api}/{import.GetProperty("id").GetGuid()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_pages_lead_from_the_file_to_what_was_taken()
    {
        using var browser = await new Browser(app.Address).SignInAsync();
        var sku = ImportCalls.Draw("PGE");
        (await browser.ReadAsync("/w/home/products")).Should().Contain("/w/home/import");
        await browser.ReadAsync("/w/home/import");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes($"SKU,Title,Brand\n{sku},Mug,Nord\n{sku}-x,,\n")), "file", "list.csv" } };
        var sent = await browser.PostByScriptAsync("/w/home/import", form);
        var address = sent.Headers.Location!.ToString();
        (await browser.ReadAsync(address)).Should().Contain("Reading the header");
        await app.RunWorkAsync();
        (await browser.ReadAsync(address)).Should().Contain("Which column is what").And.Contain("Mug");
        (await browser.PostAsync($"{address}?handler=Map", ("fields", "Sku"), ("fields", "Title"), ("fields", "Brand"))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        await app.RunWorkAsync();
        (await browser.ReadAsync(address)).Should().Contain("Nothing has changed yet").And.Contain("needs a title").And.Contain("Import the good lines (1)");
        (await browser.ReadAsync($"{address}?outcome=Faulty")).Should().Contain($"<strong>{sku}-x</strong>").And.NotContain($"<strong>{sku}</strong>");
        (await browser.ReadAsync($"{address}?handler=Faults")).Should().Contain("line.titleMissing");
        await browser.ReadAsync(address);
        await browser.PostAsync($"{address}?handler=Commit", ("onlyGood", "true"));
        await app.RunWorkAsync();
        (await browser.ReadAsync(address)).Should().Contain("Lines imported: 1");
        (await browser.ReadAsync("/w/home/audit")).Should().Contain("imported a file of products").And.Contain("list.csv");
    }

    /// <summary>Runs a piece of work until something holds, and ends it there, as a process that is killed does.</summary>
    private async Task CutShortAsync<TWork>(Guid subject, Func<Task<bool>> until)
        where TWork : IWorkHandler
    {
        using var killed = new CancellationTokenSource();
        await using var scope = app.Services.CreateAsyncScope();
        var workspace = await app.WorkspaceIdAsync();
        scope.ServiceProvider.GetRequiredService<WorkspaceScope>().Enter(workspace);
        var work = Task.Run(() => scope.ServiceProvider.GetRequiredService<TWork>().RunAsync(new WorkTask(Guid.CreateVersion7(), workspace, subject, 1, IsLastAttempt: false), killed.Token));
        while (!await until())
        {
            work.IsCompleted.Should().BeFalse("it has to be cut short before its end");
        }

        await killed.CancelAsync();
        await FluentActions.Awaiting(() => work).Should().ThrowAsync<OperationCanceledException>();
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                ImportCalls.Write(zip, name, text);
            }
        }

        return bytes.ToArray();
    }
}
