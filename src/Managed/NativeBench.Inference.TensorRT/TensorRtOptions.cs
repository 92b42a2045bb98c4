using System.Collections.Immutable;
using NativeBench.Cuda;

namespace NativeBench.Inference.TensorRT;

/// <summary>How to build, load and run an engine.</summary>
public sealed record TensorRtOptions
{
    /// <summary>The device's ordinal. Default 0.</summary>
    public int Device { get; init; }

    /// <summary>The core of the deep learning accelerator to run on, with the GPU for what it can't do; null (default): the GPU alone.</summary>
    public int? DlaCore { get; init; }

    /// <summary>What layers may compute in.</summary>
    public TensorRtPrecision Precision { get; init; }

    /// <summary>The largest batch of an engine that is built from a model with an open batch, 1 or more. Default 1.</summary>
    public int MaxBatchSize { get; init; } = 1;

    /// <summary>The batch that such an engine is made fastest for; null (default): the largest.</summary>
    public int? BestBatchSize { get; init; }

    /// <summary>
    /// Values of open dimensions other than the batch, by tensor and axis: <c>input_ids:1</c>. Taken for plans; default: what
    /// the plan's first profile is best for.
    /// </summary>
    public ImmutableDictionary<string, long> Dimensions { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>CUDA graphs, captured while warming up. Default true.</summary>
    public bool Graphs { get; init; } = true;

    /// <summary>Completion words by a function on the host even where the device could write them. Default false.</summary>
    public bool CompleteByHostFunction { get; init; }

    /// <summary>How samples that aren't neighbours get into one batch.</summary>
    public TensorRtGather Gather { get; init; }

    /// <summary>Workspace that the builder may use in bytes; null (default): TensorRT's own choice.</summary>
    public long? WorkspaceBytes { get; init; }

    /// <summary>How hard the builder tries, 0 to 5; null (default): TensorRT's own choice.</summary>
    public int? OptimizationLevel { get; init; }

    /// <summary>Where built engines are kept; null (default): nowhere.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Build even if the cache has the engine. Default false.</summary>
    public bool Rebuild { get; init; }

    /// <summary>Every layer computes in the model's own types; TensorRT 10, and 11 always. Default false.</summary>
    public bool StronglyTyped { get; init; }

    /// <summary>Kernels for weights of 2:4 sparsity may be chosen. Default false.</summary>
    public bool SparseWeights { get; init; }

    /// <summary>A plan that later versions of the same major load, too. TensorRT 8.6 and later. Default false.</summary>
    public bool VersionCompatible { get; init; }

    /// <summary>A plan that other devices of Ampere and later load, too. TensorRT 8.6 and later. Default false.</summary>
    public bool HardwareCompatible { get; init; }

    /// <summary>How many streams of its own a batch may use inside an engine, 0 or more; null (default): TensorRT's own choice.</summary>
    public int? AuxiliaryStreams { get; init; }

    /// <summary>From when on a batch may be reported as a hang (<see cref="LaneOptions.HangTimeout"/>); null: the default.</summary>
    public TimeSpan? HangTimeout { get; init; }

    /// <summary>Whose page-locked memory holds the samples; null (default): the shim's own.</summary>
    public ICudaProvider? PinnedMemory { get; init; }

    /// <summary>
    /// The device that the samples lie near, where memory has places; null (default): this one. Of several engines that share their
    /// samples all name the same.
    /// </summary>
    public int? SamplesNear { get; init; }

    /// <summary>How long disposing waits for batches that don't end. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
