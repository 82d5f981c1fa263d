using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class FixBatches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fix_batch",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    marketplace = table.Column<string>(type: "text", nullable: true),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_by_name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fix_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "fix_batch_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    main_image_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    fixes = table.Column<string>(type: "jsonb", nullable: false),
                    left = table.Column<string>(type: "jsonb", nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    made_version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fix_batch_item", x => x.id);
                    table.ForeignKey(
                        name: "fk_fix_batch_item_fix_batch_batch_id",
                        column: x => x.batch_id,
                        principalTable: "fix_batch",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_fix_batch_item_main_images_main_image_id",
                        column: x => x.main_image_id,
                        principalTable: "main_image",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_fix_batch_item_version_made_version_id",
                        column: x => x.made_version_id,
                        principalTable: "version",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_fix_batch_item_version_version_id",
                        column: x => x.version_id,
                        principalTable: "version",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_fix_batch_workspace_id_id",
                table: "fix_batch",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_fix_batch_item_batch_id_id",
                table: "fix_batch_item",
                columns: new[] { "batch_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_fix_batch_item_made_version_id",
                table: "fix_batch_item",
                column: "made_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_fix_batch_item_main_image_id",
                table: "fix_batch_item",
                column: "main_image_id",
                unique: true,
                filter: "status = 'waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_fix_batch_item_version_id",
                table: "fix_batch_item",
                column: "version_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "fix_batch_item");

            migrationBuilder.DropTable(
                name: "fix_batch");
        }
    }
}
