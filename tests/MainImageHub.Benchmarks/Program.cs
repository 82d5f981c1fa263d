using MainImageHub.Benchmarks.Crash;
using MainImageHub.Benchmarks.Experiments;
using MainImageHub.Benchmarks.Imaging;

return args switch
{
    ["imaging", .. var rest] => ImagingBenchmark.Run(rest),
    ["crash", .. var rest] => await CrashBenchmark.RunAsync(rest),
    ["experiments", ..] => ExperimentsBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("usage: -- imaging [FOLDER] | imaging accuracy FOLDER [--verbose] | experiments | crash [TIMES]");
    return 1;
}
