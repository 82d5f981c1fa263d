using MainImageHub.Domain.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class MetricImportMapping : IEntityTypeConfiguration<MetricImport>
{
    public void Configure(EntityTypeBuilder<MetricImport> builder)
    {
        builder.Property(i => i.Sha256).AsSha256();
        builder.Property(i => i.RejectedSha256!).AsSha256();
        builder.Property(i => i.Problems).AsJson();
        builder.HasIndex(i => new { i.WorkspaceId, i.Id });
    }
}
