using System.Reflection;
using System.Text.RegularExpressions;
using MainImageHub.Domain;
using MainImageHub.Domain.Rules;
using MainImageHub.Marketplaces;
using MainImageHub.Marketplaces.Calls;

namespace MainImageHub.Web.Http;

/// <summary>The sentence behind a problem's code, for places that kept the code alone. What it said of the one case is gone: a dash stands there.</summary>
public static partial class KnownProblems
{
    private static readonly Dictionary<string, LocalText> Sentences = new[] { typeof(KnownProblems).Assembly, typeof(ProblemType).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(ProblemType))
        .Select(field => (ProblemType)field.GetValue(null)!)
        .Select(problem => (problem.Code, Text: new LocalText(WithoutValues(problem.En), WithoutValues(problem.Zh))))
        .Concat(typeof(ProblemCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Select(code => (Code: code, Text: new LocalText(AsSentence(ProblemTexts.For(code, "the marketplace").En), ProblemTexts.For(code, "平台").Zh))))
        .ToDictionary(problem => problem.Code, problem => problem.Text, StringComparer.Ordinal);

    /// <summary>Null for a code that this version of the product does not know.</summary>
    public static LocalText? Sentence(string code) => Sentences.GetValueOrDefault(code);

    private static string AsSentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string WithoutValues(string text) => Placeholder.Replace(text, "–");

    [GeneratedRegex(@"\{[0-9]+[^}]*\}")]
    private static partial Regex Placeholder { get; }
}
