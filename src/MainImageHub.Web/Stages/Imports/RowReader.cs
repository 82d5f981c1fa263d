using System.Globalization;
using System.Text;
using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Stages.Imports.Tables;
using MainImageHub.Web.Stages.Monitor.Files;
using MainImageHub.Web.Stages.Plan;
using MainImageHub.Web.Stages.Stores;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>
/// Reads the cells of one line after the other. What is wrong is noted with its column, and reading goes on: a person wants all of it at once.
/// Lines have to come in their order, since some exports say a thing only on the first line of a product.
/// </summary>
internal sealed class RowReader
{
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-M-d", "yyyy/MM/dd", "yyyy/M/d", "yyyyMMdd", "yyyy.M.d", "yyyy-MM-dd HH:mm:ss", "yyyy年M月d日"];
    private static readonly char[] ListMarks = ['\n', '\r', ';', '；', '|'];
    private static readonly char[] KeywordMarks = [.. ListMarks, ',', '，'];

    private readonly TableShape shape;
    private readonly ImportMapping mapping;
    private readonly ImportPlaces places;
    private readonly ImportLayout? layout;
    private readonly Dictionary<ImportField, int> columns = [];
    private readonly List<(ImportField Field, int Column)> named = [];
    private readonly int joinedBy;
    private readonly int onItsOwn;
    private string? joint;
    private ProductPatch? first;

    public RowReader(TableShape shape, ImportMapping mapping, ImportPlaces places)
    {
        (this.shape, this.mapping, this.places, layout) = (shape, mapping, places, ImportLayouts.Of(shape.Headers));
        for (var at = 0; at < mapping.Columns.Count; at++)
        {
            if (mapping.Columns[at] is { } field && (field.Repeats() || !columns.TryAdd(field, at)))
            {
                named.Add((field, at));
            }
        }

        (joinedBy, onItsOwn) = (ColumnCalled(layout?.JoinedBy), ColumnCalled(layout?.OnItsOwn?.Column));
    }

    /// <returns>Null for a line that is no product by the export's own making.</returns>
    public RowDraft? Read(TableRow row)
    {
        var draft = new RowDraft(row.Line, row.Cells);
        if (row.Broken is { } broken)
        {
            draft.Fault(null, broken);
            return draft;
        }

        if (row.Cells.Length < shape.Headers.Count || row.Cells.Skip(shape.Headers.Count).Any(c => !string.IsNullOrWhiteSpace(c)))
        {
            draft.Fault(null, LineProblems.CellCount, row.Cells.Length, shape.Headers.Count);
            return draft;
        }

        draft.Sku = Text(draft, ImportField.Sku, EditProducts.LongestSku) ?? "";
        draft.Product = new ProductPatch(
            Line(draft, ImportField.Title, EditProducts.LongestTitle), Line(draft, ImportField.Brand, EditProducts.LongestText), Line(draft, ImportField.Category, EditProducts.LongestText),
            OnItsOwn(draft) ? null : Text(draft, ImportField.FamilySku, EditProducts.LongestSku), Named(draft, ImportField.Attribute));
        var goesOn = Join(draft);
        if (draft.Sku.Length == 0)
        {
            if (goesOn)
            {
                return null;
            }

            if (draft.Faults.Count == 0)
            {
                draft.Fault(Header(ImportField.Sku), LineProblems.SkuMissing);
            }

            return draft;
        }

        var (scope, store) = Place(draft);
        draft.Listing = Listing(draft, scope, store);
        draft.Image = Image(draft, scope);
        return draft;
    }

    public string? Header(ImportField field) => columns.TryGetValue(field, out var at) ? shape.Headers[at] : null;

    /// <summary>A line of the same product takes over what the first one said.</summary>
    private bool Join(RowDraft draft)
    {
        if (joinedBy < 0 || draft.Cells[joinedBy].Trim() is not { Length: > 0 } key)
        {
            return false;
        }

        if (key != joint)
        {
            (joint, first) = (key, draft.Product);
            return false;
        }

        var said = first!;
        draft.Product = draft.Product with { Title = draft.Product.Title ?? said.Title, Brand = draft.Product.Brand ?? said.Brand, Category = draft.Product.Category ?? said.Category };
        return true;
    }

    private bool OnItsOwn(RowDraft draft) => onItsOwn >= 0 && draft.Cells[onItsOwn].Trim() == layout!.OnItsOwn!.Value.Value;

