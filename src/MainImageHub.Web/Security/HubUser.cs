using Microsoft.AspNetCore.Identity;

namespace MainImageHub.Web.Security;

/// <summary>A sign-in. What it may do, it may do as a member of a workspace.</summary>
public sealed class HubUser : IdentityUser<Guid>
{
    public string Name { get; set; } = "";

    public string? Culture { get; set; }
}

/// <summary>Keys that protect cookies and marketplace credentials, shared by every process of an installation.</summary>
public sealed class DataProtectionKeyRow
{
    public int Id { get; init; }

    public required string FriendlyName { get; init; }

    public required string Xml { get; init; }
}
