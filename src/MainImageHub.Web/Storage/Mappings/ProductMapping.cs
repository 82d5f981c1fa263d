using MainImageHub.Domain.Products;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class ProductMapping : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.HasIndex(p => new { p.WorkspaceId, p.Sku }).IsUnique();
        builder.Property(p => p.Sku).HasMaxLength(100);
        builder.Property(p => p.Title).HasMaxLength(500);
        builder.Property(p => p.Attributes).AsJson();
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasOne<ProductFamily>().WithMany().HasForeignKey(p => p.FamilyId);
    }
}
