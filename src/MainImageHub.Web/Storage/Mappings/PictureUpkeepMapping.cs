using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class PictureUpkeepMapping : IEntityTypeConfiguration<PictureUpkeep>
{
    public void Configure(EntityTypeBuilder<PictureUpkeep> builder)
    {
        builder.Property(u => u.Problem!).AsJson();
        builder.Ignore(u => u.HasEnded);
        builder.HasIndex(u => new { u.WorkspaceId, u.Id });
    }
}
