using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class FigureReadingMapping : IEntityTypeConfiguration<FigureReading>
{
    public void Configure(EntityTypeBuilder<FigureReading> builder)
    {
        builder.Property(r => r.Problem!).AsJson();
        builder.HasOne<Store>().WithMany().HasForeignKey(r => r.StoreId);
        builder.HasIndex(r => new { r.StoreId, r.Id });
    }
}
