namespace NativeBench.LoadGen;

/// <summary>What a test does. The values are those of the configuration key <c>mode</c>.</summary>
public enum TestMode
{
    /// <summary>Accuracy, then performance, in one test.</summary>
    SubmissionRun = 0,

    /// <summary>Every sample of the library once, all responses into the accuracy log.</summary>
    AccuracyOnly = 1,

    /// <summary>The timed run.</summary>
    PerformanceOnly = 2,

    /// <summary>Searches the highest rate that keeps the latency bound (Server), or the most samples per query that
    /// are done within the interval (MultiStreamFixedInterval).</summary>
    FindPeakPerformance = 3,
}
