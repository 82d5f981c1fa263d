using MainImageHub.Domain.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class RejudgingMapping : IEntityTypeConfiguration<Rejudging>
{
    public void Configure(EntityTypeBuilder<Rejudging> builder)
    {
        builder.Property(r => r.Problem!).AsJson();
        builder.Ignore(r => r.HasEnded);
        builder.HasIndex(r => new { r.WorkspaceId, r.Id });
    }
}
