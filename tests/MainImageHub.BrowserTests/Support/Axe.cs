using System.Text.Json;
using MainImageHub.Web.Parts;
using Microsoft.Playwright;

namespace MainImageHub.BrowserTests.Support;

/// <summary>axe-core on the page as it stands.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(() => File.ReadAllText(Path.Combine(PartsDirectory.Locate().Path, "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Serious and critical violations, one line each: rule, help, where.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        // Evaluated by the debugger, which the page's content security policy does not bind.
        await page.EvaluateAsync(Script.Value + "; undefined");
        var result = await page.EvaluateAsync<JsonElement>("async () => await axe.run(document, { resultTypes: ['violations'] })");
        return [.. result.GetProperty("violations").EnumerateArray()
            .Where(v => v.GetProperty("impact").GetString() is "serious" or "critical")
            .SelectMany(v => v.GetProperty("nodes").EnumerateArray().Select(n =>
                $"{v.GetProperty("id").GetString()}: {v.GetProperty("help").GetString()} at {n.GetProperty("target")[0]}"))];
    }
}
