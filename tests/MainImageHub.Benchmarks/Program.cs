using MainImageHub.Benchmarks.Experiments;
using MainImageHub.Benchmarks.Imaging;

return args switch
{
    ["imaging", .. var rest] => ImagingBenchmark.Run(rest),
    ["experiments", ..] => ExperimentsBenchmark.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("usage: -- imaging [FOLDER] | imaging accuracy FOLDER [--verbose] | experiments");
    return 1;
}
