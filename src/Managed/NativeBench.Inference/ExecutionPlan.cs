using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>How a backend executes: the options <c>--instances</c>, <c>--threads</c>, <c>--batch</c>, <c>--batch-delay</c>.</summary>
public sealed record ExecutionPlan
{
    /// <summary>Workers that run batches at the same time; 1 to 1024. Default 1.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Threads that share one run of the model; 1 to 1024. Default 1.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Samples of the largest run; 1 to 65536. Default 1.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>How long an incomplete batch waits for more samples, in µs; 0 to 10,000,000. Default 0: not at all.</summary>
    public int BatchDelayUs { get; init; }

    /// <summary>
    /// A sensible plan without measuring: the streams get one instance with all cores, Server and Offline an instance a core.
    /// </summary>
    /// <param name="scenario">What will be run.</param>
    /// <param name="model">What bounds the batch.</param>
    /// <param name="samplesPerQuery">Samples of a MultiStream query; the batch follows it.</param>
    /// <param name="coreCount">Cores that the process may use, such as <see cref="Environment.ProcessorCount"/>.</param>
    public static ExecutionPlan For(TestScenario scenario, ModelInfo model, int samplesPerQuery, int coreCount)
        => throw new NotSupportedException();

    /// <summary>Checks every value, and the batch against the model.</summary>
    /// <exception cref="InvalidInputException">A value is out of range; the message names the option.</exception>
    public void Validate(ModelInfo? model = null) => throw new NotSupportedException();
}
