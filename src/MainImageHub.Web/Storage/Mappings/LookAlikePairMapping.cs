using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class LookAlikePairMapping : IEntityTypeConfiguration<LookAlikePair>
{
    public void Configure(EntityTypeBuilder<LookAlikePair> builder)
    {
        builder.HasIndex(p => new { p.AssetId, p.OtherId }).IsUnique();
        builder.HasIndex(p => new { p.WorkspaceId, p.Id }).HasFilter("decided_at is null");
        builder.HasOne<Asset>().WithMany().HasForeignKey(p => p.AssetId);
        builder.HasOne<Asset>().WithMany().HasForeignKey(p => p.OtherId);
    }
}
