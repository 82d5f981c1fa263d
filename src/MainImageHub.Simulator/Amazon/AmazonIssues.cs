using System.Text.Json.Nodes;
using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Amazon;

/// <summary>
/// Issue codes. <c>18027</c> (main image breaks a content rule, search suppressed), <c>90220</c> (attribute missing) and <c>90000900</c> (attribute invalid)
/// stand in Amazon's own model; <c>20000</c> (picture cannot be reached) is told by integrators. Codes from 990001 on are invented here, because no source
/// for the real ones was found; the category (INVALID_IMAGE, MISSING_IMAGE) is what clients should go by.
/// </summary>
internal static class AmazonIssues
{
    public const string MainImage = "main_product_image_locator";

    public const string ContentRule = "18027";
    public const string CannotFetch = "20000";
    public const string AttributeMissing = "90220";
    public const string AttributeInvalid = "90000900";
    public const string TooSmall = "990001";
    public const string WrongFormat = "990002";
    public const string Unreadable = "990003";
    public const string NoMainImage = "990010";
    public const string ProductSmallInFrame = "990011";
    public const string BelowZoom = "990012";

    public static JsonArray Of(Listing listing, SimulatedWorld world, AmazonSite site)
    {
        JsonArray issues = [];
        foreach (var refusal in listing.Refusals.Values)
        {
            issues.Add(Issue(refusal.Code, refusal.Message, "ERROR", refusal.AttributeName, "INVALID_IMAGE", site));
        }

        var picture = world.Picture(listing.PictureIn(Listing.Main));
        if (picture is null)
        {
            issues.Add(Issue(NoMainImage, "The listing has no main image. It is hidden from search until one is supplied.", "ERROR", MainImage, "MISSING_IMAGE", site, "SEARCH_SUPPRESSED"));
        }
        else if (!SimulatedWorld.IsWhite(picture))
        {
            issues.Add(Issue(ContentRule, "The main image does not have a pure white background (RGB 255, 255, 255), which this product type requires. Submit a compliant image to lift the suppression.", "ERROR", MainImage, "INVALID_IMAGE", site, "SEARCH_SUPPRESSED"));
        }
        else if (listing.HiddenByOrder)
        {
            issues.Add(Issue(ContentRule, "The main image breaks a content rule of this product type. Submit a compliant image to lift the suppression.", "ERROR", MainImage, "INVALID_IMAGE", site, "SEARCH_SUPPRESSED"));
        }

        if (picture is not null && (picture.Facts?.Fill ?? picture.Drawing?.Fill ?? 0.85) < 0.5)
        {
            issues.Add(Issue(ProductSmallInFrame, "The product takes up little of the main image.", "WARNING", MainImage, "INVALID_IMAGE", site));
        }

        if (picture is not null && Math.Max(picture.Width, picture.Height) < 1000)
        {
            issues.Add(Issue(BelowZoom, "The main image is smaller than 1000 pixels on its longest side, so shoppers cannot zoom.", "WARNING", MainImage, "INVALID_IMAGE", site));
        }

        return issues;
    }

    public static JsonObject Issue(string code, string message, string severity, string attribute, string category, AmazonSite site, string? enforcement = null)
    {
        var issue = new JsonObject
        {
            ["code"] = code,
            ["message"] = message,
            ["severity"] = severity,
            ["attributeNames"] = new JsonArray(attribute),
            ["categories"] = new JsonArray(category),
            ["marketplaceIds"] = new JsonArray(site.MarketplaceId),
        };
        if (enforcement is not null)
        {
            issue["enforcements"] = new JsonObject
            {
                ["actions"] = new JsonArray(new JsonObject { ["action"] = enforcement }),
                ["exemption"] = new JsonObject { ["status"] = "NOT_EXEMPT" },
            };
        }

        return issue;
    }
}

/// <summary>Amazon's part in processing a picture.</summary>
internal sealed class AmazonVerdict : IPictureVerdict
{
    // "Images must be at least 500 pixels on the longest side" (seller help, Product image requirements).
    private const int SmallestLongestSide = 500;

    public string Marketplace => "amazon";

    public Refusal CannotFetch(Submission submission, string problem) =>
        new(AmazonIssues.CannotFetch, $"The image at {submission.MediaLocation} could not be retrieved: {problem}.", submission.AttributeName);

    public Refusal WrongFormat(Submission submission) =>
        new(AmazonIssues.WrongFormat, $"The file at {submission.MediaLocation} is not a JPEG, PNG, GIF or TIFF image.", submission.AttributeName);

    public Refusal Unreadable(Submission submission, string problem) =>
        new(AmazonIssues.Unreadable, $"The image at {submission.MediaLocation} could not be read: {problem.ReplaceLineEndings(" ")}", submission.AttributeName);

    public Refusal? OnPicture(Submission submission, Picture picture) => Math.Max(picture.Width, picture.Height) < SmallestLongestSide
        ? new(AmazonIssues.TooSmall, $"The image is {picture.Width} x {picture.Height} pixels; the longest side must have at least {SmallestLongestSide}.", submission.AttributeName)
        : null;

    public void StoreAttribute(Listing listing, Submission submission)
    {
        if (submission.MediaLocation is null)
        {
            listing.Attributes.Remove(submission.AttributeName);
            return;
        }

        AmazonSite.TryByCode(listing.Key.Site, out var site);
        listing.Attributes[submission.AttributeName] = new JsonArray(new JsonObject
        {
            ["media_location"] = submission.MediaLocation,
            ["marketplace_id"] = site!.MarketplaceId,
        });
    }
}
