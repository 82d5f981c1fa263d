using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class PushBatches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "push_batch",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_by_name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_push_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "push_batch_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    listing_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    live_by = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    rollback_problem = table.Column<string>(type: "jsonb", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_push_batch_item", x => x.id);
                    table.ForeignKey(
                        name: "fk_push_batch_item_deployment_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployment",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_push_batch_item_listings_listing_id",
                        column: x => x.listing_id,
                        principalTable: "listing",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_push_batch_item_push_batch_batch_id",
                        column: x => x.batch_id,
                        principalTable: "push_batch",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_push_batch_item_version_version_id",
                        column: x => x.version_id,
                        principalTable: "version",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_workspace_id_id",
                table: "push_batch",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_workspace_id_request_id",
                table: "push_batch",
                columns: new[] { "workspace_id", "request_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_batch_id_id",
                table: "push_batch_item",
                columns: new[] { "batch_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_deployment_id",
                table: "push_batch_item",
                column: "deployment_id");

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_listing_id",
                table: "push_batch_item",
                column: "listing_id");

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_version_id",
                table: "push_batch_item",
                column: "version_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "push_batch_item");

            migrationBuilder.DropTable(
                name: "push_batch");
        }
    }
}
