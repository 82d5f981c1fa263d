using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace MainImageHub.Web.Stages.Stores;

/// <summary>Encrypts stores' credentials, and opens them for the length of a call.</summary>
public sealed class CredentialSeals(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("store-credentials");

    public byte[] Seal(IReadOnlyDictionary<string, string> credentials) => protector.Protect(JsonSerializer.SerializeToUtf8Bytes(credentials));

    public IReadOnlyDictionary<string, string> Open(byte[] credentials) => JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(credentials))!;
}
