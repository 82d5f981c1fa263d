namespace MainImageHub.Web.Stages.Design.Pins;

/// <summary>The notes on a picture as a page shows them under it.</summary>
/// <param name="Board">What there is.</param>
/// <param name="Workspace">Its slug.</param>
/// <param name="Back">The page's address; forms lead back there.</param>
/// <param name="MayComment">This member may write here.</param>
/// <param name="People">Who can be called by name.</param>
public sealed record PinsView(PinBoard Board, string Workspace, string Back, bool MayComment, IReadOnlyList<string> People)
{
    public int Open => Board.Pins.Count(p => p.Resolved is null);

    public string Address(string handler) => $"/w/{Workspace}/versions/{Board.VersionId}/pins?handler={handler}";
}
