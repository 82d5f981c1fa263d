using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class RuleChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rejudging",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    marketplace = table.Column<string>(type: "text", nullable: false),
                    site = table.Column<string>(type: "text", nullable: true),
                    rule = table.Column<string>(type: "text", nullable: false),
                    report_cursor = table.Column<Guid>(type: "uuid", nullable: true),
                    reports_done = table.Column<bool>(type: "boolean", nullable: false),
                    listing_cursor = table.Column<Guid>(type: "uuid", nullable: true),
                    judged = table.Column<int>(type: "integer", nullable: false),
                    altered = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    requested_by = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rejudging", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rule_change",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    marketplace = table.Column<string>(type: "text", nullable: false),
                    site = table.Column<string>(type: "text", nullable: true),
                    rule = table.Column<string>(type: "text", nullable: false),
                    effect = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    limits = table.Column<string>(type: "jsonb", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: true),
                    made_by_name = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by_name = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_change", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rejudging_workspace_id_id",
                table: "rejudging",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_change_workspace_id_id",
                table: "rule_change",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_change_workspace_id_marketplace_site_rule",
                table: "rule_change",
                columns: new[] { "workspace_id", "marketplace", "site", "rule" },
                unique: true,
                filter: "ended_at is null")
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rejudging");

            migrationBuilder.DropTable(
                name: "rule_change");
        }
    }
}
