using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>The audit trail's own words as a person reads them; the words themselves stay as the API gives them.</summary>
public static class AuditWords
{
    /// <summary>What can be looked for by kind; a test holds this against what is written.</summary>
    public static readonly IReadOnlyList<string> Kinds =
        ["mainImage", "briefTemplate", "version", "pin", "fixes", "pushes", "drop", "namePattern", "asset", "blockedPicture", "quarantinedPicture", "deployment", "experiment", "product", "listing", "store", "metricImport", "catalogImport", "member", "token", "work", "rule", "workspace"];

    /// <summary>A word of an older version of the product has no text any more: then it stands for itself.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="prefix"><c>Audit.</c> for actions, <c>AuditEntity.</c> for kinds, <c>AuditDetail.</c> for details.</param>
    /// <param name="word">As it was noted.</param>
    public static string Known(this IStringLocalizer<WorkspaceWords> words, string prefix, string word) =>
        words[prefix + word] is { ResourceNotFound: false } known ? known.Value : word;
}
