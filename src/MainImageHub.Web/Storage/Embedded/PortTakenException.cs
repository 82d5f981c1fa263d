namespace MainImageHub.Web.Storage.Embedded;

internal sealed class PortTakenException(string message) : Exception(message);
