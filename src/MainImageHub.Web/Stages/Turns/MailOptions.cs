using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace MainImageHub.Web.Stages.Turns;

public enum MailSecurity
{
    /// <summary>In the clear first, then TLS or nothing: what port 587 means.</summary>
    StartTls,

    /// <summary>TLS from the first byte: what port 465 means.</summary>
    Tls,

    /// <summary>Never a password this way; for a server on the same machine or network.</summary>
    None,
}

/// <summary>Section <c>Hub:Mail</c>: the server that takes reminders by e-mail. Without a host no mail is sent, and the product says so.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Hub:Mail";

    public string? Host { get; set; }

    [Range(1, 65535, ErrorMessage = "Hub__Mail__Port must be from 1 to 65535.")]
    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; }

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>Whom mails come from: an address, or <c>Name &lt;address&gt;</c>.</summary>
    public string? From { get; set; }

    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            yield break;
        }

        if (!MailboxAddress.TryParse(From, out var from) || string.IsNullOrEmpty(from.Domain))
        {
            yield return new ValidationResult("Hub__Mail__Host is set, so Hub__Mail__From must be an e-mail address, such as MainImageHub <hub@example.com>.", [nameof(From)]);
        }

        if (string.IsNullOrEmpty(UserName) != string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult("Give both Hub__Mail__UserName and Hub__Mail__Password, or neither.", [nameof(UserName)]);
        }

        if (Security == MailSecurity.None && !string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult("Hub__Mail__Security=None would send the password in the clear. Use StartTls or Tls, or leave user name and password out.", [nameof(Security)]);
        }
    }
}
