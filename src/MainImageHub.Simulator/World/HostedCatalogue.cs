using System.Globalization;
using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Simulator.World;

/// <summary>
/// Items of a marketplace that hosts their pictures and takes an item's whole list of them: what sellers have, and what shoppers get of it. Call under the world's
/// lock.
/// </summary>
internal abstract class HostedCatalogue
{
    private readonly Catalogue _catalogue;
    private readonly Galleries _galleries;
    private readonly (long First, long Count) _numbers;

    /// <param name="world">Where it all is.</param>
    /// <param name="catalogue">Invents what a seller already has.</param>
    /// <param name="galleries">The marketplace's.</param>
    /// <param name="numbers">Which numbers its items have.</param>
    protected HostedCatalogue(SimulatedWorld world, Catalogue catalogue, Galleries galleries, (long First, long Count) numbers)
    {
        (World, _catalogue, _galleries, _numbers) = (world, catalogue, galleries, numbers);
        Listings = new(world, galleries.Marketplace, Create);
    }

    protected SimulatedWorld World { get; }

    protected SellerListings Listings { get; }

    public int Seed(string seller, string site, int count, double flawedShare) => Listings.Seed(seller, site, count, flawedShare);

    /// <summary>More than one where the item comes in several variants.</summary>
    public IReadOnlyList<string> Skus(Listing item) => Listings.Skus(item);

    /// <summary>Gives a picture the name by which the marketplace knows it.</summary>
    public HostedImage Host(string owner, string pictureId, string? source)
    {
        var image = new HostedImage(NewId(pictureId, source), owner, pictureId, source);
        _galleries.Add(image);
        World.Touch();
        return image;
    }

    /// <summary>What hangs there is what shoppers see, from that moment on.</summary>
    public void Show(Listing item, IReadOnlyList<string> images, DateTimeOffset at, string why)
    {
        _galleries.Hang(item.Key, images);
        World.Arrange(item, [.. images.Select(id => _galleries.Image(id)?.PictureId)], at, why);
    }

    /// <summary>Another picture put in the place of the first, in the marketplace's own pages.</summary>
    public void Supplant(Listing item, Picture picture) =>
        Show(item, [Host(item.Key.Seller, picture.Id, source: null).Id, .. _galleries.Gallery(item.Key).Skip(1)], World.Clock.Now, "foreign");

    /// <summary>The same with a picture that some other seller of the product might have sent.</summary>
    public void SupplantByForeign(Listing item, long number) => Supplant(item, _catalogue.Foreign(item, number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>By number: in the order in which lists tell them.</summary>
    protected IReadOnlyList<Listing> InOrder(string seller, string site) => [.. Listings.Of(seller, site).OrderBy(l => l.ExternalId, StringComparer.Ordinal)];

    protected abstract string CurrencyOf(string site);

    protected abstract string NewId(string pictureId, string? source);

    private Listing Create(ListingKey key, Flaw flaw, int? index)
    {
        var number = _numbers.First + (long)(Dice.For(World.Options.Seed, key.Marketplace, key.Seller, key.Site, key.Sku).Bits() % (ulong)_numbers.Count);
        var listing = _catalogue.Invent(key, CurrencyOf(key.Site), flaw, number.ToString(CultureInfo.InvariantCulture), isPoliced: false);
        World.Add(listing);
        _galleries.Hang(key, [.. listing.SlotsInOrder.Select(slot => Host(key.Seller, listing.PictureIn(slot)!, source: null).Id)]);
        return listing;
    }
}

/// <summary>The same, with what the marketplace keeps of its galleries beside.</summary>
internal abstract class HostedCatalogue<TGalleries>(SimulatedWorld world, Catalogue catalogue, TGalleries galleries, (long First, long Count) numbers)
    : HostedCatalogue(world, catalogue, galleries, numbers)
    where TGalleries : Galleries
{
    protected TGalleries Shops { get; } = galleries;
}
