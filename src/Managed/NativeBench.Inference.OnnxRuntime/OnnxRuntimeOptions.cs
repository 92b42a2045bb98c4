using System.Collections.Immutable;

namespace NativeBench.Inference.OnnxRuntime;

/// <summary>How to load a model into ONNX Runtime.</summary>
public sealed record OnnxRuntimeOptions
{
    /// <summary>Threads that share one run, the calling one included; 1 or more. Default 1.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>How far the graph is rewritten. Default: all.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>
    /// Values of dynamic dimensions other than the batch: by the name that the model gives the dimension (<c>seq</c>), or by
    /// tensor and axis where it has no name (<c>input_ids:1</c>). Default: none.
    /// </summary>
    public ImmutableDictionary<string, long> Dimensions { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>
    /// Whether idle threads of a run spin for a while for their next work: fast for one instance, wasteful when several share
    /// the cores. Default true, as in ONNX Runtime.
    /// </summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>The options that suit a plan: its threads, and spinning only for a single instance.</summary>
    public static OnnxRuntimeOptions For(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new OnnxRuntimeOptions { IntraOpThreads = plan.IntraOpThreads, AllowSpinning = plan.Instances == 1 };
    }
}
