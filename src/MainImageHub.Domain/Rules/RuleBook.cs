using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;

namespace MainImageHub.Domain.Rules;

/// <summary>
/// All rules with all packs: judges a picture's facts for a marketplace site at an instant. Immutable; one serves everybody.
/// </summary>
public sealed class RuleBook
{
    /// <summary>
    /// The rules that can be judged. A rule that a pack names and that is not here is reported as not measured, never as passed:
    /// give <see cref="ImageFacts"/> its measurement and add its class.
    /// </summary>
    private static readonly Dictionary<string, IImageRule> Rules = new IImageRule[]
    {
        new FormatRule(),
        new FileSizeRule(),
        new DimensionsRule(),
        new AspectRatioRule(),
        new WhiteBackgroundRule(),
        new ProductFillRule(),
        new OverlayTextRule(),
        new BorderRule(),
        new SharpnessRule(),
        new UpscaledRule(),
        new ColourSpaceRule(),
        new TransparencyRule(),
        new AnimationRule(),
        new MultipleProductsRule(),
        new PersonRule(),
        new PlaceholderRule(),
        new DuplicateRule(),
        new GpsMetadataRule(),
    }.ToDictionary(rule => rule.Id);

    private readonly Dictionary<string, RulePack[]> packs;

    /// <exception cref="RulePackException">Two packs of one marketplace hold on the same day, or the house pack is missing.</exception>
    public RuleBook(IEnumerable<RulePack> packs)
    {
        this.packs = packs.GroupBy(pack => pack.Marketplace)
            .ToDictionary(group => group.Key, group => group.OrderBy(pack => pack.EffectiveFrom).ToArray());

        foreach (var (marketplace, versions) in this.packs)
        {
            for (var i = 1; i < versions.Length; i++)
            {
                // A pack without an end holds until the next one begins.
                if (versions[i - 1].EffectiveFrom == versions[i].EffectiveFrom || (versions[i - 1].EffectiveUntil is not null && versions[i - 1].HoldsOn(versions[i].EffectiveFrom)))
                {
                    throw new RulePackException(
                        $"{marketplace}: packs {versions[i - 1].Version} and {versions[i].Version} both hold on {versions[i].EffectiveFrom:O}; end the earlier one.");
                }
            }
        }

        if (!this.packs.ContainsKey(RulePack.House))
        {
            throw new RulePackException($"The pack '{RulePack.House}', whose rules hold everywhere, is missing.");
        }
    }

    /// <summary>A book of the packs that ship with the product, and of those in a folder, if one is named.</summary>
    /// <exception cref="RulePackException">A pack cannot be used.</exception>
    public static RuleBook FromEmbeddedPacks(string? folder = null) => new([.. RulePackReader.ReadEmbedded(), .. folder is null ? [] : RulePackReader.ReadFolder(folder)]);

    /// <summary>Packs that begin to hold after a day, soonest first: what was announced.</summary>
    public IReadOnlyList<RulePack> BeginningAfter(DateOnly day) => [.. packs.Values.SelectMany(versions => versions).Where(pack => pack.EffectiveFrom > day).OrderBy(pack => pack.EffectiveFrom)];

    /// <summary>Whether a picture can be judged for this site.</summary>
    public bool Knows(SiteCode site) => PackFor(site, DateOnly.MaxValue) is not null;

    /// <summary>Judges a picture for one site.</summary>
    /// <param name="facts">What was measured on the picture.</param>
    /// <param name="site">The profile; see <see cref="Knows"/>.</param>
    /// <param name="at">The instant whose rules count.</param>
    /// <param name="category">The product's category, for exceptions; null when unknown, and then no category exception holds.</param>
    /// <param name="white">The workspace's reading of "white".</param>
    /// <param name="likes">What the workspace's other pictures say of it; null where nobody looked, and then it is not judged for that.</param>
    /// <exception cref="ArgumentException">No pack knows the site.</exception>
    public ComplianceReport Judge(ImageFacts facts, SiteCode site, DateTimeOffset at, string? category = null, WhiteTolerance? white = null, PictureLikes? likes = null)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var pack = PackFor(site, day) ?? throw new ArgumentException($"There are no image rules for '{site}'.", nameof(site));
        var house = PackAt(RulePack.House, day);
        var context = new RuleContext(Canonical(site), at, category, white ?? WhiteTolerance.Default, likes);
        var exceptions = pack.Exceptions.Where(exception => exception.HoldsFor(context)).ToArray();
        var lifted = exceptions.SelectMany(exception => exception.Lifts).ToHashSet(StringComparer.Ordinal);
        var softened = exceptions.SelectMany(exception => exception.Softens).ToHashSet(StringComparer.Ordinal);

        var findings = new List<Finding>();
        var notMeasured = new List<string>();
        foreach (var id in RuleIds.All)
        {
            if (lifted.Contains(id) || LimitsFor(id) is not { } limits)
            {
                continue;
            }

            var outcome = Rules.TryGetValue(id, out var rule) ? rule.Evaluate(facts, limits, context) : RuleOutcome.NotMeasured;
            if (outcome.Finding is { } finding)
            {
                findings.Add(softened.Contains(id) && finding.Verdict == Verdict.Fail ? finding with { Verdict = Verdict.Warn } : finding);
            }
            else if (outcome == RuleOutcome.NotMeasured)
            {
                notMeasured.Add(id);
            }
        }

