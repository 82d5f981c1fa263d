using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Library : Migration
    {
        /// <summary>
        /// The everyday name of a colour. In PL/pgSQL, whose plans are kept: as SQL functions both took fifty times as long, a millisecond for
        /// each row that is written, and this migration writes every row anew.
        /// </summary>
        internal const string Colour = """
            create or replace function library_colour(hex text) returns text language plpgsql immutable strict parallel safe as $$
            declare
              channels bytea := decode(substr(hex, 2), 'hex');
              r integer := get_byte(channels, 0);
              g integer := get_byte(channels, 1);
              b integer := get_byte(channels, 2);
              top integer := greatest(r, g, b);
              low integer := least(r, g, b);
              hue integer := case
                when top = low then 0
                when top = r then (60 * (g - b) / (top - low) + 360) % 360
                when top = g then 60 * (b - r) / (top - low) + 120
                else 60 * (r - g) / (top - low) + 240 end;
            begin
              return case
                when low >= 225 and top - low <= 20 then 'white'
                when top <= 50 then 'black'
                when top - low <= 28 then 'grey'
                when hue < 15 or hue >= 345 then case when low >= 130 then 'pink' else 'red' end
                when hue < 45 and top < 170 then 'brown'
                when hue < 65 and top - low <= 80 then 'beige'
                when hue < 40 then 'orange'
                when hue < 68 then 'yellow'
                when hue < 165 then 'green'
                when hue < 195 then 'turquoise'
                when hue < 255 then 'blue'
                when hue < 295 then 'purple'
                else 'pink' end;
            end
            $$;
            """;

        /// <summary>What a picture is found by that never changes.</summary>
        internal const string Keywords = """
            create or replace function library_keywords(format text, origin text, width integer, height integer, facts jsonb) returns text[] language plpgsql immutable parallel safe as $$
            declare
              side integer := greatest(width, height);
              colours text[] := '{}';
              hex text;
              name text;
            begin
              if jsonb_typeof(facts -> 'dominantColours') = 'array' then
                for i in 0 .. jsonb_array_length(facts -> 'dominantColours') - 1 loop
                  hex := facts -> 'dominantColours' ->> i;
                  if hex ~ '^#[0-9a-f]{6}$' then
                    name := 'colour:' || public.library_colour(hex);
                    if name <> all (colours) then
                      colours := colours || name;
                    end if;
                  end if;
                end loop;
              end if;
              return array[
                  'format:' || format,
                  'origin:' || origin,
                  'size:' || case when side < 500 then 'under500' when side < 1000 then 'from500' when side < 2000 then 'from1000' else 'from2000' end]
                || array(select unnest(colours) order by 1);
            end
            $$;
            """;

        /// <summary>
        /// A page of the library. It runs as the tables' owner, whom the walls let through, because behind them Postgres would not use the
        /// index for parts of names and words of lists; so it takes the workspace from the connection itself. Planned anew each time: what
        /// is rare is looked up, what is common is met soon enough on the way down the list.
        /// </summary>
        internal const string Find = """
            create or replace function library_find(part text, wanted_keywords text[], wanted_judged text[], wanted_tags text[], only_archived boolean, first uuid, before uuid, most integer)
            returns setof uuid language plpgsql stable security definer set search_path = public, pg_temp as $$
            declare
              here uuid := nullif(current_setting('hub.workspace_id', true), '')::uuid;
              named uuid[] := '{}';
              search text := 'select a.id from asset a where a.workspace_id = $1 and a.id >= $2 and a.id < $3';
            begin
              search := search || case when only_archived then ' and a.archived_at is not null' else ' and a.archived_at is null' end;
              if cardinality(wanted_keywords) > 0 then search := search || ' and a.keywords @> $4'; end if;
              if cardinality(wanted_judged) > 0 then search := search || ' and a.judged @> $5'; end if;
              if cardinality(wanted_tags) > 0 then search := search || ' and a.tags @> $6'; end if;
              if part <> '' then
                execute 'select array(select v.asset_id from product p join main_image i on i.product_id = p.id join version v on v.main_image_id = i.id
                  where p.workspace_id = $1 and p.sku ilike $2 and v.asset_id is not null limit 1000)' into named using here, part;
                search := search || case when cardinality(named) > 0 then ' and (a.file_name ilike $7 or a.id = any ($8))' else ' and a.file_name ilike $7' end;
              end if;
              return query execute search || ' order by a.id desc limit $9' using here, first, before, wanted_keywords, wanted_judged, wanted_tags, part, named, most;
            end
            $$;
            """;

        /// <summary>Of the reports that are there.</summary>
        private const string NoteVerdicts = """
            with worst as (
              select v.asset_id, split_part(c.profile, '/', 1) as place, (array['pass', 'needsHuman', 'warn', 'fail'])[max(array_position(array['pass', 'needsHuman', 'warn', 'fail'], c.verdict::text))] as verdict
              from version_compliance c join version v on v.id = c.version_id where v.asset_id is not null group by 1, 2)
            update asset set judged = words.known
            from (select asset_id, array_agg(distinct word order by word) as known from worst, unnest(array[place || '/' || verdict, place, verdict]) as word group by 1) as words
            where words.asset_id = asset.id;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Both are trusted extensions: whoever may create in the database may have them.
            migrationBuilder.Sql("create extension if not exists pg_trgm; create extension if not exists btree_gin;");
            migrationBuilder.Sql(Colour);
            migrationBuilder.Sql(Keywords);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "archived_at",
                table: "asset",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<List<string>>(
                name: "judged",
                table: "asset",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<List<string>>(
                name: "tags",
                table: "asset",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string[]>(
                name: "keywords",
                table: "asset",
                type: "text[]",
                nullable: true,
                computedColumnSql: "library_keywords(format, origin, width, height, facts)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "look_alike_pair",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asset_id = table.Column<Guid>(type: "uuid", nullable: false),
                    other_id = table.Column<Guid>(type: "uuid", nullable: false),
                    distance = table.Column<int>(type: "integer", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kept_id = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_look_alike_pair", x => x.id);
                    table.ForeignKey(
                        name: "fk_look_alike_pair_asset_asset_id",
                        column: x => x.asset_id,
                        principalTable: "asset",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_look_alike_pair_asset_other_id",
                        column: x => x.other_id,
                        principalTable: "asset",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saved_view",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    query = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_view", x => x.id);
                    table.ForeignKey(
                        name: "fk_saved_view_members_member_id",
                        column: x => x.member_id,
                        principalTable: "member",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_asset_archived",
                table: "asset",
                columns: new[] { "workspace_id", "id" },
                filter: "archived_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_asset_workspace_id_id",
                table: "asset",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_look_alike_pair_asset_id_other_id",
                table: "look_alike_pair",
                columns: new[] { "asset_id", "other_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_look_alike_pair_other_id",
                table: "look_alike_pair",
                column: "other_id");

            migrationBuilder.CreateIndex(
                name: "ix_look_alike_pair_workspace_id_id",
                table: "look_alike_pair",
                columns: new[] { "workspace_id", "id" },
                filter: "decided_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_saved_view_member_id_name",
                table: "saved_view",
                columns: new[] { "member_id", "name" },
                unique: true);

            migrationBuilder.Sql("create index ix_asset_library on asset using gin (workspace_id, file_name gin_trgm_ops, keywords, judged, tags);");
            migrationBuilder.Sql("create index ix_product_sku_part on product using gin (workspace_id, sku gin_trgm_ops);");
            migrationBuilder.Sql(Find);
            migrationBuilder.Sql(NoteVerdicts);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop function library_find(text, text[], text[], text[], boolean, uuid, uuid, integer); drop index ix_product_sku_part; drop index ix_asset_library;");

            migrationBuilder.DropTable(
                name: "look_alike_pair");

            migrationBuilder.DropTable(
                name: "saved_view");

            migrationBuilder.DropIndex(
                name: "ix_asset_archived",
                table: "asset");

            migrationBuilder.DropIndex(
                name: "ix_asset_workspace_id_id",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "keywords",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "archived_at",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "judged",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "tags",
                table: "asset");

            migrationBuilder.Sql("drop function library_keywords(text, text, integer, integer, jsonb); drop function library_colour(text);");
        }
    }
}
