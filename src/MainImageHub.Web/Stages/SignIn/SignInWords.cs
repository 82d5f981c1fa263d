namespace MainImageHub.Web.Stages.SignIn;

public sealed class SignInWords;
