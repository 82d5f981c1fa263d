using MainImageHub.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class MainImageMapping : IEntityTypeConfiguration<MainImage>
{
    public void Configure(EntityTypeBuilder<MainImage> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(i => i.Brief).AsJson();
        builder.Ignore(i => i.NewChanges);
        builder.ComplexProperty(i => i.Scope, scope =>
        {
            scope.Property(s => s.Kind).HasColumnName("scope_kind").HasConversion(
                kind => kind.ToString().ToLowerInvariant(), word => Enum.Parse<Domain.Lifecycle.ScopeKind>(word, true));
            scope.Property(s => s.Marketplace).HasColumnName("marketplace");
            scope.Property(s => s.Site).HasColumnName("site");
            scope.Property(s => s.StoreId).HasColumnName("store_id");
        });
        builder.HasOne<Domain.Products.Product>().WithMany().HasForeignKey(i => i.ProductId);
        builder.HasIndex(i => new { i.WorkspaceId, i.Stage, i.Id });
        builder.HasIndex(i => new { i.ProductId, i.ScopeKey, i.Slot }).IsUnique().HasFilter("retired_at is null");
        builder.HasIndex(i => new { i.WorkspaceId, i.ProductId });
        // The columns of the grid: the places that main images apply to, each looked up once however many there are.
        builder.HasIndex(i => new { i.WorkspaceId, i.ScopeKey }).HasFilter("retired_at is null");
    }
}
