using MainImageHub.Benchmarks.Crash;
using MainImageHub.Benchmarks.Experiments;
using MainImageHub.Benchmarks.Grid;
using MainImageHub.Benchmarks.Imaging;
using MainImageHub.Benchmarks.Imports;
using MainImageHub.Benchmarks.Library;
using MainImageHub.Benchmarks.Outlook;

return args switch
{
    ["imaging", .. var rest] => await ImagingBenchmark.RunAsync(rest),
    ["fuzz", .. var rest] => await FuzzBenchmark.RunAsync(rest),
    ["level", .. var rest] => await LevelBenchmark.RunAsync(rest),
    ["upload", .. var rest] => await UploadBenchmark.RunAsync(rest),
    ["accuracy", var folder, .. var rest] => AccuracyReport.Run(ImagingBenchmark.Engine(rest), folder, rest.Contains("--verbose")),
    ["crash", .. var rest] => await CrashBenchmark.RunAsync(rest),
    ["experiments", ..] => ExperimentsBenchmark.Run(),
    ["library", .. var rest] => await LibraryBenchmark.RunAsync(rest),
    ["outlook", .. var rest] => await OutlookBenchmark.RunAsync(rest),
    ["grid", .. var rest] => await GridBenchmark.RunAsync(rest),
    ["import", .. var rest] => await ImportBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("usage: -- imaging [FOLDER] [--no-text | --no-reading] | fuzz [FILES] [SEED] [--no-text] | fuzz FOLDER | level [PICTURES] [--large] [--no-text | --no-reading] | upload [PICTURES-PER-ROUND] [--large] [--no-text | --no-reading] | accuracy FOLDER [--verbose] [--no-text] | experiments | crash [TIMES] | library [ROWS] [--plans] | outlook [LIVE] | grid [PRODUCTS] [STORES] | import [ROWS]");
    return 1;
}
