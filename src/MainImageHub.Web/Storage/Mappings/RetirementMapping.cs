using MainImageHub.Domain.Retirements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class RetirementMapping : IEntityTypeConfiguration<Retirement>
{
    public void Configure(EntityTypeBuilder<Retirement> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(r => r.Problem!).AsJson();
        builder.HasIndex(r => r.MainImageId).IsUnique();
        builder.HasOne<Domain.MainImage>().WithMany().HasForeignKey(r => r.MainImageId);
    }
}
