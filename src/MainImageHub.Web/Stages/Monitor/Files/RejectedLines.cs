using System.Text;

namespace MainImageHub.Web.Stages.Monitor.Files;

/// <summary>The rejected lines as they came, each with its reason: to be mended and uploaded again.</summary>
internal sealed class RejectedLines : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly StreamWriter writer;
    private char delimiter;

    public RejectedLines() => writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

    public void Begin(string header, char delimiter)
    {
        this.delimiter = delimiter;
        Write(header, "line", "code", "message", "说明");
    }

    public void Add(RejectedRow row) =>
        Write(row.Raw, row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Type.Code, row.Text.En, row.Text.Zh);

    public Stream Open()
    {
        writer.Flush();
        return File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    public void Dispose()
    {
        writer.Dispose();
        File.Delete(path);
    }

    private void Write(string raw, params string[] more)
    {
        writer.Write(raw.TrimEnd('\r', '\n'));
        foreach (var field in more)
        {
            writer.Write(delimiter);
            writer.Write('"');
            writer.Write(field.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }

        writer.Write("\r\n");
    }
}
