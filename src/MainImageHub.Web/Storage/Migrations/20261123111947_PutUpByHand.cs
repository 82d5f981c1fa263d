using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class PutUpByHand : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "external_url",
                table: "listing",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "put_up_by",
                table: "deployment",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "put_up_by_name",
                table: "deployment",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "external_url",
                table: "listing");

            migrationBuilder.DropColumn(
                name: "put_up_by",
                table: "deployment");

            migrationBuilder.DropColumn(
                name: "put_up_by_name",
                table: "deployment");
        }
    }
}
