using MainImageHub.Domain.Listings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class StoreMapping : IEntityTypeConfiguration<Store>
{
    public void Configure(EntityTypeBuilder<Store> builder)
    {
        builder.HasIndex(s => new { s.WorkspaceId, s.Name }).IsUnique();
        builder.Property(s => s.Trouble!).AsJson();
        builder.Ignore(s => s.SiteCode);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
