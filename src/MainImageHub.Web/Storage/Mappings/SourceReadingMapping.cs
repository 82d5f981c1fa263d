using MainImageHub.Domain.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class SourceReadingMapping : IEntityTypeConfiguration<SourceReading>
{
    public void Configure(EntityTypeBuilder<SourceReading> builder) => builder.HasIndex(r => new { r.WorkspaceId, r.Source, r.Id });
}
