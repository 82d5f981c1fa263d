using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MainImageHub.Web.Storage;

public static class Sha256Column
{
    /// <summary>Hex in code, 32 bytes in the row: half the size, where there are tens of millions.</summary>
    public static PropertyBuilder<string> AsSha256(this PropertyBuilder<string> property) =>
        property.HasConversion(hex => Convert.FromHexString(hex), bytes => Convert.ToHexStringLower(bytes));
}
