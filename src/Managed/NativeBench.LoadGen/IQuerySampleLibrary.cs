namespace NativeBench.LoadGen;

/// <summary>Where samples come from. LoadGen says what to load; it never sees the samples themselves.</summary>
public interface IQuerySampleLibrary
{
    /// <summary>The name that goes into the logs as <c>qsl_name</c>.</summary>
    string Name { get; }

    /// <summary>Samples in the whole data set, at least 1.</summary>
    long TotalSampleCount { get; }

    /// <summary>Samples that are guaranteed to fit into memory together, at least 1.</summary>
    long PerformanceSampleCount { get; }

    /// <summary>
    /// Loads samples, outside the measured time. The list may name a sample more than once (MultiStream appends the
    /// first samples of a set to its end), and their order is the order in which MultiStream takes neighbours.
    /// </summary>
    void LoadSamplesToRam(ReadOnlySpan<long> samples);

    /// <summary>Unloads what the matching <see cref="LoadSamplesToRam"/> call loaded.</summary>
    void UnloadSamplesFromRam(ReadOnlySpan<long> samples);
}
