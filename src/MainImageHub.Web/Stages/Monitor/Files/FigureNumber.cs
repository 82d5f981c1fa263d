using System.Globalization;
using System.Text.RegularExpressions;

namespace MainImageHub.Web.Stages.Monitor.Files;

/// <summary>
/// Numbers as spreadsheets of all countries write them: 1,234.50 and 1.234,50 and 1 234,50. Which sign parts the decimals is told by the
/// number alone, and one that could mean two things, such as 1.234, is no number: a thousandth of the truth is worse than a refused line.
/// </summary>
internal static partial class FigureNumber
{
    private static readonly char[] Signs = ['.', ','];

    /// <summary>A whole number: digits, or thousands parted by one kind of sign throughout.</summary>
    /// <returns>Null for everything else.</returns>
    public static decimal? Count(string text) => WithSign(text, Whole);

    /// <summary>As <see cref="Count"/>, or with decimals behind the last sign, of which there is only one then.</summary>
    /// <returns>Null for everything else, and for what may be thousands as well as decimals.</returns>
    public static decimal? Money(string text) => WithSign(text, bare =>
    {
        var sign = bare.LastIndexOfAny(Signs);
        if (sign < 0 || bare.IndexOf(bare[sign], StringComparison.Ordinal) < sign)
        {
            return Whole(bare);
        }

        var (whole, decimals) = (bare[..sign], bare[(sign + 1)..]);
        return CouldBeThousands.IsMatch(bare) || !Digits.IsMatch(decimals) || (whole.Length > 0 && Whole(whole) is null)
            ? null
            : Parse($"{(whole.Length == 0 ? 0 : Whole(whole))}.{decimals}");
    });

    private static decimal? Whole(string text) =>
        Digits.IsMatch(text) ? Parse(text) : Grouped.IsMatch(text) ? Parse(string.Concat(text.Where(char.IsAsciiDigit))) : null;

    private static decimal? WithSign(string text, Func<string, decimal?> read) => text switch
    {
        ['-', .. var bare] => -read(bare),
        ['+', .. var bare] => read(bare),
        _ => read(text),
    };

    private static decimal? Parse(string plain) => decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"^[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digits { get; }

    /// <summary>Spaces too, of which spreadsheets know three kinds.</summary>
    [GeneratedRegex(@"^[1-9][0-9]{0,2}(?<sign>[., \u00a0\u202f])[0-9]{3}(\k<sign>[0-9]{3})*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grouped { get; }

    [GeneratedRegex(@"^[1-9][0-9]{0,2}[.,][0-9]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CouldBeThousands { get; }
}
