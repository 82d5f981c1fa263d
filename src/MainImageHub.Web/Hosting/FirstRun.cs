using System.Security.Cryptography;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Hosting;

/// <summary>The first owner and workspace: from the bootstrap settings, or made up and printed once.</summary>
internal static class FirstRun
{
    private const string DefaultEmail = "owner@localhost";

    public static async Task PrepareAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var options = scope.ServiceProvider.GetRequiredService<HubOptions>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
        var clock = scope.ServiceProvider.GetRequiredService<TimeProvider>();
        var installation = scope.ServiceProvider.GetRequiredService<Installation>();

        // Two nodes may start at once: only one makes the first owner.
        await using var transaction = await system.Database.BeginTransactionAsync();
        await system.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('first-run'))");
        var email = options.BootstrapEmail ?? DefaultEmail;
        var owner = await users.FindByEmailAsync(email);
        var isFirst = owner is null && !await system.Users.AnyAsync();
        if (owner is null && (options.BootstrapEmail is not null || !await system.Users.AnyAsync()))
        {
            var password = options.BootstrapPassword ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
            owner = new HubUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, Name = email.Split('@')[0] };
            var created = await users.CreateAsync(owner, password);
            if (!created.Succeeded)
            {
                throw new StartupException("The first owner could not be created: " + string.Join(" ", created.Errors.Select(e => e.Description)));
            }

            if (options.BootstrapPassword is null)
            {
                Console.WriteLine($"First sign-in: {email}  password: {password}  (shown this once; change it under your name, top right)");
            }
        }

        if (isFirst && installation.Demo)
        {
            await scope.ServiceProvider.GetRequiredService<IDemo>().SeedAsync(owner!);
        }

        if (owner is not null)
        {
            await EnsureWorkspaceAsync(system, owner, options, scope.ServiceProvider.GetRequiredService<RuleBook>(), clock);
        }

        await transaction.CommitAsync();
    }

    /// <summary>What had to wait until the hub listens.</summary>
    public static async Task StartedAsync(WebApplication app)
    {
        if (app.Services.GetRequiredService<HubOptions>().RunsWeb)
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            Console.WriteLine($"MainImageHub is ready at {string.Join(", ", addresses)}  (stop with Ctrl-C)");
        }

        if (app.Services.GetRequiredService<Installation>().Simulator)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IDemo>().StartedAsync();
        }
    }

    private static async Task EnsureWorkspaceAsync(SystemDbContext system, HubUser owner, HubOptions options, RuleBook book, TimeProvider clock)
    {
        var member = await system.Members.Where(m => m.UserId == owner.Id && system.Workspaces.Any(w => w.Id == m.WorkspaceId && !w.IsDemo)).OrderBy(m => m.Id).FirstOrDefaultAsync();
        if (member is null)
        {
            // Settings that came later than the first start: whoever runs the installation is an owner of what is there.
            var workspace = await system.Workspaces.Where(w => !w.IsDemo).OrderBy(w => w.CreatedAt).FirstOrDefaultAsync()
                ?? system.Add(new Workspace { Slug = "home", Name = "My shop", CreatedAt = clock.GetUtcNow(), JudgedBy = book.Editions(clock.GetUtcNow()) }).Entity;
            member = new Member { WorkspaceId = workspace.Id, UserId = owner.Id, Email = owner.Email!, Name = owner.Name, Role = Role.Owner, CreatedAt = clock.GetUtcNow() };
            system.Add(member);
            await system.SaveChangesAsync();
        }

        if (options.BootstrapToken is { Length: > 0 } token)
        {
            var hash = TokenAuthentication.Hash(token);
            if (!await system.ApiTokens.AnyAsync(t => t.Hash == hash))
            {
                system.ApiTokens.Add(new ApiToken { WorkspaceId = member.WorkspaceId, MemberId = member.Id, Name = "bootstrap", Hash = hash, Tail = token[^Math.Min(4, token.Length)..], CreatedAt = clock.GetUtcNow() });
                await system.SaveChangesAsync();
            }
        }
    }
}

/// <summary>Sample data, clearly marked; see Stages/Demo.</summary>
public interface IDemo
{
    /// <summary>Makes the demo workspace, with the person as its owner; in the transaction that makes the person.</summary>
    Task SeedAsync(HubUser owner);

    /// <summary>Has the demo filled once the simulated marketplaces can be reached.</summary>
    Task StartedAsync();
}
