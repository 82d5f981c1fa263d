using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class VisionAccessMapping : IEntityTypeConfiguration<VisionAccess>
{
    public void Configure(EntityTypeBuilder<VisionAccess> builder) => builder.HasIndex(a => a.WorkspaceId).IsUnique();
}
