using System.Diagnostics;
using NativeBench.Cli.Output;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>
/// Tries plans for the scenarios without arrivals: Offline by samples per second, the streams by queries per second at the
/// 90th percentile of latency.
/// </summary>
internal sealed class ClosedBench(TuningTarget target) : IPlanBench
{
    private const int MostSamples = 1 << 18;

    private double _bestRate;

    public PlanMeasurement Measure(ExecutionPlan plan, TimeSpan effort) =>
        TuningTarget.Try(() => target.Scenario == TestScenario.Offline ? Offline(plan, effort) : Stream(plan, effort));

    private double Offline(ExecutionPlan plan, TimeSpan effort)
    {
        // Every worker has a batch in hand and one more to count. A plan whose batches alone outlast the search by far is out.
        var atOnce = plan.Instances * plan.BatchSize;
        if (_bestRate > 0 && 2 * atOnce / _bestRate > (4 * effort.TotalSeconds) + 1.5)
            throw new CannotRunException(Units.Invariant($"{atOnce} samples at once take about {atOnce / _bestRate:0.#} s: a larger --budget would try them"));
        using var system = target.Open(plan);
        var driver = target.Drive(system);
        var first = atOnce / (driver.Query(atOnce) / 1e9);
        var wanted = Math.Clamp(first * effort.TotalSeconds, 2 * atOnce, Math.Max(MostSamples, 2 * atOnce));
        var size = (int)Math.Ceiling(wanted / atOnce) * atOnce;
        var rate = driver.Throughput(size, tail: atOnce);
        _bestRate = Math.Max(_bestRate, rate);
        return rate;
    }

    private double Stream(ExecutionPlan plan, TimeSpan effort)
    {
        const int fewest = 10;
        var size = target.Scenario == TestScenario.MultiStream ? (int)target.Settings.MultiStreamSamplesPerQuery : 1;
        using var system = target.Open(plan);
        var driver = target.Drive(system);
        var start = Stopwatch.GetTimestamp();
        do
            driver.Query(size);
        while (Stopwatch.GetElapsedTime(start) < effort / 8);
        var times = new List<double>();
        start = Stopwatch.GetTimestamp();
        do
            times.Add(driver.Query(size));
        while (Stopwatch.GetElapsedTime(start) < effort || times.Count < fewest);
        times.Sort();
        return 1e9 / times[(int)(times.Count * 0.9)];
    }
}
