using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class SavedViewMapping : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.Property(v => v.Page).HasMaxLength(20);
        builder.Property(v => v.Name).HasMaxLength(60);
        builder.Property(v => v.Query).HasMaxLength(1000);
        builder.HasIndex(v => new { v.MemberId, v.Page, v.Name }).IsUnique();
        builder.HasOne<Member>().WithMany().HasForeignKey(v => v.MemberId);
    }
}
