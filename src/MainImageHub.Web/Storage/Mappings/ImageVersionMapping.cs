using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class ImageVersionMapping : IEntityTypeConfiguration<ImageVersion>
{
    public void Configure(EntityTypeBuilder<ImageVersion> builder)
    {
        builder.ToTable("Version");
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(v => v.SourceSha256).AsSha256();
        builder.Property(v => v.Problem!).AsJson();
        builder.Property(v => v.Culture!).AsJson();
        builder.HasIndex(v => new { v.MainImageId, v.Number }).IsUnique();
        builder.HasIndex(v => new { v.WorkspaceId, v.AssetId });
        // The review queue: what waits for a decision, oldest first, among versions that mostly have one.
        builder.HasIndex(v => new { v.WorkspaceId, v.Id }).HasFilter("status = 'ready' and decision = 'none'");
        // The reasons that a reviewer gave last, to be given again.
        builder.HasIndex(v => new { v.DecidedBy, v.DecidedAt }).HasFilter("decision = 'rejected'");
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(v => v.MainImageId);
        builder.HasOne<Asset>().WithMany().HasForeignKey(v => v.AssetId);
    }
}
