using MainImageHub.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class IdempotentAnswerMapping : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.HasIndex(a => new { a.WorkspaceId, a.MemberId, a.Key }).IsUnique();
        builder.HasIndex(a => a.CreatedAt);
    }
}
