using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Drops;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Metrics;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Retirements;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Storage;

/// <summary>
/// The rows of one workspace, seen through the tenant role. To change the schema, change a mapping and run
/// <c>dotnet ef migrations add WhatAndWhy</c> as docs/architecture.md says; the wall round a new table comes by itself
/// from <see cref="IWorkspaceOwned"/> (see <see cref="Walls"/>).
/// </summary>
public class HubDbContext : DbContext
{
    private readonly WorkspaceScope scope;

    public HubDbContext(DbContextOptions<HubDbContext> options, WorkspaceScope scope)
        : this((DbContextOptions)options, scope)
    {
    }

    protected HubDbContext(DbContextOptions options, WorkspaceScope scope)
        : base(options) => this.scope = scope;

    public DbSet<Workspace> Workspaces => Set<Workspace>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    public DbSet<ProductFamily> ProductFamilies => Set<ProductFamily>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<Store> Stores => Set<Store>();

    public DbSet<StoreImport> StoreImports => Set<StoreImport>();

    public DbSet<Listing> Listings => Set<Listing>();

    public DbSet<MainImage> MainImages => Set<MainImage>();

    public DbSet<StageChange> StageChanges => Set<StageChange>();

    public DbSet<Asset> Assets => Set<Asset>();

    public DbSet<BlockedPicture> BlockedPictures => Set<BlockedPicture>();

    public DbSet<QuarantinedPicture> QuarantinedPictures => Set<QuarantinedPicture>();

    public DbSet<SecondOpinion> SecondOpinions => Set<SecondOpinion>();

    public DbSet<VisionAccess> VisionAccesses => Set<VisionAccess>();

    public DbSet<ReferencePicture> ReferencePictures => Set<ReferencePicture>();

    public DbSet<BriefTemplate> BriefTemplates => Set<BriefTemplate>();

    public DbSet<SavedView> SavedViews => Set<SavedView>();

    public DbSet<LookAlikePair> LookAlikePairs => Set<LookAlikePair>();

    public DbSet<Rendition> Renditions => Set<Rendition>();

    public DbSet<ImageVersion> Versions => Set<ImageVersion>();

    public DbSet<VersionCompliance> VersionCompliance => Set<VersionCompliance>();

    public DbSet<Pin> Pins => Set<Pin>();

    public DbSet<PinPlace> PinPlaces => Set<PinPlace>();

    public DbSet<PinComment> PinComments => Set<PinComment>();

    public DbSet<PinMention> PinMentions => Set<PinMention>();

    public DbSet<FixBatch> FixBatches => Set<FixBatch>();

    public DbSet<FixBatchItem> FixBatchItems => Set<FixBatchItem>();

    public DbSet<DropBatch> DropBatches => Set<DropBatch>();

    public DbSet<DropFile> DropFiles => Set<DropFile>();

    public DbSet<FileUpload> FileUploads => Set<FileUpload>();

    public DbSet<NamePattern> NamePatterns => Set<NamePattern>();

    public DbSet<CatalogImport> CatalogImports => Set<CatalogImport>();

    public DbSet<CatalogImportRow> CatalogImportRows => Set<CatalogImportRow>();

    public DbSet<RememberedMapping> RememberedMappings => Set<RememberedMapping>();

    public DbSet<Deployment> Deployments => Set<Deployment>();

    public DbSet<PushBatch> PushBatches => Set<PushBatch>();

    public DbSet<PushBatchItem> PushBatchItems => Set<PushBatchItem>();

    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();

    public DbSet<Retirement> Retirements => Set<Retirement>();

    public DbSet<RuleOutlook> RuleOutlooks => Set<RuleOutlook>();

    public DbSet<RuleChange> RuleChanges => Set<RuleChange>();

    public DbSet<SourceReading> SourceReadings => Set<SourceReading>();

    public DbSet<Rejudging> Rejudgings => Set<Rejudging>();

    public DbSet<PictureUpkeep> PictureUpkeeps => Set<PictureUpkeep>();

    public DbSet<MetricDay> MetricDays => Set<MetricDay>();

    public DbSet<MetricImport> MetricImports => Set<MetricImport>();

    public DbSet<FigureReading> FigureReadings => Set<FigureReading>();

    public DbSet<Experiment> Experiments => Set<Experiment>();

    public DbSet<WorkItem> WorkItems => Set<WorkItem>();

    public DbSet<PublicPicture> PublicPictures => Set<PublicPicture>();

    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    /// <summary>Read by the query filters; a context without a workspace sees no tenant rows.</summary>
    public Guid? WorkspaceId => scope.WorkspaceId;

    /// <summary>Every filter is lifted for the system role, whose grants and policies are its limits.</summary>
    protected virtual bool Unfiltered => false;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HubDbContext).Assembly);
        modelBuilder.Entity<Workspace>().HasQueryFilter("Workspace", w => Unfiltered || w.Id == WorkspaceId);
        foreach (var owned in modelBuilder.Model.GetEntityTypes().Where(e => typeof(IWorkspaceOwned).IsAssignableFrom(e.ClrType)).ToList())
        {
            AddWorkspaceFilterMethod.MakeGenericMethod(owned.ClrType).Invoke(this, [modelBuilder]);
        }

        SnakeCaseNames.Apply(modelBuilder.Model);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<decimal>().HavePrecision(18, 4);

    private static readonly System.Reflection.MethodInfo AddWorkspaceFilterMethod =
        typeof(HubDbContext).GetMethod(nameof(AddWorkspaceFilter), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;

    private void AddWorkspaceFilter<T>(ModelBuilder modelBuilder)
        where T : class, IWorkspaceOwned =>
        modelBuilder.Entity<T>().HasQueryFilter("Workspace", row => Unfiltered || row.WorkspaceId == WorkspaceId);

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        AddHistoryRows();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>The aggregate's verbs leave their history in the same transaction as the change itself.</summary>
    private void AddHistoryRows()
    {
        foreach (var image in ChangeTracker.Entries<MainImage>().Select(e => e.Entity).ToList())
        {
            foreach (var change in image.NewChanges.Where(change => Entry(change).State == EntityState.Detached))
            {
                StageChanges.Add(change);
            }
        }
    }
}

/// <summary>
/// The few things that come before a workspace is known, and system-wide sweeps, through the system role.
/// Which tables it may touch, and why, stands in <see cref="Walls.SystemGrants"/>.
/// </summary>
public sealed class SystemDbContext(DbContextOptions<SystemDbContext> options) : HubDbContext(options, new WorkspaceScope())
{
    protected override bool Unfiltered => true;

    public DbSet<SourcePage> SourcePages => Set<SourcePage>();

    public DbSet<HubUser> Users => Set<HubUser>();

    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();
}
