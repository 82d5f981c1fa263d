using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class GridViewsAndPlaces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_saved_view_member_id_name",
                table: "saved_view");

            // Whatever was saved until now is a search of the library.
            migrationBuilder.AddColumn<string>(
                name: "page",
                table: "saved_view",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "library");
            migrationBuilder.Sql("alter table saved_view alter column page drop default");

            migrationBuilder.CreateIndex(
                name: "ix_saved_view_member_id_page_name",
                table: "saved_view",
                columns: new[] { "member_id", "page", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_main_image_workspace_id_scope_key",
                table: "main_image",
                columns: new[] { "workspace_id", "scope_key" },
                filter: "retired_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_main_image_workspace_id_scope_key",
                table: "main_image");

            migrationBuilder.DropIndex(
                name: "ix_saved_view_member_id_page_name",
                table: "saved_view");

            migrationBuilder.Sql("delete from saved_view where page <> 'library'");
            migrationBuilder.DropColumn(
                name: "page",
                table: "saved_view");

            migrationBuilder.CreateIndex(
                name: "ix_saved_view_member_id_name",
                table: "saved_view",
                columns: new[] { "member_id", "name" },
                unique: true);
        }
    }
}
