using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>
/// Takes the checked lines of a file about products and listings, all at once in Postgres: however many there are, they never come here. Values that
/// a line leaves out stay. Call inside the transaction that makes the import committed.
/// </summary>
public sealed class ApplyRows(HubDbContext db)
{
    /// <summary>Each product once, with what all its lines say together; lines that contradict each other are at fault and not among them.</summary>
    private const string GatherProducts = """
        create temporary table import_product on commit drop as
        select r.sku, min(r.line) as line, max(r.product->>'title') as title, max(r.product->>'brand') as brand, max(r.product->>'category') as category, max(r.product->>'familySku') as family_sku,
          jsonb_object_agg(a.key, a.value) filter (where a.key is not null) as attributes
        from catalog_import_row r left join lateral jsonb_each(r.product->'attributes') a on true
        where r.import_id = $1 and r.product is not null and r.outcome in ('new', 'changed') group by r.sku;
        """;

    /// <summary>Each listing once, with its texts by language. One pass without joins: what was noted a moment ago has no statistics yet, by which joins would be planned.</summary>
    private const string GatherListings = """
        create temporary table import_listing on commit drop as
        with by_locale as (
          select (r.listing->>'storeId')::uuid as store_id, r.listing->>'externalId' as external_id, r.listing->>'sku' as sku, r.listing->>'locale' as locale, min(r.sku) as product_sku, min(r.line) as line,
            jsonb_strip_nulls(jsonb_build_object('title', max(r.listing->>'title'), 'keywords', (max((r.listing->'keywords')::text))::jsonb)) as words,
            jsonb_object_agg(f.key, f.value) filter (where f.key is not null) as facts
          from catalog_import_row r left join lateral jsonb_each(r.listing->'facts') f on true
          where r.import_id = $1 and r.listing is not null and r.outcome in ('new', 'changed') group by 1, 2, 3, 4)
        select store_id, external_id, sku, min(product_sku) as product_sku, min(line) as line, jsonb_object_agg(locale, words) filter (where words <> '{}') as texts,
          (select jsonb_object_agg(k.key, k.value) from unnest(array_agg(by_locale.facts)) as said, jsonb_each(said) as k) as facts
        from by_locale group by store_id, external_id, sku;
        """;

    private const string AddFamilies = """
        insert into product_family (id, workspace_id, sku)
        select uuidv7(), $1, family_sku from import_product where family_sku is not null group by family_sku order by min(line) on conflict do nothing;
        """;

    private const string ChangeProducts = """
        update product p set title = coalesce(g.title, p.title), brand = coalesce(g.brand, p.brand), category = coalesce(g.category, p.category),
          attributes = p.attributes || coalesce(g.attributes, '{}'), family_id = coalesce(f.id, p.family_id), updated_at = $2
        from import_product g left join product_family f on f.workspace_id = $1 and f.sku = g.family_sku
        where p.workspace_id = $1 and p.sku = g.sku;
        """;

    private const string AddProducts = """
        insert into product (id, workspace_id, sku, title, brand, category, attributes, family_id, created_at, updated_at)
        select uuidv7(), $1, g.sku, g.title, g.brand, g.category, coalesce(g.attributes, '{}'), f.id, $2, $2
        from import_product g left join product_family f on f.workspace_id = $1 and f.sku = g.family_sku
        where not exists (select from product p where p.workspace_id = $1 and p.sku = g.sku) order by g.line;
        """;

    private const string ChangeListings = """
        update listing l set facts = l.facts || coalesce(g.facts, '{}'),
          texts = l.texts || coalesce((select jsonb_object_agg(t.key, coalesce(l.texts->t.key, '{"keywords": []}') || t.value) from jsonb_each(g.texts) t), '{}')
        from import_listing g where l.workspace_id = $1 and l.store_id = g.store_id and l.external_id = g.external_id and l.sku = g.sku;
        """;

    private const string AddListings = """
        insert into listing (id, workspace_id, product_id, store_id, external_id, sku, texts, facts, issues, suppressed, live_broken_rules, look_pending, created_at)
        select uuidv7(), $1, p.id, g.store_id, g.external_id, g.sku,
          coalesce((select jsonb_object_agg(t.key, '{"keywords": []}'::jsonb || t.value) from jsonb_each(g.texts) t), '{}'), coalesce(g.facts, '{}'), '[]', false, '[]', false, $2
        from import_listing g join product p on p.workspace_id = $1 and p.sku = g.product_sku
        where not exists (select from listing l where l.store_id = g.store_id and l.external_id = g.external_id and l.sku = g.sku) order by g.line;
        """;

    /// <summary>Of products whose category becomes another one, those that have pictures to be judged anew.</summary>
    private const string Recategorised = """
        select p.id, p.sku from import_product g join product p on p.workspace_id = $1 and p.sku = g.sku
        where g.category is not null and g.category is distinct from p.category
          and (exists (select from main_image i where i.product_id = p.id and i.last_version_number > 0) or exists (select from listing l where l.workspace_id = $1 and l.product_id = p.id and l.live_asset_id is not null));
        """;

    /// <summary>What the check saw and is not so any more: a product that went, one that left the brands of whoever orders this, a listing that became another product's.</summary>
    private const string Changed = """
        select g.sku from import_product g where g.title is null and not exists (select from product p where p.workspace_id = $1 and p.sku = g.sku)
        union all select p.sku from catalog_import_row r join product p on p.workspace_id = $1 and p.sku = r.sku
          where r.import_id = $2 and r.outcome in ('new', 'changed') and $3::text[] is not null and lower(trim(coalesce(p.brand, ''))) <> all ($3)
        union all select g.product_sku from import_listing g join listing l on l.store_id = g.store_id and l.external_id = g.external_id and l.sku = g.sku join product p on p.id = l.product_id where p.sku <> g.product_sku
        limit 5;
        """;

    /// <summary>Brings the lines together, so that each product and listing is met once.</summary>
    public async Task GatherAsync(Guid importId, CancellationToken cancellationToken)
    {
        await RunAsync(GatherProducts, cancellationToken, importId);
        await RunAsync(GatherListings, cancellationToken, importId);
        await RunAsync("analyze import_product; analyze import_listing;", cancellationToken);
    }

    /// <returns>SKUs, a few of them.</returns>
    public async Task<IReadOnlyList<string>> ChangedSinceAsync(Guid importId, IReadOnlyList<string>? onlyBrands, CancellationToken cancellationToken)
    {
        await using var command = Command(Changed, db.WorkspaceId!.Value, importId);
        command.Parameters.Add(new NpgsqlParameter<string[]?> { TypedValue = onlyBrands?.Select(b => b.Trim().ToLowerInvariant()).ToArray() });
        var skus = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            skus.Add(reader.GetString(0));
        }

        return skus;
    }

    /// <summary>Ask before <see cref="TakeAsync"/>.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Sku)>> RecategorisedAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(Recategorised, db.WorkspaceId!.Value);
        var products = new List<(Guid, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            products.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return products;
    }

    public async Task TakeAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var workspace = db.WorkspaceId!.Value;
        await RunAsync(AddFamilies, cancellationToken, workspace);
        await RunAsync(ChangeProducts, cancellationToken, workspace, at);
        await RunAsync(AddProducts, cancellationToken, workspace, at);
        await RunAsync(ChangeListings, cancellationToken, workspace);
        await RunAsync(AddListings, cancellationToken, workspace, at);
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction ?? throw new InvalidOperationException("Lines are taken together with the import's end.");
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = (int)TimeSpan.FromMinutes(10).TotalSeconds };
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        return command;
    }
}
