using MainImageHub.Domain.Images;
using MainImageHub.Imaging.Inspection;

namespace MainImageHub.Imaging.Vision;

/// <summary>
/// Finds faces that look towards the camera with MediaPipe's BlazeFace (the 256 px model for faces a few metres away). It sees no backs,
/// no hands and no torsos: no face does not mean no person.
/// </summary>
internal sealed class FaceDetector : IDisposable
{
    /// <summary>The model takes squares of this side.</summary>
    private const int Side = 256;

    /// <summary>Numbers per place: the box, and six points of the face that are not used.</summary>
    private const int Numbers = 16;

    /// <summary>The makers' own limit. Of the labelled photographs all faces lie above, and a face painted on a box.</summary>
    private const double Sure = 0.75;

    /// <summary>Boxes that overlap by more than this share are one face.</summary>
    private const double Same = 0.3;

    /// <summary>The model answers on two grids, each with so many answers per cell.</summary>
    private static readonly (int Cells, int Answers)[] Grids = [(16, 2), (8, 6)];

    private readonly OnnxModel _model;

    private FaceDetector(OnnxModel model) => _model = model;

    /// <inheritdoc cref="OnnxModel.Load"/>
    public static FaceDetector Load(string libraryPath, string modelPath, int lanes) => new(OnnxModel.Load(libraryPath, modelPath, outputs: 4, lanes));

    /// <summary>Faces, surest first.</summary>
    /// <param name="picture">Upright, flattened.</param>
    /// <param name="ct">See <see cref="OnnxModel.Enter"/>.</param>
    public IReadOnlyList<FaceRegion> Find(PixelView picture, CancellationToken ct)
    {
        var scale = (double)Math.Max(picture.Width, picture.Height) / Side;
        float[][] scores, boxes;
        using (var lane = _model.Enter(ct))
        {
            scores = Array.ConvertAll(Grids, g => new float[g.Cells * g.Cells * g.Answers]);
            boxes = Array.ConvertAll(scores, s => new float[s.Length * Numbers]);
            var square = new float[Side * Side * 3];
            Fit(picture, square, scale);
            lane.Run(
                new OnnxTensor(square, [1, Side, Side, 3]),
                new OnnxTensor(scores[0], [1, scores[0].Length, 1]),
                new OnnxTensor(scores[1], [1, scores[1].Length, 1]),
                new OnnxTensor(boxes[0], [1, scores[0].Length, Numbers]),
                new OnnxTensor(boxes[1], [1, scores[1].Length, Numbers]));
        }

        List<(double Confidence, double X, double Y, double Width, double Height)> found = [];
        for (var grid = 0; grid < Grids.Length; grid++)
        {
            var (cells, answers) = Grids[grid];
            for (var i = 0; i < scores[grid].Length; i++)
            {
                var confidence = 1 / (1 + Math.Exp(-scores[grid][i]));
                if (confidence < Sure)
                {
                    continue;
                }

                // Centre and size in pixels of the square, the centre from that of its cell.
                var cell = i / answers;
                var box = boxes[grid].AsSpan(i * Numbers, 4);
                var (x, y) = ((((cell % cells) + 0.5) * Side / cells) + box[0], (((cell / cells) + 0.5) * Side / cells) + box[1]);
                found.Add((confidence, x - (box[2] / 2), y - (box[3] / 2), box[2], box[3]));
            }
        }

        found.Sort((a, b) => b.Confidence.CompareTo(a.Confidence));
        List<FaceRegion> faces = [];
        var (width, height) = (picture.Width / scale, picture.Height / scale);
        foreach (var (confidence, x, y, w, h) in found)
        {
            var (left, top, right, bottom) = (Math.Clamp(x / width, 0, 1), Math.Clamp(y / height, 0, 1), Math.Clamp((x + w) / width, 0, 1), Math.Clamp((y + h) / height, 0, 1));
            var box = new Region(left, top, right - left, bottom - top);
            if (box is { Width: > 0, Height: > 0 } && faces.TrueForAll(face => Overlap(face.Box, box) <= Same))
            {
                faces.Add(new FaceRegion { Box = box, Confidence = Math.Round(confidence, 3) });
            }
        }

        return faces;
    }

    public void Dispose() => _model.Dispose();

    /// <summary>Scales the picture into the square's upper left by the mean of what each pixel covers, -1 to 1; the rest stays black.</summary>
    private static void Fit(PixelView picture, Span<float> square, double scale)
    {
        square.Fill(-1);
        var (width, height) = (Math.Min(Side, (int)Math.Ceiling(picture.Width / scale)), Math.Min(Side, (int)Math.Ceiling(picture.Height / scale)));
        for (var y = 0; y < height; y++)
        {
            var (top, bottom) = Covered(y, scale, picture.Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right) = Covered(x, scale, picture.Width);
                var (r, g, b) = (0, 0, 0);
                for (var row = top; row < bottom; row++)
                {
                    for (var column = left; column < right; column++)
                    {
                        var p = picture[(row * picture.Width) + column];
                        (r, g, b) = (r + p.R, g + p.G, b + p.B);
                    }
                }

                var count = (bottom - top) * (right - left) * 127.5f;
                var at = ((y * Side) + x) * 3;
                (square[at], square[at + 1], square[at + 2]) = ((r / count) - 1, (g / count) - 1, (b / count) - 1);
            }
        }
    }

    private static (int From, int To) Covered(int at, double scale, int length)
    {
        var from = Math.Min((int)(at * scale), length - 1);
        return (from, Math.Clamp((int)((at + 1) * scale), from + 1, length));
    }

    private static double Overlap(Region a, Region b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var shared = width * height;
        return shared / ((a.Width * a.Height) + (b.Width * b.Height) - shared);
    }
}
