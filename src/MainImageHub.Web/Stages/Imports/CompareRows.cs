using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Imports;
using MainImageHub.Web.Stages.Plan;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>Holds lines against what is here and what earlier lines say: what would change, from what to what, and what stands against it.</summary>
internal sealed class CompareRows(ImportPlaces places, RowReader reader, KnownRows known, Guid workspaceId, Guid importId)
{
    /// <summary>Call for lines in their order.</summary>
    public CatalogImportRow Compare(RowDraft draft, ImportTally tally)
    {
        var changes = new List<ImportChange>();
        var product = draft.Sku.Length == 0 ? null : Product(draft, changes);
        var listing = draft.Listing is { } said ? Listing(draft, said, changes) : null;
        var image = draft.Image is { } wanted ? Image(draft, wanted, changes) : null;
        if (draft.Faults.Count > 0)
        {
            tally.Faulty++;
            return Row(draft, ImportOutcome.Faulty, null, null, null, []);
        }

        var (newProduct, newListing, newImage) = (product is not null && IsNewProduct(draft.Sku), listing is { IsNew: true }, image is { IsNew: true });
        tally.Count(product is not null, newProduct, listing is not null, newListing, image is not null, newImage);
        var outcome = newProduct || newListing || newImage ? ImportOutcome.New : changes.Count > 0 ? ImportOutcome.Changed : ImportOutcome.Same;
        var row = Row(draft, outcome, product, listing?.Patch, image?.Patch, changes);
        known.Note(row);
        return row;
    }

    private bool IsNewProduct(string sku) => known.Product(sku) is null && known.EarlierProduct(sku) is null;

    private ProductPatch? Product(RowDraft draft, List<ImportChange> changes)
    {
        var (now, earlier, said) = (known.Product(draft.Sku), known.EarlierProduct(draft.Sku), draft.Product);
        if (now is null && earlier is null && said.Title is null)
        {
            draft.Fault(reader.Header(ImportField.Title), LineProblems.TitleMissing, draft.Sku);
        }

        var brand = said.Brand ?? earlier?.Patch.Brand ?? now?.Brand;
        if (!places.Sender.WorksOnBrand(brand) || (now is not null && !places.Sender.WorksOnBrand(now.Brand)))
        {
            draft.Fault(reader.Header(ImportField.Brand), LineProblems.BrandOutside, draft.Sku, string.Join(", ", places.Sender.BrandScope));
        }

        string? Take(ImportField field, string? value, string? before, string? current)
        {
            if (value is null || value == (before ?? current))
            {
                return null;
            }

            if (before is not null)
            {
                draft.Fault(reader.Header(field), LineProblems.Contradicts, earlier!.Value.Line, before);
                return null;
            }

            changes.Add(new(field, null, current, value));
            return value;
        }

        var patch = new ProductPatch(
            Take(ImportField.Title, said.Title, earlier?.Patch.Title, now?.Title),
            Take(ImportField.Brand, said.Brand, earlier?.Patch.Brand, now?.Brand),
            Take(ImportField.Category, said.Category, earlier?.Patch.Category, now?.Category),
            Take(ImportField.FamilySku, said.FamilySku, earlier?.Patch.FamilySku, now?.FamilySku),
            Differing(draft, ImportField.Attribute, said.Attributes, earlier?.Patch.Attributes, now?.Attributes, earlier?.Line, changes));
        return patch.IsEmpty ? null : patch;
    }

