using MainImageHub.Benchmarks.Experiments;

switch (args)
{
    case ["experiments", ..]:
        ExperimentsBenchmark.Run();
        break;
    default:
        Console.WriteLine("usage: -- experiments");
        break;
}
