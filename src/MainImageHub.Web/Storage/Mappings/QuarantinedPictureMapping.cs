using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class QuarantinedPictureMapping : IEntityTypeConfiguration<QuarantinedPicture>
{
    public void Configure(EntityTypeBuilder<QuarantinedPicture> builder)
    {
        builder.Property(q => q.Sha256).AsSha256();
        builder.Property(q => q.Problem).AsJson();
        builder.HasIndex(q => new { q.WorkspaceId, q.Sha256 }).IsUnique();
    }
}
