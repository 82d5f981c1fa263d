using MainImageHub.Web.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class WorkItemMapping : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder)
    {
        builder.Property(w => w.Group).HasColumnName("work_group");
        builder.Property(w => w.Problem!).AsJson();
        builder.HasIndex(w => new { w.Group, w.DueAt }).HasFilter("state in ('waiting', 'running')");
        builder.HasIndex(w => w.EndedAt).HasFilter("state in ('done', 'discarded')");
        builder.HasIndex(w => new { w.WorkspaceId, w.State, w.Id });
        builder.HasIndex(w => new { w.WorkspaceId, w.SubjectId });
    }
}
