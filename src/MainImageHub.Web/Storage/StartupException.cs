namespace MainImageHub.Web.Storage;

/// <summary>
/// A reason not to start that the operator can act on. Printed as one line, without a stack trace; the exit code is 1.
/// </summary>
public sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(OneLine(message))
    {
    }

    public StartupException(string message, Exception innerException)
        : base(OneLine(message), innerException)
    {
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
