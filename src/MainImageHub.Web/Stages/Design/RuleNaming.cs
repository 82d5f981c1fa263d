using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Web.Stages.Design;

/// <summary>What rules are called, where no page's own words are at hand: in refusals, which carry both languages.</summary>
public static partial class RuleNaming
{
    private static readonly ResourceManager Words = new(typeof(DesignWords));

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-Hans");

    /// <summary>The rule's name; its id where it has none, as a rule of a newer pack may.</summary>
    public static LocalText Of(string rule) => new(Words.GetString("rule." + rule, English) ?? rule, Words.GetString("rule." + rule, Chinese) ?? rule);

    /// <summary>A stored note that speaks of rules by id, with their names in their place.</summary>
    public static string Named(string note) => RuleId().Replace(note, found => Words.GetString("rule." + found.Value, CultureInfo.CurrentUICulture) ?? found.Value);

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*")]
    private static partial Regex RuleId();
}
