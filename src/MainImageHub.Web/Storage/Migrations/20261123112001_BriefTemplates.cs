using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class BriefTemplates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "brief_template",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    brief = table.Column<string>(type: "jsonb", nullable: false),
                    kept_by_name = table.Column<string>(type: "text", nullable: false),
                    kept_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_brief_template", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_brief_template_workspace_id_name",
                table: "brief_template",
                columns: new[] { "workspace_id", "name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "brief_template");
        }
    }
}
