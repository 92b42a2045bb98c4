using System.Globalization;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// How a backend executes: the options <c>--instances</c>, <c>--threads</c>, <c>--batch</c>, <c>--batch-delay</c>,
/// <c>--queue-order</c>, <c>--pin</c> and <c>--backend-option</c>. Equal when all of that is.
/// </summary>
public sealed record ExecutionPlan
{
    /// <summary>The most instances, and the most threads of one.</summary>
    public const int MaxParallelism = 1024;

    /// <summary>The largest batch.</summary>
    public const int MaxBatchSize = 65536;

    /// <summary>The longest batching window in µs.</summary>
    public const int MaxBatchDelayUs = 10_000_000;

    /// <summary>
    /// What <see cref="For"/> takes as batch for Offline, and for a fixed interval's queries, which are as many samples as can
    /// be done in it, when the model leaves it free.
    /// </summary>
    public const int OfflineBatchSize = 8;

    /// <summary>Workers that run batches at the same time; 1 to 1024. Default 1.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Threads that share one run of the model; 1 to 1024. Default 1.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Samples of the largest run; 1 to 65536. Default 1.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>How long an incomplete batch waits for more samples, in µs; 0 to 10,000,000. Default 0: not at all.</summary>
    public int BatchDelayUs { get; init; }

    /// <summary>
    /// Whether size and window of Server's batches follow the load, what a batch was measured to cost, and the latency bound
    /// (<c>--batch-delay auto</c>). <see cref="BatchDelayUs"/> is the longest window then, 0 leaving that to the bound. Default
    /// false. Has no effect in scenarios without a bound.
    /// </summary>
    public bool AdaptiveBatching { get; init; }

    /// <summary>
    /// Which of the waiting samples runs next. Default: in the order in which they came; another needs <see cref="AdaptiveBatching"/>.
    /// </summary>
    public QueueOrder Order { get; init; }

    /// <summary>Where the workers' threads may run. Default: anywhere.</summary>
    public CpuPinning Pinning { get; init; }

    /// <summary>The backend's own options. Default: none.</summary>
    public BackendOptions BackendOptions { get; init; } = BackendOptions.None;

    /// <summary>
    /// A sensible plan without measuring: the streams get one instance with all cores, Server and Offline an instance a core.
    /// </summary>
    /// <param name="scenario">What will be run.</param>
    /// <param name="model">What bounds the batch.</param>
    /// <param name="samplesPerQuery">Samples of a MultiStream query; the batch follows it.</param>
    /// <param name="coreCount">Cores that the process may use, such as <see cref="Environment.ProcessorCount"/>.</param>
    public static ExecutionPlan For(TestScenario scenario, ModelInfo model, int samplesPerQuery, int coreCount)
    {
        var cores = Math.Clamp(coreCount, 1, MaxParallelism);
        var streams = scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var batch = scenario switch
        {
            TestScenario.MultiStream => Math.Clamp(samplesPerQuery, 1, MaxBatchSize),
            TestScenario.Offline or TestScenario.MultiStreamFixedInterval => OfflineBatchSize,
            _ => 1,
        };
        return new ExecutionPlan
        {
            Instances = streams ? 1 : cores,
            IntraOpThreads = streams ? cores : 1,
            BatchSize = model.FixedBatch ?? batch,
        };
    }

    /// <summary>Checks every value, and the batch against the model.</summary>
    /// <exception cref="InvalidInputException">A value is out of range; the message names the option.</exception>
    public void Validate(ModelInfo? model = null)
    {
        Check("--instances", Instances, 1, MaxParallelism, "workers");
        Check("--threads", IntraOpThreads, 1, MaxParallelism, "threads");
        Check("--batch", BatchSize, 1, MaxBatchSize, "samples");
        Check("--batch-delay", BatchDelayUs, 0, MaxBatchDelayUs, "microseconds");
        if (Order != QueueOrder.Arrival && !AdaptiveBatching)
            throw new InvalidInputException(
                "--queue-order late-last needs --batch-delay auto: only that knows the latency bound and what a batch costs.");
        if (model?.FixedBatch is { } limit && BatchSize > limit)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"--batch {BatchSize} is more than '{model.Name}' takes: its first dimension is fixed at {limit}. Use --batch {limit}."));
    }

    private static void Check(string option, int value, int min, int max, string unit)
    {
        if (value < min || value > max)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"{option} {value} is out of range: expected {min} to {max} {unit}."));
    }
}
