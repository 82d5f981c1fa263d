using MainImageHub.Simulator.Pictures;

namespace MainImageHub.Simulator.World;

/// <summary>What shoppers did on one day with one listing.</summary>
internal readonly record struct DayFigures(
    int Impressions, int Clicks, int Sessions, int PageViews, int CartAdds, int Orders, int Units, decimal Revenue,
    int AdImpressions, int AdClicks, decimal AdSpend, int AdOrders, int AdUnits, decimal AdRevenue)
{
    public static DayFigures operator +(DayFigures a, DayFigures b) => new(
        a.Impressions + b.Impressions, a.Clicks + b.Clicks, a.Sessions + b.Sessions, a.PageViews + b.PageViews, a.CartAdds + b.CartAdds,
        a.Orders + b.Orders, a.Units + b.Units, a.Revenue + b.Revenue, a.AdImpressions + b.AdImpressions, a.AdClicks + b.AdClicks,
        a.AdSpend + b.AdSpend, a.AdOrders + b.AdOrders, a.AdUnits + b.AdUnits, a.AdRevenue + b.AdRevenue);
}

/// <summary>A part of a day in which the same picture hung and the listing was equally visible.</summary>
internal readonly record struct Stretch(string? PictureId, bool Hidden, double DayShare);

/// <summary>
/// The shoppers. Nothing is stored: a day follows from the seed, the listing and the picture history, so the same question has the same answer.
/// Days are UTC days. Around a listing's level lie a weekday swing and noise with a lag-1 correlation, shared by all pictures of the day,
/// which is why comparing impressions as if they were independent finds differences that are not there.
/// </summary>
internal sealed class Shoppers(SimulatedWorld world, PictureLibrary pictures)
{
    private const double NoiseSize = 0.15;
    private const double NoiseMemory = 0.5;
    private const double ClickNoiseSize = 0.05;

    // Hidden listings are still reached through ads that run on, old links and the brand's own page.
    private const double HiddenShare = 0.02;
    private const double AdShare = 0.4;

    // Monday first; the week averages 1.
    private static readonly double[] Weekdays = [1.04, 0.98, 0.95, 0.94, 0.93, 1.03, 1.13];

    /// <summary>Whether reports know the day yet.</summary>
    public bool IsReported(DateOnly day) => StartOf(day.AddDays(1)).AddDays(world.Options.ReportingDelayDays) <= world.Clock.Now;

    public DayFigures Day(Listing listing, DateOnly day)
    {
        var total = default(DayFigures);
        foreach (var stretch in Stretches(listing, day))
        {
            total += During(listing, day, stretch);
        }

        return total;
    }

    public DayFigures Days(Listing listing, DateOnly from, DateOnly to)
    {
        var total = default(DayFigures);
        for (var day = from; day <= to && IsReported(day); day = day.AddDays(1))
        {
            total += Day(listing, day);
        }

        return total;
    }

    /// <summary>The hidden truth: clicks per impression this picture earns on this listing, noise aside.</summary>
    public double TrueClickRate(Listing listing, Picture? picture)
    {
        var dice = Dice.For(world.Options.Seed, "ctr", listing.Key.Seller, listing.Key.Site, listing.Key.Sku);
        var usual = dice.Between(0.02, 0.05);
        return picture is null ? usual * 0.25 : Math.Min(0.5, usual * (picture.Appeal ?? Appeal(listing, picture)));
    }

    public IReadOnlyList<Stretch> Stretches(Listing listing, DateOnly day)
    {
        var start = StartOf(day);
        var end = start.AddDays(1);
        List<Stretch> stretches = [];
        lock (world.Gate)
        {
            var spans = listing.Slots.GetValueOrDefault(Listing.Main) ?? [];
            DateTimeOffset[] cuts =
            [
                .. spans.Select(s => s.From).Concat(listing.Visibility.Select(v => v.From)).Append(start)
                    .Where(t => t >= start && t < end).Distinct().Order(),
            ];
            for (var i = 0; i < cuts.Length; i++)
            {
                var until = i + 1 < cuts.Length ? cuts[i + 1] : end;
                if (cuts[i] >= listing.Created && !listing.Deleted)
                {
                    var picture = spans.LastOrDefault(s => s.From <= cuts[i])?.PictureId;
                    var hidden = listing.Visibility.LastOrDefault(v => v.From <= cuts[i])?.Hidden ?? false;
                    stretches.Add(new Stretch(picture, hidden, (until - cuts[i]) / TimeSpan.FromDays(1)));
                }
            }
        }

        return [.. stretches.GroupBy(s => (s.PictureId, s.Hidden)).Select(g => new Stretch(g.Key.PictureId, g.Key.Hidden, g.Sum(s => s.DayShare)))];
    }