    /// <summary>Where the line is about, and whose store.</summary>
    private (Scope Scope, Store? Store) Place(RowDraft draft)
    {
        var (scope, store) = (Scope.Product, mapping.StoreId is { } whole ? places.Store(whole) : null);
        var storeName = Cell(ImportField.Store);
        if (storeName.Length > 0)
        {
            store = Try(draft, ImportField.Store, () => places.StoreOf(storeName));
        }

        var (marketplace, site) = (Cell(ImportField.Marketplace), Cell(ImportField.Site));
        if (marketplace.Length == 0 && site.Length > 0 && !site.Contains('/', StringComparison.Ordinal) && store is not null)
        {
            marketplace = store.Marketplace;
        }

        if (marketplace.Length > 0 || site.Length > 0)
        {
            scope = Try(draft, marketplace.Length > 0 && site.Length == 0 ? ImportField.Marketplace : ImportField.Site, () => places.ScopeOf(marketplace, site)) ?? Scope.Product;
            if (store is not null && scope.Kind != ScopeKind.Product && !scope.Covers(store.Marketplace, store.Site, store.Id))
            {
                draft.Fault(Header(ImportField.Store) ?? Header(ImportField.Site), LineProblems.StoreElsewhere, store.Name, store.SiteCode, scope);
            }
        }

        if (store is not null && !places.Sender.WorksOnStore(store.Id))
        {
            draft.Fault(Header(ImportField.Store), LineProblems.StoreOutside, store.Name);
        }

        // Only a line that names its store itself is about this store alone.
        return (storeName.Length > 0 && store is not null ? Scope.ForStore(store.Marketplace, store.Site, store.Id) : scope, store);

        string Cell(ImportField field) => Text(draft, field, EditProducts.LongestText) ?? "";
    }

    private ListingDraft? Listing(RowDraft draft, Scope scope, Store? store)
    {
        var id = Text(draft, ImportField.ExternalId, AddListing.LongestId) ?? "";
        var sku = Text(draft, ImportField.ListingSku, AddListing.LongestId);
        var title = Line(draft, ImportField.ListingTitle, AddListing.LongestTitle);
        var keywords = List(draft, ImportField.Keywords, KeywordMarks, AddListing.MostKeywords, AddListing.LongestKeyword);
        var facts = Named(draft, ImportField.Fact);
        if (id.Length == 0 && sku is null && title is null && keywords is null && facts is null)
        {
            return null;
        }

        if (store is null && Text(draft, ImportField.Store, EditProducts.LongestText) is null)
        {
            store = Try(draft, ImportField.ExternalId, () => places.OnlyStoreAt(scope));
            if (store is not null && !places.Sender.WorksOnStore(store.Id))
            {
                draft.Fault(Header(ImportField.ExternalId), LineProblems.StoreOutside, store.Name);
            }
        }

        if (store is null)
        {
            return null;
        }

        var locale = Text(draft, ImportField.Locale, AddListing.LongestLocale) ?? mapping.Locale ?? places.LanguageOf(store);
        return new ListingDraft(store, id, sku, locale, title, keywords, facts);
    }

    private ImageDraft? Image(RowDraft draft, Scope scope)
    {
        string? Prose(ImportField field) => Text(draft, field, Briefing.LongestText);
        string[]? Points(ImportField field) => List(draft, field, ListMarks, Briefing.MostLines, Briefing.LongestText);

        var (campaign, from, to) = (Line(draft, ImportField.Campaign, Briefing.LongestText), Day(draft, ImportField.CampaignFrom), Day(draft, ImportField.CampaignTo));
        if (campaign is null && (from ?? to) is not null)
        {
            draft.Fault(Header(ImportField.CampaignFrom) ?? Header(ImportField.CampaignTo), LineProblems.CampaignNameMissing);
        }

        var brief = new BriefRequest(
            Prose(ImportField.Theme), Prose(ImportField.Style), Prose(ImportField.Audience), Points(ImportField.SellingPoints), Points(ImportField.MustAvoid), null, null, Prose(ImportField.Notes),
            Points(ImportField.MustShow), Prose(ImportField.TextRules), campaign is null ? null : new Campaign(campaign, from, to));
        var kpi = new KpiDraft(Metric(draft), Text(draft, ImportField.KpiBaseline, EditProducts.LongestText), Text(draft, ImportField.KpiTarget, EditProducts.LongestText));
        var owner = Text(draft, ImportField.Owner, EditProducts.LongestText) is { } name ? Try(draft, ImportField.Owner, () => (Guid?)places.OwnerOf(name)) : null;
        var due = Day(draft, ImportField.DueOn);
        if (brief == new BriefRequest(null, null, null, null, null, null, null, null) && kpi == new KpiDraft(null, null, null) && owner is null && due is null)
        {
            return null;
        }

        var slot = Text(draft, ImportField.Slot, EditProducts.LongestText)?.ToUpperInvariant() ?? MainImage.MainSlot;
        if (!PlanMainImage.IsSlot(slot))
        {
            draft.Fault(Header(ImportField.Slot), LineProblems.SlotUnknown, slot);
        }

        return new ImageDraft(scope, slot, brief, kpi == new KpiDraft(null, null, null) ? null : kpi, owner, due);
    }

