using BenchmarkDotNet.Running;
using NativeBench.Benchmarks.Lanes;

// Figures that aren't the time of a method, and are measured by a program of their own.
if (args is ["lane-figures", .. var rest])
    return LaneFigures.Run(rest);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
