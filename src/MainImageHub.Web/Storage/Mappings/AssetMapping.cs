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
    }
}
