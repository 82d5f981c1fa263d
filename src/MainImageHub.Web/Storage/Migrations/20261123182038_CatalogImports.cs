using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class CatalogImports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "catalog_import",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    shape = table.Column<string>(type: "jsonb", nullable: true),
                    mapping = table.Column<string>(type: "jsonb", nullable: true),
                    mapping_remembered = table.Column<bool>(type: "boolean", nullable: false),
                    last_line = table.Column<int>(type: "integer", nullable: false),
                    rows_new = table.Column<int>(type: "integer", nullable: false),
                    rows_changed = table.Column<int>(type: "integer", nullable: false),
                    rows_same = table.Column<int>(type: "integer", nullable: false),
                    rows_faulty = table.Column<int>(type: "integer", nullable: false),
                    products_new = table.Column<int>(type: "integer", nullable: false),
                    products_changed = table.Column<int>(type: "integer", nullable: false),
                    listings_new = table.Column<int>(type: "integer", nullable: false),
                    listings_changed = table.Column<int>(type: "integer", nullable: false),
                    briefs_new = table.Column<int>(type: "integer", nullable: false),
                    briefs_changed = table.Column<int>(type: "integer", nullable: false),
                    briefs_taken = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    committed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    committed_by_name = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_import", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "remembered_mapping",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    header_key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    mapping = table.Column<string>(type: "jsonb", nullable: false),
                    kept_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_remembered_mapping", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "catalog_import_row",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    product = table.Column<string>(type: "jsonb", nullable: true),
                    listing = table.Column<string>(type: "jsonb", nullable: true),
                    image = table.Column<string>(type: "jsonb", nullable: true),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    faults = table.Column<string>(type: "jsonb", nullable: false),
                    cells = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_import_row", x => new { x.import_id, x.line });
                    table.ForeignKey(
                        name: "fk_catalog_import_row_catalog_import_import_id",
                        column: x => x.import_id,
                        principalTable: "catalog_import",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_workspace_id_id",
                table: "catalog_import",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_workspace_id_sha256",
                table: "catalog_import",
                columns: new[] { "workspace_id", "sha256" });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_row_import_id_outcome_line",
                table: "catalog_import_row",
                columns: new[] { "import_id", "outcome", "line" });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_row_import_id_sku",
                table: "catalog_import_row",
                columns: new[] { "import_id", "sku" });

            migrationBuilder.CreateIndex(
                name: "ix_remembered_mapping_workspace_id_header_key",
                table: "remembered_mapping",
                columns: new[] { "workspace_id", "header_key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalog_import_row");

            migrationBuilder.DropTable(
                name: "remembered_mapping");

            migrationBuilder.DropTable(
                name: "catalog_import");
        }
    }
}
