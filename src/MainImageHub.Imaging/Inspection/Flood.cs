namespace MainImageHub.Imaging.Inspection;

/// <summary>The growing of the background, and of what might continue it elsewhere.</summary>
internal readonly ref struct Flood(PixelView picture, Span<byte> mask, Span<ushort> estimates, Span<int> queue)
{
    /// <summary>Estimates carry five bits of fraction, so that a slow gradient is followed.</summary>
    private const int Fraction = 5;

    /// <summary>How quickly the estimate follows the pixels: one part in eight.</summary>
    private const int Inertia = 3;

    private readonly PixelView _picture = picture;
    private readonly Span<byte> _mask = mask;
    private readonly Span<ushort> _estimates = estimates;
    private readonly Span<int> _queue = queue;

    public void Run(FrameColour colour, int inset)
    {
        var (right, bottom) = (_picture.Width - 1 - inset, _picture.Height - 1 - inset);
        var tail = 0;
        for (var x = inset; x <= right; x++)
        {
            Seed(x, inset, colour, ref tail);
            Seed(x, bottom, colour, ref tail);
        }

        for (var y = inset; y <= bottom; y++)
        {
            Seed(inset, y, colour, ref tail);
            Seed(right, y, colour, ref tail);
        }

        for (var i = 0; inset > 0 && i < _mask.Length; i++)
        {
            var (x, y) = (i % _picture.Width, i / _picture.Width);
            if (x < inset || y < inset || x > right || y > bottom)
            {
                _mask[i] = ProductSeparation.Flooded;
            }
        }

        Grow(colour, 0, tail, ProductSeparation.Flooded);
    }

    /// <summary>Continues behind pixels that were labelled as passable.</summary>
    public void RunThrough(byte passable, FrameColour colour)
    {
        var tail = 0;
        for (var i = 0; i < _mask.Length; i++)
        {
            if (_mask[i] == passable)
            {
                SetEstimate(i, (colour.R << Fraction, colour.G << Fraction, colour.B << Fraction));
                _queue[tail++] = Place(i % _picture.Width, i / _picture.Width);
            }
        }

        Grow(colour, 0, tail, ProductSeparation.Flooded);
    }

    /// <summary>Labels what continues smoothly from one pixel over others that have no label yet.</summary>
    /// <param name="index">Where to begin; it has no label.</param>
    /// <param name="from">Where in the queue to note the pixels (<see cref="Noted"/>); what stands before is kept.</param>
    /// <param name="label">Of what is found.</param>
    /// <param name="colour">What it must resemble, roughly.</param>
    /// <returns>Where the queue ends afterwards.</returns>
    public int Collect(int index, int from, byte label, FrameColour colour)
    {
        var p = _picture[index];
        _mask[index] = label;
        SetEstimate(index, (p.R << Fraction, p.G << Fraction, p.B << Fraction));
        _queue[from] = Place(index % _picture.Width, index / _picture.Width);
        return Grow(colour, from, from + 1, label);
    }

    /// <summary>Pixels as the queue holds them: the row in the upper sixteen bits, the column in the lower.</summary>
    public ReadOnlySpan<int> Noted(int from, int to) => _queue[from..to];

    public double RingShare(int inset)
    {
        var (right, bottom) = (_picture.Width - 1 - inset, _picture.Height - 1 - inset);
        var (hits, total) = (0, 0);
        for (var x = inset; x <= right; x++)
        {
            hits += (_mask[(inset * _picture.Width) + x] == ProductSeparation.Flooded ? 1 : 0) + (_mask[(bottom * _picture.Width) + x] == ProductSeparation.Flooded ? 1 : 0);
            total += 2;
        }

        for (var y = inset; y <= bottom; y++)
        {
            hits += (_mask[(y * _picture.Width) + inset] == ProductSeparation.Flooded ? 1 : 0) + (_mask[(y * _picture.Width) + right] == ProductSeparation.Flooded ? 1 : 0);
            total += 2;
        }

        return total == 0 ? 0 : (double)hits / total;
    }

    /// <summary>Column and row in one number: dividing every pixel's index by the width costs more than looking at it.</summary>
    private static int Place(int x, int y) => (y << 16) | x;

    private void Seed(int x, int y, FrameColour colour, ref int tail)
    {
        var index = (y * _picture.Width) + x;
        var p = _picture[index];
        if (_mask[index] == ProductSeparation.Unknown && colour.Distance(p) <= FrameColour.Near)
        {
            _mask[index] = ProductSeparation.Flooded;
            SetEstimate(index, (p.R << Fraction, p.G << Fraction, p.B << Fraction));
            _queue[tail++] = Place(x, y);
        }
    }

    private int Grow(FrameColour colour, int first, int tail, byte label)
    {
        var tolerance = (int)(Math.Clamp(4 + (3 * colour.Noise), 5, 20) * (1 << Fraction));
        var (width, height) = (_picture.Width, _picture.Height);
        for (var head = first; head < tail; head++)
        {
            var place = _queue[head];
            var (x, y) = (place & 0xFFFF, place >> 16);
            var index = (y * width) + x;
            if (x > 0)
            {
                Visit(index, index - 1, place - 1, colour, tolerance, label, ref tail);
            }

            if (x + 1 < width)
            {
                Visit(index, index + 1, place + 1, colour, tolerance, label, ref tail);
            }

            if (y > 0)
            {
                Visit(index, index - width, place - (1 << 16), colour, tolerance, label, ref tail);
            }

            if (y + 1 < height)
            {
                Visit(index, index + width, place + (1 << 16), colour, tolerance, label, ref tail);
            }
        }

        return tail;
    }

    private void Visit(int from, int to, int place, FrameColour colour, int tolerance, byte label, ref int tail)
    {
        if (_mask[to] != ProductSeparation.Unknown)
        {
            return;
        }

        var e = (R: (int)_estimates[from * 3], G: (int)_estimates[(from * 3) + 1], B: (int)_estimates[(from * 3) + 2]);
        var p = _picture[to];
        var (dr, dg, db) = ((p.R << Fraction) - e.R, (p.G << Fraction) - e.G, (p.B << Fraction) - e.B);
        if (Math.Abs(dr) > tolerance || Math.Abs(dg) > tolerance || Math.Abs(db) > tolerance || !CouldBeBackground(p, colour))
        {
            return;
        }

        _mask[to] = label;
        SetEstimate(to, (e.R + (dr >> Inertia), e.G + (dg >> Inertia), e.B + (db >> Inertia)));
        _queue[tail++] = place;
    }

    /// <summary>Light falls off and shadows darken a background, but neither changes its hue much.</summary>
    private static bool CouldBeBackground((int R, int G, int B) p, FrameColour colour)
    {
        const int Darker = 90;
        const int Lighter = 50;
        const int Hue = 16;
        var (dr, dg, db) = (p.R - colour.R, p.G - colour.G, p.B - colour.B);
        var mean = (dr + dg + db) / 3;
        return mean >= -Darker && mean <= Lighter
            && Math.Abs(dr - mean) <= Hue && Math.Abs(dg - mean) <= Hue && Math.Abs(db - mean) <= Hue;
    }

    private void SetEstimate(int index, (int R, int G, int B) value)
    {
        _estimates[index * 3] = (ushort)value.R;
        _estimates[(index * 3) + 1] = (ushort)value.G;
        _estimates[(index * 3) + 2] = (ushort)value.B;
    }
}
