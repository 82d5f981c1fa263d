using MainImageHub.Domain.Images;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Approve or reject, wherever a version is looked at.</summary>
/// <param name="Page">Address of the page, whose handler Review takes the decision.</param>
/// <param name="VersionId">What is decided.</param>
/// <param name="Number">Its number, for the title.</param>
/// <param name="BreaksRule">Whether the report on screen says that it breaks a rule: approving it is asked about.</param>
public sealed record ReviewForm(string Page, Guid VersionId, int Number, bool BreaksRule)
{
    /// <summary>Goes along in the address: <c>&amp;marketplace=amazon</c>.</summary>
    public string Query { get; init; } = "";

    /// <summary>What was said before, to be said again with one press.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}

internal static class ReviewAnswers
{
    /// <summary>An approval with things that nobody looked at is taken, and said.</summary>
    /// <returns>Whether there was something to say.</returns>
    public static bool TellCulture(this ITempDataDictionary tempData, ImageVersion version, IStringLocalizer<DesignWords> words)
    {
        if (version is not { Decision: ReviewDecision.Approved, Culture: { Open.Count: > 0 } culture })
        {
            return false;
        }

        tempData.Alert(words["culture.approvedWithOpen", version.Number, culture.Open.Count, culture.Confirmed.Count + culture.Open.Count]);
        return true;
    }
}
