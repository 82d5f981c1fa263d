using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class BlockedPictureMapping : IEntityTypeConfiguration<BlockedPicture>
{
    public void Configure(EntityTypeBuilder<BlockedPicture> builder)
    {
        builder.Property(b => b.Sha256).AsSha256();
        builder.Property(b => b.Case).HasMaxLength(200);
        builder.Property(b => b.Reason).HasMaxLength(2000);
        builder.HasIndex(b => new { b.WorkspaceId, b.Id });
        builder.HasIndex(b => b.AssetId).IsUnique().HasFilter("ended_at is null");
        builder.HasOne<Asset>().WithMany().HasForeignKey(b => b.AssetId);
    }
}
