namespace MainImageHub.Web.Stages.Pictures;

/// <summary>Section <c>Hub:Vision</c>: where Google Vision is asked by workspaces that have a key of their own for it.</summary>
public sealed class VisionOptions
{
    public const string Section = "Hub:Vision";

    public const string OwnSimulator = "/simulator/";

    /// <summary>An https address, or a path of this installation's own simulator (<c>/simulator/google-vision/v1/images:annotate</c>).</summary>
    public string Endpoint { get; set; } = "https://vision.googleapis.com/v1/images:annotate";

    public bool IsValid => Endpoint.StartsWith(OwnSimulator, StringComparison.Ordinal)
        || (Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0);
}
