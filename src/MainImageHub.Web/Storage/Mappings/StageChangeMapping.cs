using MainImageHub.Domain.Lifecycle;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class StageChangeMapping : IEntityTypeConfiguration<StageChange>
{
    public void Configure(EntityTypeBuilder<StageChange> builder)
    {
        builder.HasIndex(c => new { c.WorkspaceId, c.MainImageId, c.Id });
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(c => c.MainImageId);
    }
}
