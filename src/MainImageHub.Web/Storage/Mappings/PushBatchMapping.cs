using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class PushBatchMapping : IEntityTypeConfiguration<PushBatch>
{
    public void Configure(EntityTypeBuilder<PushBatch> builder)
    {
        builder.HasIndex(b => new { b.WorkspaceId, b.Id });
        // A form that is sent twice at the same moment is one order.
        builder.HasIndex(b => new { b.WorkspaceId, b.RequestId }).IsUnique();
    }
}

internal sealed class PushBatchItemMapping : IEntityTypeConfiguration<PushBatchItem>
{
    public void Configure(EntityTypeBuilder<PushBatchItem> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(i => i.Problem!).AsJson();
        builder.Property(i => i.RollbackProblem!).AsJson();
        builder.HasIndex(i => new { i.BatchId, i.Id });
        builder.HasOne<PushBatch>().WithMany().HasForeignKey(i => i.BatchId);
        builder.HasOne<Listing>().WithMany().HasForeignKey(i => i.ListingId);
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(i => i.VersionId);
        builder.HasOne<Deployment>().WithMany().HasForeignKey(i => i.DeploymentId);
    }
}
