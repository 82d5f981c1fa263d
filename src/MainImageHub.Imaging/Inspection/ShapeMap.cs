namespace MainImageHub.Imaging.Inspection;

/// <summary>One connected shape: how many pixels, and the box round them (right and bottom exclusive).</summary>
internal sealed record Shape(int Id)
{
    public int Area { get; set; }

    public int Left { get; set; } = int.MaxValue;

    public int Top { get; set; } = int.MaxValue;

    public int Right { get; set; }

    public int Bottom { get; set; }

    /// <summary>The darkest channel of any pixel.</summary>
    public int Darkest { get; set; } = 255;

    /// <summary>Cells that are not along the outline of the box, to tell a hollow frame from a thing.</summary>
    public int CellsInside { get; set; }

    public int Width => Right - Left;

    public int Height => Bottom - Top;
}

/// <summary>The shapes taken for the product, and the box round them all.</summary>
internal sealed record ProductShape(IReadOnlyList<Shape> Parts)
{
    public int Left { get; } = Parts.Min(p => p.Left);

    public int Top { get; } = Parts.Min(p => p.Top);

    public int Right { get; } = Parts.Max(p => p.Right);

    public int Bottom { get; } = Parts.Max(p => p.Bottom);
}

/// <summary>
/// Connected shapes of one label, found on a grid of small cells: neighbouring cells join, so hairline gaps do not break a
/// product into pieces, and cells with hardly a pixel are specks.
/// </summary>
internal sealed class ShapeMap
{
    private const int Cell = 4;
    private const int SpeckPixels = 4;

    private readonly int _columns;
    private readonly int _rows;
    private readonly int _width;
    private readonly int _height;
    private readonly int[] _ids;
    private readonly List<Shape> _shapes = [];

    private ShapeMap(int width, int height)
    {
        (_width, _height) = (width, height);
        (_columns, _rows) = ((width + Cell - 1) / Cell, (height + Cell - 1) / Cell);
        _ids = new int[_columns * _rows];
    }

    public IReadOnlyList<Shape> Shapes => _shapes;

    public static ShapeMap Of(PixelView picture, ReadOnlySpan<byte> mask, byte label)
    {
        var map = new ShapeMap(picture.Width, picture.Height);
        map.CountCells(mask, label);
        map.Connect();
        map.Measure(picture, mask, label);
        return map;
    }

    public int IdAt(int x, int y) => _ids[(y / Cell * _columns) + (x / Cell)];

    /// <summary>A thin rectangle drawn round the picture: wide, tall, and empty inside.</summary>
    public Shape? FindHollowFrame() => _shapes.Find(shape =>
        shape.Width > _width * 0.75 && shape.Height > _height * 0.75
        && shape.Area < shape.Width * (double)shape.Height * 0.15
        && shape.CellsInside == 0);

    /// <summary>The largest shape, those that rival it (a pair of shoes, a bundle), and small ones lying within its box.</summary>
    public ProductShape? FindProduct()
    {
        var smallest = Math.Max(16, _width * _height * 0.0004);
        var largest = _shapes.Where(s => s.Area >= smallest).MaxBy(s => s.Area);
        if (largest is null)
        {
            return null;
        }

        return new ProductShape([.. _shapes.Where(s => s.Area >= smallest && (s == largest || s.Area >= largest.Area * 0.15))]);
    }

    public void RelabelHollowFrame(Span<byte> mask, byte label)
    {
        if (FindHollowFrame() is { } line)
        {
            Relabel(line, mask, label);
        }
    }

    public void Relabel(Shape shape, Span<byte> mask, byte label)
    {
        for (var y = shape.Top; y < shape.Bottom; y++)
        {
            for (var x = shape.Left; x < shape.Right; x++)
            {
                if (IdAt(x, y) == shape.Id && mask[(y * _width) + x] == 0)
                {
                    mask[(y * _width) + x] = label;
                }
            }
        }
    }

    private void CountCells(ReadOnlySpan<byte> mask, byte label)
    {
        for (var y = 0; y < _height; y++)
        {
            var row = mask.Slice(y * _width, _width);
            var cells = _ids.AsSpan(y / Cell * _columns, _columns);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] == label)
                {
                    cells[x / Cell]++;
                }
            }
        }

        for (var i = 0; i < _ids.Length; i++)
        {
            // -1: occupied, not yet numbered.
            _ids[i] = _ids[i] >= SpeckPixels ? -1 : 0;
        }
    }

    private void Connect()
    {
        var stack = new Stack<int>();
        for (var start = 0; start < _ids.Length; start++)
        {
            if (_ids[start] != -1)
            {
                continue;
            }

            var shape = new Shape(_shapes.Count + 1);
            _shapes.Add(shape);
            _ids[start] = shape.Id;
            stack.Push(start);
            while (stack.TryPop(out var cell))
            {
                var (cx, cy) = (cell % _columns, cell / _columns);
                for (var y = Math.Max(0, cy - 1); y <= Math.Min(_rows - 1, cy + 1); y++)
                {
                    for (var x = Math.Max(0, cx - 1); x <= Math.Min(_columns - 1, cx + 1); x++)
                    {
                        if (_ids[(y * _columns) + x] == -1)
                        {
                            _ids[(y * _columns) + x] = shape.Id;
                            stack.Push((y * _columns) + x);
                        }
                    }
                }
            }
        }
    }

    private void Measure(PixelView picture, ReadOnlySpan<byte> mask, byte label)
    {
        for (var y = 0; y < _height; y++)
        {
            var row = mask.Slice(y * _width, _width);
            var cells = _ids.AsSpan(y / Cell * _columns, _columns);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] != label || cells[x / Cell] is not (> 0 and var id))
                {
                    continue;
                }

                var index = (y * _width) + x;

                var shape = _shapes[id - 1];
                shape.Area++;
                shape.Darkest = Math.Min(shape.Darkest, picture.Lowest(index));
                shape.Left = Math.Min(shape.Left, x);
                shape.Top = Math.Min(shape.Top, y);
                shape.Right = Math.Max(shape.Right, x + 1);
                shape.Bottom = Math.Max(shape.Bottom, y + 1);
            }
        }

        for (var cell = 0; cell < _ids.Length; cell++)
        {
            if (_ids[cell] is > 0 and var id)
            {
                var shape = _shapes[id - 1];
                var (x, y) = (cell % _columns * Cell, cell / _columns * Cell);
                var margin = Math.Max(3 * Cell, Math.Min(shape.Width, shape.Height) / 20);
                if (x > shape.Left + margin && y > shape.Top + margin && x < shape.Right - margin - Cell && y < shape.Bottom - margin - Cell)
                {
                    shape.CellsInside++;
                }
            }
        }
    }
}
