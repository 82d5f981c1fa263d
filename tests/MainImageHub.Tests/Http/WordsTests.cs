using System.Globalization;
using System.Xml.Linq;
using MainImageHub.Domain;
using MainImageHub.Web.Hosting;

namespace MainImageHub.Tests.Http;

public sealed class WordsTests
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
