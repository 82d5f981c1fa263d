using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class TextInPictures : Migration
    {
        /// <summary>What was read in a picture, from the top left, as it is searched: the box and its small print have more than anybody looks for.</summary>
        private const string Text = """
            create or replace function library_text(facts jsonb) returns text language plpgsql immutable parallel safe as $$
            begin
              if jsonb_typeof(facts -> 'text') is distinct from 'array' then
                return null;
              end if;
              return (select left(string_agg(seen ->> 'text', ' ' order by round((seen #>> '{box,y}')::numeric, 2), (seen #>> '{box,x}')::numeric), 600)
                from jsonb_array_elements(facts -> 'text') as seen where seen ->> 'text' is not null);
            end
            $$;
            """;

        /// <summary>
        /// As before (see <see cref="LibraryAtScale"/>), and by the text read in pictures; by what stores call a product, too, and by the pictures its
        /// listings show. Of a thousand SKUs and more the first by name count, and of their pictures the newest on each page.
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
              part_of text := '%1$s ilike $7';
              place text;
              named uuid[] := '{}';
              products uuid[] := '{}';
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

                foreach place in array array['product', 'listing'] loop
                  execute format('select array(select p.%1$I from (select %1$I, sku from %2$I where workspace_id = $1 order by sku limit $2) as p where p.sku ilike $3 order by p.sku, p.%1$I limit 1000)',
                      case place when 'product' then 'id' else 'product_id' end, place)
                    into found using here, stretch, part;
                  if cardinality(found) < 1000 then
                    execute format('with rare as materialized (select p.%1$I as id, p.sku from %2$I p where p.workspace_id = $1 and %3$s) select array(select id from rare order by sku, id limit 1000)',
                        case place when 'product' then 'id' else 'product_id' end, place, format(part_of, 'p.sku'))
                      into found using here, first, before, wanted_keywords, wanted_judged, wanted_tags, part, named, most, grams;
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
                listed := range || in_use || listed;
                return query execute format('with rare as materialized (select id from asset where %s%s%s) select id from rare order by id desc limit $9',
                    listed,
                    case when part = '' then '' else format(' and %s union select id from asset where %s and %s', format(part_of, 'file_name'), listed, format(part_of, 'seen_text')) end,
                    case when cardinality(named) = 0 then '' else format(' union select id from asset where %s and id = any ($8)', listed) end)
                  using here, first, last, wanted_keywords, wanted_judged, wanted_tags, part, named, most - cardinality(found), grams;
              end if;
            end
            $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Text);

            migrationBuilder.AddColumn<string>(
                name: "seen_text",
                table: "asset",
                type: "text",
                nullable: true,
                computedColumnSql: "library_text(facts)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "second_opinion",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asset_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    answer = table.Column<string>(type: "jsonb", nullable: false),
                    asked_by_name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_second_opinion", x => x.id);
                    table.ForeignKey(
                        name: "fk_second_opinion_asset_asset_id",
                        column: x => x.asset_id,
                        principalTable: "asset",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "vision_access",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<byte[]>(type: "bytea", nullable: false),
                    ask_when_in_doubt = table.Column<bool>(type: "boolean", nullable: false),
                    set_by_name = table.Column<string>(type: "text", nullable: false),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vision_access", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_listing_workspace_id_sku",
                table: "listing",
                columns: new[] { "workspace_id", "sku" })
                .Annotation("Npgsql:IndexInclude", new[] { "product_id" });

            migrationBuilder.CreateIndex(
                name: "ix_second_opinion_asset_id_source",
                table: "second_opinion",
                columns: new[] { "asset_id", "source" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vision_access_workspace_id",
                table: "vision_access",
                column: "workspace_id",
                unique: true);

            migrationBuilder.Sql("drop index ix_asset_library; create index ix_asset_library on asset using gin (workspace_id, file_name gin_trgm_ops, keywords, judged, tags, library_grams(file_name), seen_text gin_trgm_ops, library_grams(seen_text));");
            migrationBuilder.Sql("create index ix_listing_sku_part on listing using gin (workspace_id, sku gin_trgm_ops, library_grams(sku));");
            migrationBuilder.Sql(Find);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(LibraryAtScale.Find);
            migrationBuilder.Sql("drop index ix_listing_sku_part; drop index ix_asset_library; create index ix_asset_library on asset using gin (workspace_id, file_name gin_trgm_ops, keywords, judged, tags, library_grams(file_name));");

            migrationBuilder.DropTable(
                name: "second_opinion");

            migrationBuilder.DropTable(
                name: "vision_access");

            migrationBuilder.DropIndex(
                name: "ix_listing_workspace_id_sku",
                table: "listing");

            migrationBuilder.DropColumn(
                name: "seen_text",
                table: "asset");

            migrationBuilder.Sql("drop function library_text(jsonb);");
        }
    }
}
