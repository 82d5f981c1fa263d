using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class DroppedFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "drop_batch",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    is_tray = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drop_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "name_pattern",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    kept_by_name = table.Column<string>(type: "text", nullable: false),
                    kept_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_name_pattern", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "drop_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    drop_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: true),
                    status = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    asset_id = table.Column<Guid>(type: "uuid", nullable: true),
                    left_out = table.Column<bool>(type: "boolean", nullable: false),
                    match = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    doubt = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    unread = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: true),
                    place = table.Column<string>(type: "jsonb", nullable: true),
                    place_key = table.Column<string>(type: "text", nullable: true),
                    candidates = table.Column<string>(type: "jsonb", nullable: false),
                    by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    ordered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    ordered_by_name = table.Column<string>(type: "text", nullable: true),
                    version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drop_file", x => x.id);
                    table.ForeignKey(
                        name: "fk_drop_file_assets_asset_id",
                        column: x => x.asset_id,
                        principalTable: "asset",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_drop_file_drop_batch_drop_id",
                        column: x => x.drop_id,
                        principalTable: "drop_batch",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_drop_file_drop_file_parent_id",
                        column: x => x.parent_id,
                        principalTable: "drop_file",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_drop_file_version_version_id",
                        column: x => x.version_id,
                        principalTable: "version",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "file_upload",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    drop_file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    length = table.Column<long>(type: "bigint", nullable: false),
                    metadata = table.Column<string>(type: "text", nullable: true),
                    received = table.Column<long>(type: "bigint", nullable: false),
                    parts = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_upload", x => x.id);
                    table.ForeignKey(
                        name: "fk_file_upload_drop_file_drop_file_id",
                        column: x => x.drop_file_id,
                        principalTable: "drop_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_drop_batch_workspace_id_created_by",
                table: "drop_batch",
                columns: new[] { "workspace_id", "created_by" },
                unique: true,
                filter: "is_tray");

            migrationBuilder.CreateIndex(
                name: "ix_drop_batch_workspace_id_id",
                table: "drop_batch",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_asset_id",
                table: "drop_file",
                column: "asset_id");

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_drop_id_id",
                table: "drop_file",
                columns: new[] { "drop_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_drop_id_name",
                table: "drop_file",
                columns: new[] { "drop_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_parent_id",
                table: "drop_file",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_version_id",
                table: "drop_file",
                column: "version_id");

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_workspace_id",
                table: "drop_file",
                column: "workspace_id",
                filter: "status = 'arrived'");

            migrationBuilder.CreateIndex(
                name: "ix_drop_file_workspace_id_sha256",
                table: "drop_file",
                columns: new[] { "workspace_id", "sha256" });

            migrationBuilder.CreateIndex(
                name: "ix_file_upload_drop_file_id",
                table: "file_upload",
                column: "drop_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_file_upload_expires_at",
                table: "file_upload",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_file_upload_workspace_id_taken_at",
                table: "file_upload",
                columns: new[] { "workspace_id", "taken_at" });

            migrationBuilder.CreateIndex(
                name: "ix_name_pattern_workspace_id_name",
                table: "name_pattern",
                columns: new[] { "workspace_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "file_upload");

            migrationBuilder.DropTable(
                name: "name_pattern");

            migrationBuilder.DropTable(
                name: "drop_file");

            migrationBuilder.DropTable(
                name: "drop_batch");
        }
    }
}
