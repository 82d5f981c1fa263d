using MainImageHub.Domain.Briefs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class BriefTemplateMapping : IEntityTypeConfiguration<BriefTemplate>
{
    public void Configure(EntityTypeBuilder<BriefTemplate> builder)
    {
        builder.Property(t => t.Name).HasMaxLength(60);
        builder.Property(t => t.Brief).AsJson();
        builder.HasIndex(t => new { t.WorkspaceId, t.Name }).IsUnique();
    }
}
