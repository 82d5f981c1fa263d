using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MainImageHub.Domain;
using MainImageHub.Domain.Deployments;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Retirements;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Hosting;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages;
using MainImageHub.Web.Stages.Design;
using MainImageHub.Web.Stages.Workspace;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MainImageHub.Tests.Http;

public sealed partial class WordsTests
{
    [Fact]
    public void Every_word_of_every_page_is_there_in_both_languages()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository(), "src", "MainImageHub.Web"), "*Words.resx", SearchOption.AllDirectories).Where(f => !f.Contains("/bin/", StringComparison.Ordinal)).ToList();
        pages.Should().NotBeEmpty();
        foreach (var english in pages)
        {
            var (en, zh) = (Words(english), Words(Path.ChangeExtension(english, ".zh-Hans.resx")));
            zh.Keys.Should().BeEquivalentTo(en.Keys, Path.GetFileName(english));
            en.Concat(zh).Should().OnlyContain(w => !string.IsNullOrWhiteSpace(w.Value));
            foreach (var (key, text) in en)
            {
                Placeholders(zh[key]).Should().BeEquivalentTo(Placeholders(text), "{0} of {1}", key, Path.GetFileName(english));
            }
        }
    }

    [Fact]
    public void Every_problem_has_one_code_and_both_languages()
    {
        var problems = new[] { typeof(Hub).Assembly, typeof(MainImage).Assembly }.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(ProblemType)).Select(f => (ProblemType)f.GetValue(null)!).ToList();
        problems.Should().NotBeEmpty();
        problems.Select(p => p.Code).Should().OnlyHaveUniqueItems();
        problems.Should().OnlyContain(p => p.En.Length > 0 && p.Zh.Any(c => c > 0x2E80));
        foreach (var problem in problems)
        {
            Placeholders(problem.Zh).Should().BeEquivalentTo(Placeholders(problem.En), problem.Code);
        }
    }

    [Fact]
    public void Everything_that_is_audited_has_words_in_both_languages()
    {
        var web = Path.Combine(Repository(), "src", "MainImageHub.Web");
        var words = Words(Path.Combine(web, "Stages", "Workspace", "WorkspaceWords.resx"));
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(web, "Stages"), "*.cs", SearchOption.AllDirectories))
        {
            var code = File.ReadAllText(file);
            foreach (Match noted in Noted.Matches(code))
            {
                var actions = Action.Matches(noted.Value).Select(m => m.Groups[1].Value).ToList();
                actions.Should().NotBeEmpty("the action must stand in the call itself: {0}", noted.Value);
                actions.Select(action => "Audit." + action).Should().BeSubsetOf(words.Keys, Path.GetFileName(file));
                Detail.Matches(code).Select(m => m.Groups[1].Value).Should().BeSubsetOf(AuditDetails.Kinds.Keys, "it is said how {0} is told to a person", Path.GetFileName(file));
                kinds.Add(Kind.Match(noted.Value).Groups[1].Value);
            }
        }

        kinds.Should().BeEquivalentTo(AuditWords.Kinds);
        words.Keys.Should().Contain(kinds.Select(kind => "AuditEntity." + kind));
        words.Keys.Should().Contain(AuditDetails.Kinds.Where(detail => detail.Value != AuditDetailKind.Hidden).Select(detail => "AuditDetail." + detail.Key));
        new[] { "name", "timeZone", "currency", "fourEyes", "offWhiteTolerance" }.Should().BeSubsetOf(AuditDetails.Kinds.Keys, "the settings are noted by the names of their columns");
    }

    [Theory]
    [InlineData("Workspace", "WorkspaceWords", "AuditValue.purpose.", typeof(DeploymentPurpose))]
    [InlineData("Workspace", "WorkspaceWords", "AuditValue.shown.", typeof(LivePicture))]
    [InlineData("Workspace", "WorkspaceWords", "AuditValue.pace.", typeof(Web.Stages.Stores.SimulatedPace))]
    [InlineData("Workspace", "WorkspaceWords", "AuditValue.live.", typeof(LiveFate))]
    [InlineData("Shared", "SharedWords", "Role", typeof(Role))]
    [InlineData("Optimize", "OptimizeWords", "outcome.", typeof(RotationVerdict))]
    [InlineData("Workspace", "WorkspaceWords", "Work", typeof(WorkState))]
    public void Every_value_that_an_audit_detail_can_have_is_a_word(string stage, string file, string prefix, Type values)
    {
        var words = Words(Path.Combine(Repository(), "src", "MainImageHub.Web", "Stages", stage, file + ".resx"));
        words.Keys.Select(key => key.ToUpperInvariant()).Should().Contain(Enum.GetNames(values).Select(name => (prefix + name).ToUpperInvariant()));
    }

    [Fact]
    public void Every_category_that_a_rule_pack_speaks_of_has_a_word()
    {
        var book = RuleBook.FromEmbeddedPacks();
        var now = TimeProvider.System.GetUtcNow();
        var categories = book.Summaries(now).SelectMany(pack => book.TryDescribe(pack.Marketplace, now, out var detail) ? detail.Exceptions.SelectMany(e => e.Categories) : []).ToList();
        categories.Should().NotBeEmpty();
        Words(Path.Combine(Repository(), "src", "MainImageHub.Web", "Stages", "Workspace", "WorkspaceWords.resx")).Keys.Should().Contain(categories.Select(category => "Category." + category));
    }

    [Fact]
    public void Every_limit_of_every_rule_has_a_word()
    {
        var book = RuleBook.FromEmbeddedPacks();
        var now = TimeProvider.System.GetUtcNow();
        var limits = book.Summaries(now).SelectMany(pack => book.TryDescribe(pack.Marketplace, now, out var detail) ? detail.Rules.Concat(detail.Exceptions.SelectMany(e => e.Rules)) : [])
            .SelectMany(rule => rule.Limits.EnumerateObject()).Select(part => part.Name).Where(name => name != "parts").Distinct(StringComparer.Ordinal).ToList();
        limits.Should().Contain("minPx");
        Words(Path.Combine(Repository(), "src", "MainImageHub.Web", "Stages", "Workspace", "WorkspaceWords.resx")).Keys.Should().Contain(limits.Select(name => "Limit." + name));
    }

    [Fact]
    public void Every_repair_and_every_kind_of_work_has_a_word()
    {
        var stages = Path.Combine(Repository(), "src", "MainImageHub.Web", "Stages");
        Words(Path.Combine(stages, "Design", "DesignWords.resx")).Keys.Should()
            .Contain(typeof(FixIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).Where(MakeRepair.CanDo).Select(fix => "fix." + fix));
        var services = new ServiceCollection();
        services.AddStages(new ConfigurationBuilder().Build());
        Words(Path.Combine(stages, "Workspace", "WorkspaceWords.resx")).Keys.Should()
            .Contain(services.Where(s => s.ServiceType == typeof(WorkKind)).Select(s => "Kind." + ((WorkKind)s.ImplementationInstance!).Kind));
    }

    [GeneratedRegex(@"\.Audit\([^;]*;")]
    private static partial Regex Noted { get; }

    [GeneratedRegex("\"([a-z][A-Za-z]*\\.[a-z][A-Za-z]*)\"")]
    private static partial Regex Action { get; }

    // The first plain word after the action.
    [GeneratedRegex("\\.[a-z][A-Za-z]*\", \"([a-zA-Z]+)\"")]
    private static partial Regex Kind { get; }

    [GeneratedRegex("\\[\"([a-z][A-Za-z0-9]*)\"\\]")]
    private static partial Regex Detail { get; }

    private static Dictionary<string, string> Words(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static IEnumerable<string> Placeholders(string text) =>
        Enumerable.Range(0, 10).Select(n => "{" + n.ToString(CultureInfo.InvariantCulture)).Where(p => text.Contains(p, StringComparison.Ordinal));

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MainImageHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
