namespace NativeBench.Datasets.Prepared;

/// <summary>How far the preparation of samples is.</summary>
/// <param name="Done">Samples that are ready, earlier ones included.</param>
/// <param name="Total">All samples.</param>
/// <param name="FoundReady">Those of <paramref name="Done"/> that an earlier preparation made.</param>
/// <param name="Elapsed">Time spent on the others.</param>
public readonly record struct PreparationProgress(long Done, long Total, long FoundReady, TimeSpan Elapsed)
{
    /// <summary>What the rest will take at this rate; null before the first sample.</summary>
    public TimeSpan? Remaining => Done == FoundReady ? null : Elapsed * ((Total - Done) / (double)(Done - FoundReady));
}
