namespace MainImageHub.Simulator.World;

/// <summary>What the control API can order of any marketplace. Called under the world's lock.</summary>
internal interface ISimulatedMarketplace
{
    string Marketplace { get; }

    /// <summary>Makes a seller's listings; how many are new. Null: the marketplace has no such site.</summary>
    int? Seed(string seller, string site, int count, double flawedShare);

    /// <summary>Changes a picture as somebody else would.</summary>
    void Hang(Listing listing, string slot, Picture picture);

    /// <summary>Every picture that was taken in, and how often.</summary>
    IEnumerable<CountedPush> Pushes();

    void ExpireTokens();

    /// <summary>Forgets what it keeps beside the world.</summary>
    void Clear();
}

/// <summary>What a crash test asks: was anything taken twice?</summary>
internal sealed record CountedPush(string Marketplace, string Seller, string Site, string Sku, string Slot, string? MediaLocation, int Accepted, IReadOnlyList<string> States);
