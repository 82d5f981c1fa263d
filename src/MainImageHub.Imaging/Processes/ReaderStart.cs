namespace MainImageHub.Imaging.Processes;

/// <summary>How a reader is started: a program that does nothing but call <see cref="PictureReader.RunAsync"/>.</summary>
/// <param name="Program">Full path.</param>
/// <param name="Arguments">Seen by everybody on the machine: nothing secret.</param>
public sealed record ReaderStart(string Program, IReadOnlyList<string> Arguments);
