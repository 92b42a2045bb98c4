using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;

namespace NativeBench.Cli.Output;

/// <summary>A scenario's official metric: what its result is compared by.</summary>
/// <param name="Key">Name with unit, for result.json.</param>
/// <param name="Label">For people.</param>
/// <param name="Value">The number.</param>
/// <param name="Text">The number with its unit.</param>
internal sealed record Metric(string Key, string Label, double Value, string Text)
{
    /// <summary>The official metric of a performance result.</summary>
    public static Metric Of(TestScenario scenario, PerformanceResult result)
    {
        var percentile = Units.Plain(Math.Round(result.TargetPercentile.Fraction * 100, 6));
        var latency = result.TargetPercentile.LatencyNs;
        return scenario switch
        {
            TestScenario.SingleStream => new($"latency_p{percentile}_ns", $"p{percentile} latency", latency, Units.Time(latency)),
            TestScenario.MultiStream => new($"query_latency_p{percentile}_ns", $"p{percentile} query latency", latency, Units.Time(latency)),
            TestScenario.MultiStreamFixedInterval => new("streams", "streams", Streams(result), Units.Count(Streams(result)) + " streams"),
            TestScenario.Server => new("completed_samples_per_s", "completed", result.SamplesPerSecondToLastCompletion,
                Units.Rate(result.SamplesPerSecondToLastCompletion) + " samples/s"),
            _ => new("samples_per_s", "throughput", result.SamplesPerSecond, Units.Rate(result.SamplesPerSecond) + " samples/s"),
        };
    }

    /// <summary>Samples per query: all queries have the same number.</summary>
    private static long Streams(PerformanceResult result) => result.QueryCount == 0 ? 0 : result.SampleCount / result.QueryCount;
}
