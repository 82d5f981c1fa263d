using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MainImageHub.Web.Stages.Workspace;

[Requires(HubAction.Read)]
public sealed class RulePackPage(RuleBook book, TimeProvider clock) : PageModel
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public RulePackDetail Pack { get; private set; } = null!;

    public void OnGet(string marketplace) =>
        Pack = book.TryDescribe(marketplace, clock.GetUtcNow(), out var pack) ? pack : throw HttpProblems.NotFound.Because();

    /// <summary>The limits' parts, one line each: name, number, how well it is known, note.</summary>
    public static IEnumerable<LimitLine> Lines(JsonElement limits)
    {
        // "parts" says once more, without names, what stands beside each number.
        foreach (var part in limits.EnumerateObject().Where(p => p.Name != "parts"))
        {
            if (part.Value.ValueKind != JsonValueKind.Object)
            {
                yield return new LimitLine(part.Name, Text(part.Value), null, null);
                continue;
            }

            var value = part.Value.EnumerateObject().Where(p => p.Name is not ("weight" or "confidence" or "sources" or "note" or "ceiling")).Select(p => Text(p.Value));
            yield return new LimitLine(part.Name, string.Join(" · ", value), Word(part.Value, "confidence"), Word(part.Value, "note"));
        }
    }

    private static string? Word(JsonElement part, string name) =>
        part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => JsonSerializer.Serialize(value, Readable),
    };

    public sealed record LimitLine(string Name, string Value, string? Confidence, string? Note);
}
