using MainImageHub.Domain.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class ListingMapping : IEntityTypeConfiguration<Listing>
{
    public void Configure(EntityTypeBuilder<Listing> builder)
    {
        builder.HasIndex(l => new { l.StoreId, l.ExternalId, l.Sku }).IsUnique();
        builder.HasIndex(l => new { l.WorkspaceId, l.ProductId });
        builder.HasIndex(l => new { l.StoreId, l.Sku });
        // The library's search, which walks through what stores call their products.
        builder.HasIndex(l => new { l.WorkspaceId, l.Sku }).IncludeProperties(l => l.ProductId);
        builder.HasIndex(l => new { l.WorkspaceId, l.LiveVerdict });
        // What is live is walked through from one end to the other, by the outlook and after rules changed.
        builder.HasIndex(l => new { l.WorkspaceId, l.Id }).HasFilter("live_asset_id is not null");
        builder.HasIndex(l => new { l.WorkspaceId, l.LiveAssetId });
        builder.HasIndex(l => l.ImportId).HasFilter("look_pending");
        builder.Property(l => l.LiveBrokenRules).AsJson();
        builder.Property(l => l.Texts).AsJson();
        builder.Property(l => l.Facts).AsJson();
        builder.Property(l => l.Issues).AsJson();
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasOne<Domain.Products.Product>().WithMany().HasForeignKey(l => l.ProductId);
        builder.HasOne<Store>().WithMany().HasForeignKey(l => l.StoreId);
    }
}
