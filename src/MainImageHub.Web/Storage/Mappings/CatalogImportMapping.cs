using MainImageHub.Domain.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class CatalogImportMapping : IEntityTypeConfiguration<CatalogImport>
{
    public void Configure(EntityTypeBuilder<CatalogImport> builder)
    {
        builder.Property(i => i.FileName).HasMaxLength(CatalogImport.LongestFileName);
        builder.Property(i => i.Sha256).AsSha256();
        builder.Property(i => i.Shape!).AsJson();
        builder.Property(i => i.Mapping!).AsJson();
        builder.Property(i => i.Problem!).AsJson();
        builder.Ignore(i => i.RowsRead);
        builder.Ignore(i => i.RowsGood);
        builder.Ignore(i => i.IsMoving);
        builder.HasIndex(i => new { i.WorkspaceId, i.Id });
        // Whether a file may be forgotten.
        builder.HasIndex(i => new { i.WorkspaceId, i.Sha256 });
    }
}

internal sealed class CatalogImportRowMapping : IEntityTypeConfiguration<CatalogImportRow>
{
    public void Configure(EntityTypeBuilder<CatalogImportRow> builder)
    {
        builder.HasKey(r => new { r.ImportId, r.Line });
        builder.Property(r => r.Product!).AsJson();
        builder.Property(r => r.Listing!).AsJson();
        builder.Property(r => r.Image!).AsJson();
        builder.Property(r => r.Changes).AsJson();
        builder.Property(r => r.Faults).AsJson();
        builder.Property(r => r.Cells!).AsJson();
        // What earlier lines of the file say of the same product.
        builder.HasIndex(r => new { r.ImportId, r.Sku });
        builder.HasIndex(r => new { r.ImportId, r.Outcome, r.Line });
        builder.HasOne<CatalogImport>().WithMany().HasForeignKey(r => r.ImportId);
    }
}

internal sealed class RememberedMappingMapping : IEntityTypeConfiguration<RememberedMapping>
{
    public void Configure(EntityTypeBuilder<RememberedMapping> builder)
    {
        builder.Property(m => m.HeaderKey).HasMaxLength(64);
        builder.Property(m => m.Mapping).AsJson();
        builder.HasIndex(m => new { m.WorkspaceId, m.HeaderKey }).IsUnique();
    }
}