    private Found<ListingPatch>? Listing(RowDraft draft, ListingDraft said, List<ImportChange> changes)
    {
        var sku = said.Sku ?? draft.Sku;
        var there = known.Listings(said.Store.Id, sku);
        var idColumn = reader.Header(ImportField.ExternalId);
        var now = said.ExternalId.Length > 0 ? there.FirstOrDefault(l => l.ExternalId == said.ExternalId) : there is [var only] ? only : null;
        var id = now?.ExternalId ?? (said.ExternalId.Length > 0 ? said.ExternalId : known.EarlierId(said.Store.Id, sku));
        if (id is null)
        {
            draft.Fault(idColumn, LineProblems.ListingIdMissing, sku, said.Store.Name);
            return null;
        }

        if ((now is null ? there.Select(l => l.ExternalId).FirstOrDefault() ?? known.EarlierId(said.Store.Id, sku) : null) is { } other && other != id)
        {
            draft.Fault(idColumn, LineProblems.ListingOtherId, sku, said.Store.Name, other);
            return null;
        }

        // A store is read by SKU: under another product's, that product's pictures would come in as this one's.
        var owner = now is not null ? known.SkuOf(now.ProductId) : sku != draft.Sku && known.Product(sku) is not null ? sku : draft.Sku;
        if (owner != draft.Sku)
        {
            draft.Fault(reader.Header(ImportField.ListingSku) ?? idColumn, LineProblems.ListingOfAnother, owner);
            return null;
        }

        var key = new ListingPatch(said.Store.Id, id, sku, said.Locale, null, null, null);
        var earlier = known.EarlierListing(key);
        var isNew = now is null && known.EarlierId(said.Store.Id, sku) is null;
        if (isNew)
        {
            changes.Add(new(ImportField.ExternalId, said.Store.Name, null, id));
        }

        var text = now?.Texts.GetValueOrDefault(said.Locale);
        var title = said.Title is null || said.Title == (earlier?.Patch.Title ?? text?.Title) ? null : said.Title;
        if (title is not null)
        {
            if (earlier?.Patch.Title is { } before)
            {
                draft.Fault(reader.Header(ImportField.ListingTitle), LineProblems.Contradicts, earlier.Value.Line, before);
            }

            changes.Add(new(ImportField.ListingTitle, said.Locale, text?.Title, title));
        }

        var keywords = said.Keywords is null || Same(said.Keywords, earlier?.Patch.Keywords ?? text?.Keywords) ? null : said.Keywords;
        if (keywords is not null)
        {
            if (earlier?.Patch.Keywords is { } before)
            {
                draft.Fault(reader.Header(ImportField.Keywords), LineProblems.Contradicts, earlier.Value.Line, string.Join(", ", before));
            }

            changes.Add(new(ImportField.Keywords, said.Locale, text is { Keywords.Count: > 0 } ? string.Join(", ", text.Keywords) : null, string.Join(", ", keywords)));
        }

        var facts = Differing(draft, ImportField.Fact, said.Facts, earlier?.Patch.Facts, now?.Facts, earlier?.Line, changes);
        return isNew || title is not null || keywords is not null || facts is { Count: > 0 }
            ? new(key with { Title = title, Keywords = keywords, Facts = facts }, isNew)
            : null;
    }

    private Found<ImagePatch>? Image(RowDraft draft, ImageDraft said, List<ImportChange> changes)
    {
        var now = known.Product(draft.Sku) is { } product ? known.Image(product.Id, said.Scope.Key, said.Slot) : null;
        if (now is { RetirementRequestedAt: not null })
        {
            draft.Fault(null, LineProblems.Retiring);
            return null;
        }

        var kpi = Kpi(draft, said.Kpi, now?.Brief.Kpi);
        Brief given;
        try
        {
            given = Briefing.Read(said.Brief with { Kpi = kpi, Campaign = Completed(said.Brief.Campaign, now?.Brief.Campaign) });
        }
        catch (ProblemException refused)
        {
            draft.Fault(null, refused);
            return null;
        }

        var patch = new ImagePatch(said.Scope, said.Slot, given, said.OwnerId, said.DueOn);
        if (known.EarlierImage(draft.Sku, patch) is { } earlier)
        {
            if (earlier.Patch != KnownRows.Words(patch))
            {
                draft.Fault(null, LineProblems.Contradicts, earlier.Line, places.ScopeName(said.Scope));
            }

            return null;
        }

        var before = changes.Count;
        var old = now?.Brief ?? Brief.Empty;
        foreach (var (field, from, to) in BriefWords.Differences(old, given.FilledFrom(old)))
        {
            changes.Add(new(field, places.ScopeName(said.Scope), from, to));
        }

        if (said.OwnerId is { } owner && owner != now?.OwnerId)
        {
            changes.Add(new(ImportField.Owner, places.ScopeName(said.Scope), now?.OwnerId is { } was ? places.OwnerName(was) : null, places.OwnerName(owner)));
        }

        if (said.DueOn is { } due && due != now?.DueOn)
        {
            changes.Add(new(ImportField.DueOn, places.ScopeName(said.Scope), now?.DueOn is { } day ? BriefWords.Day(day) : null, BriefWords.Day(due)));
        }

        return now is null || changes.Count > before ? new(patch, now is null) : null;
    }

