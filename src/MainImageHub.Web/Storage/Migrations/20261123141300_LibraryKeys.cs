using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <summary>
    /// What the library is searched by is kept per workspace. Until now an index held the workspace and the parts of words side by side, and for a
    /// word of others Postgres had to walk through both lists, ours of half a million entries and theirs. Nothing in the model changes.
    /// </summary>
    [DbContext(typeof(SystemDbContext))]
    [Migration("20261123141300_LibraryKeys")]
    public partial class LibraryKeys : Migration
    {
        /// <summary>
        /// What a row is found by: every letter of its texts, every two and every three that stand side by side, and the words of its lists, each
        /// as one number together with the workspace. Numbers can coincide, so whoever asks compares the texts and lists as well. It is dear, and
        /// says so, lest Postgres work it out row by row.
        /// </summary>
        private const string Keys = """
            create function library_keys(workspace uuid, name text, seen text default null, words text[] default null) returns bigint[]
            language plpgsql immutable parallel safe cost 10000 as $$
            declare
              seed bigint := uuid_hash_extended(workspace, 0);
              keys bigint[] := '{}';
              whole text;
              letter text;
              second text;
              third text;
            begin
              foreach whole in array array[name, seen] loop
                second := '';
                third := '';
                foreach letter in array coalesce(string_to_array(lower(whole), null), '{}') loop
                  keys := keys || hashtextextended(letter, seed);
                  if second <> '' then
                    keys := keys || hashtextextended(second || letter, seed);
                  end if;
                  if third <> '' then
                    keys := keys || hashtextextended(third || second || letter, seed);
                  end if;
                  third := second;
                  second := letter;
                end loop;
              end loop;
              foreach letter in array coalesce(words, '{}') loop
                keys := keys || hashtextextended(letter, seed);
              end loop;
              return keys;
            end
            $$;
            create function library_wanted(workspace uuid, name text, words text[] default null) returns bigint[] language sql immutable parallel safe as $$
              select coalesce(array_agg(distinct hashtextextended(part, uuid_hash_extended(workspace, 0))), '{}') from (
                select unnest(words) as part
                union all
                select substr(lower(name), place, least(3, length(name))) from generate_series(1, case when name = '' then 0 else greatest(1, length(name) - 2) end) as place
              ) as parts
            $$;
            """;

        /// <summary>
        /// A page of the library, as before (see <see cref="TextInPictures"/>): what is common is met among the newest few thousand, and what is
        /// not met there often enough is looked up, now by the workspace's own keys alone: "is true" keeps Postgres from walking through the index of
        /// all that the workspace has beside it. The memory is for an answer of many rows, which otherwise would be remembered by pages and each
        /// row of them be worked out anew; starting helpers takes longer than any of it.
        /// </summary>
        private const string Find = """
            create or replace function library_find(part text, wanted_keywords text[], wanted_judged text[], wanted_tags text[], only_archived boolean, first uuid, before uuid, most integer)
            returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp set work_mem = '64MB' set max_parallel_workers_per_gather = 0 as $$
            declare
              stretch constant integer := 3000;
              here uuid := nullif(current_setting('hub.workspace_id', true), '')::uuid;
              words text := regexp_replace(substr(part, 2, greatest(length(part) - 2, 0)), '\\(.)', '\1', 'g');
              range text := 'workspace_id = $1 and id >= $2 and id < $3' || case when only_archived then ' and archived_at is not null' else '' end;
              in_use text := case when only_archived then '' else ' and archived_at is null' end;
              by_key text := ' and library_keys(workspace_id, file_name, seen_text, keywords || judged || tags) @> $10';
              listed text := '';
              place text;
              named uuid[] := '{}';
              products uuid[] := '{}';
              found uuid[];
              last uuid;
            begin
              if part <> '' then
                foreach place in array array['product', 'listing'] loop
                  execute format('select array(select p.%1$I from (select %1$I, sku from %2$I where workspace_id = $1 order by sku limit $2) as p where p.sku ilike $3 order by p.sku, p.%1$I limit 1000)',
                      case place when 'product' then 'id' else 'product_id' end, place)
                    into found using here, stretch, part;
                  if cardinality(found) < 1000 then
                    execute format('with rare as materialized (select %1$I as id, sku from %2$I where (workspace_id = $1) is true and library_keys(workspace_id, sku) @> $2 and sku ilike $3) select array(select id from rare order by sku, id limit 1000)',
                        case place when 'product' then 'id' else 'product_id' end, place)
                      into found using here, library_wanted(here, words), part;
                  end if;
                  products := products || found;
                end loop;

                if cardinality(products) > 0 then
                  execute 'with theirs as materialized (
                      select v.asset_id as id from main_image i join version v on v.main_image_id = i.id where i.workspace_id = $1 and i.product_id = any ($2) and v.asset_id >= $3 and v.asset_id < $4
                      union select live_asset_id from listing where workspace_id = $1 and product_id = any ($2) and live_asset_id >= $3 and live_asset_id < $4)
                    select array(select id from theirs order by id desc limit 1000)' into named using here, products, first, before;
                end if;
              end if;

              if cardinality(wanted_keywords) > 0 then listed := listed || ' and keywords @> $4'; end if;
              if cardinality(wanted_judged) > 0 then listed := listed || ' and judged @> $5'; end if;
              if cardinality(wanted_tags) > 0 then listed := listed || ' and tags @> $6'; end if;
              if part = '' and listed = '' then
                return query execute format('select id from asset where %s%s order by id desc limit $4', range, in_use) using here, first, before, most;
                return;
              end if;

              execute format('select array(select id from (select id, archived_at, file_name, seen_text, keywords, judged, tags from asset where %s order by id desc limit %s) as newest where true%s%s%s order by id desc limit $9)',
                  range, stretch, in_use, listed, case when part = '' then '' else ' and (file_name ilike $7 or seen_text ilike $7 or id = any ($8))' end)
                into found using here, first, before, wanted_keywords, wanted_judged, wanted_tags, part, named, most;
              return query select unnest(found);
              if cardinality(found) = most then
                return;
              end if;

              execute format('select id from asset where %s order by id desc offset %s limit 1', range, stretch - 1) into last using here, first, before;
              if last is not null then
                listed := in_use || listed;
                return query execute format('with rare as materialized (select id from asset where (%s) is true%s%s%s%s) select id from rare order by id desc limit $9',
                    range, listed, by_key,
                    case when part = '' then '' else ' and (file_name ilike $7 or seen_text ilike $7)' end,
                    case when cardinality(named) = 0 then '' else format(' union select id from asset where %s%s and id = any ($8)', range, listed) end)
                  using here, first, last, wanted_keywords, wanted_judged, wanted_tags, part, named, most - cardinality(found),
                    library_wanted(here, words, wanted_keywords || wanted_judged || wanted_tags);
              end if;
            end
            $$;
            """;

        /// <summary>Without a list of what was written meanwhile: every search would read all of it.</summary>
        private const string Indexes = """
            drop index ix_asset_library;
            drop index ix_product_sku_part;
            drop index ix_listing_sku_part;
            create index ix_asset_library on asset using gin (library_keys(workspace_id, file_name, seen_text, keywords || judged || tags)) with (fastupdate = off);
            create index ix_product_sku_part on product using gin (library_keys(workspace_id, sku)) with (fastupdate = off);
            create index ix_listing_sku_part on listing using gin (library_keys(workspace_id, sku)) with (fastupdate = off);
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Keys);
            migrationBuilder.Sql(Indexes);
            migrationBuilder.Sql(Find);
            migrationBuilder.Sql("drop function library_grams(text);");
            // What is to be known of the keys: how common each is.
            migrationBuilder.Sql("analyze asset; analyze product; analyze listing;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LibraryAtScale.Grams);
            migrationBuilder.Sql(TextInPictures.Find);
            migrationBuilder.Sql("""
                drop index ix_asset_library;
                drop index ix_product_sku_part;
                drop index ix_listing_sku_part;
                create index ix_asset_library on asset using gin (workspace_id, file_name gin_trgm_ops, keywords, judged, tags, library_grams(file_name), seen_text gin_trgm_ops, library_grams(seen_text));
                create index ix_product_sku_part on product using gin (workspace_id, sku gin_trgm_ops, library_grams(sku));
                create index ix_listing_sku_part on listing using gin (workspace_id, sku gin_trgm_ops, library_grams(sku));
                drop function library_wanted(uuid, text, text[]);
                drop function library_keys(uuid, text, text, text[]);
                """);
        }
    }
}
