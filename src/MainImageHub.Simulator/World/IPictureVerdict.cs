namespace MainImageHub.Simulator.World;

/// <summary>What differs between marketplaces when a submitted picture is processed: which pictures they refuse, in which words, and where they note what they took.</summary>
internal interface IPictureVerdict
{
    string Marketplace { get; }

    Refusal CannotFetch(Submission submission, string problem);

    Refusal WrongFormat(Submission submission);

    Refusal Unreadable(Submission submission, string problem);

    /// <summary>Null takes the picture. A taken picture can still hide the listing.</summary>
    Refusal? OnPicture(Submission submission, Picture picture);

    void StoreAttribute(Listing listing, Submission submission);
}