    private string? Metric(RowDraft draft)
    {
        if (Text(draft, ImportField.KpiMetric, EditProducts.LongestText)?.ToLowerInvariant() is not { } said)
        {
            return null;
        }

        var metric = said switch { "点击率" => "ctr", "转化率" or "conversion rate" or "cvr" => "conversion", "销售额" or "sales" => "revenue", _ => said };
        if (!Briefing.Metrics.Contains(metric))
        {
            draft.Fault(Header(ImportField.KpiMetric), LineProblems.MetricUnknown, said);
        }

        return metric;
    }

    /// <summary>A number as the metric wants it: rates need their percent sign, or 0.5 could be a half or half a percent.</summary>
    public double? Rate(RowDraft draft, ImportField field, string? text, string metric)
    {
        if (text is null)
        {
            return null;
        }

        var isRate = metric != "revenue";
        var bare = isRate && text.EndsWith('%') ? text[..^1].Trim() : text;
        if (isRate == text.EndsWith('%') && FigureNumber.Money(bare) is { } value and >= 0 && (!isRate || value <= 100))
        {
            return (double)(isRate ? value / 100 : value);
        }

        draft.Fault(Header(field), LineProblems.RateInvalid, text);
        return null;
    }

    private DateOnly? Day(RowDraft draft, ImportField field)
    {
        if (Text(draft, field, EditProducts.LongestText) is not { } text)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 2000)
        {
            return DateOnly.FromDateTime(day);
        }

        draft.Fault(Header(field), LineProblems.DateInvalid, text);
        return null;
    }

    private string[]? List(RowDraft draft, ImportField field, char[] marks, int most, int longest)
    {
        if (!columns.TryGetValue(field, out var at))
        {
            return null;
        }

        string[] parts = [.. Clean(draft.Cells[at]).Split(marks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        if (parts.Length > most)
        {
            draft.Fault(shape.Headers[at], LineProblems.TooMany, most);
        }
        else if (Array.Find(parts, p => p.Length > longest) is { } part)
        {
            draft.Fault(shape.Headers[at], LineProblems.TooLong, part.Length, longest);
        }

        return parts.Length == 0 ? null : parts;
    }

    /// <summary>Attributes or facts, each by its column's name.</summary>
    private Dictionary<string, string>? Named(RowDraft draft, ImportField field)
    {
        Dictionary<string, string>? found = null;
        foreach (var (_, at) in named.Where(n => n.Field == field))
        {
            if (Bounded(draft, at, EditProducts.LongestAttribute) is { } value)
            {
                (found ??= new(StringComparer.Ordinal))[shape.Headers[at].Length > 100 ? shape.Headers[at][..100] : shape.Headers[at]] = value;
            }
        }

        return found;
    }

    /// <summary>Titles and the like stand on one line.</summary>
    private string? Line(RowDraft draft, ImportField field, int most) =>
        columns.TryGetValue(field, out var at) ? Bounded(draft, at, most, oneLine: true) : null;

    private string? Text(RowDraft draft, ImportField field, int most) => columns.TryGetValue(field, out var at) ? Bounded(draft, at, most) : null;

    private string? Bounded(RowDraft draft, int at, int most, bool oneLine = false)
    {
        var text = Clean(draft.Cells[at]);
        if (oneLine && text.AsSpan().ContainsAny('\r', '\n'))
        {
            text = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        if (text.Length > most)
        {
            if (!draft.Faults.Exists(f => f.Column == shape.Headers[at] && f.Code == LineProblems.TooLong.Code))
            {
                draft.Fault(shape.Headers[at], LineProblems.TooLong, text.Length, most);
            }

            return text[..most];
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>Without what nobody sees and no row can hold: control signs, halves of characters.</summary>
    private static string Clean(string cell)
    {
        var text = cell.Trim();
        if (!text.Any(c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || char.IsSurrogate(c)))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && (!Rune.IsControl(rune) || rune.Value is '\n' or '\r' or '\t'))
            {
                kept.Append(rune.ToString());
            }
        }

        return kept.ToString().Trim();
    }

    private T? Try<T>(RowDraft draft, ImportField field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ProblemException refused)
        {
            draft.Fault(Header(field), refused);
            return default;
        }
    }

    private int ColumnCalled(string? name) => name is null ? -1 : shape.Headers.ToList().FindIndex(h => ColumnNames.Normal(h) == ColumnNames.Normal(name));
}
