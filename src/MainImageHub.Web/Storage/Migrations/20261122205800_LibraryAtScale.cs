using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class LibraryAtScale : Migration
    {
        /// <summary>
        /// Every letter of a name and every two that stand side by side. The index of three letters, which finds the rest, knows nothing of
        /// shorter words, and in many locales nothing of Chinese.
        /// </summary>
        internal const string Grams = """
            create or replace function library_grams(name text) returns text[] language plpgsql immutable strict parallel safe as $$
            declare
              letters text[] := string_to_array(lower(name), null);
              grams text[] := letters;
            begin
              for i in 2 .. cardinality(letters) loop
                grams := grams || (letters[i - 1] || letters[i]);
              end loop;
              return grams;
            end
            $$;
            """;

        /// <summary>
        /// A page of the library. It runs as the tables' owner, whom the walls let through, because behind them Postgres would not use the
        /// index for parts of names and words of lists; so it takes the workspace from the connection itself.
        /// In two steps, because the planner knows how common a word is in the installation and not in this workspace, and would walk through
        /// half a million pictures for a word that only others use: what is common is met among the newest few thousand; what is not met
        /// there often enough is rare, and looked up. The fences (limit, materialized) hold the planner to that.
        /// </summary>
        internal const string Find = """
            create or replace function library_find(part text, wanted_keywords text[], wanted_judged text[], wanted_tags text[], only_archived boolean, first uuid, before uuid, most integer)
            returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
            declare
              stretch constant integer := 3000;
              here uuid := nullif(current_setting('hub.workspace_id', true), '')::uuid;
              words text := regexp_replace(substr(part, 2, greatest(length(part) - 2, 0)), '\\(.)', '\1', 'g');
              grams text[] := library_grams(words);
              range text := 'workspace_id = $1 and id >= $2 and id < $3' || case when only_archived then ' and archived_at is not null' else '' end;
              in_use text := case when only_archived then '' else ' and archived_at is null' end;
              listed text := '';
              part_of text := '%s ilike $7';
              named uuid[] := '{}';
              found uuid[];
              last uuid;
            begin
              if part <> '' then
                -- Two letters and fewer, and what is not plain Latin, are looked up by letters and pairs.
                if cardinality(grams) > 1 then
                  -- Of two letters and more the pairs, which come after the letters, say enough.
                  grams := grams[(cardinality(grams) + 1) / 2 + 1:];
                end if;
                if words !~ '[A-Za-z0-9]{3}' or words ~ '[^\x01-\x7f]' then
                  part_of := 'library_grams(%1$s) @> $10 and %1$s || '''' ilike $7';
                end if;
                execute 'select array(select p.id from (select id, sku from product where workspace_id = $1 order by sku limit $2) as p where p.sku ilike $3 limit 1000)' into found using here, stretch, part;
                if cardinality(found) < 1000 then
                  execute format('select array(select p.id from product p where p.workspace_id = $1 and %s limit 1000)', format(part_of, 'p.sku')) into found using here, first, before, wanted_keywords, wanted_judged, wanted_tags, part, named, most, grams;
                end if;
                if cardinality(found) > 0 then
                  execute 'select array(select v.asset_id from main_image i join version v on v.main_image_id = i.id where i.workspace_id = $1 and i.product_id = any ($2) and v.asset_id is not null limit 1000)' into named using here, found;
                end if;
              end if;

              if cardinality(wanted_keywords) > 0 then listed := listed || ' and keywords @> $4'; end if;
              if cardinality(wanted_judged) > 0 then listed := listed || ' and judged @> $5'; end if;
              if cardinality(wanted_tags) > 0 then listed := listed || ' and tags @> $6'; end if;
              if part = '' and listed = '' then
                return query execute format('select id from asset where %s%s order by id desc limit $4', range, in_use) using here, first, before, most;
                return;
              end if;

              execute format('select array(select id from (select id, archived_at, file_name, keywords, judged, tags from asset where %s order by id desc limit %s) as newest where true%s%s%s order by id desc limit $9)',
                  range, stretch, in_use, listed, case when part = '' then '' else ' and (file_name ilike $7 or id = any ($8))' end)
                into found using here, first, before, wanted_keywords, wanted_judged, wanted_tags, part, named, most;
              return query select unnest(found);
              if cardinality(found) = most then
                return;
              end if;

              execute format('select id from asset where %s order by id desc offset %s limit 1', range, stretch - 1) into last using here, first, before;
              if last is not null then
                return query execute format('with rare as materialized (select id from asset where %s%s%s%s%s) select id from rare order by id desc limit $9',
                    range, in_use, listed,
                    case when part = '' then '' else ' and ' || format(part_of, 'file_name') end,
                    case when cardinality(named) = 0 then '' else format(' union select id from asset where %s%s%s and id = any ($8)', range, in_use, listed) end)
                  using here, first, last, wanted_keywords, wanted_judged, wanted_tags, part, named, most - cardinality(found), grams;
              end if;
            end
            $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Where the migration Library ran while they were slow.
            migrationBuilder.Sql(Library.Colour);
            migrationBuilder.Sql(Library.Keywords);

            migrationBuilder.Sql(Grams);
            migrationBuilder.Sql("drop index ix_asset_library; create index ix_asset_library on asset using gin (workspace_id, file_name gin_trgm_ops, keywords, judged, tags, library_grams(file_name));");
            migrationBuilder.Sql("drop index ix_product_sku_part; create index ix_product_sku_part on product using gin (workspace_id, sku gin_trgm_ops, library_grams(sku));");
            migrationBuilder.Sql(Find);

            migrationBuilder.CreateIndex(
                name: "ix_version_compliance_workspace_id_id",
                table: "version_compliance",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_listing_workspace_id_id",
                table: "listing",
                columns: new[] { "workspace_id", "id" },
                filter: "live_asset_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_listing_workspace_id_live_asset_id",
                table: "listing",
                columns: new[] { "workspace_id", "live_asset_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Library.Find);
            migrationBuilder.Sql("drop index ix_asset_library; create index ix_asset_library on asset using gin (workspace_id, file_name gin_trgm_ops, keywords, judged, tags);");
            migrationBuilder.Sql("drop index ix_product_sku_part; create index ix_product_sku_part on product using gin (workspace_id, sku gin_trgm_ops);");
            migrationBuilder.Sql("drop function library_grams(text);");

            migrationBuilder.DropIndex(
                name: "ix_version_compliance_workspace_id_id",
                table: "version_compliance");

            migrationBuilder.DropIndex(
                name: "ix_listing_workspace_id_id",
                table: "listing");

            migrationBuilder.DropIndex(
                name: "ix_listing_workspace_id_live_asset_id",
                table: "listing");
        }
    }
}
