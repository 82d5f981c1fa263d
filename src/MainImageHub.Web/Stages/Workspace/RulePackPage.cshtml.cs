using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Pictures;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class RulePackPage(RuleBook book, ReadOwnRules ownRules, RuleSources sources, TimeProvider clock, IStringLocalizer<WorkspaceWords> words) : PageModel
{
    public RulePackDetail Pack { get; private set; } = null!;

    public static bool IsChinese => CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.Ordinal);

    /// <summary>What can be read again, by its id in the pack.</summary>
    public IReadOnlyDictionary<string, SourceState> Sources { get; private set; } = new Dictionary<string, SourceState>();

    public async Task OnGetAsync(string marketplace, CancellationToken cancellationToken)
    {
        Pack = book.TryDescribe(marketplace, clock.GetUtcNow(), out var pack, await ownRules.NowAsync(cancellationToken)) ? pack : throw HttpProblems.NotFound.Because();
        Sources = (await sources.StatesAsync(cancellationToken)).Where(s => s.Marketplace == marketplace).ToDictionary(s => s.Source.Id);
    }

    [Requires(HubAction.ManageWorkspace)]
    public async Task<IActionResult> OnPostReadAsync(string marketplace, string source, bool changed, string? note, CancellationToken cancellationToken)
    {
        await sources.ReadAsync(marketplace, source, changed, note, cancellationToken);
        TempData.Alert(words["SourceReadThanks"]);
        return RedirectToPage(null, null, null, "sources");
    }

    /// <summary>The limits' parts, one line each: name, number with its unit, how well it is known, note.</summary>
    public IEnumerable<LimitLine> Lines(JsonElement limits)
    {
        // "parts" says once more, without names, what stands beside each number.
        foreach (var part in limits.EnumerateObject().Where(p => p.Name != "parts"))
        {
            var name = words.Known("Limit.", part.Name);
            if (part.Value.ValueKind != JsonValueKind.Object)
            {
                yield return new LimitLine(name, LimitForm.Told(part.Name, part.Value, words), null, null);
                continue;
            }

            var value = InChinese(part.Value, "value") ?? LimitForm.Told(part.Name, part.Value.GetProperty("value"), words);
            yield return new LimitLine(name, value, Word(part.Value, "confidence"), InChinese(part.Value, "note") ?? Word(part.Value, "note"));
        }
    }

    private static string? InChinese(JsonElement part, string name) => IsChinese ? Word(part, name + "Zh") : null;

    private static string? Word(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public sealed record LimitLine(string Name, string Value, string? Confidence, string? Note);
}
