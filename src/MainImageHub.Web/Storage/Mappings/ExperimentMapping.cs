using MainImageHub.Domain.Experiments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class ExperimentMapping : IEntityTypeConfiguration<Experiment>
{
    public void Configure(EntityTypeBuilder<Experiment> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(e => e.VoidedPairs).AsJson();
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(e => e.MainImageId);
        builder.HasIndex(e => new { e.WorkspaceId, e.MainImageId });
    }
}
