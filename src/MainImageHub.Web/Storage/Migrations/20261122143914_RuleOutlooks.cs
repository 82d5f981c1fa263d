using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class RuleOutlooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rule_outlook",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    cursor = table.Column<Guid>(type: "uuid", nullable: true),
                    judged = table.Column<int>(type: "integer", nullable: false),
                    failing_now = table.Column<int>(type: "integer", nullable: false),
                    failing_then = table.Column<int>(type: "integer", nullable: false),
                    without_rules = table.Column<int>(type: "integer", nullable: false),
                    named = table.Column<string>(type: "jsonb", nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    requested_by = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_outlook", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rule_outlook_workspace_id_id",
                table: "rule_outlook",
                columns: new[] { "workspace_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rule_outlook");
        }
    }
}
