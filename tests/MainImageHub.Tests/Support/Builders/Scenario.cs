using MainImageHub.Domain;
using MainImageHub.Domain.Briefs;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Products;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Support.Builders;

/// <summary>Makes what a test takes for granted, straight in the rows; what a test is about goes through the product's own doors.</summary>
public static class Scenario
{
    private static int drawn;

    public static Task<Product> ProductAsync(this HubApp app, string? sku = null, string? brand = null) => app.WithDbAsync(async db =>
    {
        var product = new Product { WorkspaceId = db.WorkspaceId!.Value, Sku = sku ?? $"SKU-{Interlocked.Increment(ref drawn)}", Title = "Blue mug", Brand = brand, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Products.Add(product);
        await db.SaveChangesAsync();
        return product;
    });

    public static async Task<MainImage> PlannedImageAsync(this HubApp app, Scope? scope = null, Guid? productId = null)
    {
        var product = productId ?? (await app.ProductAsync()).Id;
        return await app.WithDbAsync(async db =>
        {
            var image = MainImage.Plan(db.WorkspaceId!.Value, product, scope ?? Scope.ForSite("amazon", "US"), MainImage.MainSlot, Brief.Empty, null, null, Actor.Background("test"), TimeProvider.System.GetUtcNow());
            db.MainImages.Add(image);
            await db.SaveChangesAsync();
            return image;
        });
    }

    /// <summary>Another person in the first owner's workspace, with a token of their own.</summary>
    public static async Task<(Member Member, HttpClient Client)> MemberAsync(this HubApp app, Role role)
    {
        var workspace = await app.WorkspaceIdAsync();
        return await app.MemberOfAsync(workspace, role);
    }

    /// <summary>A member whose membership an owner narrowed to some stores, some brands, or both.</summary>
    public static async Task<(Member Member, HttpClient Client)> NarrowedAsync(this HubApp app, Guid[]? stores = null, string[]? brands = null, Role role = Role.Ops)
    {
        var (member, client) = await app.MemberAsync(role);
        await app.WithDbAsync(async db =>
        {
            var row = await db.Members.SingleAsync(m => m.Id == member.Id);
            (row.StoreScope, row.BrandScope) = ([.. stores ?? []], [.. brands ?? []]);
            return await db.SaveChangesAsync();
        });
        return (member, client);
    }

    /// <summary>The same person at a screen.</summary>
    public static async Task<Browser> BrowserOfAsync(this HubApp app, Member member)
    {
        const string password = "a right good password";
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HubUser>>();
        var user = await users.FindByIdAsync(member.UserId.ToString());
        user!.SecurityStamp ??= "stamp";
        (await users.AddPasswordAsync(user, password)).Succeeded.Should().BeTrue();
        var browser = await new Browser(app.Address).SignInAsync(member.Email, password);
        await browser.GetAsync("/w/home");
        return browser;
    }

    /// <summary>A person in a workspace that has nothing to do with the first owner's.</summary>
    public static async Task<(Workspace Workspace, Member Member, HttpClient Client)> StrangerAsync(this HubApp app, Role role = Role.Owner)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var workspace = new Workspace { Slug = $"other-{Interlocked.Increment(ref drawn)}", Name = "Other", CreatedAt = TimeProvider.System.GetUtcNow() };
        system.Workspaces.Add(workspace);
        await system.SaveChangesAsync();
        var (member, client) = await app.MemberOfAsync(workspace.Id, role);
        return (workspace, member, client);
    }

    private static async Task<(Member Member, HttpClient Client)> MemberOfAsync(this HubApp app, Guid workspaceId, Role role)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var system = scope.ServiceProvider.GetRequiredService<SystemDbContext>();
        var name = $"{role}-{Interlocked.Increment(ref drawn)}".ToLowerInvariant();
        var token = TokenAuthentication.Draw();
        var now = TimeProvider.System.GetUtcNow();
        var user = new HubUser { Id = Guid.CreateVersion7(), UserName = $"{name}@example.com", NormalizedUserName = $"{name}@example.com".ToUpperInvariant(), Email = $"{name}@example.com", NormalizedEmail = $"{name}@example.com".ToUpperInvariant(), Name = name };
        var member = new Member { WorkspaceId = workspaceId, UserId = user.Id, Email = user.Email, Name = name, Role = role, CreatedAt = now };
        system.Add(user);
        system.Add(member);
        system.Add(new ApiToken { WorkspaceId = workspaceId, MemberId = member.Id, Name = "test", Hash = TokenAuthentication.Hash(token), Tail = token[^4..], CreatedAt = now });
        await system.SaveChangesAsync();
        return (member, app.ClientFor(token));
    }
}
