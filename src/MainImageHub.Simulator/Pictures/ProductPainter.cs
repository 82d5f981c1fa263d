using MainImageHub.Simulator.World;

namespace MainImageHub.Simulator.Pictures;

/// <summary>Paints the pictures a seller might have had before anyone looked after them.</summary>
internal static class ProductPainter
{
    public static IReadOnlyList<string> Products { get; } = ["bottle", "mug", "lamp", "headphones", "speaker", "backpack", "watch", "ball"];

    private static readonly (string Name, double Hue)[] Hues = [("Red", 0), ("Orange", 0.08), ("Yellow", 0.14), ("Green", 0.36), ("Teal", 0.49), ("Blue", 0.6), ("Violet", 0.75), ("Pink", 0.91)];

    /// <summary>The colour a title should name. What follows a # shows the same thing again.</summary>
    public static string ColourName(string variation) => HueOf(variation).Name;

    public static byte[] PaintPng(Drawing drawing)
    {
        var dice = Dice.For("paint", drawing.Product, drawing.Variation);
        var body = Colour(HueOf(drawing.Variation).Hue, 0.75, 0.45 + (0.4 * dice.Uniform()));
        var accent = Colour(dice.Uniform(), 0.5, 0.3 + (0.5 * dice.Uniform()));
        var dark = new Ink(38, 40, 46);
        var canvas = new Canvas(drawing.Size, drawing.WhiteBackground ? Ink.White : new Ink(206, 208, 211));
        Paint(new Frame(canvas, drawing.Fill), drawing.Product, body, accent, dark);
        if (drawing.Flaw == Flaw.Badge)
        {
            PaintBadge(canvas);
        }

        return PngWriter.Write(canvas.Pixels, drawing.Size, drawing.Size);
    }

    private static (string Name, double Hue) HueOf(string variation) => Dice.For("hue", variation.Split('#')[0]).Pick<(string, double)>(Hues);

    private static void Paint(Frame f, string product, Ink body, Ink accent, Ink dark)
    {
        switch (product)
        {
            case "bottle":
                f.Box(0, 0.13, 0.42, 0.74, 0.09, body);
                f.Box(0, -0.29, 0.24, 0.16, 0.05, body);
                f.Box(0, -0.42, 0.28, 0.16, 0.03, dark);
                f.Box(0, 0.16, 0.42, 0.3, 0.01, accent);
                break;
            case "mug":
                f.Ring(0.27, 0.02, 0.46, 0.09, body);
                f.Box(-0.08, 0.03, 0.62, 0.9, 0.08, body);
                f.Ellipse(-0.08, -0.4, 0.62, 0.18, accent);
                f.Ellipse(-0.08, -0.39, 0.54, 0.13, dark);
                break;
            case "lamp":
                f.Box(0, 0.14, 0.05, 0.7, 0.02, dark);
                f.Ellipse(0, 0.45, 0.5, 0.1, dark);
                f.Box(0, -0.25, 0.62, 0.5, 0.16, body);
                f.Box(0, -0.03, 0.62, 0.05, 0.02, accent);
                break;
            case "headphones":
                f.Ring(0, 0, 0.92, 0.08, dark);
                f.Box(-0.41, 0.2, 0.18, 0.46, 0.08, body);
                f.Box(0.41, 0.2, 0.18, 0.46, 0.08, body);
                f.Box(-0.31, 0.2, 0.1, 0.36, 0.04, accent);
                f.Box(0.31, 0.2, 0.1, 0.36, 0.04, accent);
                break;
            case "speaker":
                f.Box(0, 0, 0.66, 1, 0.1, body);
                f.Ellipse(0, 0.18, 0.52, 0.52, dark);
                f.Ellipse(0, 0.18, 0.2, 0.2, accent);
                f.Ellipse(0, -0.28, 0.24, 0.24, dark);
                break;
            case "backpack":
                f.Ring(0, -0.38, 0.24, 0.05, dark);
                f.Box(0, 0.06, 0.76, 0.88, 0.2, body);
                f.Box(0, 0.26, 0.58, 0.38, 0.08, accent);
                f.Box(0, 0.14, 0.5, 0.02, 0.01, dark);
                break;
            case "watch":
                f.Box(0, 0, 0.3, 1, 0.08, accent);
                f.Ellipse(0, 0, 0.58, 0.58, body);
                f.Ellipse(0, 0, 0.46, 0.46, new Ink(246, 246, 242));
                f.Box(0, -0.08, 0.02, 0.18, 0.01, dark);
                f.Box(0.06, 0, 0.14, 0.02, 0.01, dark);
                break;
            default:
                f.Ellipse(0, 0, 1, 1, body);
                f.Ring(0, 0, 0.62, 0.05, accent);
                f.Box(0, 0, 0.03, 0.98, 0.01, dark);
                break;
        }
    }

    // A round sticker with bars where the words would be: what sellers add and Amazon forbids.
    private static void PaintBadge(Canvas canvas)
    {
        canvas.Ellipse(0.8, 0.2, 0.3, 0.3, new Ink(214, 32, 39), flat: true);
        canvas.Box(0.8, 0.165, 0.2, 0.04, 0.01, Ink.White, flat: true);
        canvas.Box(0.8, 0.235, 0.13, 0.03, 0.01, Ink.White, flat: true);
    }

    private static Ink Colour(double hue, double saturation, double value)
    {
        double Channel(double n)
        {
            var k = (n + (hue * 6)) % 6;
            return 255 * (value - (value * saturation * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1))));
        }

        return new Ink(Channel(5), Channel(3), Channel(1));
    }

    /// <summary>Maps -0.5..0.5 of the product onto its share of the canvas.</summary>
    private readonly record struct Frame(Canvas Canvas, double Fill)
    {
        public void Box(double x, double y, double width, double height, double radius, Ink ink) =>
            Canvas.Box(0.5 + (x * Fill), 0.5 + (y * Fill), width * Fill, height * Fill, radius * Fill, ink);

        public void Ellipse(double x, double y, double width, double height, Ink ink) =>
            Canvas.Ellipse(0.5 + (x * Fill), 0.5 + (y * Fill), width * Fill, height * Fill, ink);

        public void Ring(double x, double y, double diameter, double thickness, Ink ink) =>
            Canvas.Ring(0.5 + (x * Fill), 0.5 + (y * Fill), diameter * Fill, thickness * Fill, ink);
    }
}
