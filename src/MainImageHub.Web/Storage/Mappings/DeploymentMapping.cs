using MainImageHub.Domain.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class DeploymentMapping : IEntityTypeConfiguration<Deployment>
{
    public void Configure(EntityTypeBuilder<Deployment> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(d => d.Problem!).AsJson();
        builder.Property(d => d.Evidence!).AsJson();
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(d => d.MainImageId);
        builder.HasOne<Domain.Listings.Listing>().WithMany().HasForeignKey(d => d.ListingId);
        builder.HasIndex(d => new { d.WorkspaceId, d.MainImageId, d.Id });
        builder.HasIndex(d => new { d.ListingId, d.Id });
    }
}
