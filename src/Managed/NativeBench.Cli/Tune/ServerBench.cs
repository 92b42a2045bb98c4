using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>
/// Tries plans for Server by the highest rate that they keep within the bound, in short runs of LoadGen. Every call narrows
/// down what the calls before found for the plan, with longer runs; so the last answer counts.
/// </summary>
internal sealed class ServerBench(TuningTarget target, ServerRun run) : IPlanBench
{
    private const int RunsPerCall = 2;

    private readonly Dictionary<ExecutionPlan, Bracket> _brackets = [];

    public PlanMeasurement Measure(ExecutionPlan plan, TimeSpan effort) => TuningTarget.Try(() =>
    {
        using var system = target.Open(plan);
        if (!_brackets.TryGetValue(plan, out var bracket))
            _brackets[plan] = bracket = new Bracket(Capacity(plan, system.Sut, effort / 4));
        for (var i = 0; i < RunsPerCall; i++)
            bracket.Add(bracket.Next, run.Keeps(system.Sut, bracket.Next, effort / RunsPerCall));
        return bracket.Kept;
    });

    /// <summary>What the plan does in bursts, which no rate can exceed for long.</summary>
    private double Capacity(ExecutionPlan plan, ISystemUnderTest sut, TimeSpan effort)
    {
        var driver = new SystemDriver(sut, (int)target.Library.PerformanceSampleCount, target.Context.Cancellation);
        var atOnce = plan.Instances * plan.BatchSize;
        var first = atOnce / (driver.Query(atOnce) / 1e9);
        var size = (int)Math.Clamp(Math.Ceiling(first * effort.TotalSeconds / atOnce), 3, 1 + ((1 << 18) / atOnce)) * atOnce;
        return driver.Throughput(size, tail: atOnce);
    }
}
