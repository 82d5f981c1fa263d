using MainImageHub.Domain.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class RuleOutlookMapping : IEntityTypeConfiguration<RuleOutlook>
{
    public void Configure(EntityTypeBuilder<RuleOutlook> builder)
    {
        builder.Property(o => o.Named).AsJson();
        builder.Property(o => o.Problem!).AsJson();
        builder.Ignore(o => o.HasEnded);
        builder.Ignore(o => o.Instant);
        builder.HasIndex(o => new { o.WorkspaceId, o.Id });
    }
}
