using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Workflow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "workflow",
                table: "workspace",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mail",
                table: "member",
                type: "character varying(30)",
                maxLength: 30,
                nullable: false,
                defaultValue: "daily");

            migrationBuilder.AddColumn<Guid>(
                name: "reviewer_id",
                table: "main_image",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "notice",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    main_image_id = table.Column<Guid>(type: "uuid", nullable: true),
                    step = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    due_on = table.Column<DateOnly>(type: "date", nullable: true),
                    count = table.Column<int>(type: "integer", nullable: false),
                    by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    mailed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notice", x => x.id);
                    table.ForeignKey(
                        name: "fk_notice_main_image_main_image_id",
                        column: x => x.main_image_id,
                        principalTable: "main_image",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_notice_member_member_id",
                        column: x => x.member_id,
                        principalTable: "member",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_notice_main_image_id",
                table: "notice",
                column: "main_image_id");

            migrationBuilder.CreateIndex(
                name: "ix_notice_member_id",
                table: "notice",
                column: "member_id",
                filter: "read_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_notice_member_id_id",
                table: "notice",
                columns: new[] { "member_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_notice_member_id_key",
                table: "notice",
                columns: new[] { "member_id", "key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notice");

            migrationBuilder.DropColumn(
                name: "workflow",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "mail",
                table: "member");

            migrationBuilder.DropColumn(
                name: "reviewer_id",
                table: "main_image");
        }
    }
}
