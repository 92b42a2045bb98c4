namespace NativeBench.Inference.TensorRT;

/// <summary>What lanes did; the shim's <c>nb_counters</c>. Warm-ups don't count.</summary>
public sealed record TensorRtCounters
{
    /// <summary>Batches submitted.</summary>
    public long Batches { get; init; }

    /// <summary>Samples in them.</summary>
    public long Samples { get; init; }

    /// <summary>Batches that ran as a CUDA graph.</summary>
    public long GraphLaunches { get; init; }

    /// <summary>Batches that ran without one.</summary>
    public long Enqueues { get; init; }

    /// <summary>Copies to the device.</summary>
    public long CopiesToDevice { get; init; }

    /// <summary>Bytes of them.</summary>
    public long BytesToDevice { get; init; }

    /// <summary>Copies from the device.</summary>
    public long CopiesFromDevice { get; init; }

    /// <summary>Bytes of them.</summary>
    public long BytesFromDevice { get; init; }

    /// <summary>Samples that the CPU copied together.</summary>
    public long GatheredSamples { get; init; }

    /// <summary>Inputs that an integrated device read where they lay.</summary>
    public long BoundInPlace { get; init; }

    /// <summary>Completions that the device wrote.</summary>
    public long WordsByDevice { get; init; }

    /// <summary>Completions that a function on the host wrote.</summary>
    public long WordsByHost { get; init; }

    /// <summary>Waits that slept: calls into the shim besides one for each batch.</summary>
    public long Waits { get; init; }

    /// <summary>CUDA graphs captured.</summary>
    public long Graphs { get; init; }

    /// <summary>Captures that failed: those sizes run without a graph.</summary>
    public long FailedCaptures { get; init; }

    /// <summary>Both together.</summary>
    public static TensorRtCounters operator +(TensorRtCounters left, TensorRtCounters right) => new()
    {
        Batches = left.Batches + right.Batches,
        Samples = left.Samples + right.Samples,
        GraphLaunches = left.GraphLaunches + right.GraphLaunches,
        Enqueues = left.Enqueues + right.Enqueues,
        CopiesToDevice = left.CopiesToDevice + right.CopiesToDevice,
        BytesToDevice = left.BytesToDevice + right.BytesToDevice,
        CopiesFromDevice = left.CopiesFromDevice + right.CopiesFromDevice,
        BytesFromDevice = left.BytesFromDevice + right.BytesFromDevice,
        GatheredSamples = left.GatheredSamples + right.GatheredSamples,
        BoundInPlace = left.BoundInPlace + right.BoundInPlace,
        WordsByDevice = left.WordsByDevice + right.WordsByDevice,
        WordsByHost = left.WordsByHost + right.WordsByHost,
        Waits = left.Waits + right.Waits,
        Graphs = left.Graphs + right.Graphs,
        FailedCaptures = left.FailedCaptures + right.FailedCaptures,
    };

    /// <summary>Both together.</summary>
    public static TensorRtCounters Add(TensorRtCounters left, TensorRtCounters right) => left + right;
}
