using System.Buffers;
using MainImageHub.Imaging.Inspection;

namespace MainImageHub.Imaging.Vision;

/// <summary>
/// Reads one line of text with PP-OCR's recognition model: Chinese, English, digits and signs. It answers for every script, so what it
/// is not sure of is not told.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>The model takes lines of this height ...</summary>
    public const int Height = 48;

    /// <summary>... at most this wide: 3 MB of answers.</summary>
    public const int Widest = 960;

    /// <summary>The model was trained on lines of 320, short ones filled up with grey; far shorter ones it reads less well.</summary>
    private const int Narrowest = 160;

    /// <summary>It answers once for so many columns.</summary>
    private const int Step = 8;

    /// <summary>What lies beside the model in its package.</summary>
    private const string CharactersFile = "ppocr_keys_v1.txt";

    private readonly OnnxModel _model;

    /// <summary>By the model's numbering; the first is its "nothing here".</summary>
    private readonly string[] _characters;

    private LineReader(OnnxModel model, string[] characters) => (_model, _characters) = (model, characters);

    /// <inheritdoc cref="OnnxModel.Load"/>
    public static LineReader Load(string libraryPath, string modelPath, int lanes)
    {
        var list = Path.Combine(Path.GetDirectoryName(modelPath)!, CharactersFile);
        if (!File.Exists(list))
        {
            throw new OnnxException($"The list of characters was not found at '{list}'.");
        }

        return new LineReader(OnnxModel.Load(libraryPath, modelPath, outputs: 1, lanes), ["", .. File.ReadAllLines(list), " "]);
    }

    /// <param name="line">48 pixels high, dark on light or the reverse.</param>
    /// <param name="ct">See <see cref="OnnxModel.Enter"/>.</param>
    /// <returns>What it says and the mean certainty of its characters; empty when there is nothing.</returns>
    public ReadLine Read(PixelView line, CancellationToken ct)
    {
        var width = Math.Max(Narrowest, (line.Width + Step - 1) / Step * Step);
        var steps = width / Step;
        using var lane = _model.Enter(ct);
        var numbers = ArrayPool<float>.Shared.Rent(width * Height * 3);
        var answers = ArrayPool<float>.Shared.Rent(steps * _characters.Length);
        try
        {
            Normalise(line, numbers, width);
            lane.Run(new OnnxTensor(numbers, [1, 3, Height, width]), new OnnxTensor(answers, [1, steps, _characters.Length]));
            return Decode(answers.AsSpan(0, steps * _characters.Length));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(numbers);
            ArrayPool<float>.Shared.Return(answers);
        }
    }

    public void Dispose() => _model.Dispose();

    /// <summary>Planes of blue, green and red, -1 to 1; what the line does not fill is the grey between.</summary>
    private static void Normalise(PixelView line, Span<float> planes, int width)
    {
        for (var plane = 0; plane < 3; plane++)
        {
            var channel = 2 - plane;
            for (var y = 0; y < Height; y++)
            {
                var from = line.Rgb.Slice(y * line.Width * 3, line.Width * 3);
                var to = planes.Slice(((plane * Height) + y) * width, width);
                for (var x = 0; x < line.Width; x++)
                {
                    to[x] = (from[(x * 3) + channel] / 127.5f) - 1;
                }

                to[line.Width..].Clear();
            }
        }
    }

    /// <summary>The likeliest character of each step; one that lasts over several is one, and "nothing here" parts two alike.</summary>
    private ReadLine Decode(ReadOnlySpan<float> answers)
    {
        var text = new System.Text.StringBuilder();
        var (sum, count, before) = (0.0, 0, 0);
        for (; answers.Length > 0; answers = answers[_characters.Length..])
        {
            var likeliest = Likeliest(answers[.._characters.Length]);
            if (likeliest != 0 && likeliest != before)
            {
                text.Append(_characters[likeliest]);
                sum += answers[likeliest];
                count++;
            }

            before = likeliest;
        }

        return new ReadLine(text.ToString(), count == 0 ? 0 : sum / count);
    }

    private static int Likeliest(ReadOnlySpan<float> step)
    {
        var likeliest = 0;
        for (var i = 1; i < step.Length; i++)
        {
            likeliest = step[i] > step[likeliest] ? i : likeliest;
        }

        return likeliest;
    }
}

/// <summary>What a line says.</summary>
/// <param name="Text">As it stands there.</param>
/// <param name="Confidence">0..1.</param>
internal readonly record struct ReadLine(string Text, double Confidence);
