using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class KeepETagOfAnswers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "culture",
                table: "member");

            migrationBuilder.AddColumn<string>(
                name: "etag",
                table: "idempotent_answer",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "etag",
                table: "idempotent_answer");

            migrationBuilder.AddColumn<string>(
                name: "culture",
                table: "member",
                type: "text",
                nullable: true);
        }
    }
}
