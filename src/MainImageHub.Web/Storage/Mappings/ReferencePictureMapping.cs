using MainImageHub.Domain.Briefs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class ReferencePictureMapping : IEntityTypeConfiguration<ReferencePicture>
{
    public void Configure(EntityTypeBuilder<ReferencePicture> builder)
    {
        builder.Property(r => r.Address).HasMaxLength(2000);
        builder.Property(r => r.Facts).AsJson();
        builder.Property(r => r.Problem).AsJson();
        builder.Property(r => r.ThumbSha256).HasMaxLength(64);

        // An address may be longer than an index takes, so its digest stands for it.
        builder.Property<string>("AddressKey").HasComputedColumnSql("md5(address)", stored: true);
        builder.HasIndex("WorkspaceId", "AddressKey").IsUnique();
    }
}
