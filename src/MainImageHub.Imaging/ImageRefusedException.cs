using MainImageHub.Domain.Rules;

namespace MainImageHub.Imaging;

/// <summary>The file cannot become a picture here; says which of the known reasons, and what to do, to a person.</summary>
public sealed class ImageRefusedException : Exception
{
    internal ImageRefusedException(string code, LocalText text, Exception? inner = null)
        : base($"{code}: {text.En}", inner)
    {
        Code = code;
        Text = text;
    }

    /// <summary>Stable, one of <see cref="ImageRefusals"/>; part of the API.</summary>
    public string Code { get; }

    public LocalText Text { get; }
}
