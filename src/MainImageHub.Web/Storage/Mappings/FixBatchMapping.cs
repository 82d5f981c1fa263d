using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class FixBatchMapping : IEntityTypeConfiguration<FixBatch>
{
    public void Configure(EntityTypeBuilder<FixBatch> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Ignore(b => b.Asker);
        builder.HasIndex(b => new { b.WorkspaceId, b.Id });
    }
}

internal sealed class FixBatchItemMapping : IEntityTypeConfiguration<FixBatchItem>
{
    public void Configure(EntityTypeBuilder<FixBatchItem> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(i => i.Fixes).AsJson();
        builder.Property(i => i.Left).AsJson();
        builder.Property(i => i.Problem!).AsJson();
        builder.HasIndex(i => new { i.BatchId, i.Id });
        // Two orders at once do not repair the same picture twice.
        builder.HasIndex(i => i.MainImageId).IsUnique().HasFilter("status = 'waiting'");
        builder.HasOne<FixBatch>().WithMany().HasForeignKey(i => i.BatchId);
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(i => i.MainImageId);
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(i => i.VersionId);
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(i => i.MadeVersionId);
    }
}
