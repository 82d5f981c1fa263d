using System.Globalization;
using System.Text.Json;
using MainImageHub.Domain.Images;
using MainImageHub.Imaging;

namespace MainImageHub.Benchmarks.Imaging;

/// <summary>
/// Compares measurements with a folder's manifest.json of labels (file, whiteBackgroundOk, productFillPercent, overlayText): F1 of the white
/// verdict with "white" as the positive class, the error of the fill, and added text (overlayText).
/// </summary>
internal static class AccuracyReport
{
    public static int Run(ImagingEngine engine, string folder, bool verbose)
    {
        var (truePass, falsePass, falseFail, trueFail) = (0, 0, 0, 0);
        List<(string File, double Error)> fills = [];
        var text = new TextScore();
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        foreach (var entry in manifest.RootElement.EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            ImageFacts facts;
            try
            {
                facts = engine.Measure(Path.Combine(folder, file), file);
            }
            catch (ImageRefusedException refused)
            {
                Console.WriteLine($"{file,-45} {refused.Code}");
                text.Refused();
                continue;
            }

            text.Add(file, facts, entry.GetProperty("overlayText"));
            var background = facts.Background!;
            var white = background is { Median: >= 254, NearShare: >= 0.99 };
            var label = entry.GetProperty("whiteBackgroundOk");
            var verdict = "";
            if (label.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                var expected = label.GetBoolean();
                verdict = white == expected ? "ok" : "WRONG";
                truePass += expected && white ? 1 : 0;
                falseFail += expected && !white ? 1 : 0;
                falsePass += !expected && white ? 1 : 0;
                trueFail += !expected && !white ? 1 : 0;
            }

            double? fill = entry.TryGetProperty("productFillPercent", out var f) && f.ValueKind == JsonValueKind.Number ? f.GetDouble() : null;
            if (fill is { } labelled)
            {
                fills.Add((file, Math.Abs((facts.Product?.FillPercent ?? 0) - labelled)));
            }

            if (verbose)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file,-45} {(white ? "white" : "-----")} label {label.ToString(),-6} {verdict,-6} median {background.Median,3} near {background.NearShare:0.0000} pure {background.PureShare:0.000} min {background.MinChannel,3} share {background.Share:0.00} | fill {facts.Product?.FillPercent,5:0.0} label {fill,5} conf {facts.Product?.Confidence:0.00} {(fill is { } l && Math.Abs((facts.Product?.FillPercent ?? 0) - l) > 5 ? "OFF" : "")}"));
            }
        }

        var f1 = 2.0 * truePass / ((2 * truePass) + falsePass + falseFail);
        var f1Fail = 2.0 * trueFail / ((2 * trueFail) + falsePass + falseFail);
        var errors = fills.Select(x => x.Error).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"white: pass/pass {truePass}, fail/fail {trueFail}, wrongly passed {falsePass}, wrongly failed {falseFail}; F1 (white) {f1:0.000}, F1 (not white) {f1Fail:0.000}"));
        if (errors.Length > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fill: {errors.Length} pictures, median error {errors[errors.Length / 2]:0.0}, 90th percentile {errors[errors.Length * 9 / 10]:0.0}, over 10 points {errors.Count(e => e > 10)}"));
        }

        text.Print();
        return 0;
    }
}
