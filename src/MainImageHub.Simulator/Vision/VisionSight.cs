namespace MainImageHub.Simulator.Vision;

/// <summary>What the simulated Google Vision sees on every picture, as the control API set it.</summary>
internal sealed class VisionSight
{
    private volatile IReadOnlyList<string> lines = [];
    private volatile string adult = "VERY_UNLIKELY";

    public IReadOnlyList<string> Lines => lines;

    public string Adult => adult;

    public void See(IReadOnlyList<string> seen, string? adultLikelihood) => (lines, adult) = (seen, adultLikelihood ?? "VERY_UNLIKELY");

    /// <summary>A paragraph each, one under the other, the first in the very corner, whose zeros are left out as in Google's JSON.</summary>
    public object Text(int width, int height) => new
    {
        pages = new[]
        {
            new
            {
                width,
                height,
                blocks = lines.Select((line, n) => new { paragraphs = new[] { new { boundingBox = new { vertices = Box(width / 2, height / 10, n) }, confidence = 0.98, words = Words(line) } } }).ToArray(),
            },
        },
        text = string.Join('\n', lines),
    };

    private static Dictionary<string, int>[] Box(int width, int height, int line)
    {
        var (top, bottom) = (line * height, (line + 1) * height);
        return [Corner(0, top), Corner(width, top), Corner(width, bottom), Corner(0, bottom)];
    }

    private static Dictionary<string, int> Corner(int x, int y) => new (string Name, int Value)[] { ("x", x), ("y", y) }.Where(c => c.Value != 0).ToDictionary(c => c.Name, c => c.Value);

    private static object[] Words(string line)
    {
        var words = line.Split(' ');
        return [.. words.Select((word, n) => new
        {
            symbols = word.Select((letter, at) => at == word.Length - 1
                ? (object)new { text = letter.ToString(), property = new { detectedBreak = new { type = n == words.Length - 1 ? "LINE_BREAK" : "SPACE" } } }
                : new { text = letter.ToString() }).ToArray(),
        })];
    }
}
