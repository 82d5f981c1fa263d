return args switch
{
    ["imaging", .. var rest] => MainImageHub.Benchmarks.Imaging.ImagingBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("usage: -- imaging [FOLDER] | imaging accuracy FOLDER [--verbose] | crash");
    return 1;
}
