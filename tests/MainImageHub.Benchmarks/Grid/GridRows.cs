using MainImageHub.Benchmarks.Support;
using Npgsql;

namespace MainImageHub.Benchmarks.Grid;

/// <summary>Products in every store of a workspace, half of them in families of five, with pictures for all places, for some sites and for some stores; made by Postgres itself.</summary>
internal static class GridRows
{
    /// <param name="Site">Of the store.</param>
    /// <param name="Store">One of the workspace's.</param>
    /// <param name="Owner">Who has every twentieth picture.</param>
    public sealed record Filled(string Site, Guid Store, Guid Owner);

    /// <summary>Into the workspace that is there, and as much into fifty others.</summary>
    public static async Task<Filled> FillAsync(ThrowAwayHub hub, int products, int stores)
    {
        await using var connection = await hub.OpenAsync();
        var owner = Guid.CreateVersion7();
        await connection.ExecuteAsync($"""
            select setseed(0.42);
            insert into workspace (id, slug, name, time_zone, currency, four_eyes, off_white_tolerance, is_demo, look_alikes_noted, measurement, created_at)
              select uuidv7(), 'w' || n, 'W' || n, 'UTC', 'USD', false, 0.01, false, true, 1, now() from generate_series(1, 50) as n;
            create temp table room as select id, row_number() over (order by slug <> 'home', id) - 1 as n from workspace;
            create temp table site as select n - 1 as n, split_part(code, '/', 1) as marketplace, split_part(code, '/', 2) as site
              from unnest(array['amazon/US','amazon/DE','shopify/-','ebay/US','shopee/SG','amazon/UK','tiktokshop/US','lazada/MY']) with ordinality as t (code, n);
            insert into store (id, workspace_id, name, marketplace, site, allow_push, credentials, created_at)
              select uuidv7(), room.id, 'Shop ' || s, site.marketplace, site.site, true, '\x00', now() from room, generate_series(1, {stores}) as s, site where site.n = s % 8;
            create temp table shop as select id, workspace_id, marketplace, site, row_number() over (partition by workspace_id order by id) as n from store;

            create temp table item as
              select uuidv7() as id, n, case when n <= {products} then 0 else 1 + n % 50 end as r, uuidv7() as image, uuidv7() as version from generate_series(1, {products} * 2) as n;
            create temp table kin as select uuidv7() as id, r, (n / 5) as k from item where (n / 5) % 2 = 0 group by r, n / 5;
            insert into product_family (id, workspace_id, sku) select kin.id, room.id, 'PARENT-' || lpad(k::text, 5, '0') from kin join room on room.n = kin.r;
            insert into product (id, workspace_id, sku, title, brand, family_id, attributes, created_at, updated_at)
              select item.id, room.id, 'SKU-' || lpad(item.n::text, 5, '0'), (array['Blue mug','Desk lamp','Running shoe','Steel bottle','杯子'])[1 + item.n % 5] || ' ' || item.n, 'Brand ' || item.n % 40, kin.id, '{"{}"}', now(), now()
              from item join room on room.n = item.r left join kin on kin.r = item.r and kin.k = item.n / 5;
            """);
        // A picture for all places, for every third also one for a site, for every tenth one for a store; every fiftieth has none.
        await connection.ExecuteAsync($$"""
            create temp table picture as
              select image as id, item.id as product_id, item.r, item.n, version, 'product' as kind, null::text as marketplace, null::text as site, null::uuid as store_id, '*' as key from item where item.n % 50 <> 0
              union all select uuidv7(), item.id, item.r, item.n, uuidv7(), 'site', shop.marketplace, shop.site, null, shop.marketplace || '/' || shop.site
                from item join room on room.n = item.r join shop on shop.workspace_id = room.id and shop.n = 1 + item.n % least({{stores}}, 8) where item.n % 3 = 0
              union all select uuidv7(), item.id, item.r, item.n, uuidv7(), 'store', shop.marketplace, shop.site, shop.id, 'store:' || replace(shop.id::text, '-', '')
                from item join room on room.n = item.r join shop on shop.workspace_id = room.id and shop.n = 1 + item.n % {{stores}} where item.n % 10 = 0;
            insert into main_image (id, workspace_id, product_id, scope_kind, marketplace, site, store_id, scope_key, slot, brief, owner_id, due_on, stage, last_version_number, work_version_id, approved_version_id, live_version_id, live_since, created_at, updated_at)
              select p.id, room.id, p.product_id, p.kind, p.marketplace, p.site, p.store_id, p.key, 'MAIN',
                jsonb_build_object('theme', 'Clean studio shot, product alone', 'audience', 'Gift buyers, 25-45', 'sellingPoints', jsonb_build_array('Looks good small', 'True colour'), 'mustShow', jsonb_build_array('The whole product')),
                case when p.n % 20 = 0 then '{{owner}}'::uuid end, case when p.n % 7 = 0 then date '2026-01-01' end,
                case when p.n % 11 = 0 then 'plan' when p.n % 97 = 0 then 'upload' when p.n % 13 = 0 then 'design' else 'monitor' end, 1,
                case when p.n % 11 <> 0 then p.version end, case when p.n % 11 <> 0 and (p.n % 97 = 0 or p.n % 13 <> 0) then p.version end,
                case when p.n % 11 <> 0 and p.n % 97 <> 0 and p.n % 13 <> 0 then p.version end, case when p.n % 11 <> 0 and p.n % 97 <> 0 and p.n % 13 <> 0 then now() end, now(), now()
              from picture p join room on room.n = p.r;
            insert into version (id, workspace_id, main_image_id, number, status, source_sha256, file_name, submitted_by_name, submitted_at, decision)
              select p.version, room.id, p.id, 1, 'ready', sha256(p.version::text::bytea), 'front.jpg', 'bench', now(), case when p.n % 13 = 0 then 'none' else 'approved' end from picture p join room on room.n = p.r where p.n % 11 <> 0;
            insert into version_compliance (id, workspace_id, version_id, profile, rule_set_version, verdict, report, judged_at)
              select uuidv7(), room.id, p.version, place.marketplace || '/' || place.site, '2026', case when p.n % 101 = 0 then 'fail' when p.n % 9 = 0 then 'warn' else 'pass' end,
                jsonb_build_object('profile', 'x', 'ruleSetVersion', '2026', 'verdict', 'pass', 'findings', jsonb_build_array(jsonb_build_object('rule', 'dimensions', 'verdict', 'pass'), jsonb_build_object('rule', 'background.white', 'verdict', 'pass')), 'notMeasured', '[]'::jsonb), now()
              from picture p join room on room.n = p.r
              join (select distinct workspace_id, marketplace, site from shop) as place on place.workspace_id = room.id and (p.marketplace is null or p.marketplace = place.marketplace and p.site = place.site)
              where p.n % 11 <> 0;
            """);
        await connection.ExecuteAsync("""
            insert into listing (id, workspace_id, product_id, store_id, external_id, sku, texts, facts, issues, suppressed, live_broken_rules, look_pending, created_at)
              select uuidv7(), room.id, item.id, shop.id, 'X' || item.n, 'SKU-' || item.n, '{}', '{}', '[]', false, '[]', false, now()
              from item join room on room.n = item.r join shop on shop.workspace_id = room.id where (item.n + shop.n) % 15 <> 0;
            create temp table shown as
              select distinct on (l.id) l.id, l.workspace_id, i.id as image, i.live_version_id as version, i.work_version_id as work
              from listing l join shop s on s.id = l.store_id join main_image i on i.product_id = l.product_id
                and (i.marketplace is null or i.marketplace = s.marketplace) and (i.site is null or i.site = s.site) and (i.store_id is null or i.store_id = s.id)
              order by l.id, i.store_id nulls last, i.site nulls last;
            insert into ledger (id, workspace_id, listing_id, slot, version_id, first_seen_at, last_seen_at, shown)
              select uuidv7(), workspace_id, id, 'MAIN', version, now() - interval '20 days', now() - interval '1 hour', 'reEncoded' from shown where version is not null and abs(hashtext(id::text)) % 10 < 9;
            insert into deployment (id, workspace_id, main_image_id, listing_id, purpose, version_id, status, attempts, looks, requested_by_name, created_at)
              select uuidv7(), workspace_id, image, id, 'push', work, (array['accepted', 'failed', 'drifted', 'queued'])[1 + abs(hashtext(id::text)) % 4], 1, 3, 'bench', now() from shown where work is not null and abs(hashtext(id::text)) % 10 >= 8;
            """);
        await connection.ExecuteAsync("vacuum analyze product, product_family, store, main_image, version, version_compliance, listing, ledger, deployment");
        await using var command = new NpgsqlCommand("select marketplace || '/' || site, shop.id from shop join room on room.id = shop.workspace_id where room.n = 0 and shop.n = 1", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Filled(reader.GetString(0), reader.GetGuid(1), owner);
    }
}
