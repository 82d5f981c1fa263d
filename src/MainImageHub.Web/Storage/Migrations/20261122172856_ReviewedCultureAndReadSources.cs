using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ReviewedCultureAndReadSources : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "culture",
                table: "version",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "source_page",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false),
                    text_hash = table.Column<string>(type: "text", nullable: true),
                    doubted_hash = table.Column<string>(type: "text", nullable: true),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source_page", x => x.address);
                });

            migrationBuilder.CreateTable(
                name: "source_reading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    changed = table.Column<bool>(type: "boolean", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    read_by = table.Column<Guid>(type: "uuid", nullable: true),
                    read_by_name = table.Column<string>(type: "text", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source_reading", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_source_reading_workspace_id_source_id",
                table: "source_reading",
                columns: new[] { "workspace_id", "source", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "source_page");

            migrationBuilder.DropTable(
                name: "source_reading");

            migrationBuilder.DropColumn(
                name: "culture",
                table: "version");
        }
    }
}
