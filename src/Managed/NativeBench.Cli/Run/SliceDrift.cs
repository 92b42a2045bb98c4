using NativeBench.Cli.Output;
using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>
/// Whether a run's last third differs from its first: judged from the slices of result.json, whose figures it compares, and told only
/// where it's beyond doubt and enough to matter.
/// </summary>
internal static class SliceDrift
{
    /// <summary>A drift that is smaller changes no decision.</summary>
    private const double Visible = 0.05;

    /// <summary>Tails move more by themselves.</summary>
    private const double VisibleInTail = 0.10;

    /// <summary>From here on, per cent are hard to read.</summary>
    private const double AsFactor = 3;

    /// <summary>What a run is asked to last when it drifted, in ms.</summary>
    private const long SettledMs = 60_000;

    // With fewer latencies in a slice its percentile is one of the longest few, and says nothing about the slice.
    private const int LeastForP90 = 50;
    private const int LeastForP99 = 500;

    /// <summary>A sentence, with what to do; null for a run that was steady as far as can be told.</summary>
    public static string? Of(SlicesData slices, EffectiveSettings settings)
    {
        string[] moved = [.. (settings.Scenario == TestScenario.Offline ? Rates(slices) : Latencies(slices)).OfType<string>()];
        if (moved.Length == 0)
            return null;
        var remedy = settings.MinDurationMs < SettledMs
            ? Units.Invariant($"Longer runs settle: --set min_duration={SettledMs}; if it keeps moving, look at clocks and heat.")
            : "It lasted long enough to settle, so look at clocks, heat and other processes (machine_activity in result.json).";
        return $"The run wasn't steady: from its first third to its last, {string.Join(", ", moved)}. {remedy}";
    }

    private static IEnumerable<string?> Rates(SlicesData slices)
    {
        yield return Moved("throughput", slices.SamplesPerS, slices, Visible);
    }

    private static IEnumerable<string?> Latencies(SlicesData slices)
    {
        var perSlice = slices.LatencyCount.Take(slices.WholeCount).Average() ?? 0;
        yield return Moved("median latency", slices.LatencyP50Ns, slices, Visible);
        if (perSlice >= LeastForP90)
            yield return Moved("p90", slices.LatencyP90Ns, slices, VisibleInTail);
        if (perSlice >= LeastForP99)
            yield return Moved("p99", slices.LatencyP99Ns, slices, VisibleInTail);
    }

    private static string? Moved(string what, IReadOnlyList<double?> column, SlicesData slices, double visible)
    {
        var values = column.Take(slices.WholeCount).Where(static v => v > 0).Select(static v => v!.Value).ToArray();
        var third = values.Length / 3;
        if (third < RatioEstimator.LeastValues)
            return null;
        var (first, last) = (values[..third], values[^third..]);
        var interval = RatioEstimator.FromSlices(first, last, last.Average() / first.Average());
        if (interval is not { HoldsOne: false } || Math.Abs(interval.Ratio - 1) < visible)
            return null;
        return interval.Ratio is >= AsFactor or <= 1 / AsFactor ? Units.Invariant($"{what} {interval.Ratio:0.##} times as large")
            : Units.Invariant($"{what} {Math.Abs(interval.Ratio - 1) * 100:0} % ") + (interval.Ratio > 1 ? "higher" : "lower");
    }
}
