namespace MainImageHub.Tests.Imaging;

/// <summary>The folder of real photographs beside the checkout. They are nobody's to ship, so the tests that want them skip where it is absent.</summary>
public static class SharedPictures
{
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MAINIMAGEHUB_SHARED") is { Length: > 0 } configured)
        {
            return Existing(Path.Combine(configured, "images"));
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Existing(Path.Combine(at.FullName, "shared", "images")) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string path) => File.Exists(Path.Combine(path, "manifest.json")) ? path : null;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedPicturesFactAttribute : FactAttribute
{
    public SharedPicturesFactAttribute() => Skip = SharedPictures.Folder is null ? "SKIPPED: no shared/images folder beside the checkout (or in MAINIMAGEHUB_SHARED)." : null;
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedPicturesTheoryAttribute : TheoryAttribute
{
    public SharedPicturesTheoryAttribute() => Skip = SharedPictures.Folder is null ? "SKIPPED: no shared/images folder beside the checkout (or in MAINIMAGEHUB_SHARED)." : null;
}
