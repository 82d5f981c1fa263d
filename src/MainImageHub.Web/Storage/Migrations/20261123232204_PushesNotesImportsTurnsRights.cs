using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MainImageHub.Web.Storage.Migrations
{
    /// <inheritdoc />
    public partial class PushesNotesImportsTurnsRights : Migration
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

            migrationBuilder.AddColumn<string>(
                name: "model_release",
                table: "asset",
                type: "character varying(30)",
                maxLength: 30,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rights_holder",
                table: "asset",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rights_note",
                table: "asset",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rights_said_at",
                table: "asset",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rights_said_by_name",
                table: "asset",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "rights_until",
                table: "asset",
                type: "date",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "catalog_import",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    shape = table.Column<string>(type: "jsonb", nullable: true),
                    mapping = table.Column<string>(type: "jsonb", nullable: true),
                    mapping_remembered = table.Column<bool>(type: "boolean", nullable: false),
                    last_line = table.Column<int>(type: "integer", nullable: false),
                    rows_new = table.Column<int>(type: "integer", nullable: false),
                    rows_changed = table.Column<int>(type: "integer", nullable: false),
                    rows_same = table.Column<int>(type: "integer", nullable: false),
                    rows_faulty = table.Column<int>(type: "integer", nullable: false),
                    products_new = table.Column<int>(type: "integer", nullable: false),
                    products_changed = table.Column<int>(type: "integer", nullable: false),
                    listings_new = table.Column<int>(type: "integer", nullable: false),
                    listings_changed = table.Column<int>(type: "integer", nullable: false),
                    briefs_new = table.Column<int>(type: "integer", nullable: false),
                    briefs_changed = table.Column<int>(type: "integer", nullable: false),
                    briefs_taken = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    committed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    committed_by_name = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_import", x => x.id);
                });

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
                name: "push_batch",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_by_name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_push_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "remembered_mapping",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    header_key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    mapping = table.Column<string>(type: "jsonb", nullable: false),
                    kept_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_remembered_mapping", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "catalog_import_row",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    product = table.Column<string>(type: "jsonb", nullable: true),
                    listing = table.Column<string>(type: "jsonb", nullable: true),
                    image = table.Column<string>(type: "jsonb", nullable: true),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    faults = table.Column<string>(type: "jsonb", nullable: false),
                    cells = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_import_row", x => new { x.import_id, x.line });
                    table.ForeignKey(
                        name: "fk_catalog_import_row_catalog_import_import_id",
                        column: x => x.import_id,
                        principalTable: "catalog_import",
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
                name: "push_batch_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    listing_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    deployment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    live_by = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    problem = table.Column<string>(type: "jsonb", nullable: true),
                    rollback_problem = table.Column<string>(type: "jsonb", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_push_batch_item", x => x.id);
                    table.ForeignKey(
                        name: "fk_push_batch_item_deployment_deployment_id",
                        column: x => x.deployment_id,
                        principalTable: "deployment",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_push_batch_item_listings_listing_id",
                        column: x => x.listing_id,
                        principalTable: "listing",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_push_batch_item_push_batch_batch_id",
                        column: x => x.batch_id,
                        principalTable: "push_batch",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_push_batch_item_version_version_id",
                        column: x => x.version_id,
                        principalTable: "version",
                        principalColumn: "id");
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
                name: "ix_asset_workspace_id_rights_until",
                table: "asset",
                columns: new[] { "workspace_id", "rights_until" },
                filter: "rights_until is not null");

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_workspace_id_id",
                table: "catalog_import",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_workspace_id_sha256",
                table: "catalog_import",
                columns: new[] { "workspace_id", "sha256" });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_row_import_id_outcome_line",
                table: "catalog_import_row",
                columns: new[] { "import_id", "outcome", "line" });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_import_row_import_id_sku",
                table: "catalog_import_row",
                columns: new[] { "import_id", "sku" });

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

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_workspace_id_id",
                table: "push_batch",
                columns: new[] { "workspace_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_workspace_id_request_id",
                table: "push_batch",
                columns: new[] { "workspace_id", "request_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_batch_id_id",
                table: "push_batch_item",
                columns: new[] { "batch_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_deployment_id",
                table: "push_batch_item",
                column: "deployment_id");

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_listing_id",
                table: "push_batch_item",
                column: "listing_id");

            migrationBuilder.CreateIndex(
                name: "ix_push_batch_item_version_id",
                table: "push_batch_item",
                column: "version_id");

            migrationBuilder.CreateIndex(
                name: "ix_remembered_mapping_workspace_id_header_key",
                table: "remembered_mapping",
                columns: new[] { "workspace_id", "header_key" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalog_import_row");

            migrationBuilder.DropTable(
                name: "notice");

            migrationBuilder.DropTable(
                name: "pin_mention");

            migrationBuilder.DropTable(
                name: "pin_place");

            migrationBuilder.DropTable(
                name: "push_batch_item");

            migrationBuilder.DropTable(
                name: "remembered_mapping");

            migrationBuilder.DropTable(
                name: "catalog_import");

            migrationBuilder.DropTable(
                name: "pin_comment");

            migrationBuilder.DropTable(
                name: "push_batch");

            migrationBuilder.DropTable(
                name: "pin");

            migrationBuilder.DropIndex(
                name: "ix_version_decided_by_decided_at",
                table: "version");

            migrationBuilder.DropIndex(
                name: "ix_asset_workspace_id_rights_until",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "workflow",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "mail",
                table: "member");

            migrationBuilder.DropColumn(
                name: "reviewer_id",
                table: "main_image");

            migrationBuilder.DropColumn(
                name: "model_release",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "rights_holder",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "rights_note",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "rights_said_at",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "rights_said_by_name",
                table: "asset");

            migrationBuilder.DropColumn(
                name: "rights_until",
                table: "asset");
        }
    }
}
