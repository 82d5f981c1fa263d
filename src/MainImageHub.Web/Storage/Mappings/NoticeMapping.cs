using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class NoticeMapping : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.Property(n => n.Key).HasMaxLength(Notice.LongestKey);
        builder.Property(n => n.ByName).HasMaxLength(200);
        // Whatever runs twice tells it once.
        builder.HasIndex(n => new { n.MemberId, n.Key }).IsUnique();
        builder.HasIndex(n => new { n.MemberId, n.Id });
        // The count beside the bell.
        builder.HasIndex(n => n.MemberId).HasFilter("read_at is null");
        builder.HasOne<Member>().WithMany().HasForeignKey(n => n.MemberId);
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(n => n.MainImageId);
    }
}
