using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class VersionComplianceMapping : IEntityTypeConfiguration<VersionCompliance>
{
    public void Configure(EntityTypeBuilder<VersionCompliance> builder)
    {
        builder.Property(c => c.Report).AsJson();
        builder.HasIndex(c => new { c.VersionId, c.Profile }).IsUnique();
        // Walked through after rules changed.
        builder.HasIndex(c => new { c.WorkspaceId, c.Id });
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(c => c.VersionId);
    }
}
