using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage.Mappings;

internal sealed class DropBatchMapping : IEntityTypeConfiguration<DropBatch>
{
    public void Configure(EntityTypeBuilder<DropBatch> builder)
    {
        builder.Property(d => d.Name).HasMaxLength(200);
        builder.Ignore(d => d.Sender);
        builder.HasIndex(d => new { d.WorkspaceId, d.Id });
        builder.HasIndex(d => new { d.WorkspaceId, d.CreatedBy }).IsUnique().HasFilter("is_tray");
    }
}

internal sealed class DropFileMapping : IEntityTypeConfiguration<DropFile>
{
    public void Configure(EntityTypeBuilder<DropFile> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(f => f.Name).HasMaxLength(DropFile.LongestName);
        builder.Property(f => f.Sha256!).AsSha256();
        builder.Property(f => f.Problem!).AsJson();
        builder.Property(f => f.Place!).AsJson();
        builder.Property(f => f.Candidates).AsJson();
        builder.Ignore(f => f.Orderer);
        builder.Ignore(f => f.FileName);
        builder.Ignore(f => f.IsOpen);
        builder.HasIndex(f => new { f.DropId, f.Name });
        builder.HasIndex(f => new { f.DropId, f.Id });
        // How many wait to be looked at is asked before each upload.
        builder.HasIndex(f => f.WorkspaceId).HasFilter("status = 'arrived'");
        // "Already here", and whether a file may be deleted.
        builder.HasIndex(f => new { f.WorkspaceId, f.Sha256 });
        builder.HasOne<DropBatch>().WithMany().HasForeignKey(f => f.DropId);
        builder.HasOne<DropFile>().WithMany().HasForeignKey(f => f.ParentId);
        builder.HasOne<Asset>().WithMany().HasForeignKey(f => f.AssetId);
        builder.HasOne<ImageVersion>().WithMany().HasForeignKey(f => f.VersionId);
    }
}

internal sealed class FileUploadMapping : IEntityTypeConfiguration<FileUpload>
{
    public void Configure(EntityTypeBuilder<FileUpload> builder)
    {
        builder.Property<uint>("xmin").IsRowVersion();
        builder.Property(u => u.Parts).AsJson();
        builder.Ignore(u => u.IsComplete);
        builder.HasIndex(u => u.DropFileId);
        builder.HasIndex(u => new { u.WorkspaceId, u.TakenAt });
        builder.HasIndex(u => u.ExpiresAt);
        builder.HasOne<DropFile>().WithMany().HasForeignKey(u => u.DropFileId);
    }
}

internal sealed class NamePatternMapping : IEntityTypeConfiguration<NamePattern>
{
    public void Configure(EntityTypeBuilder<NamePattern> builder)
    {
        builder.Property(p => p.Name).HasMaxLength(NamePattern.LongestName);
        builder.Property(p => p.Text).HasMaxLength(NamePattern.LongestText);
        builder.HasIndex(p => new { p.WorkspaceId, p.Name }).IsUnique();
    }
}
