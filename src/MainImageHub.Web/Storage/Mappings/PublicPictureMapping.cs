using MainImageHub.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class PublicPictureMapping : IEntityTypeConfiguration<PublicPicture>
{
    public void Configure(EntityTypeBuilder<PublicPicture> builder)
    {
        builder.Property(p => p.Sha256).AsSha256();
        builder.HasIndex(p => p.Token).IsUnique();
        builder.HasIndex(p => new { p.WorkspaceId, p.AssetId });
    }
}
