using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MainImageHub.Domain.Images;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Added text against its labels. Pictures fall into two halves by a hash of their names: limits are tuned on the first, and the
/// second shows what that is worth. A picture that needs a person counts as not answered, and as not found.
/// </summary>
internal sealed class TextScore
{
    private readonly Half[] _halves = [new(), new()];
    private int _refused;

    public void Refused() => _refused++;

    public void Add(string file, ImageFacts facts, JsonElement label)
    {
        if (label.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return;
        }

        var half = _halves[SHA256.HashData(Encoding.UTF8.GetBytes(file))[0] & 1];
        var added = label.GetBoolean();
        var answer = facts.Text is not { } text ? Answer.None
            : text.Any(t => t.Origin == TextOrigin.Added) ? Answer.Fail
            : text.Any(t => t.Origin == TextOrigin.Unclear) ? Answer.Human
            : Answer.Pass;
        half.Counts[(added ? 0 : 1), (int)answer]++;
        if (answer != (added ? Answer.Fail : Answer.Pass))
        {
            Console.WriteLine($"{file,-45} added text {(added ? "yes" : "no"),-3} answered {answer}");
        }
    }

    public void Print()
    {
        Console.WriteLine("text           | added: fail human pass none | not added: fail human pass none | recall precision answered");
        Print("tuned half", _halves[0].Counts);
        Print("other half", _halves[1].Counts);
        var all = new int[2, 4];
        foreach (var half in _halves)
        {
            for (var i = 0; i < all.Length; i++)
            {
                all[i / 4, i % 4] += half.Counts[i / 4, i % 4];
            }
        }

        Print("all", all);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"text: {_refused} files were refused as pictures and are not counted above"));
    }

    private static void Print(string name, int[,] n)
    {
        double added = n[0, 0] + n[0, 1] + n[0, 2] + n[0, 3], failed = n[0, 0] + n[1, 0];
        var answered = failed + n[0, 2] + n[1, 2];
        var total = added + n[1, 0] + n[1, 1] + n[1, 2] + n[1, 3];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-14} | {n[0, 0],11} {n[0, 1],5} {n[0, 2],4} {n[0, 3],4} | {n[1, 0],15} {n[1, 1],5} {n[1, 2],4} {n[1, 3],4} | {n[0, 0] / added,6:0.000} {n[0, 0] / failed,9:0.000} {answered / total,8:0.000}"));
    }

    private enum Answer
    {
        Fail,
        Human,
        Pass,
        None,
    }

    private sealed class Half
    {
        /// <summary>Labelled added or not, by answer.</summary>
        public int[,] Counts { get; } = new int[2, 4];
    }
}