        var verdict = findings.Count == 0 ? Verdict.Pass : findings.Max(finding => finding.Verdict);
        return new ComplianceReport(site.ToString(), $"{pack.Marketplace}-{pack.Version}+{house.Marketplace}-{house.Version}", verdict, findings, notMeasured);

        // The nearest word wins: a later exception before an earlier one, the marketplace's pack before the house.
        RuleLimits? LimitsFor(string id) =>
            exceptions.LastOrDefault(exception => exception.Rules.ContainsKey(id))?.Rules[id]
            ?? pack.Rules.GetValueOrDefault(id)
            ?? house.Rules.GetValueOrDefault(id);
    }

    /// <summary>One line per marketplace, for <c>GET /api/v1/rules</c>.</summary>
    public IReadOnlyList<RulePackSummary> Summaries(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return [.. packs.Keys.Where(marketplace => marketplace != RulePack.House).Order(StringComparer.Ordinal)
            .Select(marketplace => PackAt(marketplace, day))
            .Select(pack => new RulePackSummary(
                pack.Marketplace, pack.Name, pack.Version, pack.EffectiveFrom, pack.EffectiveUntil, pack.Sites, RuleNames(pack, PackAt(RulePack.House, day)),
                pack.Sources.Min(source => source.LastRead)))];
    }

    /// <summary>Every marketplace with the first site its pack names: where one picture is held against all of them at once.</summary>
    public IReadOnlyList<(string Name, SiteCode Site)> OneSiteEach(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return [.. packs.Keys.Where(marketplace => marketplace != RulePack.House).Order(StringComparer.Ordinal)
            .Select(marketplace => PackAt(marketplace, day))
            .Select(pack => (pack.Name, new SiteCode(pack.Marketplace, pack.Sites[0])))];
    }

    /// <summary>Everything known about one marketplace, for <c>GET /api/v1/rules/{marketplace}</c>; false when there is no such pack.</summary>
    public bool TryDescribe(string marketplace, DateTimeOffset at, [NotNullWhen(true)] out RulePackDetail? detail)
    {
        detail = null;
        if (marketplace == RulePack.House || !packs.ContainsKey(marketplace))
        {
            return false;
        }

        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var pack = PackAt(marketplace, day);
        var house = PackAt(RulePack.House, day);
        detail = new RulePackDetail(
            pack.Marketplace,
            pack.Name,
            pack.Version,
            pack.EffectiveFrom,
            pack.EffectiveUntil,
            pack.Sites,
            [.. RuleNames(pack, house).Select(id => Row(id, pack.Rules.GetValueOrDefault(id) ?? house.Rules[id], ofHouse: !pack.Rules.ContainsKey(id)))],
            [.. pack.Exceptions.Select(exception => new RuleExceptionRow(
                exception.Sites,
                exception.Categories,
                exception.EffectiveFrom,
                exception.EffectiveUntil,
                exception.Says,
                ConfidenceNames.Of(exception.Confidence),
                [.. exception.Sources.Select(source => source.Id)],
                exception.Lifts,
                exception.Softens,
                [.. exception.Rules.Select(rule => Row(rule.Key, rule.Value, ofHouse: false))]))],
            [.. pack.Consequences.Select(line => line.En)],
            [.. pack.Consequences.Select(line => line.Zh)],
            [.. pack.NotEnforced.Select(line => line.En)],
            [.. pack.NotEnforced.Select(line => line.Zh)],
            [.. pack.Sources.Concat(house.Sources).Select(source =>
                new RuleSourceRow(source.Id, ConfidenceNames.Of(source.Kind), source.Where, source.WhereZh, source.LastRead))]);
        return true;
    }

    /// <summary>The kind of limits that a pack gives for a rule.</summary>
    internal static Type LimitsTypeOf(string id) => Rules.TryGetValue(id, out var rule) ? rule.LimitsType : typeof(ProhibitionLimits);

    private static RuleRow Row(string id, RuleLimits limits, bool ofHouse) =>
        new(id, limits.Parts.Max(part => part.Ceiling), Rules.ContainsKey(id), ofHouse, RulePackReader.Write(limits));

    private static string[] RuleNames(RulePack pack, RulePack house) =>
        [.. RuleIds.All.Where(id => pack.Rules.ContainsKey(id) || house.Rules.ContainsKey(id))];

    private RulePack? PackFor(SiteCode site, DateOnly day)
    {
        if (site.Marketplace == RulePack.House || !packs.ContainsKey(site.Marketplace))
        {
            return null;
        }

        var pack = PackAt(site.Marketplace, day);
        return pack.HoldsFor(Canonical(site).Site) ? pack : null;
    }

    // Before the first pack and in a gap the nearest earlier knowledge is used, else the first there is:
    // a picture of last year is better judged by the oldest rules we know than not at all.
    private RulePack PackAt(string marketplace, DateOnly day) =>
        packs[marketplace].LastOrDefault(pack => pack.EffectiveFrom <= day) ?? packs[marketplace][0];

    // Marketplaces themselves write both; ISO 3166 has only GB.
    private static SiteCode Canonical(SiteCode site) => site.Site == "UK" ? site with { Site = "GB" } : site;
}
