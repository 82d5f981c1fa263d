using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ReferencePictures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "reference_picture",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    status = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    facts = table.Column<string>(type: "jsonb", nullable: true),
                    thumb_sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    address_key = table.Column<string>(type: "text", nullable: true, computedColumnSql: "md5(address)", stored: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reference_picture", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_reference_picture_workspace_id_address_key",
                table: "reference_picture",
                columns: new[] { "workspace_id", "address_key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "reference_picture");
        }
    }
}
