using MainImageHub.Domain.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class StoreImportMapping : IEntityTypeConfiguration<StoreImport>
{
    public void Configure(EntityTypeBuilder<StoreImport> builder)
    {
        builder.Property(i => i.Skus).AsJson();
        builder.Property(i => i.MissingSkus).AsJson();
        builder.Property(i => i.Problem!).AsJson();
        builder.HasOne<Store>().WithMany().HasForeignKey(i => i.StoreId);
        builder.HasIndex(i => new { i.WorkspaceId, i.StoreId, i.Id });
    }
}
