using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class SecondOpinionMapping : IEntityTypeConfiguration<SecondOpinion>
{
    public void Configure(EntityTypeBuilder<SecondOpinion> builder)
    {
        builder.Property(o => o.Answer).AsJson();
        builder.HasIndex(o => new { o.AssetId, o.Source }).IsUnique();
        builder.HasOne<Asset>().WithMany().HasForeignKey(o => o.AssetId).OnDelete(DeleteBehavior.Cascade);
    }
}
