namespace MainImageHub.Tests.Support;

/// <summary>Where the tests' own sources lie: they run from a checkout.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MainImageHub.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run from a checkout.");
    }
}
