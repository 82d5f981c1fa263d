using System.Buffers.Text;
using MainImageHub.Benchmarks.Support;
using Npgsql;

namespace MainImageHub.Benchmarks.Library;

/// <summary>The rows of a large library, made by Postgres itself.</summary>
internal static class LibraryRows
{
    /// <returns>The big workspace.</returns>
    public static async Task<Guid> FillAsync(ThrowAwayHub hub, int rows, int otherWorkspaces)
    {
        var big = Guid.CreateVersion7();
        await using var connection = await hub.OpenAsync();
        await connection.WithoutIndexesAsync("asset", () => FillAsync(connection, big, rows, otherWorkspaces));
        await connection.ExecuteAsync("vacuum analyze asset, product, main_image, version");
        return big;
    }

    /// <summary>Hashes to look for: a picture's own, with some bits changed, so that there is something to find.</summary>
    public static async Task<List<long>> ProbesAsync(string superuser, Guid workspace, int count, int distance)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"""
            select perceptual_hash # (select coalesce(bit_xor(1::bigint << (1 + (abs(hashtext(id::text || bit)) % 63))), 0) from generate_series(1, abs(hashtext(id::text)) % {distance + 1}) as bit)
            from asset where workspace_id = '{workspace}' order by md5(id::text) limit {count}
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var probes = new List<long>();
        while (await reader.ReadAsync())
        {
            probes.Add(reader.GetInt64(0));
        }

        return probes;
    }

    /// <summary>The cursor of a page that half of the workspace's pictures lie above.</summary>
    public static async Task<string> MiddleAsync(string superuser, Guid workspace)
    {
        await using var connection = new NpgsqlConnection(superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select id from asset where workspace_id = '{workspace}' order by id offset (select count(*) / 2 from asset where workspace_id = '{workspace}') limit 1", connection);
        var id = (Guid)(await command.ExecuteScalarAsync())!;
        return Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));
    }

    /// <summary>Every look-alike, found the slow way.</summary>
    public static async Task<List<Guid>> ScanAsync(NpgsqlConnection connection, Guid workspace, long hash, int distance)
    {
        await using var command = new NpgsqlCommand("select id from asset where workspace_id = $1 and bit_count((perceptual_hash # $2)::bit(64)) <= $3", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = workspace });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = hash });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = distance });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Guid>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetGuid(0));
        }

        return found;
    }

    private static async Task FillAsync(NpgsqlConnection connection, Guid big, int rows, int otherWorkspaces)
    {
        await connection.ExecuteAsync($"""
            select setseed(0.42);
            insert into workspace (id, slug, name, time_zone, currency, four_eyes, off_white_tolerance, is_demo, created_at)
              select case when n = 0 then '{big}'::uuid else uuidv7() end, 'w' || n, 'W' || n, 'UTC', 'USD', false, 0.01, false, now() from generate_series(0, {otherWorkspaces}) as n;
            create temp table room as select id, row_number() over (order by slug <> 'w0', id) - 1 as n from workspace;
            """);

        // A third of the things share 24 of their bits, as things on white do: two of them have a band in common about twice as often as two
        // of the real photographs in ../shared/images. Of a thing there are few or many shots, up to ten bits apart.
        await connection.ExecuteAsync("""
            create temp table thing as
              select n, case when random() < 0.33 then (h & x'ff00ff00ff00ffff'::bit(64)::bigint) | x'0041004100410000'::bit(64)::bigint else h end & ~1::bigint as hash
              from (select n, ('x' || substr(md5('thing' || n), 1, 16))::bit(64)::bigint as h from generate_series(0, 49999) as n) as t;
            create index on thing (n);
            analyze thing;
            """);
        await connection.ExecuteAsync($$"""
            insert into asset (id, workspace_id, sha256, file_name, facts, format, bytes, width, height, perceptual_hash, origin, created_at, archived_at, judged, tags)
            select uuidv7(make_interval(mins => s.n - {{rows}})), room.id, sha256(('picture' || s.n)::bytea),
              (array['mug','lamp','shoe','bottle','phone case','杯子','chair','watch'])[1 + s.n % 8] || '-' || substr(md5('name' || s.n), 1, 6) || '-' || s.n || '.jpg',
              $1::jsonb || case when s.n % 4 < 2 then jsonb_build_object('text', jsonb_build_array(
                  jsonb_build_object('box', jsonb_build_object('x', 0.1, 'y', 0.1, 'width', 0.3, 'height', 0.05), 'confidence', 0.95, 'origin', 'added', 'text',
                    case when s.n % 2 = 1 then 'CLEARANCE ' || s.n when s.n % 24 = 0 then '限时特价包邮 ' || s.n when s.n % 12 = 0 then 'SALE 50% OFF ' || s.n else 'NEW MODEL ' || s.n end, 'textConfidence', 0.97),
                  jsonb_build_object('box', jsonb_build_object('x', 0.3, 'y', 0.4, 'width', 0.3, 'height', 0.05), 'confidence', 0.9, 'origin', 'printed', 'text', substr(md5('brand' || s.n % 500), 1, 8), 'textConfidence', 0.91))) else '{}'::jsonb end
                || jsonb_build_object('width', s.side, 'height', s.side, 'dominantColours', jsonb_build_array('#ffffff', '#' || substr(md5('colour' || s.n), 1, 6), '#' || substr(md5('second' || s.n), 1, 6))),
              case when s.n % 50 = 0 then 'webp' when s.n % 7 = 0 then 'png' else 'jpeg' end, 100000 + s.n % 4000000, s.side, s.side,
              thing.hash # s.flips, case when s.n % 11 = 0 then 'supplier' when s.n % 997 = 0 then 'aiMade' else 'unknown' end, now() - make_interval(mins => {{rows}} - s.n),
              case when s.n % 700 = 0 then now() end,
              (array['{amazon,amazon/pass,pass}','{amazon,amazon/fail,ebay,ebay/pass,fail,pass}','{amazon,amazon/warn,warn}','{}','{amazon,amazon/pass,ebay,ebay/warn,pass,warn}'])[1 + s.n % 5]::text[],
              case when s.n % 1500 = 0 then '{autumn,summer}' when s.n % 90 = 0 then '{autumn}' else '{}' end::text[]
            from (
              select n, pick, side, (select coalesce(bit_xor(1::bigint << bit), 0) from (select 1 + floor(random() * 63)::int as bit from generate_series(1, flipped)) as f) as flips
              from (
                select n, floor(power(random(), 3) * 50000)::int as pick, (array[600, 1000, 1200, 1600, 2000, 3000])[1 + n % 6] as side, floor(random() * 11)::int as flipped
                from generate_series(1, {{rows}}) as n) as drawn
            ) as s
            join thing on thing.n = s.pick
            join room on room.n = case when s.n % 2 = 0 then 0 else 1 + (s.n / 2) % {{otherWorkspaces}} end
            order by s.n;
            """, new NpgsqlParameter<string> { TypedValue = SampleFacts.Json });
        // Every tenth picture is in use.
        await connection.ExecuteAsync("""
            create temp table used as select id, workspace_id, uuidv7() as product, uuidv7() as image, uuidv7() as version, row_number() over (order by id) as n from asset where bytes % 10 = 0;
            insert into product (id, workspace_id, sku, title, attributes, created_at, updated_at) select product, workspace_id, 'SKU-' || n, 'Thing ' || n, '{}', now(), now() from used;
            insert into main_image (id, workspace_id, product_id, scope_kind, scope_key, slot, brief, stage, last_version_number, created_at, updated_at)
              select image, workspace_id, product, 'product', '*', 'MAIN', '{}', 'design', 1, now(), now() from used;
            insert into version (id, workspace_id, main_image_id, number, status, source_sha256, file_name, asset_id, submitted_by_name, submitted_at, decision)
              select version, workspace_id, image, 1, 'ready', sha256(('picture' || n)::bytea), 'x.jpg', id, 'bench', now(), 'none' from used;
            """);
    }
}
