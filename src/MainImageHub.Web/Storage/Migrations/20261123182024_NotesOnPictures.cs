using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class NotesOnPictures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "pin",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    main_image_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    resolved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    resolved_by_name = table.Column<string>(type: "text", nullable: true),
                    resolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pin", x => x.id);
                    table.ForeignKey(
                        name: "fk_pin_main_images_main_image_id",
                        column: x => x.main_image_id,
                        principalTable: "main_image",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pin_comment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pin_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_number = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pin_comment", x => x.id);
                    table.ForeignKey(
                        name: "fk_pin_comment_pin_pin_id",
                        column: x => x.pin_id,
                        principalTable: "pin",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_pin_comment_version_version_id",
                        column: x => x.version_id,
                        principalTable: "version",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pin_place",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pin_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_number = table.Column<int>(type: "integer", nullable: false),
                    x = table.Column<double>(type: "double precision", nullable: false),
                    y = table.Column<double>(type: "double precision", nullable: false),
                    placed_by_name = table.Column<string>(type: "text", nullable: false),
                    placed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pin_place", x => x.id);
                    table.ForeignKey(
                        name: "fk_pin_place_pin_pin_id",
                        column: x => x.pin_id,
                        principalTable: "pin",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_pin_place_version_version_id",
                        column: x => x.version_id,
                        principalTable: "version",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pin_mention",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    pin_id = table.Column<Guid>(type: "uuid", nullable: false),
                    comment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pin_mention", x => x.id);
                    table.ForeignKey(
                        name: "fk_pin_mention_members_member_id",
                        column: x => x.member_id,
                        principalTable: "member",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_pin_mention_pin_comment_comment_id",
                        column: x => x.comment_id,
                        principalTable: "pin_comment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_pin_mention_pin_pin_id",
                        column: x => x.pin_id,
                        principalTable: "pin",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_version_decided_by_decided_at",
                table: "version",
                columns: new[] { "decided_by", "decided_at" },
                filter: "decision = 'rejected'");

            migrationBuilder.CreateIndex(
                name: "ix_pin_main_image_id_number",
                table: "pin",
                columns: new[] { "main_image_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pin_comment_pin_id_id",
                table: "pin_comment",
                columns: new[] { "pin_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pin_comment_version_id",
                table: "pin_comment",
                column: "version_id");

            migrationBuilder.CreateIndex(
                name: "ix_pin_mention_comment_id_member_id",
                table: "pin_mention",
                columns: new[] { "comment_id", "member_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pin_mention_member_id_id",
                table: "pin_mention",
                columns: new[] { "member_id", "id" },
                filter: "seen_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_pin_mention_pin_id_member_id",
                table: "pin_mention",
                columns: new[] { "pin_id", "member_id" });

            migrationBuilder.CreateIndex(
                name: "ix_pin_place_pin_id_version_id",
                table: "pin_place",
                columns: new[] { "pin_id", "version_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pin_place_version_id",
                table: "pin_place",
                column: "version_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "pin_mention");

            migrationBuilder.DropTable(
                name: "pin_place");

            migrationBuilder.DropTable(
                name: "pin_comment");

            migrationBuilder.DropTable(
                name: "pin");

            migrationBuilder.DropIndex(
                name: "ix_version_decided_by_decided_at",
                table: "version");
        }
    }
}
