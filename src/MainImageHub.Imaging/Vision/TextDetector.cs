using System.Buffers;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Inspection;
using MainImageHub.Imaging.Native;

namespace MainImageHub.Imaging.Vision;

/// <summary>Finds where a picture shows text, in any script, with PP-OCR's detection model.</summary>
internal sealed class TextDetector : IDisposable
{
    /// <summary>The model halves the picture five times.</summary>
    private const int Step = 32;

    private readonly OnnxModel _model;

    private TextDetector(OnnxModel model) => _model = model;

    /// <inheritdoc cref="OnnxModel.Load"/>
    public static TextDetector Load(string libraryPath, string modelPath, int lanes) => new(OnnxModel.Load(libraryPath, modelPath, outputs: 1, lanes));

    /// <summary>Regions of text, surest first.</summary>
    /// <param name="picture">Upright, flattened; looked at in the size it has.</param>
    /// <param name="ct">See <see cref="OnnxModel.Enter"/>.</param>
    public IReadOnlyList<FoundText> Find(PixelView picture, CancellationToken ct)
    {
        var (width, height) = (RoundUp(picture.Width), RoundUp(picture.Height));
        using var lane = _model.Enter(ct);
        using var room = HeapTuning.MakeRoom();
        var numbers = ArrayPool<float>.Shared.Rent(width * height * 3);
        var map = ArrayPool<float>.Shared.Rent(width * height);
        try
        {
            Normalise(picture, numbers, width, height);
            lane.Run(new OnnxTensor(numbers, [1, 3, height, width]), new OnnxTensor(map, [1, 1, height, width]));
            return TextMap.Regions(map.AsSpan(0, width * height), width, picture.Width, picture.Height);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(numbers);
            ArrayPool<float>.Shared.Return(map);
        }
    }

    public void Dispose() => _model.Dispose();

    private static int RoundUp(int side) => (side + Step - 1) / Step * Step;

    /// <summary>Planes of blue, green and red with the mean and spread the model was trained with; the last column and row are repeated up to the step.</summary>
    private static void Normalise(PixelView picture, Span<float> planes, int width, int height)
    {
        ReadOnlySpan<float> mean = [0.485f, 0.456f, 0.406f];
        ReadOnlySpan<float> spread = [0.229f, 0.224f, 0.225f];
        Span<float> values = stackalloc float[256];
        for (var plane = 0; plane < 3; plane++)
        {
            for (var value = 0; value < 256; value++)
            {
                values[value] = ((value / 255f) - mean[plane]) / spread[plane];
            }

            var channel = 2 - plane;
            for (var y = 0; y < height; y++)
            {
                var from = picture.Rgb.Slice(Math.Min(y, picture.Height - 1) * picture.Width * 3, picture.Width * 3);
                var to = planes.Slice(((plane * height) + y) * width, width);
                for (var x = 0; x < picture.Width; x++)
                {
                    to[x] = values[from[(x * 3) + channel]];
                }

                to[picture.Width..].Fill(to[picture.Width - 1]);
            }
        }
    }
}

/// <summary>A place where the model sees text.</summary>
/// <param name="Box">In pixels of the picture that was looked at, right and bottom exclusive.</param>
/// <param name="Confidence">The model's mean probability over the text, 0..1.</param>
internal readonly record struct FoundText(PixelBox Box, double Confidence);

/// <summary>A rectangle in pixels, right and bottom exclusive.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public Region Of(int width, int height) =>
        new((double)Left / width, (double)Top / height, (double)Width / width, (double)Height / height);
}
