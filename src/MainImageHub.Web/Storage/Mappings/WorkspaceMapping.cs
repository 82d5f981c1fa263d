using MainImageHub.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class WorkspaceMapping : IEntityTypeConfiguration<Workspace>
{
    public void Configure(EntityTypeBuilder<Workspace> builder)
    {
        builder.HasIndex(w => w.Slug).IsUnique();
        builder.Property(w => w.Slug).HasMaxLength(60);
        builder.Property(w => w.JudgedBy!).AsJson();
        builder.Property(w => w.Workflow!).AsJson();
        builder.Property(w => w.Name).HasMaxLength(200);
    }
}
