using NativeBench.LoadGen;

namespace NativeBench.Tests.LoadGen.Simulation;

/// <summary>A library that only counts, as the golden data's driver has it.</summary>
internal sealed class SimulatedLibrary(long total, long performance) : IQuerySampleLibrary
{
    public string Name => "NullQSL";

    public long TotalSampleCount => total;

    public long PerformanceSampleCount => performance;

    public List<long[]> Loaded { get; } = [];

    public int Unloaded { get; private set; }

    public void LoadSamplesToRam(ReadOnlySpan<long> samples) => Loaded.Add(samples.ToArray());

    public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) => Unloaded++;
}
