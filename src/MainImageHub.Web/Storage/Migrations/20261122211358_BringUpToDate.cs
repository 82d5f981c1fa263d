using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class BringUpToDate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "judged_by",
                table: "workspace",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "look_alikes_noted",
                table: "workspace",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "measurement",
                table: "workspace",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AlterColumn<string>(
                name: "rule",
                table: "rejudging",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AddColumn<int>(
                name: "measurement",
                table: "asset",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "picture_upkeep",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    live_done = table.Column<bool>(type: "boolean", nullable: false),
                    cursor = table.Column<Guid>(type: "uuid", nullable: true),
                    done = table.Column<int>(type: "integer", nullable: false),
                    unreadable = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_picture_upkeep", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_picture_upkeep_workspace_id_id",
                table: "picture_upkeep",
                columns: new[] { "workspace_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "picture_upkeep");

            migrationBuilder.DropColumn(
                name: "judged_by",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "look_alikes_noted",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "measurement",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "measurement",
                table: "asset");

            migrationBuilder.AlterColumn<string>(
                name: "rule",
                table: "rejudging",
                type: "text",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);
        }
    }
}
