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

    /// <summary>
    /// By marketplace, what tells its rules of that day from those of another: the packs' versions, and which of their dated exceptions hold.
    /// Where it differs from what pictures were judged by, they are to be judged anew.
    /// </summary>
    public IReadOnlyDictionary<string, string> Editions(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var house = EditionOf(PackAt(RulePack.House, day), day);
        return packs.Keys.Where(marketplace => marketplace != RulePack.House).ToDictionary(marketplace => marketplace, marketplace => $"{EditionOf(PackAt(marketplace, day), day)}+{house}", StringComparer.Ordinal);
    }

    /// <summary>What a marketplace is called, as its newest pack has it; null where there is none.</summary>
    public string? NameOf(string marketplace) => packs.TryGetValue(marketplace, out var versions) ? versions[^1].Name : null;

    /// <summary>Whether a picture can be judged for this site.</summary>
    public bool Knows(SiteCode site) => PackFor(site, DateOnly.MaxValue) is not null;

    /// <summary>The proportions that a site's pack asks for; null where it names none, or no pack knows the site.</summary>
    public AspectRatioLimits? ProportionsOf(SiteCode site, DateTimeOffset at) =>
        PackFor(site, DateOnly.FromDateTime(at.UtcDateTime))?.Rules.GetValueOrDefault(RuleIds.AspectRatio) as AspectRatioLimits;

    /// <summary>What a site reads otherwise for a category, in the pack's own words; empty where nothing is, or no pack knows the site.</summary>
    /// <param name="site">The profile.</param>
    /// <param name="category">The product's; null when unknown, and then no category's exception holds.</param>
    /// <param name="at">The instant whose rules count.</param>
    public IReadOnlyList<LocalText> ExceptionsFor(SiteCode site, string? category, DateTimeOffset at) =>
        PackFor(site, DateOnly.FromDateTime(at.UtcDateTime)) is { } pack
            ? [.. pack.Exceptions.Where(exception => exception.HoldsFor(new RuleContext(Canonical(site), at, category, OwnRules.None.White, null))).Select(exception => exception.Says)]
            : [];

    /// <summary>What the site's marketplace asks beside its rules, and nothing here checks; empty where no pack knows the site.</summary>
    /// <param name="site">The profile.</param>
    /// <param name="at">The instant whose rules count.</param>
    public IReadOnlyList<LocalText> NotCheckedFor(SiteCode site, DateTimeOffset at) => PackFor(site, DateOnly.FromDateTime(at.UtcDateTime))?.NotChecked ?? [];

    /// <summary>Judges a picture for one site.</summary>
    /// <param name="facts">What was measured on the picture.</param>
    /// <param name="site">The profile; see <see cref="Knows"/>.</param>
    /// <param name="at">The instant whose rules count.</param>
    /// <param name="category">The product's category, for exceptions; null when unknown, and then no category exception holds.</param>
    /// <param name="own">What the workspace reads otherwise.</param>
    /// <param name="likes">What the workspace's other pictures say of it; null where nobody looked, and then it is not judged for that.</param>
    /// <exception cref="ArgumentException">No pack knows the site.</exception>
    public ComplianceReport Judge(ImageFacts facts, SiteCode site, DateTimeOffset at, string? category = null, OwnRules? own = null, PictureLikes? likes = null)
    {
        own ??= OwnRules.None;
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var pack = PackFor(site, day) ?? throw new ArgumentException($"There are no image rules for '{site}'.", nameof(site));
        var house = PackAt(RulePack.House, day);
        var context = new RuleContext(Canonical(site), at, category, own.White, likes);
        var exceptions = pack.Exceptions.Where(exception => exception.HoldsFor(context)).ToArray();
        var lifted = exceptions.SelectMany(exception => exception.Lifts).ToHashSet(StringComparer.Ordinal);
        var softened = exceptions.SelectMany(exception => exception.Softens).ToHashSet(StringComparer.Ordinal);

        var changes = own.For(context.Site, at);

        // A complaint is about the picture itself: nobody's exception for duplicates was given with it in mind. Its block is ended, or nothing.
        var beyond = likes?.Blocked is null ? null : RuleIds.Duplicate;

        var findings = new List<Finding>();
        var notMeasured = new List<string>();
        var applied = new List<RuleChange>();
        foreach (var id in RuleIds.All)
        {
            if ((lifted.Contains(id) && id != beyond) || LimitsFor(id) is not { } limits)
            {
                continue;
            }

            var (outcome, change) = (Evaluate(id, limits), id == beyond ? null : changes.GetValueOrDefault(id));
            if (change is not null)
            {
                applied.Add(change);
            }

            if (outcome.Finding is { } finding)
            {
                findings.Add(change is null ? finding : Changed(finding, change, limits));
            }
            else if (outcome == RuleOutcome.NotMeasured && change?.Effect != RuleEffect.Off)
            {
                notMeasured.Add(id);
            }
        }

        var verdict = findings.Count == 0 ? Verdict.Pass : findings.Max(finding => finding.Verdict);
        return new ComplianceReport(site.ToString(), $"{pack.Marketplace}-{pack.Version}+{house.Marketplace}-{house.Version}{OwnRules.Mark(applied)}", verdict, findings, notMeasured);

        // The nearest word wins: a later exception before an earlier one, the marketplace's pack before the house.
        RuleLimits? LimitsFor(string id) =>
            exceptions.LastOrDefault(exception => exception.Rules.ContainsKey(id))?.Rules[id]
            ?? pack.Rules.GetValueOrDefault(id)
            ?? house.Rules.GetValueOrDefault(id);

        RuleOutcome Evaluate(string id, RuleLimits limits)
        {
            var outcome = Rules.TryGetValue(id, out var rule) ? rule.Evaluate(facts, limits, context) : RuleOutcome.NotMeasured;
            return outcome.Finding is { Verdict: Verdict.Fail } finding && softened.Contains(id) && id != beyond ? finding with { Verdict = Verdict.Warn } : outcome;
        }

        // After the exceptions: what the workspace decided is the last word, and says so.
        Finding Changed(Finding packs, RuleChange change, RuleLimits limits)
        {
            var said = new FindingChange(change.Effect, packs.Verdict, change.Reason, change.MadeByName, change.MadeAt);
            return change.Effect switch
            {
                RuleEffect.Off => packs with { Verdict = Verdict.Pass, Changed = said },
                RuleEffect.WarnOnly => packs with { Verdict = packs.Verdict == Verdict.Fail ? Verdict.Warn : packs.Verdict, Changed = said },
                RuleEffect.Fail => packs with { Verdict = packs.Verdict == Verdict.Warn ? Verdict.Fail : packs.Verdict, Changed = said },
                _ => own.LimitsOf(change, limits) is { } other && Evaluate(packs.Rule, other).Finding is { } finding ? finding with { Changed = said } : packs,
            };
        }
    }

    /// <exception cref="ProblemException">No pack has such a rule there.</exception>
    internal void RequireChangeable(string marketplace, string? site, string rule, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        if (marketplace != RuleChange.Everywhere && (marketplace == RulePack.House || !packs.ContainsKey(marketplace)))
        {
            throw RuleProblems.UnknownMarketplace.Because(marketplace);
        }

        if (site is not null && (marketplace == RuleChange.Everywhere || PackFor(new SiteCode(marketplace, site), day) is null))
        {
            throw RuleProblems.UnknownSite.Because(marketplace, site);
        }

        if (LimitsAt(marketplace, rule, day).Count == 0)
        {
            throw RuleProblems.UnknownRule.Because(marketplace, rule);
        }
    }

    /// <exception cref="ProblemException">The rule has no numbers, or these do not fit those of a pack.</exception>
    internal void RequireLimits(string marketplace, string rule, JsonElement limits, DateTimeOffset at)
    {
        if (!HasNumbers(rule))
        {
            throw RuleProblems.NoLimits.Because(rule);
        }

        foreach (var (name, pack) in LimitsAt(marketplace, rule, DateOnly.FromDateTime(at.UtcDateTime)))
        {
            RulePackReader.ReadOwn(name, rule, pack, limits, reason: "");
        }
    }

    /// <summary>Whether a workspace can give other limits: a rule in words has none, and how white is white is a setting of the workspace.</summary>
    public static bool HasNumbers(string rule) => LimitsTypeOf(rule) != typeof(ProhibitionLimits) && LimitsTypeOf(rule) != typeof(WhiteBackgroundLimits);

    /// <summary>What a marketplace asks, or every one of them, and ours where it says nothing.</summary>
    private List<(string Marketplace, RuleLimits Limits)> LimitsAt(string marketplace, string rule, DateOnly day)
    {
        var house = PackAt(RulePack.House, day);
        return [.. packs.Keys.Where(key => key != RulePack.House && (key == marketplace || marketplace == RuleChange.Everywhere)).Order(StringComparer.Ordinal)
            .Select(key => PackAt(key, day)).Select(pack => (pack.Name, pack.Rules.GetValueOrDefault(rule) ?? house.Rules.GetValueOrDefault(rule)))
            .Where(found => found.Item2 is not null).Select(found => (found.Name, found.Item2!))];
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

    /// <summary>The categories that any marketplace treats differently, as they are written in a language.</summary>
    public IReadOnlyList<string> Categories(string culture)
    {
        var chinese = culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
        return [.. packs.Values.SelectMany(all => all).SelectMany(pack => pack.Exceptions).SelectMany(exception => exception.Categories.Concat(exception.AlsoCalled))
            .Where(name => name.Any(c => !char.IsAscii(c)) == chinese).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Every marketplace with the first site its pack names: where one picture is held against all of them at once.</summary>
    public IReadOnlyList<(string Name, SiteCode Site)> OneSiteEach(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return [.. packs.Keys.Where(marketplace => marketplace != RulePack.House).Order(StringComparer.Ordinal)
            .Select(marketplace => PackAt(marketplace, day))
            .Select(pack => (pack.Name, new SiteCode(pack.Marketplace, pack.Sites[0])))];
    }

    /// <summary>What the rules of every marketplace rest on, our own reasoning left out: what a person can read again.</summary>
    public IReadOnlyList<(string Marketplace, string Name, RuleSource Source)> Sources(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return [.. packs.Keys.Where(marketplace => marketplace != RulePack.House).Order(StringComparer.Ordinal).Select(marketplace => PackAt(marketplace, day))
            .SelectMany(pack => pack.Sources.Where(source => source.Kind != Confidence.OwnReasoning).Select(source => (pack.Marketplace, pack.Name, source)))];
    }

    /// <summary>Everything known about one marketplace, for <c>GET /api/v1/rules/{marketplace}</c>; false when there is no such pack.</summary>
    public bool TryDescribe(string marketplace, DateTimeOffset at, [NotNullWhen(true)] out RulePackDetail? detail, OwnRules? own = null)
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
            [.. RuleNames(pack, house).Select(id => Row(id, pack.Rules.GetValueOrDefault(id) ?? house.Rules[id], ofHouse: !pack.Rules.ContainsKey(id), Changes(id)))],
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
                [.. exception.Rules.Select(rule => Row(rule.Key, rule.Value, ofHouse: false, []))]))],
            [.. pack.Consequences.Select(line => line.En)],
            [.. pack.Consequences.Select(line => line.Zh)],
            [.. pack.NotChecked.Concat(pack.NotEnforced).Select(line => line.En)],
            [.. pack.NotChecked.Concat(pack.NotEnforced).Select(line => line.Zh)],
            [.. pack.Sources.Concat(house.Sources).Select(source =>
                new RuleSourceRow(source.Id, ConfidenceNames.Of(source.Kind), source.Where, source.WhereZh, source.LastRead))]);
        return true;

        IReadOnlyList<RuleChangeRow> Changes(string rule) => [.. (own?.Changes ?? [])
            .Where(change => change.Rule == rule && (change.Marketplace == marketplace || change.Marketplace == RuleChange.Everywhere) && change.HoldsAt(at))
            .OrderByDescending(change => change.Nearness).ThenBy(change => change.Site, StringComparer.Ordinal).Select(change => change.ToRow())];
    }

    /// <summary>The kind of limits that a pack gives for a rule.</summary>
    internal static Type LimitsTypeOf(string id) => Rules.TryGetValue(id, out var rule) ? rule.LimitsType : typeof(ProhibitionLimits);

    private static string EditionOf(RulePack pack, DateOnly day) =>
        string.Join('~', pack.Exceptions.Index().Where(e => e.Item is { EffectiveFrom: not null } or { EffectiveUntil: not null } && e.Item.HoldsOn(day))
            .Select(e => e.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)).Prepend($"{pack.Marketplace}-{pack.Version}"));

    private static RuleRow Row(string id, RuleLimits limits, bool ofHouse, IReadOnlyList<RuleChangeRow> changes) =>
        new(id, limits.Parts.Max(part => part.Ceiling), Rules.ContainsKey(id), ofHouse, RulePackReader.Write(limits), changes);

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
