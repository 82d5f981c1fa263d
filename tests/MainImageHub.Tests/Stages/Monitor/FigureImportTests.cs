using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Tests.Support;
using MainImageHub.Tests.Support.Builders;
using MainImageHub.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Stages.Monitor;

public sealed class FigureImportTests(HubApp app) : IClassFixture<HubApp>
{
    public static TheoryData<string> Writings => ["utf8", "utf8-mark", "utf16", "utf16-be", "utf16-without-mark", "gbk", "gbk-chinese-columns", "semicolons", "tabs", "crlf-and-quotes"];

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task Spreadsheets_of_all_kinds_are_read(string writing)
    {
        var id = (await app.ListingsAsync(1))[0];
        var text = $"{FigureFiles.Header}\n{FigureFiles.Row(id)}\n{FigureFiles.Row("不存在的商品", "2026-03-02")}\n";
        var bytes = writing switch
        {
            "utf8-mark" => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            "utf16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            "utf16-be" => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
            "utf16-without-mark" => Encoding.Unicode.GetBytes(text),
            "gbk" => CodePagesEncodingProvider.Instance.GetEncoding("GBK")!.GetBytes(text),
            "gbk-chinese-columns" => CodePagesEncodingProvider.Instance.GetEncoding("GBK")!.GetBytes(text.Replace(FigureFiles.Header, "日期,平台,站点,商品编号,曝光量,点击量,访问量,订单数,销量,销售额,币种,广告花费", StringComparison.Ordinal)),
            "semicolons" => Encoding.UTF8.GetBytes(text.Replace(',', ';').Replace("59.90", "59,90", StringComparison.Ordinal)),
            "tabs" => Encoding.UTF8.GetBytes(text.Replace(',', '\t')),
            "crlf-and-quotes" => Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("1000", "\"1,000\"", StringComparison.Ordinal)),
            _ => Encoding.UTF8.GetBytes(text),
        };

        var import = await app.ImportAsync(bytes);

