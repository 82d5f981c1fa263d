using MainImageHub.Domain;
using MainImageHub.Web.Http;
using Microsoft.AspNetCore.Identity;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>What the account store refuses, as a sentence in the reader's language.</summary>
internal static class AccountErrors
{
    public static Exception Problem(IdentityResult refused) => refused.Errors.First().Code switch
    {
        nameof(IdentityErrorDescriber.PasswordMismatch) => WorkspaceProblems.PasswordWrong.Because(),
        nameof(IdentityErrorDescriber.PasswordTooShort) => WorkspaceProblems.PasswordTooShort.Because(),
        nameof(IdentityErrorDescriber.InvalidEmail) or nameof(IdentityErrorDescriber.InvalidUserName) => WorkspaceProblems.EmailMissing.Because(),
        // Somebody else added the same person, or changed the account, at the same moment.
        nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName) or nameof(IdentityErrorDescriber.ConcurrencyFailure) => HttpProblems.Changed.Because(),
        var code => new InvalidOperationException($"The account store refused with {code}, which no rule of ours asks for."),
    };
}
