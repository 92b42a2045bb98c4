namespace NativeBench.LoadGen;

/// <summary>How queries arrive (MLPerf Inference rules, "Scenarios").</summary>
public enum TestScenario
{
    /// <summary>One sample at a time, the next when the last is done. Metric: 90th percentile latency.</summary>
    SingleStream,

    /// <summary>Several samples a query, the next when the last is done. Metric: 99th percentile query latency.</summary>
    MultiStream,

    /// <summary>One sample a query, Poisson arrivals. Metric: queries per second within a latency bound.</summary>
    Server,

    /// <summary>All samples in one query. Metric: samples per second.</summary>
    Offline,

    /// <summary>
    /// MultiStream as rounds 0.5 to 1.1 had it: several samples a query at every tick of a fixed interval; a tick at which
    /// the last query isn't done is skipped. Metric: the number of samples per query ("streams").
    /// </summary>
    MultiStreamFixedInterval,
}
