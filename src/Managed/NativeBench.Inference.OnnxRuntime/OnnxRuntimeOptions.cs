using System.Collections.Immutable;
using NativeBench.Inference.OnnxRuntime.Internal;

namespace NativeBench.Inference.OnnxRuntime;

/// <summary>How to load a model into ONNX Runtime.</summary>
public sealed record OnnxRuntimeOptions
{
    /// <summary>The largest model file, in bytes, of which <see cref="SessionSharing.Auto"/> opens a session for each instance.</summary>
    public const long OwnSessionFileBytes = 4 << 20;

    /// <summary>Threads that share one run, the calling one included; 1 or more. Default 1.</summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>How far the graph is rewritten. Default: all.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>What runs the model. Default: the CPU.</summary>
    public OnnxRuntimeProvider Provider { get; init; }

    /// <summary>What a provider of a GPU is asked for.</summary>
    public OnnxRuntimeDevice Device { get; init; } = new();

    /// <summary>
    /// Values of dynamic dimensions other than the batch: by the name that the model gives the dimension (<c>seq</c>), or by
    /// tensor and axis where it has no name (<c>input_ids:1</c>). Default: none.
    /// </summary>
    public ImmutableDictionary<string, long> Dimensions { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>
    /// What inputs are expected to be like: name (null: of any name) and all dimensions, -1 where any number will do. Dynamic dimensions that
    /// <see cref="Dimensions"/> doesn't name take their values from it; where a model's own dimensions differ, they count. Default: none.
    /// </summary>
    public ImmutableArray<(string? Name, ImmutableArray<long> Dimensions)> ExpectedInputs { get; init; } = [];

    /// <summary>
    /// Lengths of one of the dynamic dimensions that shorter samples are run at. <see cref="Dimensions"/> need not name that
    /// dimension. Default null: every sample at the length that <see cref="Dimensions"/> gives.
    /// </summary>
    public ShapeBuckets? Buckets { get; init; }

    /// <summary>
    /// Whether idle threads of a run spin for a while for their next work: fast for one instance, wasteful when several share
    /// the cores. Default true, as in ONNX Runtime.
    /// </summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>Whether instances of one thread share a session. Default: by the size of the model.</summary>
    public SessionSharing Sessions { get; init; }

    /// <summary>
    /// Whether ONNX Runtime keeps the memory of intermediate tensors in its own allocator. Default true; without it every run
    /// asks the system.
    /// </summary>
    public bool UseArena { get; init; } = true;

    /// <summary>Whether one block is allocated for a whole run where the shapes repeat. Default true, as in ONNX Runtime.</summary>
    public bool UseMemoryPattern { get; init; } = true;

    /// <summary>
    /// Whether ONNX Runtime's threads take denormal numbers for 0, which spares the processor their slow path. Default false,
    /// as in ONNX Runtime. It concerns the threads that ONNX Runtime makes, so runs of one thread aren't changed.
    /// </summary>
    public bool FlushDenormals { get; init; }

    /// <summary>
    /// How finely a run's work is cut for its threads (<c>session.dynamic_block_base</c>); 0 (default) cuts it evenly, 4 is
    /// ONNX Runtime's advice where cores differ or are taken away now and then.
    /// </summary>
    public int DynamicBlockBase { get; init; }

    /// <summary>
    /// Whether an instance must not reuse a session that another thread has opened: a session's threads run where the thread
    /// that opened it may run. Default false.
    /// </summary>
    public bool OpenOnInstanceThread { get; init; }

    /// <summary>
    /// Folder for rewritten models, so that the next start needn't rewrite them again; made when it's needed. Default null: none.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>More of ONNX Runtime's session options, by their own names (<c>session.…</c>). Default: none.</summary>
    public BackendOptions SessionEntries { get; init; } = BackendOptions.None;

    /// <summary>
    /// The options that suit a plan: its threads, spinning only for a single instance, and what its <see cref="BackendOptions"/> say.
    /// </summary>
    /// <exception cref="InvalidInputException">A backend option that there isn't, or a value that it doesn't take.</exception>
    public static OnnxRuntimeOptions For(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var options = new OnnxRuntimeOptions
        {
            IntraOpThreads = plan.IntraOpThreads,
            AllowSpinning = plan.Instances == 1,
            OpenOnInstanceThread = plan.Pinning != CpuPinning.None,
        };
        return OptionTexts.Apply(options, plan.BackendOptions);
    }
}
