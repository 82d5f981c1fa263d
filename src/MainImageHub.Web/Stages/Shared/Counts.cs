using System.Globalization;

namespace MainImageHub.Web.Stages.Shared;

/// <summary>Counts that stopped at a limit, as they are shown.</summary>
internal static class Counts
{
    /// <summary>99+ when counting stopped at 100.</summary>
    public static string Show(int count, int countedTo) =>
        count < countedTo ? count.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{countedTo - 1}+");
}
