using System.Security.Cryptography;
using System.Text;
using MainImageHub.Domain.Imports;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>What exports in English and Chinese call their columns; names that come near are guessed.</summary>
internal static class ColumnNames
{
    /// <summary>Share of the pairs of letters that two names have in common, from which one is taken for the other.</summary>
    private const double NearEnough = 0.8;

    private const int ShortestGuess = 4;

    /// <summary>What a list of faults has behind the file's own columns.</summary>
    public static readonly IReadOnlyList<string> FaultColumns = ["line", "column", "code", "message", "说明"];

    private static readonly Dictionary<ImportField, string[]> Names = new()
    {
        [ImportField.Sku] = ["sku", "seller sku", "variant sku", "custom label (sku)", "custom label", "merchant sku", "product sku", "item sku", "product code", "商品编码", "商品SKU", "产品SKU", "货号", "商家编码", "产品编码", "SKU编码", "本地SKU", "库存SKU", "商品货号"],
        [ImportField.Title] = ["title", "product title", "product name", "item name", "name", "标题", "商品标题", "商品名称", "产品名称", "产品标题", "品名", "中文名称"],
        [ImportField.Brand] = ["brand", "vendor", "brand name", "manufacturer", "品牌", "品牌名称"],
        [ImportField.Category] = ["category", "product category", "product type", "type", "ebay category 1 name", "类目", "分类", "商品类目", "商品分类", "产品分类", "类别", "品类"],
        [ImportField.FamilySku] = ["family sku", "parent sku", "family", "handle", "url handle", "spu", "parent", "父SKU", "父体SKU", "款号", "SPU编码", "主SKU"],
        [ImportField.Marketplace] = ["marketplace", "platform", "channel", "sales channel", "平台", "销售平台", "电商平台"],
        [ImportField.Site] = ["site", "country", "market", "marketplace site", "站点", "国家", "销售站点", "市场"],
        [ImportField.Store] = ["store", "shop", "store name", "shop name", "account", "店铺", "店铺名称", "店铺名", "账号", "销售账号"],
        [ImportField.ExternalId] = ["external id", "asin", "asin1", "item id", "item number", "itemid", "listing id", "product id", "ASIN码", "商品ID", "产品ID", "平台商品ID", "刊登编号", "在线商品ID", "商品编号"],
        [ImportField.ListingSku] = ["listing sku", "store sku", "msku", "channel sku", "平台SKU", "店铺SKU", "在线SKU", "销售SKU"],
        [ImportField.ListingTitle] = ["listing title", "store title", "刊登标题", "在线标题", "平台标题"],
        [ImportField.Keywords] = ["keywords", "search terms", "generic keywords", "关键词", "搜索词", "关键字"],
        [ImportField.Locale] = ["locale", "language", "语言", "语种"],
        [ImportField.Slot] = ["slot", "picture slot", "image slot", "图位", "图片位置"],
        [ImportField.Theme] = ["theme", "brief theme", "主题", "图片主题"],
        [ImportField.Style] = ["style", "picture style", "风格", "图片风格"],
        [ImportField.Audience] = ["audience", "target audience", "受众", "目标人群", "目标受众", "人群"],
        [ImportField.SellingPoints] = ["selling points", "selling point", "usp", "卖点", "核心卖点", "产品卖点"],
        [ImportField.MustShow] = ["must show", "must have", "必须出现", "必须展示", "必含元素"],
        [ImportField.MustAvoid] = ["must avoid", "avoid", "taboos", "taboo", "禁忌", "避免", "不得出现", "禁用元素"],
        [ImportField.TextRules] = ["text rules", "text and language", "文字与语言", "文字要求"],
        [ImportField.KpiMetric] = ["kpi metric", "kpi", "target metric", "目标指标", "指标"],
        [ImportField.KpiBaseline] = ["kpi baseline", "baseline", "基线", "当前值"],
        [ImportField.KpiTarget] = ["kpi target", "target value", "目标值", "KPI目标"],
        [ImportField.Campaign] = ["campaign", "campaign name", "活动", "活动名称", "促销活动"],
        [ImportField.CampaignFrom] = ["campaign from", "campaign start", "活动开始", "活动开始日期"],
        [ImportField.CampaignTo] = ["campaign to", "campaign end", "活动结束", "活动结束日期"],
        [ImportField.Notes] = ["notes", "note", "remarks", "备注", "说明"],
        [ImportField.Owner] = ["owner", "owner email", "owner e-mail", "responsible", "assignee", "负责人", "负责人邮箱", "设计师"],
        [ImportField.DueOn] = ["due on", "due", "due date", "deadline", "截止日期", "交付日期", "交期", "到期日"],
    };

    private static readonly Dictionary<string, ImportField> Known = Names.SelectMany(n => n.Value.Append(n.Key.ToString()).Select(name => (Name: Normal(name), n.Key))).DistinctBy(n => n.Name, StringComparer.Ordinal)
        .ToDictionary(n => n.Name, n => n.Key, StringComparer.Ordinal);

    /// <summary>What each column is called exactly; a field stands once, at its first column.</summary>
    public static ImportField?[] Recognise(IReadOnlyList<string> headers)
    {
        var found = new ImportField?[headers.Count];
        for (var at = 0; at < found.Length; at++)
        {
            if (Known.TryGetValue(Normal(headers[at]), out var field) && !found.Contains(field))
            {
                found[at] = field;
            }
        }

        return found;
    }

    /// <summary>What the columns may be: as the layout says, as they are called, or as what they are called comes near.</summary>
    public static ImportField?[] Propose(IReadOnlyList<string> headers)
    {
        if (ImportLayouts.Of(headers) is { } layout)
        {
            return layout.Fields(headers);
        }

        var found = Recognise(headers);
        var guesses = headers.Select((name, at) => (At: at, Best: found[at] is null ? Nearest(Normal(name)) : null)).Where(g => g.Best is not null).OrderByDescending(g => g.Best!.Value.Score).ToList();
        foreach (var (at, best) in guesses)
        {
            if (!found.Contains(best!.Value.Field))
            {
                found[at] = best.Value.Field;
            }
        }

        return found;
    }

    /// <summary>The same for files that have the same columns in the same order, whatever they hold; what a list of faults adds is none of them.</summary>
    public static string KeyOf(IReadOnlyList<string> headers) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', headers.Take(OwnCount(headers)).Select(Normal)))));

    /// <summary>How many columns are the file's own: a list of faults that was mended comes back with its remarks behind them.</summary>
    public static int OwnCount(IReadOnlyList<string> headers) => headers.TakeLast(FaultColumns.Count).SequenceEqual(FaultColumns) ? headers.Count - FaultColumns.Count : headers.Count;

    /// <summary>Letters and digits only: "Seller-SKU", "seller sku" and "SellerSku" are one name.</summary>
    public static string Normal(string name) => string.Concat(name.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static (ImportField Field, double Score)? Nearest(string name)
    {
        if (name.Length < ShortestGuess)
        {
            return null;
        }

        var best = Known.Where(k => k.Key.Length >= ShortestGuess).Select(k => (Field: k.Value, Score: Likeness(name, k.Key))).MaxBy(k => k.Score);
        return best.Score >= NearEnough ? best : null;
    }

    /// <summary>Dice's coefficient on pairs of letters.</summary>
    private static double Likeness(string a, string b)
    {
        var pairs = Pairs(b).ToList();
        var shared = Pairs(a).Count(pairs.Remove);
        return 2d * shared / (a.Length + b.Length - 2);
    }

    private static IEnumerable<(char, char)> Pairs(string word) => word.Zip(word.Skip(1));
}
