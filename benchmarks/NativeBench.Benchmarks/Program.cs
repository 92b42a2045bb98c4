using BenchmarkDotNet.Running;
using NativeBench.Benchmarks.Datasets;

if (args is [PreparationOnce.Command, var folder, var cache])
    PreparationOnce.Run(folder, cache);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
