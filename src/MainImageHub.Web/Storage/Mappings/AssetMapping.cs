using System.Globalization;
using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class AssetMapping : IEntityTypeConfiguration<Asset>
{
    public void Configure(EntityTypeBuilder<Asset> builder)
    {
        builder.Property(a => a.Sha256).AsSha256();
        builder.HasIndex(a => new { a.WorkspaceId, a.Sha256 }).IsUnique();
        builder.Property(a => a.Facts).AsJson();

        // The library's page: newest first, and what is searched in it. Its further index stands in a migration, with the functions it needs.
        builder.Property(a => a.Tags).HasDefaultValueSql("'{}'");
        builder.Property(a => a.Judged).HasDefaultValueSql("'{}'");
        builder.HasIndex(a => new { a.WorkspaceId, a.Id });
        builder.HasIndex(a => new { a.WorkspaceId, a.Id }, "ix_asset_archived").HasFilter("archived_at is not null");
        builder.Property<string[]>("Keywords").HasComputedColumnSql("library_keywords(format, origin, width, height, facts)", stored: true);
        builder.Property<string?>("SeenText").HasComputedColumnSql("library_text(facts)", stored: true);

        // Few pictures have an end: what runs out is looked for on Home and before pushes.
        builder.HasIndex(a => new { a.WorkspaceId, a.RightsUntil }).HasFilter("rights_until is not null");

        // Columns, not expressions over the hash: behind the wall only plain equality may use an index (see Walls).
        for (var band = 0; band < HashBands.Count; band++)
        {
            var column = BandColumn(band);
            builder.Property<long>(column).HasComputedColumnSql(string.Create(CultureInfo.InvariantCulture, $"perceptual_hash & {HashBands.MaskOf(band)}"), stored: true);
            // With all that a look-up reads: a library of pictures on white has crowded values, and their rows need not be fetched.
            builder.HasIndex(nameof(Asset.WorkspaceId), column).IncludeProperties(nameof(Asset.PerceptualHash), nameof(Asset.Id));
        }
    }

    /// <summary>By its name in code; <c>hash_band0</c> in the table.</summary>
    public static string BandColumn(int band) => string.Create(CultureInfo.InvariantCulture, $"HashBand{band}");
}
