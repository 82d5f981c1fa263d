using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>Hands one mail to the server of <see cref="MailOptions"/>.</summary>
public sealed partial class Mailer(IOptions<MailOptions> options, ILogger<Mailer> logger)
{
    private const int PatienceMilliseconds = 30_000;

    public bool IsOn => options.Value.IsOn;

    /// <param name="to">The recipient.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">Plain text.</param>
    /// <param name="id">The same for the same news: a mail that is sent again after a crash can be known by it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task SendAsync(MailboxAddress to, string subject, string text, string id, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var host = settings.Host ?? throw new InvalidOperationException("There is no mail server: ask IsOn first.");
        var from = MailboxAddress.Parse(settings.From ?? "");
        using var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text }, MessageId = $"{id}@{from.Domain}" };
        message.From.Add(from);
        message.To.Add(to);
        // Nobody's absence note is wanted in answer.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var client = new SmtpClient { Timeout = PatienceMilliseconds };
        await client.ConnectAsync(host, settings.Port, settings.Security switch { MailSecurity.StartTls => SecureSocketOptions.StartTls, MailSecurity.Tls => SecureSocketOptions.SslOnConnect, _ => SecureSocketOptions.None }, cancellationToken);
        if (!string.IsNullOrEmpty(settings.UserName))
        {
            await client.AuthenticateAsync(settings.UserName, settings.Password ?? "", cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            // The server has taken it already: a goodbye that fails must not send it again.
            Log.NoGoodbye(logger, e);
        }
    }

    /// <summary>What a mail server or the way to it may do; anything else is a fault of ours.</summary>
    public static bool IsTrouble(Exception e) => e is MailKit.ProtocolException or MailKit.CommandException or MailKit.Security.AuthenticationException or SslHandshakeException
        or NotSupportedException or IOException or System.Net.Sockets.SocketException or TimeoutException or OperationCanceledException;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "The mail server took the mail and did not say goodbye")]
        public static partial void NoGoodbye(ILogger logger, Exception exception);
    }
}
