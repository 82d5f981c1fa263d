using MainImageHub.Domain.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class RuleChangeMapping : IEntityTypeConfiguration<RuleChange>
{
    public void Configure(EntityTypeBuilder<RuleChange> builder)
    {
        builder.Property(c => c.Limits).HasColumnType("jsonb");
        builder.Ignore(c => c.EndsAt);
        builder.Property<uint>("xmin").IsRowVersion();
        // One word on a rule in a place; what ended is history.
        builder.HasIndex(c => new { c.WorkspaceId, c.Marketplace, c.Site, c.Rule }).IsUnique().AreNullsDistinct(false).HasFilter("ended_at is null");
        builder.HasIndex(c => new { c.WorkspaceId, c.Id });
    }
}
