using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class LookAlikesAndBlocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "hash_band0",
                table: "asset",
                type: "bigint",
                nullable: false,
                computedColumnSql: "perceptual_hash & 4904776310130295825",
                stored: true);

            migrationBuilder.AddColumn<long>(
                name: "hash_band1",
                table: "asset",
                type: "bigint",
                nullable: false,
                computedColumnSql: "perceptual_hash & -8637191453448959966",
                stored: true);

            migrationBuilder.AddColumn<long>(
                name: "hash_band2",
                table: "asset",
                type: "bigint",
                nullable: false,
                computedColumnSql: "perceptual_hash & 1244138381106221380",
                stored: true);

            migrationBuilder.AddColumn<long>(
                name: "hash_band3",
                table: "asset",
                type: "bigint",
                nullable: false,
                computedColumnSql: "perceptual_hash & 2488276762212442760",
                stored: true);

            migrationBuilder.CreateTable(
                name: "blocked_picture",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asset_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    perceptual_hash = table.Column<long>(type: "bigint", nullable: false),
                    @case = table.Column<string>(name: "case", type: "character varying(200)", maxLength: 200, nullable: false),
                    reason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    blocked_by = table.Column<string>(type: "text", nullable: false),
                    blocked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_by = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blocked_picture", x => x.id);
                    table.ForeignKey(
                        name: "fk_blocked_picture_asset_asset_id",
                        column: x => x.asset_id,
                        principalTable: "asset",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_asset_workspace_id_hash_band0",
                table: "asset",
                columns: new[] { "workspace_id", "hash_band0" })
                .Annotation("Npgsql:IndexInclude", new[] { "perceptual_hash", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_asset_workspace_id_hash_band1",
                table: "asset",
                columns: new[] { "workspace_id", "hash_band1" })
                .Annotation("Npgsql:IndexInclude", new[] { "perceptual_hash", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_asset_workspace_id_hash_band2",
                table: "asset",
                columns: new[] { "workspace_id", "hash_band2" })
                .Annotation("Npgsql:IndexInclude", new[] { "perceptual_hash", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_asset_workspace_id_hash_band3",
                table: "asset",
                columns: new[] { "workspace_id", "hash_band3" })
                .Annotation("Npgsql:IndexInclude", new[] { "perceptual_hash", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_blocked_picture_asset_id",
                table: "blocked_picture",
                column: "asset_id",
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_blocked_picture_workspace_id_id",
                table: "blocked_picture",
                columns: new[] { "workspace_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "blocked_picture");

            migrationBuilder.DropIndex(
                name: "ix_asset_workspace_id_hash_band0",
                table: "asset");

            migrationBuilder.DropIndex(
                name: "ix_asset_workspace_id_hash_band1",
                table: "asset");

            migrationBuilder.DropIndex(
                name: "ix_asset_workspace_id_hash_band2",
                table: "asset");

            migrationBuilder.DropIndex(
                name: "ix_asset_workspace_id_hash_band3",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "hash_band0",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "hash_band1",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "hash_band2",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "hash_band3",
                table: "asset");
        }
    }
}
