namespace MainImageHub.Marketplaces.Calls;

/// <summary>Addresses of calls, with whatever stands in a SKU.</summary>
internal static class Paths
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The address below a host that may have a path of its own; nothing in it is corrected.</summary>
    public static Uri At(Uri host, string pathAndQuery) => new(host.AbsoluteUri.TrimEnd('/') + pathAndQuery, AsWritten);

    /// <summary>Percent-encodes one part of a path. A part of nothing but dots would be taken for a way up, so its dots are encoded too.</summary>
    public static string Part(string text) =>
        text.All(letter => letter == '.') ? string.Concat(Enumerable.Repeat("%2E", text.Length)) : Uri.EscapeDataString(text);
}
