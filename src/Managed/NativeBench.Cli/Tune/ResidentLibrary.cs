using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>Samples that are loaded once for all runs of a search, of which each would load its own.</summary>
internal sealed class ResidentLibrary : IQuerySampleLibrary, IDisposable
{
    private const int MostSamples = 1024;

    private readonly IQuerySampleLibrary _library;
    private readonly long[] _samples;

    /// <summary>Loads the first samples of a library, as many as a performance run would, but at most 1024.</summary>
    public ResidentLibrary(IQuerySampleLibrary library)
    {
        _library = library;
        _samples = [.. Enumerable.Range(0, (int)Math.Min(library.PerformanceSampleCount, MostSamples)).Select(static i => (long)i)];
        library.LoadSamplesToRam(_samples);
    }

    public string Name => _library.Name;

    public long TotalSampleCount => _samples.Length;

    public long PerformanceSampleCount => _samples.Length;

    public void LoadSamplesToRam(ReadOnlySpan<long> samples) { }

    public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) { }

    public void Dispose() => _library.UnloadSamplesFromRam(_samples);
}
