using BenchmarkDotNet.Running;
using NativeBench.Benchmarks.Datasets;
using NativeBench.Benchmarks.Lanes;

// Figures that aren't the time of a method, and are measured by a program of their own.
switch (args)
{
    case ["lane-figures", .. var rest]:
        return LaneFigures.Run(rest);
    case [PreparationOnce.Command, var folder, var cache]:
        PreparationOnce.Run(folder, cache);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
