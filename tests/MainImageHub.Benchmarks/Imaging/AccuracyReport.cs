using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Verdicts of the rules, as a seller of shoes (whose pictures must show no model) gets them for amazon/US, against the labels of a folder's manifest.json: precision, recall and F1 of
/// what breaks a rule, how many pictures were answered at all, and the error of the fill. Refused files are counted apart.
/// </summary>
internal static class AccuracyReport
{
    private static readonly SiteCode Site = new("amazon", "US");

    public static int Run(ImagingEngine engine, string folder, bool verbose)
    {
        LabelScore[] scores =
        [
            new(RuleIds.WhiteBackground, "whiteBackgroundOk", breaks: false),
            new(RuleIds.OverlayText, "overlayText", breaks: true),
            new(RuleIds.Border, "border", breaks: true),
            new(RuleIds.Sharpness, "blurry", breaks: true),
            new(RuleIds.MultipleProducts, "multipleProducts", breaks: true),
            new(RuleIds.Person, "person", breaks: true),
            new(RuleIds.Placeholder, "isPlaceholder", breaks: true),
        ];
        var rules = RuleBook.FromEmbeddedPacks();
        List<(string File, double Error)> fills = [];
        List<string> refused = [];
        var readable = 0;
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (var entry in manifest.RootElement.EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            ImageFacts facts;
            try
            {
                facts = engine.Measure(Path.Combine(folder, file), file);
            }
            catch (ImageRefusedException refusal)
            {
                refused.Add($"{file} ({refusal.Code})");
                continue;
            }

            readable++;
            var report = rules.Judge(facts, Site, TimeProvider.System.GetUtcNow(), "Shoes");
            foreach (var score in scores)
            {
                score.Add(file, report, entry);
            }

            double? fill = entry.TryGetProperty("productFillPercent", out var f) && f.ValueKind == JsonValueKind.Number ? f.GetDouble() : null;
            if (fill is { } labelled)
            {
                fills.Add((file, Math.Abs((facts.Product?.FillPercent ?? 0) - labelled)));
            }

            if (verbose)
            {
                PrintFacts(file, facts, fill);
            }
        }

        LabelScore.PrintHead();
        foreach (var score in scores)
        {
            score.Print();
        }

        var errors = fills.Select(x => x.Error).Order().ToArray();
        if (errors.Length > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fill: {errors.Length} pictures, median error {errors[errors.Length / 2]:0.0} points, 90th percentile {errors[errors.Length * 9 / 10]:0.0}, over 10 points {errors.Count(e => e > 10)}"));
        }

        Console.WriteLine($"{readable} pictures were read; {refused.Count} files were refused: {string.Join(", ", refused)}");
        return 0;
    }

    private static void PrintFacts(string file, ImageFacts facts, double? fill)
    {
        var (background, product, detail) = (facts.Background!, facts.Product, facts.Detail!);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file,-45} background median {background.Median,3} near {background.NearShare:0.0000} pure {background.PureShare:0.000} min {background.MinChannel,3} share {background.Share:0.00} perhaps product {background.PerhapsProductShare:0.00} shadow {background.ShadowShare:0.00} quality {facts.JpegQuality} | fill {product?.FillPercent,5:0.0} label {fill,5} conf {product?.Confidence:0.00} objects {product?.Objects} | sharp {detail.Sharpness:0.00} detail {detail.DetailSide}/{detail.LookedAtSide} of {facts.LongestSide} edges {detail.EdgeShare:0.000} faces {facts.Faces?.Count} | border {facts.Border!.Kind} {facts.Border.Colour}"));
        foreach (var text in facts.Text ?? [])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {text.Origin,-7} {text.Confidence:0.00} {text.Box.Width:0.000} x {text.Box.Height:0.000}: {(text.Text is null ? "not read" : $"“{text.Text}” {text.TextConfidence:0.00}")}"));
        }
    }
}