        import.GetProperty("status").GetString().Should().Be("completed", import.ToString());
        import.GetProperty("rowsAccepted").GetInt64().Should().Be(1);
        var problem = import.GetProperty("problems").EnumerateArray().Should().ContainSingle().Subject;
        problem.GetProperty("message").GetProperty("zh").GetString().Should().Contain("不存在的商品", "the text was understood");
        var day = await DayAsync(id);
        (day.Impressions, day.Revenue, day.Currency).Should().Be((1000, 59.90m, "USD"));
    }

    [Fact]
    public async Task Absent_columns_and_empty_fields_are_unknown_and_not_zero()
    {
        var id = (await app.ListingsAsync(1))[0];
        var import = await app.ImportAsync($"clicks,externalId,Impressions,site,MARKETPLACE,date,orders\n5,{id},100,us,Amazon,2026/3/1,\n");

        import.GetProperty("status").GetString().Should().Be("completed", import.ToString());
        var day = await DayAsync(id);
        (day.Impressions, day.Clicks).Should().Be((100L, 5L));
        (day.Orders, day.Sessions, day.Revenue).Should().Be((null, null, null));
    }

    [Fact]
    public async Task The_file_to_fill_in_is_taken_when_it_is_filled_in()
    {
        await app.ListingsAsync(1);
        using var browser = await new Browser(app.Address).SignInAsync();
        var sample = await browser.ReadAsync("/w/home/figures?handler=Sample");
        var line = sample.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1];
        line.Should().Contain(",amazon,US,").And.EndWith(",,,,,,,,", "no figure is made up");
        var import = await app.ImportAsync(sample.Split('\n')[0] + "\n" + line[..^7] + "100,5,,,,,,");
        import.GetProperty("rowsAccepted").GetInt64().Should().Be(1, import.ToString());
    }

    [Theory]
    [InlineData("csv.date", "31.02.2026", "1,1,1,1,1,1,USD,1")]
    [InlineData("csv.dateInFuture", "2099-01-01", "1,1,1,1,1,1,USD,1")]
    [InlineData("csv.number", "2026-03-01", "many,1,1,1,1,1,USD,1")]
    [InlineData("csv.number", "2026-03-01", "1.5,1,1,1,1,1,USD,1")]
    [InlineData("csv.negative", "2026-03-01", "1,1,1,1,-1,1,USD,1")]
    [InlineData("csv.negative", "2026-03-01", "1,1,1,1,1,-0.5,USD,1")]
    [InlineData("csv.clicksAboveImpressions", "2026-03-01", "10,11,1,1,1,1,USD,1")]
    [InlineData("csv.currency", "2026-03-01", "10,1,1,1,1,1,GOLD,1")]
    [InlineData("csv.fieldCount", "2026-03-01", "10,1,1")]
    [InlineData("csv.nothingInRow", "2026-03-01", ",,,,,,USD,")]
    [InlineData("csv.broken", "2026-03-01", "\"10,1,1,1,1,1,USD,1")]
    public async Task Bad_row_is_listed_by_line_in_both_languages_and_the_good_ones_are_kept(string code, string date, string rest)
    {
        var id = (await app.ListingsAsync(1))[0];
        var import = await app.ImportAsync($"{FigureFiles.Header}\n{FigureFiles.Row(id, "2026-01-01")}\n{FigureFiles.Row(id, date, rest)}\n{FigureFiles.Row(id, "2026-01-02")}\n");

        import.GetProperty("status").GetString().Should().Be("completed", import.ToString());
        (import.GetProperty("rowsRead").GetInt64(), import.GetProperty("rowsAccepted").GetInt64(), import.GetProperty("rowsRejected").GetInt64()).Should().Be((3, 2, 1), import.ToString());
        var problem = import.GetProperty("problems")[0];
        (problem.GetProperty("line").GetInt64(), problem.GetProperty("code").GetString()).Should().Be((3, code));
        problem.GetProperty("message").GetProperty("en").GetString().Should().NotBeNullOrWhiteSpace();
        problem.GetProperty("message").GetProperty("zh").GetString().Should().MatchRegex("[\u4e00-\u9fff]");
    }

    [Theory]
    [InlineData(';', "1.000", "1.234,50", 1000, "1234.50")]
    [InlineData(';', "1,000", "1,234.50", 1000, "1234.50")]
    [InlineData(';', "1.234.567", "1.234.567,8", 1_234_567, "1234567.8")]
    [InlineData(';', "1000", "0,125", 1000, "0.125")]
    [InlineData(';', "1000", "1234,567", 1000, "1234.567")]
    [InlineData(',', "\"12,345\"", "\"12.345,60\"", 12_345, "12345.60")]
    [InlineData(',', "1.000", "59.9", 1000, "59.9")]
    [InlineData(',', "1000", "\"59,90\"", 1000, "59.90")]
    [InlineData('\t', "1 000", "1 234,5", 1000, "1234.5")]
    [InlineData('\t', "1\u202f000\u202f000", "1,234,567.89", 1_000_000, "1234567.89")]
    public async Task Numbers_are_read_as_they_are_meant_whatever_parts_the_fields(char delimiter, string impressions, string revenue, long seen, string earned)
    {
        var id = (await app.ListingsAsync(1))[0];
        var header = string.Join(delimiter, "date", "marketplace", "site", "externalId", "impressions", "revenue", "currency");
        var import = await app.ImportAsync($"{header}\n{string.Join(delimiter, "2026-03-01", "amazon", "US", id, impressions, revenue, "EUR")}\n");

        import.GetProperty("rowsAccepted").GetInt64().Should().Be(1, import.ToString());
        var day = await DayAsync(id);
        (day.Impressions, day.Revenue).Should().Be((seen, decimal.Parse(earned, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("impressions", "1.5")]
    [InlineData("impressions", "1,00")]
    [InlineData("impressions", "1.000,00")]
    [InlineData("impressions", "12.34.567")]
    [InlineData("impressions", "1.234,567")]
    [InlineData("impressions", "0.123")]
    [InlineData("impressions", "1 00")]
    [InlineData("revenue", "1.234")]
    [InlineData("revenue", "-1,234")]
    [InlineData("revenue", "999,999")]
    [InlineData("revenue", "1.23.456,7")]
    [InlineData("revenue", "1,234.567,8")]
    [InlineData("revenue", "1.234,")]
    [InlineData("revenue", "1e3")]
    public async Task A_number_that_could_mean_two_things_is_refused_with_what_to_write_instead(string column, string written)
    {
        var id = (await app.ListingsAsync(1))[0];
        var import = await app.ImportAsync($"date;marketplace;site;externalId;{column}\n2026-03-01;amazon;US;{id};{written}\n");

        var problem = import.GetProperty("problems").EnumerateArray().Should().ContainSingle().Subject;
        problem.GetProperty("code").GetString().Should().Be("csv.number");
        problem.GetProperty("message").GetProperty("en").GetString().Should().Contain($"\"{written}\"").And.Contain("1234.50");
        problem.GetProperty("message").GetProperty("zh").GetString().Should().Contain("1234.50");
    }

    [Fact]
    public async Task Row_that_stands_twice_counts_once_and_says_where_the_first_is()
    {
        var id = (await app.ListingsAsync(1))[0];
        var import = await app.ImportAsync($"{FigureFiles.Header}\n{FigureFiles.Row(id)}\n{FigureFiles.Row(id, rest: "9,9,9,9,9,9,USD,9")}\n");

        var problem = import.GetProperty("problems").EnumerateArray().Should().ContainSingle().Subject;
        problem.GetProperty("code").GetString().Should().Be("csv.duplicate");
        problem.GetProperty("message").GetProperty("en").GetString().Should().Contain("line 2");
        (await DayAsync(id)).Impressions.Should().Be(1000);
    }

    public static TheoryData<string, byte[]> Impossible => new()
    {
        { "csv.empty", [] },
        { "csv.notText", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, 1, 2, 3] },
        { "csv.notText", [(byte)'P', (byte)'K', 3, 4, 20, 0, 6, 0, 8, 0] },
        { "csv.columns", Encoding.UTF8.GetBytes("day,market,asin,views\n2026-01-01,amazon,B0,1\n") },
        { "csv.columns", Encoding.UTF8.GetBytes($"{FigureFiles.Header},mood\n") },
        { "csv.columnTwice", Encoding.UTF8.GetBytes($"{FigureFiles.Header},clicks\n") },
        { "csv.noFigures", Encoding.UTF8.GetBytes("date,marketplace,site,externalId,currency\n") },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task File_that_cannot_be_read_fails_with_a_sentence(string code, byte[] bytes)
    {
        var import = await app.ImportAsync(bytes);

        import.GetProperty("status").GetString().Should().Be("failed");
        var problem = import.GetProperty("problems").EnumerateArray().Should().ContainSingle().Subject;
        problem.GetProperty("code").GetString().Should().Be(code);
        problem.GetProperty("message").GetProperty("zh").GetString().Should().MatchRegex("[\u4e00-\u9fff]");
    }

    [Fact]
    public async Task Wrong_columns_are_named()
    {
        var import = await app.ImportAsync("date,marketplace,asin,impressions\n2026-01-01,amazon,B0,1\n");

        var sentence = import.GetProperty("problems")[0].GetProperty("message").GetProperty("en").GetString();
        sentence.Should().Contain("Missing: site, externalId").And.Contain("Unknown: asin");
    }

    [Fact]
    public async Task One_bad_row_in_ten_thousand_is_found_and_the_others_are_kept()
    {
        var ids = await app.ListingsAsync(10);
        var text = new StringBuilder(FigureFiles.Header).Append('\n');
        for (var i = 0; i < 10_000; i++)
        {
            var date = new DateOnly(2023, 1, 1).AddDays(i / 10).ToString("O", CultureInfo.InvariantCulture);
            text.Append(FigureFiles.Row(ids[i % 10], i == 7776 ? "yesterday" : date)).Append('\n');
        }

        var import = await app.ImportAsync(text.ToString());

        import.GetProperty("rowsAccepted").GetInt64().Should().Be(9_999);
        import.GetProperty("problems").EnumerateArray().Should().ContainSingle().Which.GetProperty("line").GetInt64().Should().Be(7778);
    }

    [Fact]
    public async Task Hundred_thousand_rows_come_in_and_coming_again_makes_no_doubles()
    {
        var ids = await app.ListingsAsync(200);
        var text = new StringBuilder(FigureFiles.Header).Append('\n');
        for (var i = 0; i < 100_000; i++)
        {
            text.Append(FigureFiles.Row(ids[i % 200], new DateOnly(2024, 1, 1).AddDays(i / 200).ToString("O", CultureInfo.InvariantCulture))).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        for (var time = 0; time < 2; time++)
        {
            (await app.ImportAsync(bytes)).GetProperty("rowsAccepted").GetInt64().Should().Be(100_000);
            (await app.WithDbAsync(db => db.MetricDays.CountAsync(m => db.Listings.Any(l => l.Id == m.ListingId && ids.Contains(l.ExternalId))))).Should().Be(100_000);
        }
    }

    [Fact]
    public async Task Import_stopped_half_way_and_run_again_makes_no_doubles()
    {
        var ids = await app.ListingsAsync(50);
        var text = new StringBuilder(FigureFiles.Header).Append('\n');
        for (var i = 0; i < 30_000; i++)
        {
            text.Append(FigureFiles.Row(ids[i % 50], new DateOnly(2024, 1, 1).AddDays(i / 50).ToString("O", CultureInfo.InvariantCulture))).Append('\n');
        }

        var id = await app.UploadAsync(Encoding.UTF8.GetBytes(text.ToString()));
        using var kill = new CancellationTokenSource();
        var run = app.Services.GetRequiredService<WorkRunner>().RunDueAsync(WorkGroups.Light, 100, kill.Token);
        while (!run.IsCompleted && (await app.ReadImportAsync(id)).GetProperty("rowsAccepted").GetInt64() == 0)
        {
            await Task.Delay(10, CancellationToken.None);
        }

        await kill.CancelAsync();
        await Record.ExceptionAsync(() => run);
        await app.RunWorkAsync();

        var import = await app.ReadImportAsync(id);
        (import.GetProperty("status").GetString(), import.GetProperty("rowsRead").GetInt64(), import.GetProperty("rowsAccepted").GetInt64()).Should().Be(("completed", 30_000, 30_000));
        (await app.WithDbAsync(db => db.MetricDays.CountAsync(m => db.Listings.Any(l => l.Id == m.ListingId && ids.Contains(l.ExternalId)), CancellationToken.None))).Should().Be(30_000);
    }

    [Fact]
    public async Task A_file_given_up_is_read_after_all_when_a_person_retries_and_one_that_is_in_is_not_read_again()
    {
        var listing = (await app.ListingsAsync(1))[0];
        var id = await app.UploadAsync(Encoding.UTF8.GetBytes($"{FigureFiles.Header}\n{FigureFiles.Row(listing)}\n"));
        var item = await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == id).Select(w => w.Id).SingleAsync());
        await app.GiveUpAsync(item);
        var failed = await app.ReadImportAsync(id);
        failed.GetProperty("status").GetString().Should().Be("failed");
        failed.GetProperty("problems")[0].GetProperty("code").GetString().Should().Be("work.unexpected");

        using var browser = await new Browser(app.Address).SignInAsync();
        await browser.GetAsync("/w/home/jobs");
        await browser.PostAsync("/w/home/jobs?handler=Retry", ("id", item.ToString()));
        (await app.ReadImportAsync(id)).GetProperty("status").GetString().Should().Be("queued", "it is open before it is read");
        await app.RunWorkAsync();
        var read = await app.ReadImportAsync(id);
        (read.GetProperty("status").GetString(), read.GetProperty("rowsAccepted").GetInt64(), read.GetProperty("problems").GetArrayLength()).Should().Be(("completed", 1, 0), read.ToString());

        await app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == item).ExecuteUpdateAsync(set => set.SetProperty(w => w.State, WorkState.Failed)));
        await browser.PostAsync("/w/home/jobs?handler=Retry", ("id", item.ToString()));
        (await browser.ReadAsync("/w/home/jobs")).Should().Contain("work.nothingToRetry");
        (await app.WithDbAsync(db => db.WorkItems.Where(w => w.Id == item).Select(w => w.State).SingleAsync())).Should().Be(WorkState.Failed);
    }

    [Fact]
    public async Task Later_file_corrects_what_it_knows_and_leaves_the_rest()
    {
        var id = (await app.ListingsAsync(1))[0];
        await app.ImportAsync($"{FigureFiles.Header}\n{FigureFiles.Row(id)}\n");
        await app.ImportAsync($"date,marketplace,site,externalId,clicks\n2026-03-01,amazon,US,{id},25\n");

        var day = await DayAsync(id);
        (day.Clicks, day.Impressions).Should().Be((25, 1000));
    }

    [Fact]
    public async Task Money_in_another_currency_is_refused_where_it_would_mix_and_taken_where_it_replaces()
    {
        var id = (await app.ListingsAsync(1))[0];
        await app.ImportAsync($"{FigureFiles.Header}\n{FigureFiles.Row(id)}\n");
        var mixed = await app.ImportAsync($"date,marketplace,site,externalId,adSpend,currency\n2026-03-01,amazon,US,{id},50,CNY\n");
        mixed.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()).Should().Equal("csv.otherCurrency");
        var kept = await DayAsync(id);
        (kept.Revenue, kept.AdSpend, kept.Currency).Should().Be((59.90m, 7.5m, "USD"));

        await app.ImportAsync($"date,marketplace,site,externalId,revenue,adSpend,currency\n2026-03-01,amazon,US,{id},400,50,CNY\n");
        var replaced = await DayAsync(id);
        (replaced.Revenue, replaced.AdSpend, replaced.Currency, replaced.Clicks).Should().Be((400m, 50m, "CNY", 20));
    }

    [Fact]
    public async Task Lines_before_an_endless_one_are_stored_as_they_are_counted()
    {
        var id = (await app.ListingsAsync(1))[0];
        var text = $"{FigureFiles.Header}\n{FigureFiles.Row(id, "2026-01-01")}\n{FigureFiles.Row(id, "never")}\n{FigureFiles.Row(id, "2026-01-02")}\n{new string('x', 100_000)}\n";
        var import = await app.ImportAsync(text);

        import.GetProperty("status").GetString().Should().Be("failed");
        (import.GetProperty("rowsRead").GetInt64(), import.GetProperty("rowsAccepted").GetInt64(), import.GetProperty("rowsRejected").GetInt64()).Should().Be((3, 2, 1), import.ToString());
        import.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()).Should().Equal("csv.date", "csv.endlessLine");
        (await app.WithDbAsync(db => db.MetricDays.CountAsync(m => db.Listings.Any(l => l.Id == m.ListingId && l.ExternalId == id)))).Should().Be(2);
        var uploaded = import.GetProperty("id").GetGuid();
        (await app.WithDbAsync(db => db.MetricImports.SingleAsync(i => i.Id == uploaded))).RejectedSha256.Should().NotBeNull("the bad line is there to be mended");
    }

    [Fact]
    public async Task A_row_that_a_newer_file_has_replaced_already_is_not_said_to_be_taken()
    {
        var id = (await app.ListingsAsync(1))[0];
        var older = await app.UploadAsync(Encoding.UTF8.GetBytes($"{FigureFiles.Header}\n{FigureFiles.Row(id)}\n{FigureFiles.Row(id, "2026-03-02")}\n"));
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == older).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.DueAt.AddHours(1))));
        await app.ImportAsync($"{FigureFiles.Header}\n{FigureFiles.Row(id, rest: "2000,40,60,6,8,99.90,USD,9")}\n");
        await app.WithDbAsync(db => db.WorkItems.Where(w => w.SubjectId == older).ExecuteUpdateAsync(set => set.SetProperty(w => w.DueAt, w => w.CreatedAt)));
        await app.RunWorkAsync();

        var import = await app.ReadImportAsync(older);
        (import.GetProperty("status").GetString(), import.GetProperty("rowsAccepted").GetInt64(), import.GetProperty("rowsRejected").GetInt64()).Should().Be(("completed", 1, 1), import.ToString());
        var problem = import.GetProperty("problems").EnumerateArray().Should().ContainSingle().Subject;
        (problem.GetProperty("line").GetInt64(), problem.GetProperty("code").GetString()).Should().Be((2, "csv.newerKnown"));
        (await app.WithDbAsync(db => db.MetricDays.SingleAsync(m => m.Date == new DateOnly(2026, 3, 1) && db.Listings.Any(l => l.Id == m.ListingId && l.ExternalId == id)))).Impressions.Should().Be(2000);
    }

    [Fact]
    public async Task Missing_file_unknown_format_wrong_role_and_other_workspaces_are_refused()
    {
        (await app.Owner.PostAsync("/api/v1/metrics/imports", new StringContent("{}", Encoding.UTF8, "application/json"))).StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.csv" }, { new StringContent("excel"), "format" } };
        (await HubApp.JsonAsync(await app.Owner.PostAsync("/api/v1/metrics/imports", form))).GetProperty("code").GetString().Should().Be("figures.format");
        var (_, viewer) = await app.MemberAsync(Role.Viewer);
        using var again = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.csv" } };
        (await viewer.PostAsync("/api/v1/metrics/imports", again)).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        var id = await app.UploadAsync("x"u8.ToArray());
        var (_, _, stranger) = await app.StrangerAsync();
        (await stranger.GetAsync($"/api/v1/metrics/imports/{id}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private Task<MetricDay> DayAsync(string externalId) =>
        app.WithDbAsync(db => db.MetricDays.SingleAsync(m => db.Listings.Any(l => l.Id == m.ListingId && l.ExternalId == externalId)));
}
