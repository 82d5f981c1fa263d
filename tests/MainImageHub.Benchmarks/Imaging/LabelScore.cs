using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Rules;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// One rule's verdicts against one label of people. Pictures fall into two halves by a hash of their names: limits are tuned on the first,
/// and the second shows what that is worth. A picture that needs a person, or was not measured, counts as not answered and as not found.
/// </summary>
/// <param name="rule">Whose verdict is asked for.</param>
/// <param name="label">The manifest's field.</param>
/// <param name="breaks">The value of the label that breaks the rule.</param>
internal sealed class LabelScore(string rule, string label, bool breaks)
{
    private readonly int[,,] _counts = new int[2, 2, 4];

    private enum Answer
    {
        Found,
        Person,
        Clean,
        None,
    }

    public void Add(string file, ComplianceReport report, JsonElement entry)
    {
        if (!entry.TryGetProperty(label, out var value) || value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return;
        }

        var isBroken = value.GetBoolean() == breaks;
        var answer = report.Findings.FirstOrDefault(f => f.Rule == rule)?.Verdict switch
        {
            null => Answer.None,
            Verdict.Pass => Answer.Clean,
            Verdict.NeedsHuman => Answer.Person,
            _ => Answer.Found,
        };
        _counts[SHA256.HashData(Encoding.UTF8.GetBytes(file))[0] & 1, isBroken ? 0 : 1, (int)answer]++;
        if (answer != (isBroken ? Answer.Found : Answer.Clean))
        {
            Console.WriteLine($"{rule,-18} {file,-45} {(isBroken ? "broken" : "clean"),-7} answered {answer}");
        }
    }

    public static void PrintHead() =>
        Console.WriteLine("rule                        | broken: found person clean none | clean: found person clean none | precision recall    F1  F1 (clean) answered");

    public void Print()
    {
        Print("tuned half", [0]);
        Print("other half", [1]);
        Print("all", [0, 1]);
    }

    private void Print(string name, int[] halves)
    {
        int Of(int broken, Answer answer) => halves.Sum(h => _counts[h, broken, (int)answer]);
        int All(int broken) => Enum.GetValues<Answer>().Sum(a => Of(broken, a));
        var (truePositive, falsePositive, trueNegative, falseNegative) = (Of(0, Answer.Found), Of(1, Answer.Found), Of(1, Answer.Clean), Of(0, Answer.Clean));
        var total = All(0) + All(1);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{rule,-16} {name,-10} | {Of(0, Answer.Found),13} {Of(0, Answer.Person),6} {Of(0, Answer.Clean),5} {Of(0, Answer.None),4} | {Of(1, Answer.Found),12} {Of(1, Answer.Person),6} {Of(1, Answer.Clean),5} {Of(1, Answer.None),4} | {Share(truePositive, truePositive + falsePositive)}  {Share(truePositive, All(0))} {Share(2 * truePositive, (2 * truePositive) + falsePositive + (All(0) - truePositive))} {Share(2 * trueNegative, (2 * trueNegative) + falseNegative + (All(1) - trueNegative)),11} {Share(truePositive + falsePositive + trueNegative + falseNegative, total),8}"));
    }

    private static string Share(double part, double whole) => whole == 0 ? "  –  " : (part / whole).ToString("0.000", CultureInfo.InvariantCulture);
}