    /// <summary>Days that the line leaves out stay, as long as it is the same campaign.</summary>
    private static Campaign? Completed(Campaign? said, Campaign? now) =>
        said is not null && said.Name == now?.Name ? said with { From = said.From ?? now.From, To = said.To ?? now.To } : said;

    private KpiTarget? Kpi(RowDraft draft, KpiDraft? said, KpiTarget? now)
    {
        if (said is null)
        {
            return null;
        }

        if ((said.Metric ?? now?.Metric) is not { } metric)
        {
            draft.Fault(reader.Header(ImportField.KpiTarget) ?? reader.Header(ImportField.KpiBaseline), LineProblems.MetricMissing);
            return null;
        }

        // Another metric's numbers mean nothing for this one.
        var kept = now?.Metric == metric ? now : null;
        return new KpiTarget(
            metric, reader.Rate(draft, ImportField.KpiBaseline, said.Baseline, metric) ?? kept?.Baseline, reader.Rate(draft, ImportField.KpiTarget, said.Target, metric) ?? kept?.Target, kept?.SmallestWorthwhileLift);
    }

    private Dictionary<string, string>? Differing(
        RowDraft draft, ImportField field, IReadOnlyDictionary<string, string>? said, IReadOnlyDictionary<string, string>? earlier, IReadOnlyDictionary<string, string>? now, int? line, List<ImportChange> changes)
    {
        Dictionary<string, string>? differing = null;
        foreach (var (name, value) in said ?? new Dictionary<string, string>())
        {
            var (before, current) = (earlier?.GetValueOrDefault(name), now?.GetValueOrDefault(name));
            if (value == (before ?? current))
            {
                continue;
            }

            if (before is not null)
            {
                draft.Fault(name, LineProblems.Contradicts, line, before);
                continue;
            }

            (differing ??= new(StringComparer.Ordinal))[name] = value;
            changes.Add(new(field, name, current, value));
        }

        return differing;
    }

    private static bool Same(IReadOnlyList<string> a, IReadOnlyList<string>? b) => b is not null && a.SequenceEqual(b, StringComparer.Ordinal);

    private CatalogImportRow Row(RowDraft draft, ImportOutcome outcome, ProductPatch? product, ListingPatch? listing, ImagePatch? image, IReadOnlyList<ImportChange> changes) => new()
    {
        WorkspaceId = workspaceId,
        ImportId = importId,
        Line = draft.Line,
        Sku = draft.Sku,
        Outcome = outcome,
        Product = product,
        Listing = listing,
        Image = image,
        Changes = changes,
        Faults = draft.Faults,
        Cells = outcome == ImportOutcome.Faulty ? draft.Cells : null,
    };

    private sealed record Found<T>(T Patch, bool IsNew);
}

/// <summary>How many lines there are of each kind, and what they are about.</summary>
internal sealed class ImportTally
{
    public int Faulty { get; set; }

    public int ProductsNew { get; private set; }

    public int ProductsChanged { get; private set; }

    public int ListingsNew { get; private set; }

    public int ListingsChanged { get; private set; }

    public int BriefsNew { get; private set; }

    public int BriefsChanged { get; private set; }

    public void Count(bool product, bool newProduct, bool listing, bool newListing, bool brief, bool newBrief)
    {
        (ProductsNew, ProductsChanged) = (ProductsNew + (newProduct ? 1 : 0), ProductsChanged + (product && !newProduct ? 1 : 0));
        (ListingsNew, ListingsChanged) = (ListingsNew + (newListing ? 1 : 0), ListingsChanged + (listing && !newListing ? 1 : 0));
        (BriefsNew, BriefsChanged) = (BriefsNew + (newBrief ? 1 : 0), BriefsChanged + (brief && !newBrief ? 1 : 0));
    }
}
