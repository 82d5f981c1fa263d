namespace MainImageHub.Simulator.Pictures;

internal readonly record struct Ink(double Red, double Green, double Blue)
{
    public static Ink White => new(255, 255, 255);

    public Ink Towards(Ink other, double share) =>
        new(Red + ((other.Red - Red) * share), Green + ((other.Green - Green) * share), Blue + ((other.Blue - Blue) * share));
}

/// <summary>
/// A square of RGB that knows rounded boxes and ellipses with soft edges and a little light from the left: enough for a product that looks like one.
/// Drawn here and not as SVG, because a process that has told libvips to refuse untrusted formats cannot load SVG any more.
/// </summary>
internal sealed class Canvas
{
    private readonly int _size;

    public Canvas(int size, Ink background)
    {
        _size = size;
        Pixels = new byte[size * size * 3];
        for (var i = 0; i < Pixels.Length; i += 3)
        {
            Pixels[i] = (byte)background.Red;
            Pixels[i + 1] = (byte)background.Green;
            Pixels[i + 2] = (byte)background.Blue;
        }
    }

    public byte[] Pixels { get; }

    /// <summary>All measures are shares of the canvas, around a centre.</summary>
    public void Box(double centreX, double centreY, double width, double height, double radius, Ink ink, bool flat = false) =>
        Paint(centreX, centreY, width, height, ink, flat, (dx, dy) =>
        {
            var qx = Math.Abs(dx) - (width / 2) + radius;
            var qy = Math.Abs(dy) - (height / 2) + radius;
            var outside = Math.Sqrt((Math.Max(qx, 0) * Math.Max(qx, 0)) + (Math.Max(qy, 0) * Math.Max(qy, 0)));
            return outside + Math.Min(Math.Max(qx, qy), 0) - radius;
        });

    public void Ellipse(double centreX, double centreY, double width, double height, Ink ink, bool flat = false) =>
        Paint(centreX, centreY, width, height, ink, flat, (dx, dy) =>
            (Math.Sqrt((4 * dx * dx / (width * width)) + (4 * dy * dy / (height * height))) - 1) * Math.Min(width, height) / 2);

    public void Ring(double centreX, double centreY, double diameter, double thickness, Ink ink) =>
        Paint(centreX, centreY, diameter, diameter, ink, flat: false, (dx, dy) =>
            Math.Abs(Math.Sqrt((dx * dx) + (dy * dy)) - ((diameter - thickness) / 2)) - (thickness / 2));

    private void Paint(double centreX, double centreY, double width, double height, Ink ink, bool flat, Func<double, double, double> distance)
    {
        var top = Math.Max(0, (int)((centreY - (height / 2)) * _size) - 2);
        var bottom = Math.Min(_size - 1, (int)((centreY + (height / 2)) * _size) + 2);
        var left = Math.Max(0, (int)((centreX - (width / 2)) * _size) - 2);
        var right = Math.Min(_size - 1, (int)((centreX + (width / 2)) * _size) + 2);

        // The light comes from the side, so a column has one ink.
        var inks = new Ink[right - left + 1];
        for (var x = left; x <= right; x++)
        {
            var dx = (((x + 0.5) / _size) - centreX) / width;
            var light = flat ? 0 : (0.35 * Math.Exp(-(dx + 0.22) * (dx + 0.22) * 40)) - (0.3 * Math.Max(0, dx));
            inks[x - left] = light >= 0 ? ink.Towards(Ink.White, light) : ink.Towards(default, -light);
        }

        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var dx = ((x + 0.5) / _size) - centreX;
                var dy = ((y + 0.5) / _size) - centreY;
                var cover = Math.Clamp(0.5 - (distance(dx, dy) * _size), 0, 1);
                if (cover > 0)
                {
                    Blend(((y * _size) + x) * 3, inks[x - left], cover);
                }
            }
        }
    }

    private void Blend(int at, Ink ink, double cover)
    {
        Pixels[at] = (byte)Math.Round(Pixels[at] + ((ink.Red - Pixels[at]) * cover));
        Pixels[at + 1] = (byte)Math.Round(Pixels[at + 1] + ((ink.Green - Pixels[at + 1]) * cover));
        Pixels[at + 2] = (byte)Math.Round(Pixels[at + 2] + ((ink.Blue - Pixels[at + 2]) * cover));
    }
}
