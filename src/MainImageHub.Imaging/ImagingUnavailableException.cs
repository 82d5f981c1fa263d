namespace MainImageHub.Imaging;

/// <summary>The native library is missing or unusable: a matter of the installation, not of a picture.</summary>
public sealed class ImagingUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
