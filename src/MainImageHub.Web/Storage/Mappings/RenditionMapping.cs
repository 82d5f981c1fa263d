using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class RenditionMapping : IEntityTypeConfiguration<Rendition>
{
    public void Configure(EntityTypeBuilder<Rendition> builder)
    {
        builder.Property(r => r.Sha256).AsSha256();
        builder.HasIndex(r => new { r.AssetId, r.Purpose }).IsUnique();
        builder.HasOne<Asset>().WithMany().HasForeignKey(r => r.AssetId);
    }
}
