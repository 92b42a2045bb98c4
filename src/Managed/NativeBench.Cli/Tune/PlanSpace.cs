using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>The plans that are worth trying for a scenario, simpler ones first.</summary>
internal static class PlanSpace
{
    private const int LargestOfflineBatch = 64;
    private const int LargestServerBatch = 32;

    // Inputs of one batch. Activations are several times as large, and every instance has its own.
    private const long MostBatchBytes = 256L << 20;

    /// <summary>
    /// All plans of a scenario. Instances times threads fill the cores, once, or with cores to spare for the threads that issue
    /// and collect; batches are powers of two.
    /// </summary>
    /// <param name="scenario">What will be run.</param>
    /// <param name="model">What bounds the batch.</param>
    /// <param name="cores">Cores that the process may use.</param>
    /// <param name="samplesPerQuery">Samples of a MultiStream query.</param>
    /// <param name="standard">What would be run without tuning: always among them.</param>
    /// <param name="limits">What the user fixed.</param>
    public static IReadOnlyList<ExecutionPlan> For(
        TestScenario scenario, ModelInfo model, int cores, int samplesPerQuery, ExecutionPlan standard, PlanLimits? limits = null)
    {
        limits ??= new PlanLimits();
        var plans = from split in Splits(scenario, cores)
                    from batch in Batches(scenario, model, samplesPerQuery)
                    where scenario != TestScenario.MultiStream || batch * split.Instances <= Math.Max(samplesPerQuery, batch)
                    where batch * Math.Max(1, model.InputBytesPerSample) <= MostBatchBytes || batch == 1
                    select standard with
                    {
                        Instances = split.Instances,
                        IntraOpThreads = split.Threads,
                        BatchSize = batch,
                        BatchDelayUs = 0,
                        AdaptiveBatching = false,

                        // Letting late samples wait needs to know what a batch costs, which only adaptive batching does.
                        Order = QueueOrder.Arrival,
                    };
        var all = plans.ToList();
        if (scenario == TestScenario.Server && standard.AdaptiveBatching)
            all.AddRange(Splits(scenario, cores).Select(split => standard with { Instances = split.Instances, IntraOpThreads = split.Threads }));
        all.Add(standard);
        return
        [
            .. all.Where(plan => limits.Admit(plan) || plan == standard).Distinct()
                .OrderBy(static p => p.BatchSize).ThenBy(static p => p.Instances).ThenBy(static p => p.IntraOpThreads).ThenBy(static p => p.AdaptiveBatching),
        ];
    }

    /// <summary>
    /// Plans for a GPU's lanes: streams and batches. Few batches: each is an engine of its own, which may take minutes to build.
    /// </summary>
    public static IReadOnlyList<ExecutionPlan> ForLanes(
        TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionPlan standard, PlanLimits? limits = null)
    {
        limits ??= new PlanLimits();
        int[] batches = model.FixedBatch is { } batch ? [batch] : scenario switch
        {
            TestScenario.SingleStream => [1],
            TestScenario.MultiStream => [.. Powers(samplesPerQuery)],
            TestScenario.Server => [1, 4, 8, 16, 32],
            _ => [8, 32, 64, 128],
        };
        int[] streams = scenario switch
        {
            TestScenario.SingleStream => [1],
            TestScenario.MultiStream => [1, 2],
            _ => [1, 2, 4, 8],
        };
        var all = from size in batches
                  from stream in streams
                  where scenario != TestScenario.MultiStream || size * stream <= Math.Max(samplesPerQuery, size)
                  where size * Math.Max(1, model.InputBytesPerSample) <= MostBatchBytes || size == batches[0]
                  select standard with { Instances = stream, BatchSize = size, BatchDelayUs = 0 };
        return
        [
            .. all.Where(limits.Admit).Append(standard).Distinct().OrderBy(static p => p.BatchSize).ThenBy(static p => p.Instances),
        ];
    }

    /// <summary>The other ways to bring samples that aren't neighbours into a batch of the winner's; one that the driver lacks fails and is out.</summary>
    public static IReadOnlyList<ExecutionPlan> Gathers(ExecutionPlan plan) => plan.BatchSize == 1 || plan.BackendOptions["gather"] is not null
        ? []
        : [.. new[] { "runs", "batch", "cpu" }.Select(gather => plan with { BackendOptions = plan.BackendOptions.With("gather", gather) })];

    /// <summary>The windows that are worth trying for Server plans with batches: shares of the latency bound.</summary>
    public static IReadOnlyList<ExecutionPlan> Windows(ExecutionPlan plan, long boundNs)
    {
        if (plan.BatchSize == 1 || plan.AdaptiveBatching)
            return [];
        return
        [
            .. new[] { 40, 10, 4 }.Select(share => (int)Math.Min(boundNs / 1000 / share, ExecutionPlan.MaxBatchDelayUs))
                .Where(static us => us > 0).Distinct().Select(us => plan with { BatchDelayUs = us }),
        ];
    }

    /// <summary>Instances and threads of one.</summary>
    private static IEnumerable<(int Instances, int Threads)> Splits(TestScenario scenario, int cores)
    {
        if (scenario == TestScenario.SingleStream)
        {
            foreach (var threads in Powers(cores))
                yield return (1, threads);
            yield break;
        }

        foreach (var instances in Powers(cores))
        {
            yield return (instances, Math.Max(1, cores / instances));

            // One core less for the work leaves it to the threads that issue queries and answer them.
            if (cores > 2 && (cores - 1) / instances is >= 1 and var fewer && fewer != cores / instances)
                yield return (instances, fewer);
        }

        if (cores > 2)
            yield return (cores - 1, 1);
        if (cores == 2)
            yield return (1, 1);
    }

    private static IEnumerable<int> Batches(TestScenario scenario, ModelInfo model, int samplesPerQuery)
    {
        if (model.FixedBatch is { } batch)
            return [batch];
        return scenario switch
        {
            TestScenario.SingleStream => [1],
            TestScenario.MultiStream => Powers(samplesPerQuery),
            TestScenario.Server => Powers(LargestServerBatch),
            _ => Powers(LargestOfflineBatch),
        };
    }

    /// <summary>1, 2, 4, … and the number itself.</summary>
    private static IEnumerable<int> Powers(int most)
    {
        for (var power = 1; power < most; power *= 2)
            yield return power;
        yield return most;
    }
}
