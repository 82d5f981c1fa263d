using MainImageHub.Domain.Images;
using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class PinMapping : IEntityTypeConfiguration<Pin>
{
    public void Configure(EntityTypeBuilder<Pin> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.HasIndex(p => new { p.MainImageId, p.Number }).IsUnique();
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(p => p.MainImageId);
    }
}

internal sealed class PinPlaceMapping : IEntityTypeConfiguration<PinPlace>
{
    public void Configure(EntityTypeBuilder<PinPlace> builder)
    {
        builder.HasIndex(p => new { p.PinId, p.VersionId }).IsUnique();
        builder.HasOne<Pin>().WithMany().HasForeignKey(p => p.PinId);
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(p => p.VersionId);
    }
}

internal sealed class PinCommentMapping : IEntityTypeConfiguration<PinComment>
{
    public void Configure(EntityTypeBuilder<PinComment> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(c => c.Text).HasMaxLength(PinComment.Longest);
        builder.HasIndex(c => new { c.PinId, c.Id });
        builder.HasOne<Pin>().WithMany().HasForeignKey(c => c.PinId);
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(c => c.VersionId);
    }
}

internal sealed class PinMentionMapping : IEntityTypeConfiguration<PinMention>
{
    public void Configure(EntityTypeBuilder<PinMention> builder)
    {
        builder.HasIndex(m => new { m.CommentId, m.MemberId }).IsUnique();
        // What waits for a person on Home.
        builder.HasIndex(m => new { m.MemberId, m.Id }).HasFilter("seen_at is null");
        builder.HasIndex(m => new { m.PinId, m.MemberId });
        builder.HasOne<Pin>().WithMany().HasForeignKey(m => m.PinId);
        builder.HasOne<PinComment>().WithMany().HasForeignKey(m => m.CommentId);
        builder.HasOne<Member>().WithMany().HasForeignKey(m => m.MemberId);
    }
}
