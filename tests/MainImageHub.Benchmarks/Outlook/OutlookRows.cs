using MainImageHub.Benchmarks.Support;
using Npgsql;

namespace MainImageHub.Benchmarks.Outlook;

/// <summary>Live pictures in the stores of one workspace, each another picture, and a tenth as many in another workspace.</summary>
internal static class OutlookRows
{
    public static async Task<Guid> FillAsync(ThrowAwayHub hub, int live)
    {
        var (ours, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var connection = await hub.OpenAsync();
        await connection.ExecuteAsync($"""
            insert into workspace (id, slug, name, time_zone, currency, four_eyes, off_white_tolerance, is_demo, created_at)
              values ('{ours}', 'ours', 'Ours', 'UTC', 'USD', false, 0.01, false, now()), ('{theirs}', 'theirs', 'Theirs', 'UTC', 'USD', false, 0.01, false, now());
            insert into store (id, workspace_id, name, marketplace, site, allow_push, credentials, created_at)
              select uuidv7(), w.id, place.marketplace || ' ' || place.site, place.marketplace, place.site, true, '\x00', now()
              from workspace w, (values ('amazon', 'US'), ('amazon', 'DE'), ('ebay', 'US'), ('walmart', 'US'), ('shopify', '-')) as place (marketplace, site);
            create temp table shop as select id, workspace_id, row_number() over (partition by workspace_id order by name) - 1 as n from store;
            """);
        await connection.WithoutIndexesAsync("asset", () => connection.WithoutIndexesAsync("product", () => connection.WithoutIndexesAsync("listing", () => FillAsync(connection, ours, theirs, live))));
        await connection.ExecuteAsync("vacuum analyze asset, product, listing");
        return ours;
    }

    private static async Task FillAsync(NpgsqlConnection connection, Guid ours, Guid theirs, int live)
    {
        await connection.ExecuteAsync($"""
            create temp table place as
              select n, case when n % 11 = 10 then '{theirs}'::uuid else '{ours}'::uuid end as workspace_id, uuidv7() as product, uuidv7() as asset, uuidv7() as listing from generate_series(0, {live} * 11 / 10) as n;
            insert into product (id, workspace_id, sku, title, category, attributes, created_at, updated_at)
              select product, workspace_id, 'SKU-' || n, 'Thing ' || n, case when n % 3 = 0 then 'Shoes' end, '{"{}"}', now(), now() from place;
            """);
        // Every tenth is small, every seventh fills too little of its frame, every thirteenth is grey.
        await connection.ExecuteAsync("""
            insert into asset (id, workspace_id, sha256, file_name, facts, format, bytes, width, height, perceptual_hash, origin, created_at)
              select asset, workspace_id, sha256(n::text::bytea), n || '.jpg',
                $1::jsonb || jsonb_build_object('width', side, 'height', side, 'product', $1::jsonb -> 'product' || jsonb_build_object('fillPercent', case when n % 7 = 0 then 60 else 90 end),
                  'background', $1::jsonb -> 'background' || jsonb_build_object('median', case when n % 13 = 0 then 240 else 255 end)),
                'jpeg', 800000, side, side, hashtextextended(n::text, 1), 'foundLive', now()
              from (select place.*, case when n % 10 = 0 then 800 else 2000 end as side from place) as p
            """, new NpgsqlParameter<string> { TypedValue = SampleFacts.Json });
        await connection.ExecuteAsync("""
            insert into listing (id, workspace_id, product_id, store_id, external_id, sku, texts, facts, issues, suppressed, live_asset_id, live_seen_at, live_broken_rules, look_pending, created_at)
              select p.listing, p.workspace_id, p.product, shop.id, 'X' || p.n, 'SKU-' || p.n, '{}', '{}', '[]', false, p.asset, now(), '[]', false, now()
              from place p join shop on shop.workspace_id = p.workspace_id and shop.n = p.n % 5
            """);
    }
}
