using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace MainImageHub.Web.Storage;

/// <summary>Only <c>dotnet ef</c> uses this; it needs the model, not a server.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<SystemDbContext>
{
    public SystemDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SystemDbContext>().UseNpgsql("Host=design-time-only").Options);
}
