using MainImageHub.Domain.Deployments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class LedgerEntryMapping : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable("Ledger");
        builder.HasIndex(e => new { e.ListingId, e.Slot, e.FirstSeenAt });
        builder.HasOne<Domain.Listings.Listing>().WithMany().HasForeignKey(e => e.ListingId);
    }
}
