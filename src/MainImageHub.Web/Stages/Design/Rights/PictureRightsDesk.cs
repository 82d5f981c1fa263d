using System.Globalization;
using MainImageHub.Domain;
using MainImageHub.Domain.Images;
using MainImageHub.Web.Http;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Shared;
using MainImageHub.Web.Stages.Workspace;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace MainImageHub.Web.Stages.Design.Rights;

/// <summary>Origin, rights and cost of a version's picture: read, and said by a person. They belong to the file: wherever it is used, they are the same.</summary>
public sealed class PictureRightsDesk(HubDbContext db, CurrentMember me, TimeProvider clock)
{
    public const int LongestText = 2000;
    public const int LongestHolder = 200;

    /// <summary>So many days before the rights end, it is said.</summary>
    public const int WarnDays = 30;

    private const decimal DearestCost = 99_999_999;
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2199, 12, 31);

    public async Task<RightsView> ReadAsync(Guid versionId, CancellationToken cancellationToken) =>
        RightsView.Of((await FindAsync(versionId, cancellationToken)).Asset, clock.UtcToday());

    /// <summary>All of it at once: what is left out is not known any more.</summary>
    public async Task<RightsView> SayAsync(Guid versionId, RightsRequest said, CancellationToken cancellationToken)
    {
        var (version, asset) = await FindAsync(versionId, cancellationToken);
        await me.RequireImageAsync(db, version.MainImageId, cancellationToken);
        var rights = Checked(said, asset.Origin);
        var now = clock.GetUtcNow();
        asset.SayRights(rights, me.Actor, now);
        db.Audit(me.Actor, "asset.rights", "asset", asset.Id, now, Details(asset.FileName, rights));
        await db.SaveChangesAsync(cancellationToken);
        return RightsView.Of(asset, clock.UtcToday());
    }

    private async Task<(ImageVersion Version, Asset Asset)> FindAsync(Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.Versions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, cancellationToken) ?? throw HttpProblems.NotFound.Because();
        return await db.Assets.SingleOrDefaultAsync(a => a.Id == version.AssetId, cancellationToken) is { } asset ? (version, asset) : throw LifecycleProblems.VersionNotReady.Because(version.Number);
    }

    private static PictureRights Checked(RightsRequest said, AssetOrigin now)
    {
        var (licence, holder, note) = (Clean(said.Licence, LongestText), Clean(said.Holder, LongestHolder), Clean(said.Note, LongestText));
        // Where it was found stays said while nobody knows better.
        if (!Enum.IsDefined(said.Origin) || (said.Origin == AssetOrigin.FoundLive && now != AssetOrigin.FoundLive))
        {
            throw RightsProblems.OriginUnknown.Because();
        }

        if (said.Cost is { } cost && (cost is < 0 or > DearestCost || decimal.Round(cost, 2) != cost))
        {
            throw RightsProblems.CostInvalid.Because(DearestCost.ToString(CultureInfo.InvariantCulture));
        }

        var currency = said.Cost is null ? null : said.Currency?.Trim().ToUpperInvariant() ?? "";
        if (currency is not null && !Currencies.Knows(currency))
        {
            throw RightsProblems.CurrencyUnknown.Because(currency);
        }

        if (said.ValidUntil is { } until && (until < Earliest || until > Latest))
        {
            throw RightsProblems.DayOutOfRange.Because(Day(Earliest), Day(Latest));
        }

        return new PictureRights(said.Origin, licence, holder, said.ModelRelease, said.ValidUntil, said.Cost, currency, note);
    }

    /// <summary>What other decisions rest on; the rest is read where it stands.</summary>
    private static Dictionary<string, string> Details(string fileName, PictureRights rights)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["file"] = fileName, ["origin"] = rights.Origin.ToString() };
        if (rights.ValidUntil is { } until)
        {
            details["validUntil"] = Day(until);
        }

        if (rights.Cost is { } cost)
        {
            details["cost"] = $"{cost.ToString("0.##", CultureInfo.InvariantCulture)} {rights.Currency}";
        }

        return details;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Clean(string? text, int longest) => text?.Trim() switch
    {
        null or "" => null,
        { } clean when clean.Length > longest => throw RightsProblems.TextTooLong.Because(LongestText, LongestHolder),
        { } clean => clean,
    };
}

/// <param name="Origin">photo, render, supplier, stock, aiMade, aiEdited or unknown.</param>
/// <param name="Licence">What it allows, in your own words.</param>
/// <param name="Holder">Whose picture it is, or who gave the licence.</param>
/// <param name="ModelRelease">Whether the people shown have agreed: yes, no or notNeeded; absent while nobody knows.</param>
/// <param name="ValidUntil">The last day on which it may be shown (UTC); afterwards it is pushed only with an owner's override. Absent where there is no end.</param>
/// <param name="Cost">What it cost to have it made or licensed.</param>
/// <param name="Currency">Of the cost, by ISO 4217.</param>
/// <param name="Note">What else there is to know.</param>
public sealed record RightsRequest(AssetOrigin Origin, string? Licence, string? Holder, ModelRelease? ModelRelease, DateOnly? ValidUntil, decimal? Cost, string? Currency, string? Note);

/// <summary>What is known of a picture's origin and rights.</summary>
/// <param name="Ended">It may not be put up any more.</param>
/// <param name="DaysLeft">Until the last day, that day not counted; absent without an end, negative afterwards.</param>
/// <param name="SaidBy">Who said so; absent while nobody did.</param>
/// <param name="Embedded">What the file itself says, read before it is stripped.</param>
public sealed record RightsView(
    Guid AssetId, AssetOrigin Origin, string? Licence, string? Holder, ModelRelease? ModelRelease, DateOnly? ValidUntil, decimal? Cost, string? Currency, string? Note,
    bool Ended, int? DaysLeft, string? SaidBy, DateTimeOffset? SaidAt, EmbeddedOrigin? Embedded)
{
    /// <summary>It ends soon, and somebody should see to it.</summary>
    public bool EndsSoon => !Ended && DaysLeft <= PictureRightsDesk.WarnDays;

    internal static RightsView Of(Asset asset, DateOnly today) => new(
        asset.Id, asset.Origin, asset.Rights, asset.RightsHolder, asset.ModelRelease, asset.RightsUntil, asset.Cost, asset.CostCurrency, asset.RightsNote,
        asset.RightsEndedBy(today), asset.RightsUntil is { } until ? until.DayNumber - today.DayNumber : null, asset.RightsSaidByName, asset.RightsSaidAt, EmbeddedOrigin.Of(asset.Facts.Metadata));
}

/// <param name="DigitalSourceType">By the IPTC's list, from XMP.</param>
/// <param name="Software">The program that wrote the file.</param>
/// <param name="Copyright">From EXIF.</param>
/// <param name="Suggests">The origin that this makes likely; absent where it decides nothing.</param>
public sealed record EmbeddedOrigin(string? DigitalSourceType, string? Software, string? Copyright, AssetOrigin? Suggests)
{
    /// <summary>Null where the file says nothing.</summary>
    public static EmbeddedOrigin? Of(MetadataFacts metadata) => metadata is { DigitalSourceType: null, Software: null, Copyright: null }
        ? null : new(metadata.DigitalSourceType, metadata.Software, metadata.Copyright, Provenance.OriginOf(metadata));
}
