using MainImageHub.Domain.Rules;

namespace MainImageHub.Imaging;

/// <summary>The file cannot become a picture here; says which of the known reasons, and what to do, to a person.</summary>
public sealed class ImageRefusedException : Exception
{
    /// <param name="code">See <see cref="Code"/>.</param>
    /// <param name="text">See <see cref="Text"/>.</param>
    /// <param name="inner">What the library said, for the log.</param>
    public ImageRefusedException(string code, LocalText text, Exception? inner = null)
        : base($"{code}: {text.En}", inner)
    {
        Code = code;
        Text = text;
    }

    /// <summary>Stable, one of <see cref="ImageRefusals"/>; part of the API.</summary>
    public string Code { get; }

    public LocalText Text { get; }
}
