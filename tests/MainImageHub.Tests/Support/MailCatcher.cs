using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace MainImageHub.Tests.Support;

/// <summary>A mail server on a real port that keeps what it is given, and can refuse for a while as servers do.</summary>
public sealed class MailCatcher : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task serving;
    private int refusals;

    public MailCatcher()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<MimeMessage> Mails { get; } = new();

    /// <summary>So many mails are answered with "try again later" first.</summary>
    public void RefuseNext(int count) => Volatile.Write(ref refusals, count);

    /// <summary>What came for that address, in order.</summary>
    public IReadOnlyList<MimeMessage> To(string address) => [.. Mails.Where(m => m.To.Mailboxes.Any(to => to.Address == address))];

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await serving;
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!end.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(end.Token);
                await TalkAsync(client, end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken cancellationToken)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await SayAsync("220 catcher");
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO" or "RSET" or "NOOP":
                    await SayAsync("250 catcher");
                    break;
                case "MAIL" when Volatile.Read(ref refusals) > 0:
                    Interlocked.Decrement(ref refusals);
                    await SayAsync("451 Too busy, try again later");
                    break;
                case "MAIL" or "RCPT":
                    await SayAsync("250 fine");
                    break;
                case "DATA":
                    await SayAsync("354 go on");
                    Mails.Enqueue(await ReadMailAsync(reader, cancellationToken));
                    await SayAsync("250 taken");
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return;
                default:
                    await SayAsync("502 not here");
                    break;
            }
        }

        Task SayAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), cancellationToken).AsTask();
    }

    private static async Task<MimeMessage> ReadMailAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line && line != ".")
        {
            // A line that begins with a dot is sent with one more.
            mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(mail.ToString()));
        return await MimeMessage.LoadAsync(bytes, cancellationToken);
    }
}
