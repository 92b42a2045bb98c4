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

    /// <summary>Batch copies, each of several samples (<c>cuMemcpyBatchAsync</c>).</summary>
    public long BatchCopies { get; init; }

    /// <summary>Waits that slept.</summary>
    public long Waits { get; init; }

    /// <summary>Calls into native code to submit: one for each batch.</summary>
    public long SubmitCalls { get; init; }

    /// <summary>Calls into native code to wait, while nothing was done; a completion takes none.</summary>
    public long WaitCalls { get; init; }

    /// <summary>All other calls into native code: making, warming up and asking; none while a test runs.</summary>
    public long OtherCalls { get; init; }

    /// <summary>CUDA graphs captured.</summary>
    public long Graphs { get; init; }

    /// <summary>Captures that failed: those sizes run without a graph.</summary>
    public long FailedCaptures { get; init; }

    /// <summary>Both together.</summary>
    public static TensorRtCounters operator +(TensorRtCounters left, TensorRtCounters right) => Of(left, right, 1);

    /// <summary>What was done between two readings.</summary>
    public static TensorRtCounters operator -(TensorRtCounters left, TensorRtCounters right) => Of(left, right, -1);

    /// <summary>Both together.</summary>
    public static TensorRtCounters Add(TensorRtCounters left, TensorRtCounters right) => left + right;

    /// <summary>What was done between two readings.</summary>
    public static TensorRtCounters Subtract(TensorRtCounters left, TensorRtCounters right) => left - right;

    private static TensorRtCounters Of(TensorRtCounters left, TensorRtCounters right, long sign) => new()
    {
        Batches = left.Batches + (sign * right.Batches),
        Samples = left.Samples + (sign * right.Samples),
        GraphLaunches = left.GraphLaunches + (sign * right.GraphLaunches),
        Enqueues = left.Enqueues + (sign * right.Enqueues),
        CopiesToDevice = left.CopiesToDevice + (sign * right.CopiesToDevice),
        BytesToDevice = left.BytesToDevice + (sign * right.BytesToDevice),
        CopiesFromDevice = left.CopiesFromDevice + (sign * right.CopiesFromDevice),
        BytesFromDevice = left.BytesFromDevice + (sign * right.BytesFromDevice),
        GatheredSamples = left.GatheredSamples + (sign * right.GatheredSamples),
        BoundInPlace = left.BoundInPlace + (sign * right.BoundInPlace),
        WordsByDevice = left.WordsByDevice + (sign * right.WordsByDevice),
        WordsByHost = left.WordsByHost + (sign * right.WordsByHost),
        BatchCopies = left.BatchCopies + (sign * right.BatchCopies),
        Waits = left.Waits + (sign * right.Waits),
        SubmitCalls = left.SubmitCalls + (sign * right.SubmitCalls),
        WaitCalls = left.WaitCalls + (sign * right.WaitCalls),
        OtherCalls = left.OtherCalls + (sign * right.OtherCalls),
        Graphs = left.Graphs + (sign * right.Graphs),
        FailedCaptures = left.FailedCaptures + (sign * right.FailedCaptures),
    };
}
