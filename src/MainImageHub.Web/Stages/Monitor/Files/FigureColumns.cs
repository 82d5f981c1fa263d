using MainImageHub.Domain;
using MainImageHub.Domain.Metrics;

namespace MainImageHub.Web.Stages.Monitor.Files;

/// <summary>Where in a line each column stands; -1 for the ones this file does not have, whose figures are unknown.</summary>
internal sealed class FigureColumns
{
    public static readonly string[] Keys = ["date", "marketplace", "site", "externalId"];

    public static readonly string[] Figures = ["impressions", "clicks", "sessions", "orders", "units", "revenue", "adSpend"];

    public static readonly string[] All = [.. Keys, .. Figures, "currency"];

    /// <summary>What exports in Chinese call them.</summary>
    private static readonly Dictionary<string, string> Chinese = new(StringComparer.Ordinal)
    {
        ["日期"] = "date",
        ["平台"] = "marketplace",
        ["站点"] = "site",
        ["商品编号"] = "externalId",
        ["商品ID"] = "externalId",
        ["曝光量"] = "impressions",
        ["曝光"] = "impressions",
        ["展示量"] = "impressions",
        ["点击量"] = "clicks",
        ["点击"] = "clicks",
        ["访问量"] = "sessions",
        ["会话数"] = "sessions",
        ["订单数"] = "orders",
        ["订单"] = "orders",
        ["销量"] = "units",
        ["件数"] = "units",
        ["销售额"] = "revenue",
        ["广告花费"] = "adSpend",
        ["广告费"] = "adSpend",
        ["币种"] = "currency",
        ["货币"] = "currency",
    };

    private readonly Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);

    private FigureColumns(int count) => Count = count;

    public int Count { get; }

    public int this[string column] => places.GetValueOrDefault(column, -1);

    public static FigureColumns? Read(string[] header, out ImportProblem? problem)
    {
        problem = null;
        var columns = new FigureColumns(header.Length);
        var unknown = new List<string>();
        for (var place = 0; place < header.Length; place++)
        {
            var name = Chinese.GetValueOrDefault(header[place].Trim(), header[place].Trim());
            if (!All.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                unknown.Add(name);
            }
            else if (!columns.places.TryAdd(name, place))
            {
                problem = Of(FileProblems.ColumnTwice, name);
                return null;
            }
        }

        var missing = Keys.Where(key => columns[key] < 0).ToArray();
        if (missing.Length > 0 || unknown.Count > 0)
        {
            problem = Of(FileProblems.WrongColumns, List(missing), List(unknown.Take(20).Select(name => name.Length > 40 ? name[..40] + "…" : name)), List(All));
            return null;
        }

        if (!Figures.Any(figure => columns[figure] >= 0))
        {
            problem = Of(FileProblems.NoFigures, List(Figures));
            return null;
        }

        return columns;
    }

    private static ImportProblem Of(ProblemType type, params object?[] values) => new(1, type.Code, type.Text(values));

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "–";
}
