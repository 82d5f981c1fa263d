using MainImageHub.Domain.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class MetricDayMapping : IEntityTypeConfiguration<MetricDay>
{
    public void Configure(EntityTypeBuilder<MetricDay> builder)
    {
        builder.HasKey(m => new { m.ListingId, m.Date, m.Source });
        builder.HasIndex(m => new { m.WorkspaceId, m.Date });
    }
}