    private DayFigures During(Listing listing, DateOnly day, Stretch stretch)
    {
        var key = listing.Key;
        var seed = world.Options.Seed;
        var character = Dice.For(seed, "level", key.Seller, key.Site, key.Sku);
        var level = Math.Exp(character.Between(Math.Log(3_000), Math.Log(15_000)));
        var conversion = character.Between(0.06, 0.16);
        var costPerClick = (decimal)character.Between(0.3, 1.1);
        var directSessions = level * character.Between(0.003, 0.008);

        var dice = Dice.For(seed, "day", key.Seller, key.Site, key.Sku, day.DayNumber, stretch.PictureId ?? "-", stretch.Hidden);
        var expected = level * Weekdays[((int)day.DayOfWeek + 6) % 7] * Math.Exp(Noise(key, "traffic", day, NoiseSize)) * stretch.DayShare * (stretch.Hidden ? HiddenShare : 1);
        var impressions = (int)Math.Round(expected);
        var rate = Math.Min(0.9, TrueClickRate(listing, Picture(stretch.PictureId)) * Math.Exp(Noise(key, "clicks", day, ClickNoiseSize)));
        var adImpressions = (int)Math.Round(impressions * AdShare);
        var adClicks = dice.Binomial(adImpressions, rate);
        var clicks = adClicks + dice.Binomial(impressions - adImpressions, rate);
        var sessions = (int)Math.Round(clicks * 0.92) + dice.Binomial((int)Math.Round(directSessions * 4 * stretch.DayShare), 0.25);
        var orders = dice.Binomial(sessions, conversion);
        var units = orders + dice.Binomial(orders, 0.12);
        var adOrders = dice.Binomial(Math.Min(adClicks, orders), conversion);
        var adUnits = adOrders + dice.Binomial(adOrders, 0.12);
        return new DayFigures(
            impressions, clicks, sessions, PageViews: sessions + dice.Binomial(sessions, 0.35), CartAdds: Math.Max(orders, dice.Binomial(clicks, 0.22)),
            orders, units, units * listing.Price, adImpressions, adClicks, Math.Round(adClicks * costPerClick, 2), adOrders, adUnits, adUnits * listing.Price);
    }

    // A sum of past shocks, each worth half of the next: an AR(1) without a beginning, so that any day can be asked for alone.
    private double Noise(ListingKey key, string what, DateOnly day, double size)
    {
        var sum = 0.0;
        var weight = 1.0;
        for (var back = 0; back < 24; back++, weight *= NoiseMemory)
        {
            sum += weight * Dice.For(world.Options.Seed, what, key.Seller, key.Site, key.Sku, day.DayNumber - back).Normal();
        }

        return size * Math.Sqrt(1 - (NoiseMemory * NoiseMemory)) * sum;
    }

    /// <summary>
    /// Shoppers like the product large in its frame, and like some looks better than others: which ones, the seed and the site decide
    /// (a random direction in the space of 8 x 8 thumbnails). Both change little under re-encoding.
    /// </summary>
    private double Appeal(Listing listing, Picture picture)
    {
        var facts = pictures.Facts(picture);
        var taste = Dice.For(world.Options.Seed, "taste", listing.Key.Site, listing.ProductType);
        double look = 0, length = 1e-9;
        if (facts.Thumb is { } thumb)
        {
            foreach (var value in thumb)
            {
                var ink = (255 - value) / 255.0;
                look += ink * taste.Normal();
                length += ink * ink;
            }

            look /= Math.Sqrt(length);
        }
        else
        {
            look = Dice.For(world.Options.Seed, "look", picture.Id).Normal();
        }

        return Math.Exp((0.12 * Math.Clamp(look, -2, 2)) + (1.1 * (Math.Clamp(facts.Fill, 0.2, 0.95) - 0.8)));
    }

    private Picture? Picture(string? id)
    {
        lock (world.Gate)
        {
            return world.Picture(id);
        }
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
