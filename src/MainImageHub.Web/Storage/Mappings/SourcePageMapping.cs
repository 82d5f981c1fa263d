using MainImageHub.Domain.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class SourcePageMapping : IEntityTypeConfiguration<SourcePage>
{
    public void Configure(EntityTypeBuilder<SourcePage> builder)
    {
        builder.HasKey(p => p.Address);
        builder.Property(p => p.Problem!).AsJson();
    }
}
